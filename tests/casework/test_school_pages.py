"""«Наша школа» and «Школы»: what a school sees of itself, and what everybody else sees of the schools."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import event, select

from tests.casework.conftest import Town
from tests.world import NOW, open_case, pair_up
from workflow import access
from workflow.commands.diagnosis import AddDeficit
from workflow.commands.evidence import GiveEvidence, ReturnEvidence
from workflow.commands.move_case import MoveCase
from workflow.commands.tasks import CreateTask
from workflow.extensions import db
from workflow.models.case import Case
from workflow.pages.case_list import ListFilters, case_list


def task(town: Town, school: str, **changes: str) -> int:
    values = {"title": "Сдать карту урока", "assignee_role": "school", "term": "до 30.10.2026", **changes}
    command = CreateTask(case_id=town.world.cases[school], **values)  # type: ignore[arg-type]  # fields by name
    found: int = town.do("methodist", command)["task_id"]
    return found


def test_a_school_reads_where_it_is_and_what_to_do_first(town: Town) -> None:
    town.arrange(open_case, "s1")
    page = town.sign_in("s1").open("/school")
    assert "Вы здесь: этап 1 из 3" in page
    assert "Записать, чего школе не хватает" in page
    assert "methodist (methodist)" in page

    town.do("s1", AddDeficit(case_id=town.world.cases["s1"], title="Нет учителя физики"))
    page = town.sign_in("s1").open("/school")
    assert "Передать самодиагностику методисту" in page
    assert "Записать, чего школе не хватает" not in page


def test_what_came_back_is_first_and_what_is_being_checked_asks_nothing(town: Town) -> None:
    town.arrange(open_case, "s1")
    town.do("s1", AddDeficit(case_id=town.world.cases["s1"], title="Нет учителя физики"))
    returned, waiting = task(town, "s1", title="Приказ о группе", term="до 20.11.2026"), task(town, "s1")
    evidence = town.do("s1", GiveEvidence(task_id=returned, title="Приказ"))["evidence_id"]
    town.do("methodist", ReturnEvidence(evidence_id=evidence, comment="Нет тьютора"))
    town.do("s1", GiveEvidence(task_id=waiting, title="Карта"))

    page = town.sign_in("s1").open("/school")
    first = page.split("Что сделать дальше")[1].split("Ещё у вас")[0]
    assert "Приказ о группе" in first
    assert "Нет тьютора" in first
    assert "Сдано, проверяется" in page


def test_a_partner_is_asked_and_sees_whom_it_helps(town: Town) -> None:
    case_id = town.arrange(open_case, "s1", stage="pairing")
    town.arrange(pair_up, "s1", consents=False)
    town.do("methodist", MoveCase(case_id=case_id, version=1, transition="propose_pair"))
    page = town.sign_in("p1").open("/school")
    assert "Ответить, готовы ли вы помогать: МБОУ «Школа s1 (north)»" in page
    assert "Кому мы помогаем" in page
    assert f"/cases/{case_id}/consent/partner" in page
    assert "Школа s1" not in town.sign_in("p2").open("/school")


def test_last_years_case_stands_beside_this_years(town: Town) -> None:
    first = town.arrange(open_case, "s1")
    command = MoveCase(
        case_id=first, version=1, transition="cancel_case", comment="Ремонт", content=b"%PDF-1.7"
    )
    town.do("official", command)
    second = town.arrange(open_case, "s1")
    page = town.sign_in("s1").open("/school")
    assert f"/cases/{first}" in page.split("Прежде")[1]
    assert f"/cases/{second}" in page


def test_a_school_without_a_case_is_told_so(town: Town) -> None:
    page = town.sign_in("s3").open("/school")
    assert "Открытого сопровождения нет" in page


def test_the_office_may_look_as_the_school_does_and_another_school_may_not(town: Town) -> None:
    town.arrange(open_case, "s1")
    address = f"/schools/{town.world.schools['s1']}"
    assert "Вы здесь" in town.sign_in("methodist").open(address)
    assert town.sign_in("s2").client.get(address).status_code == 403
    assert town.sign_in("s2").client.get(f"/school?school={town.world.schools['s1']}").status_code == 404


@pytest.fixture
def three(town: Town) -> list[int]:
    return [town.arrange(open_case, school) for school in ("s1", "s2", "s3")]


def test_schools_are_found_by_words_and_filters_and_exported(town: Town, three: list[int]) -> None:
    methodist = town.sign_in("methodist")
    page = methodist.open("/cases")
    assert "Найдено: 3" in page
    assert "Найдено: 1" in methodist.open("/cases?q=ШКОЛА S2")
    assert "По этому отбору школ нет" in methodist.open("/cases?stage=closure")
    assert "Найдено: 3" in methodist.open("/cases?standing=open&whose=1")
    table = methodist.open("/cases.csv?q=s3")
    assert "Школа s3" in table
    assert "Школа s1" not in table


def test_a_school_lists_only_its_own(town: Town, three: list[int]) -> None:
    page = town.sign_in("s1").open("/cases")
    assert "Школа s1" in page
    assert "Школа s2" not in page


@pytest.mark.parametrize(
    "asked",
    ["?after=x", "?after=|", "?after=%D1%88|99999999999999", "?whose=1e9", "?run=x", "?stage=x", "?q=%25"],
)
def test_an_address_nobody_wrote_opens_a_list(town: Town, three: list[int], asked: str) -> None:
    town.sign_in("methodist").open(f"/cases{asked}")


def test_a_zero_byte_in_what_is_sent_is_left_out(town: Town, three: list[int]) -> None:
    town.sign_in("methodist").open("/cases?stage=%00", 200)
    town.sign_in("s1").press(f"/cases/{three[0]}/deficits", 303, text="Нет\x00учителя")


def test_a_long_list_is_leafed_through_without_losing_or_repeating_a_row(town: Town, three: list[int]) -> None:
    def leaf(after: str, now: datetime = NOW) -> tuple[list[int], str]:
        with town.app.app_context():
            session = db.session()
            memberships = access.memberships_of(session, town.world.people["methodist"], now.date())
            page = case_list(session, memberships, filters=ListFilters(), after=after, now=now, limit=2)
            return [row.id for row in page.rows], page.next

    first, after = leaf("")
    second, end = leaf(after)
    assert (first + second, end) == (three, "")


def test_the_number_of_statements_does_not_grow_with_the_rows(town: Town, three: list[int]) -> None:
    """Pages of a case, of a school and of all schools, with little in them and with much."""
    browser = {who: town.sign_in(who) for who in ("methodist", "s1")}
    pages = (("methodist", f"/cases/{three[0]}"), ("s1", "/school"), ("methodist", "/cases"))

    statements: list[str] = []

    def note(*given: Any) -> None:
        statements.append(given[2])

    def counted() -> list[int]:
        numbers = []
        with town.app.app_context():
            engine = db.engine
        for who, path in pages:
            statements.clear()
            event.listen(engine, "before_cursor_execute", note)
            browser[who].open(path)
            event.remove(engine, "before_cursor_execute", note)
            numbers.append(len(statements))
        return numbers

    task(town, "s1")
    town.do("s1", GiveEvidence(task_id=1, title="Карта"))
    town.do("s1", AddDeficit(case_id=three[0], title="Нет учителя физики"))
    counted()  # warms what is read once a process
    few = counted()
    for number in range(5):
        town.do("s1", AddDeficit(case_id=three[0], title=f"Дефицит {number}"))
        found = task(town, "s1", title=f"Поручение {number}")
        town.do("s1", GiveEvidence(task_id=found, title="Карта"))
    town.arrange(open_case, "s4")
    assert counted() == few


def test_a_case_that_was_closed_is_still_read(town: Town, three: list[int]) -> None:
    command = MoveCase(
        case_id=three[0], version=1, transition="cancel_case", comment="Ремонт", content=b"%PDF-1.7"
    )
    town.do("official", command)
    assert town.look(select(Case.closed_at).where(Case.id == three[0])) is not None
    page = town.sign_in("s1").open(f"/cases/{three[0]}")
    assert "Сопровождение прекращено" in page
    assert "Открыть сопровождение снова" in town.sign_in("official").open(f"/cases/{three[0]}")
