"""The methodist's queue: what stands in it, in which order, under which filter, at which price."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from tests.queue.conftest import NOW, House
from workflow import access
from workflow.clock import local_date
from workflow.commands import run
from workflow.commands.diagnosis import AddDeficit, RecordConclusion
from workflow.commands.move_case import MoveCase
from workflow.commands.packet_decisions import LeaveCaseOut, ReturnPacket, SubmitPacket
from workflow.commands.packets import AssemblePacket
from workflow.commands.tasks import CreateTask
from workflow.deadlines.messages import in_russian
from workflow.extensions import db
from workflow.models.case import Case, DeficitKind
from workflow.models.packet import Packet
from workflow.pages.queue import QueuePage, queue_page
from workflow.pages.queue_rows import QueueRow
from workflow.queues import Kind
from workflow.states.definition import OnBehalf, PacketKind, Role

LATER = NOW + timedelta(days=40)


def page(house: House, *, now: datetime = NOW, person: int | None = None, **asked: str) -> QueuePage:
    db.session.rollback()
    person = person or house.methodist
    memberships = access.memberships_of(db.session(), person, local_date(now, "Europe/Moscow"))
    tab = asked.pop("tab", "")
    return queue_page(db.session(), person, memberships, tab=tab, asked=asked, now=now)


def rows(found: QueuePage) -> list[QueueRow]:
    return [row for group in found.groups for row in group.rows]


def schools(found: QueuePage) -> list[str]:
    return [row.school for row in rows(found)]


def counts(found: QueuePage) -> dict[str, int]:
    return {tab.name: tab.count for tab in found.tabs}


def case_of(session: Session, house: House, school: str) -> Case:
    session.rollback()
    return session.scalars(select(Case).where(Case.school_id == house.schools[school])).one()


def answer(house: House, session: Session, school: str, *, typed: bool = True) -> int:
    """The case goes on to the methodist's analysis; answers its id."""
    case_id = case_of(session, house, school).id
    behalf = OnBehalf(role=Role.SCHOOL, channel="по телефону", happened_on=local_date(NOW, "Europe/Moscow"))
    kind = DeficitKind.COMMON if typed else None
    for command in (
        AddDeficit(case_id=case_id, title="Нет учителя физики", kind=kind, on_behalf=behalf),
        MoveCase(case_id=case_id, version=1, transition="submit_answers", on_behalf=behalf),
    ):
        run(command, actor_id=house.methodist, now=NOW)
    return case_id


def put_up(house: House, session: Session, *case_ids: int) -> int:
    for case_id in case_ids:
        conclusion = RecordConclusion(
            case_id=case_id, instrument="анкета", held_on=local_date(NOW, "Europe/Moscow"), text="вывод"
        )
        run(conclusion, actor_id=house.methodist, now=NOW)
    assembled = AssemblePacket(run_id=house.run_id, kind=PacketKind.DIAGNOSIS, case_ids=case_ids)
    packet_id: int = run(assembled, actor_id=house.methodist, now=NOW)["packet_id"]
    submit = SubmitPacket(packet_id=packet_id, version=packet_version(session, packet_id))
    run(submit, actor_id=house.methodist, now=NOW)
    return packet_id


def packet_version(session: Session, packet_id: int) -> int:
    session.rollback()
    return session.scalars(select(Packet.version).where(Packet.id == packet_id)).one()


@contextmanager
def statements() -> Iterator[list[str]]:
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        found.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield found
    event.remove(db.engine, "before_cursor_execute", note)


def test_a_case_that_waits_for_the_school_is_not_mine_now(kirovsk: House) -> None:
    kirovsk.open("shumskaya")
    assert counts(page(kirovsk)) == {"now": 0, "others": 1, "returned": 0, "late": 0, "all": 1}
    [row] = rows(page(kirovsk, tab="others"))
    assert row.standing.whose == Role.SCHOOL | Role.METHODIST
    assert row.standing.stopped is not None
    assert in_russian(row.standing.stopped) == "Не записан ни один дефицит"


def test_a_case_comes_to_me_with_what_stops_its_next_step(kirovsk: House, session: Session) -> None:
    kirovsk.open("shumskaya")
    answer(kirovsk, session, "shumskaya", typed=False)
    [row] = rows(page(kirovsk))
    assert row.kind is Kind.CASE
    assert row.standing.do.text == "Передать итоги диагностики на утверждение…"
    assert row.standing.stopped is not None
    assert "не указано, общий он или индивидуальный" in in_russian(row.standing.stopped)
    assert row.standing.whose is Role.METHODIST


