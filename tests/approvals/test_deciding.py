"""People decide on a packet at their pages: what each may press, what stands in the way, what comes of it."""

from __future__ import annotations

from sqlalchemy import func, select

from tests.approvals.conftest import Town
from tests.approvals.packets import assembled, case_state, consented, put_up
from workflow.extensions import db
from workflow.models.task import Task


def count(town: Town, table: type) -> int:
    found: int = town.within(lambda: db.session.scalar(select(func.count()).select_from(table)))
    return found


def test_a_methodist_puts_a_packet_together_from_a_preview_and_puts_it_up(town: Town) -> None:
    town.within(consented, town.world, "s1", "s2")
    methodist = town["methodist"].open(f"/packets/new?case={town.world.cases['s1']}")
    assert "Список пар" in methodist.text
    assert "МБОУ «Школа s2 (north)» готова" in methodist.text

    methodist.press("Собрать комплект из отмеченных", case_ids=[str(one) for one in town.world.cases.values()])
    assert "Комплект собран, школ: 2" in methodist.text
    methodist.press("Передать комплект на утверждение")

    assert "Комплект передан на утверждение" in methodist.text
    assert town.within(case_state, town.world.cases["s2"]) == "pairing.on_approval"


def test_a_school_that_is_not_ready_says_why_and_the_packet_is_not_put_up(town: Town) -> None:
    packet_id = town.within(assembled, town.world, "s1")
    town.within(consented, town.world, "s2", consents=False)
    methodist = town["methodist"].open(f"/packets/{packet_id}")
    assert "пока не готова: Нет согласия поддерживаемой школы на пару" in methodist.text

    methodist.press("Добавить отмеченные школы", case_ids=[str(town.world.cases["s2"])])
    assert "не готовы: 1" in methodist.text
    assert "Нет согласия школы-партнёра на пару" in methodist.text
    assert "Передать комплект на утверждение" not in methodist.buttons

    methodist.press("Убрать из комплекта", nth=1)
    assert "Передать комплект на утверждение" in methodist.buttons


def test_one_press_approves_signs_and_registers(town: Town) -> None:
    packet_id = town.within(put_up, town.world, "s1", "s2")
    official = town["official"].open(f"/packets/{packet_id}")
    assert "Поручений: 2, до" in official.text
    assert "сейчас следующий № 1" in official.text

    official.press("Утвердить и зарегистрировать")

    assert official.address == "/orders/1"
    assert "Зарегистрировано: № 1" in official.text
    assert "Документ изготавливается" in official.text
    assert count(town, Task) == 3
    assert "Решено" in official.open(f"/packets/{packet_id}").text


def test_the_way_to_a_packet_begins_on_the_case_page(town: Town) -> None:
    town.within(consented, town.world, "s1")
    case_id = town.world.cases["s1"]
    methodist = town["methodist"].open(f"/cases/{case_id}")
    assert "Передать пару на утверждение…" in methodist.text
    assert f'href="/packets/new?case={case_id}"' in methodist.answer.text
    methodist.open(f"/packets/new?case={case_id}").press("Собрать комплект из отмеченных")
    packet_link = f'href="{methodist.address}"'
    assert packet_link in methodist.open(f"/cases/{case_id}").answer.text
    assert "уже в комплекте" in methodist.open(f"/packets/new?case={case_id}").text
