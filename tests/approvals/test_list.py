"""«На утверждение»: whose move each packet is, found and paged; several decided one after another."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from tests.approvals.conftest import Town
from tests.approvals.packets import assembled, packet_state, packet_version, put_up
from tests.approvals.visitor import Visitor
from tests.world import NOW, SETTINGS, build_world
from workflow import clock
from workflow.commands.packet_decisions import ReturnPacket
from workflow.commands.packets import EditPacket
from workflow.extensions import db
from workflow.models.order import Order, RegisterKind
from workflow.orders.clauses import Clause, ClauseKind
from workflow.pages import approvals


def edit(town: Town, who: str, packet_id: int) -> None:
    clause = Clause(number="1", text="Утвердить.", kind=ClauseKind.APPROVE)
    version = town.within(packet_version, packet_id)
    town.do(who, EditPacket(packet_id=packet_id, version=version, title="О сети", clauses=(clause,)))


def test_each_packet_stands_on_the_tab_of_whose_move_it_is(town: Town) -> None:
    waiting = town.within(put_up, town.world, "s1")
    signed = town.within(put_up, town.world, "s2")
    returned = town.within(put_up, town.world, "s3")
    town.within(assembled, town.world, "s4")
    decided = town.within(put_up, town.world, "s5")
    town["approver"].open(f"/packets/{signed}").press("Утвердить")
    town["signatory"].open(f"/packets/{signed}").press("Подписать")
    town.do(
        "official",
        ReturnPacket(
            packet_id=returned, version=town.within(packet_version, returned), comment="Нет протокола"
        ),
    )
    town["official"].open(f"/packets/{decided}").press("Утвердить и зарегистрировать")

    official = town["official"].open("/approvals")
    for words in ("Ждут решения 1", "Ждут подписи 0", "Ждут регистрации 1", "Возвращены 1", "Собираются 1"):
        assert words in official.text
    assert "Решены 1" in official.text
    assert f'href="/packets/{waiting}"' in official.answer.text
    assert "Можно: Утвердить и зарегистрировать" in official.text
    assert "Замечание: «Нет протокола»" in official.open("/approvals?tab=returned").text
    assert "№ 1 от" in official.open("/approvals?tab=decided").text
    assert "Ход: регистратор" in town["council"].open("/approvals?tab=register").text


def test_the_list_says_whether_a_packet_changed_since_my_look(town: Town) -> None:
    packet_id = town.within(put_up, town.world, "s1")
    official = town["official"].open("/approvals")
    assert "Вы ещё не открывали" in official.text
    official.open(f"/packets/{packet_id}")
    assert "Не менялся" in official.open("/approvals").text
    edit(town, "methodist", packet_id)
    assert "Изменился" in official.open("/approvals").text
    assert "Что изменилось с вашего просмотра" in official.open(f"/packets/{packet_id}").text
    assert "Что изменилось с вашего просмотра" in official.open(f"/packets/{packet_id}").text


def test_packets_are_found_by_school_title_and_kind(town: Town) -> None:
    first = town.within(put_up, town.world, "s1")
    second = town.within(put_up, town.world, "s2")
    official = town["official"]
    official.open("/approvals?q=Школа S1")
    assert f'href="/packets/{first}"' in official.answer.text
    assert f'href="/packets/{second}"' not in official.answer.text
    assert "Найдено: 2" in official.open("/approvals?q=ПАРТНЕРСТВА").text
    assert "По этому отбору комплектов нет" in official.open("/approvals?kind=closing").text


def test_pages_follow_each_other_without_a_gap(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(approvals, "PAGE", 2)
    ids = [town.within(put_up, town.world, f"s{number}") for number in range(1, 6)]
    official = town["official"].open("/approvals")
    seen = []
    for _ in range(3):
        seen += [one for one in ids if f'href="/packets/{one}"' in official.answer.text]
        following = re.search(r'href="([^"]+)" rel="next"', official.answer.text)
        if following:
            official.open(following[1].replace("&amp;", "&"))
    assert seen == ids


def test_ticked_packets_are_decided_in_turn_and_one_refusal_stops_no_other(town: Town) -> None:
    first, edited, third = (town.within(put_up, town.world, f"s{number}") for number in (1, 2, 3))
    official = town["official"].open("/approvals")
    official.press("Утвердить отмеченные…", packet=[str(one) for one in (first, edited, third)])
    assert "утвердится, подпишется и получит следующий номер журнала" in official.text
    edit(town, "methodist", edited)  # behind the official's back
    official.press("Утвердить комплекты: 3")

    assert "Решено комплектов: 2" in official.text
    assert f"Комплект № {edited} не решён. Пока вы решали, он изменился" in official.text
    numbers = town.within(lambda: db.session.scalars(select(Order.number_text).order_by(Order.id)).all())
    assert numbers == ["1", "2"]
    assert town.within(packet_state, edited) == "packet.on_approval"


def test_a_packet_that_i_may_not_decide_is_shown_with_its_reason_and_not_sent(town: Town) -> None:
    mine, theirs = (town.within(put_up, town.world, f"s{number}") for number in (1, 2))
    edit(town, "official", mine)
    official = town["official"].open(f"/approvals/several?packet={mine}&packet={theirs}")
    assert "Вы готовили или правили этот комплект" in official.text
    official.press("Утвердить 1 комплект")
    assert town.within(packet_state, mine) == "packet.on_approval"
    assert town.within(packet_state, theirs) == "packet.in_force"


def test_several_records_share_one_ground_that_must_be_written(app: Flask) -> None:
    town = Town(app, settings={**SETTINGS, "act": "record"})
    ids = [town.within(put_up, town.world, f"s{number}") for number in (1, 2)]
    official = (
        town["official"].open("/approvals").press("Утвердить отмеченные…", packet=[str(one) for one in ids])
    )
    official.press("Утвердить комплекты: 2")
    assert official.status == 422
    assert "Напишите основание решения" in official.text
    official.press("Утвердить комплекты: 2", reason="Совещание 12.10.2026")
    assert "Решено комплектов: 2" in official.text
    assert town.within(lambda: db.session.scalar(select(func.count()).select_from(Order))) == 0


def test_an_office_number_is_not_typed_for_several_at_once(app: Flask) -> None:
    town = Town(app, register=RegisterKind.EXTERNAL)
    town.within(put_up, town.world, "s1")
    assert "Утвердить отмеченные…" not in town["official"].open("/approvals").buttons
    assert "Утвердить отмеченные…" in town["approver"].open("/approvals").buttons


def test_another_municipality_sees_none_of_it(town: Town, app: Flask) -> None:
    packet_id = town.within(put_up, town.world, "s1")
    foreign = Visitor(app, town.within(build_world, "south").people["official"])
    assert "Ждут решения 0" in foreign.open("/approvals").text
    assert foreign.open(f"/approvals/several?packet={packet_id}").status == 404


def test_a_late_packet_is_marked(town: Town) -> None:
    packet_id = town.within(put_up, town.world, "s1")
    clock.set_shift(NOW + timedelta(days=30) - clock.now(), allowed=True)
    official = town["official"].open("/approvals")
    assert 'class="is-late"' in official.answer.text
    assert f"/packets/{packet_id}" in official.answer.text


def test_the_number_of_statements_does_not_follow_the_number_of_rows(town: Town) -> None:
    def statements() -> int:
        counted = []
        with town.app.app_context():
            engine = db.engine
        listener = lambda *_: counted.append(1)  # noqa: E731 - a hook of one line
        event.listen(engine, "before_cursor_execute", listener)
        try:
            town["official"].open("/approvals")
        finally:
            event.remove(engine, "before_cursor_execute", listener)
        return len(counted)

    town.within(put_up, town.world, "s1")
    town["official"].open("/approvals")
    one = statements()
    for number in (2, 3, 4):
        town.within(put_up, town.world, f"s{number}")
    assert statements() == one
