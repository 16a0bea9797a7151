"""The journal: its order, its filter in the address, its findings beside the rows, the same list as a file."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import insert

from tests.approvals.conftest import Town
from tests.approvals.packets import issued, packet_version, put_up
from tests.approvals.visitor import Visitor
from tests.world import NOW, build_world
from workflow.commands.order_marks import VoidOrder
from workflow.commands.orders import IssueOrder
from workflow.models.order import Order, OrderIdentity, Register, RegisterKind
from workflow.models.search import search_text
from workflow.pages import register
from workflow.pages.csv_export import csv_bytes, safe_cell
from workflow.uow import unit_of_work


def history(town: Town, *acts: tuple[str, int, date, str]) -> int:
    """An imported register with these acts; answers its id."""

    def bring() -> int:
        with unit_of_work() as session:
            journal = Register(
                authority_id=town.world.authority_id,
                act_type="распоряжение",
                series="imported",
                title="История",
                kind=RegisterKind.IMPORTED,
            )
            session.add(journal)
            session.flush()
            for number, ordinal, on, title in acts:
                identity = OrderIdentity(authority_id=town.world.authority_id)
                session.add(identity)
                session.flush()
                session.execute(
                    insert(Order).values(
                        id=identity.id,
                        authority_id=town.world.authority_id,
                        register_id=journal.id,
                        kind="approve_plan",
                        act_type="распоряжение",
                        number_text=number,
                        ordinal=ordinal,
                        suffix="",
                        year=on.year,
                        dated_on=on,
                        title=title,
                        canonical="",
                        sha256="",
                        registered_at=NOW,
                        is_imported=True,
                        source="004, строка 12",
                        search=search_text(number, title),
                    )
                )
            return journal.id

    journal_id: int = town.within(bring)
    return journal_id


def numbers(visitor: Visitor) -> list[str]:
    return re.findall(r'<td class="num ledger__no"><a class="act"[^>]*>([^<]+)</a>', visitor.answer.text)


MIXED = (
    ("9", 9, date(2022, 2, 1), "О плане"),
    ("10", 10, date(2022, 2, 1), "О списке"),
    ("2", 2, date(2022, 3, 1), "О совете"),
    ("300", 300, date(2021, 12, 30), "Об итогах"),
)


def test_the_journal_is_sorted_by_date_and_then_by_number_either_way(town: Town) -> None:
    journal = history(town, *MIXED)
    clerk = town["clerk"].open(f"/register?register={journal}")
    assert numbers(clerk) == ["2", "10", "9", "300"]
    assert numbers(clerk.open(f"/register?register={journal}&order=asc")) == ["300", "9", "10", "2"]


def test_the_filter_stands_in_the_address_and_finds_by_number_word_year_and_kind(town: Town) -> None:
    journal = history(town, *MIXED)
    address = f"/register?register={journal}"
    clerk = town["clerk"].open(f"{address}&q=СОВЕТЕ")
    assert numbers(clerk) == ["2"]
    assert numbers(clerk.open(f"{address}&q=300")) == ["300"]
    assert numbers(clerk.open(f"{address}&year=2021")) == ["300"]
    assert numbers(clerk.open(f"{address}&kind=approve_list")) == []
    assert "По этому отбору актов нет" in clerk.text


def test_a_number_out_of_order_is_marked_where_it_stands(town: Town) -> None:
    journal = history(town, *MIXED)
    clerk = town["clerk"].open(f"/register?register={journal}")
    assert "пар не по порядку — 2" in clerk.text
    assert clerk.text.count("порядок нарушает № 2") == 2
    assert "дата позже, чем у № 9, № 10" in clerk.text


def test_equal_dates_and_opora_s_own_numbers_are_in_order(town: Town) -> None:
    town.within(issued, town.world, "s1")
    town.within(issued, town.world, "s2")
    clerk = town["clerk"].open("/register")
    assert numbers(clerk) == ["2", "1"]
    assert "не по порядку" not in clerk.text


def test_an_external_register_is_checked_too(app: Flask) -> None:
    town = Town(app, register=RegisterKind.EXTERNAL)
    for school, number, on in (("s1", "41", date(2026, 10, 12)), ("s2", "40", date(2026, 10, 5))):
        packet_id = town.within(put_up, town.world, school)
        version = town.within(packet_version, packet_id)
        town.do("official", IssueOrder(packet_id=packet_id, version=version, number=number, dated_on=on))
    assert "не по порядку" not in town["clerk"].open("/register").text
    packet_id = town.within(put_up, town.world, "s3")
    version = town.within(packet_version, packet_id)
    late = IssueOrder(packet_id=packet_id, version=version, number="39", dated_on=date(2026, 10, 9))
    town.do("official", late)
    assert "№ 39 от 09.10.2026 позже, чем № 40 от 05.10.2026" in town["clerk"].open("/register").text


def test_what_is_exported_is_what_is_shown(town: Town) -> None:
    journal = history(town, *MIXED, ("11", 11, date(2022, 4, 1), "=СУММ(A1)"))
    clerk = town["clerk"].open(f"/register?register={journal}&year=2022")
    link = re.search(r'href="(/register\.csv[^"]*)"', clerk.answer.text)
    assert link is not None
    answer = clerk.client.get(link[1].replace("&amp;", "&"))

    assert answer.data.startswith("\ufeff".encode())
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in rows[1:]] == ["11", "2", "10", "9"] == numbers(clerk)
    assert rows[1][2] == "'=СУММ(A1)"
    assert rows[2][4] == "дата позже, чем у № 9, № 10"


def test_a_cell_that_begins_like_a_formula_stays_text() -> None:
    for start in ("=", "+", "-", "@", "\t", "\r", "＝"):
        assert safe_cell(f"{start}1+1") == f"'{start}1+1"
    assert csv_bytes(["а"], [["б;в"]]).decode("utf-8-sig") == 'а\r\n"б;в"\r\n'


def test_pages_of_the_journal_follow_each_other(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = history(town, *((str(n), n, date(2022, 1, 1 + n // 3), f"Акт {n}") for n in range(1, 12)))
    monkeypatch.setattr(register, "PAGE", 4)
    clerk = town["clerk"].open(f"/register?register={journal}&order=asc")
    seen = numbers(clerk)
    while following := re.search(r'href="([^"]+)" rel="next"', clerk.answer.text):
        clerk.open(following[1].replace("&amp;", "&"))
        seen += numbers(clerk)
    assert seen == [str(n) for n in range(1, 12)]


def test_annulled_acts_keep_their_place_and_are_found_by_state(town: Town) -> None:
    order_id = town.within(issued, town.world, "s1")
    town.within(issued, town.world, "s2")
    town.do("official", VoidOrder(order_id=order_id, reason="Зарегистрирован дважды"))
    clerk = town["clerk"].open("/register")
    assert numbers(clerk) == ["2", "1"]
    assert "Аннулирован" in clerk.text
    assert numbers(clerk.open("/register?state=ended")) == ["1"]
    assert numbers(clerk.open("/register?state=in_force")) == ["2"]


def test_a_school_finds_the_acts_about_it_and_no_others(town: Town) -> None:
    town.within(issued, town.world, "s1")
    town.within(issued, town.world, "s2")
    assert numbers(town["s1"].open("/register")) == ["1"]
    assert numbers(town["p1"].open("/register")) == ["2", "1"]  # the partner of both
    assert "Актов о ваших школах пока нет" in town["s3"].open("/register").text


def test_an_act_is_found_by_the_school_that_it_is_about(town: Town) -> None:
    town.within(issued, town.world, "s1")
    town.within(issued, town.world, "s2")
    assert numbers(town["clerk"].open("/register?q=Школа s2")) == ["2"]


def test_another_municipality_s_journal_is_not_there(town: Town, app: Flask) -> None:
    order_id = town.within(issued, town.world, "s1")
    foreign = Visitor(app, town.within(build_world, "south").people["official"])
    assert numbers(foreign.open(f"/register?register={town.world.register_id}")) == []
    assert foreign.open(f"/orders/{order_id}").status == 404
    assert foreign.open(f"/orders/{order_id}.pdf").status == 404