def test_nothing_stops_a_case_that_is_ready(kirovsk: House, session: Session) -> None:
    kirovsk.open("shumskaya")
    case_id = answer(kirovsk, session, "shumskaya")
    conclusion = RecordConclusion(
        case_id=case_id, instrument="анкета", held_on=local_date(NOW, "Europe/Moscow"), text="вывод"
    )
    run(conclusion, actor_id=kirovsk.methodist, now=NOW)
    [row] = rows(page(kirovsk))
    assert row.standing.stopped is None


def test_late_stands_first_then_today_and_later(kirovsk: House, session: Session) -> None:
    kirovsk.open("shumskaya")
    case_id = case_of(session, kirovsk, "shumskaya").id
    for title, term in (("Позже", "до 22.01.2027"), ("Сегодня", "до 11.01.2027"), ("Давно", "до 30.12.2026")):
        task = CreateTask(case_id=case_id, title=title, assignee_role="methodist", term=term)
        run(task, actor_id=kirovsk.methodist, now=NOW)
    found = page(kirovsk, now=datetime.fromisoformat("2027-01-11T10:00+03:00"))
    assert [group.title for group in found.groups] == ["Просрочено", "Сегодня", "Позже"]
    assert [dict(row.standing.do.values)["words"] for row in rows(found)] == ["Давно", "Сегодня", "Позже"]
    assert found.groups[0].late


def test_every_term_says_why_it_is_that_date(kirovsk: House, session: Session) -> None:
    kirovsk.open("shumskaya")
    case_id = answer(kirovsk, session, "shumskaya")
    task = CreateTask(case_id=case_id, title="Справка", assignee_role="methodist", term="до 25.12.2026")
    run(task, actor_id=kirovsk.methodist, now=NOW)
    case, task_row = rows(page(kirovsk))
    assert [in_russian(step.title) for step in case.when.why] == ["От чего", "Правило", "Откуда", "Календарь"]
    assert "до 25.12.2026" in in_russian(task_row.when.why[0].said)
    assert task_row.when.why[0].is_quote


def test_a_packet_that_is_out_waits_for_others_and_its_cases_are_not_mine(
    kirovsk: House, session: Session
) -> None:
    kirovsk.open("shumskaya", "sinyavinskaya")
    put_up(kirovsk, session, *(answer(kirovsk, session, school) for school in ("shumskaya", "sinyavinskaya")))
    assert counts(page(kirovsk))["now"] == 0
    packet = next(row for row in rows(page(kirovsk, tab="others")) if row.kind is Kind.PACKET)
    assert packet.standing.whose is Role.APPROVER
    assert packet.when.due_on is not None


def test_a_returned_packet_and_a_school_left_out_come_back_with_their_words(
    kirovsk: House, session: Session
) -> None:
    kirovsk.open("shumskaya", "sinyavinskaya", "putilovskaya")
    ids = [answer(kirovsk, session, one) for one in ("shumskaya", "sinyavinskaya", "putilovskaya")]
    packet_id = put_up(kirovsk, session, *ids)
    left_out = LeaveCaseOut(
        packet_id=packet_id,
        version=packet_version(session, packet_id),
        case_id=ids[2],
        comment="Нет даты анкеты",
    )
    run(left_out, actor_id=kirovsk.official, now=NOW)
    [row] = rows(page(kirovsk, tab="returned"))
    assert (row.case_id, row.comment) == (ids[2], "Нет даты анкеты")
    back = ReturnPacket(
        packet_id=packet_id, version=packet_version(session, packet_id), comment="Исправьте заголовок"
    )
    run(back, actor_id=kirovsk.official, now=NOW)
    comments = {row.kind: row.comment for row in rows(page(kirovsk, tab="returned"))}
    assert comments == {Kind.CASE: "Нет даты анкеты", Kind.PACKET: "Исправьте заголовок"}


def test_the_clock_of_a_suspended_case_stands_and_is_not_late(kirovsk: House, session: Session) -> None:
    kirovsk.open("shumskaya")
    case = case_of(session, kirovsk, "shumskaya")
    command = MoveCase(case_id=case.id, version=1, transition="suspend_case", comment="Ремонт")
    run(command, actor_id=kirovsk.methodist, now=NOW)
    found = page(kirovsk, now=LATER, tab="others")
    assert [group.title for group in found.groups] == ["Приостановлено"]
    assert counts(found)["late"] == 0


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"q": "«Шумская» сош"}, ["МКОУ «Шумская СОШ»"]),
        ({"q": "ОТРАДЕНСКАЯ СОШ №3"}, ["МБОУ «Отраденская СОШ №3»"]),
        ({"q": "осш № 3"}, ["МБОУ «Отраденская СОШ №3»"]),
        ({"q": "100%"}, []),
        ({"stage": "pairing"}, []),
        ({"stage": "nonsense"}, ["МКОУ «Шумская СОШ»", "МБОУ «Отраденская СОШ №3»"]),
        ({"whose": str(Role.SCHOOL.value)}, ["МКОУ «Шумская СОШ»", "МБОУ «Отраденская СОШ №3»"]),
        ({"whose": str(Role.METHODIST.value)}, []),
        ({"term": "late"}, []),
        ({"term": "none"}, []),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_filter_stands_in_the_address(asked: dict[str, str], expected: list[str], kirovsk: House) -> None:
    kirovsk.open("shumskaya", "otradenskaya_3")
    found = page(kirovsk, tab="all", **asked)
    assert sorted(schools(found)) == sorted(expected)
    assert found.found == len(expected)


def test_pages_follow_each_other_without_a_gap_or_a_repeat(kirovsk: House, session: Session) -> None:
    kirovsk.open("shumskaya")
    case_id = case_of(session, kirovsk, "shumskaya").id
    for number in range(120):
        term = "" if number % 7 == 0 else f"до {number % 20 + 1:02d}.12.2026"
        task = CreateTask(
            case_id=case_id,
            title=f"Поручение {number}",
            assignee_role="methodist",
            term=term if term else "постоянно",
        )
        run(task, actor_id=kirovsk.methodist, now=NOW)
    seen: list[int] = []
    after = ""
    for expected in (50, 50, 20):
        found = page(kirovsk, after=after)
        ids = [row.id for row in rows(found)]
        assert len(ids) == expected
        seen += ids
        after = found.next
    assert after == ""
    assert len(set(seen)) == 120
    back = [row.id for row in rows(found)]
    before = found.previous
    while before:
        found = page(kirovsk, before=before)
        back = [row.id for row in rows(found)] + back
        before = found.previous
    assert back == seen
    assert counts(found)["now"] == 120


@pytest.mark.parametrize(
    "after", ["nonsense", "2026-12-01.1", "2026-13-01.1.1", "-.x.1", "'; DROP TABLE cases"]
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_cursor_that_we_did_not_write_begins_at_the_beginning(after: str, kirovsk: House) -> None:
    kirovsk.open("shumskaya")
    assert len(rows(page(kirovsk, tab="all", after=after))) == 1


def test_the_price_does_not_grow_with_the_rows(kirovsk: House, session: Session) -> None:
    kirovsk.open("shumskaya")
    answer(kirovsk, session, "shumskaya")
    with statements() as few:
        page(kirovsk)
    kirovsk.open("sinyavinskaya", "putilovskaya", "nazievskaya", "sukhovskaya", "otradenskaya_3")
    for school in ("sinyavinskaya", "putilovskaya", "nazievskaya", "sukhovskaya", "otradenskaya_3"):
        case_id = answer(kirovsk, session, school)
        task = CreateTask(case_id=case_id, title="Справка", assignee_role="methodist", term="до 25.12.2026")
        run(task, actor_id=kirovsk.methodist, now=NOW)
    with statements() as many:
        found = page(kirovsk)
    assert len(rows(found)) == 11
    assert len(many) == len(few)
    assert len(many) <= 8  # memberships and BEGIN counted; three more find out who is asking


def test_another_methodist_sees_the_schools_and_has_none_of_the_work(kirovsk: House, gatchina: House) -> None:
    kirovsk.open("shumskaya")
    gatchina.open("siverskaya_oosh")
    theirs = page(gatchina, tab="all")
    assert schools(theirs) == ["МБОУ «Сиверская ООШ»"]
    assert schools(page(kirovsk, tab="all")) == ["МКОУ «Шумская СОШ»"]
