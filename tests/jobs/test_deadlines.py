"""The sweep: soon, due and overdue are said once each, in time or late, to those who answer for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import event, select

from jobs import context, deadlines
from jobs.tick import claim
from tests.jobs.background import Logged, deliver, messages, notices, travel
from tests.jobs.stories import submitted, version
from tests.world import World, build_world, open_case
from workflow.commands import due_rows, run
from workflow.commands.due_rows import due_work
from workflow.commands.move_case import MoveCase
from workflow.commands.packet_decisions import ReturnPacket
from workflow.commands.sweep import SweepDeadlines
from workflow.commands.tasks import CreateTask, ProlongTask
from workflow.extensions import db
from workflow.models.case import Case
from workflow.models.notice import DeadlineNotice, Notice
from workflow.models.packet import Packet
from workflow.models.task import Task
from workflow.states.definition import Role
from workflow.uow import unit_of_work

MORNING = datetime(2026, 10, 12, 6, 0, tzinfo=UTC)  # a Monday, 09:00 in Moscow


def at(day: int, hour: int = 9, *, month: int = 10) -> datetime:
    """Moscow's wall clock."""
    return datetime(2026, month, day, hour, tzinfo=UTC) - timedelta(hours=3)


def task_until(world: World, term: str, *, who: str = "school", now: datetime = MORNING) -> int:
    case_id = world.cases.get("s1") or open_case(world, "s1", now=now)
    command = CreateTask(case_id=case_id, title="Передать карту", assignee_role=who, term=term)
    task_id: int = world.do("methodist", command, now=now)["task_id"]
    return task_id


def sweep_at(world: World, moment: datetime, *kinds: str) -> None:
    travel(moment)
    for kind in kinds or ("task", "case", "packet"):
        deadlines.sweep(world.authority_id, kind)


def said(kind: str = "task") -> list[tuple[str, str]]:
    """(soon | due | overdue, day) of every mark of that kind of thing, in order."""
    db.session.rollback()
    rows = db.session.execute(
        select(DeadlineNotice.kind, DeadlineNotice.local_on)
        .where(DeadlineNotice.deadline.startswith(kind))
        .order_by(DeadlineNotice.id)
    )
    return [(word, f"{on:%d.%m}") for word, on in rows]


def told(world: World, kind: str) -> set[str]:
    names = {person_id: name for name, person_id in world.people.items()}
    return {names[who] for _, _, who in notices(kind)}


def test_soon_due_and_overdue_are_said_once_each_whatever_the_sweeps(world: World) -> None:
    task_until(world, "до 23.10.2026")

    for day in range(12, 31):
        for hour in (7, 9, 9, 18):
            sweep_at(world, at(day, hour), "task")

    assert said() == [("soon", "20.10"), ("soon", "22.10"), ("due", "23.10"), ("overdue", "26.10")]
    assert len(notices()) == len(set(notices()))


def test_the_school_is_reminded_and_when_it_is_late_the_methodist_too(world: World) -> None:
    task_until(world, "до 23.10.2026")
    for day in (20, 22, 23, 26):
        sweep_at(world, at(day), "task")

    assert told(world, "deadline:soon") == told(world, "deadline:due") == {"s1"}
    assert told(world, "deadline:overdue") == {"s1", "methodist"}


def test_after_twenty_six_hours_of_downtime_only_the_latest_is_sent_and_marked_late(world: World) -> None:
    task_until(world, "до 23.10.2026")
    sweep_at(world, at(22, 10), "task")

    sweep_at(world, at(24, 12), "task")
    sweep_at(world, at(24, 13), "task")

    assert said() == [("soon", "22.10"), ("due", "23.10")]
    assert db.session.scalars(select(Notice.values).order_by(Notice.id.desc())).first() == {
        "due_on": "2026-10-23",
        "late": True,
        "subject": "task",
    }


def test_a_transferred_saturday_counts_as_the_working_day_that_it_is(world: World) -> None:
    """In 2022 the fifth of March was worked."""
    early = datetime(2022, 3, 1, 9, tzinfo=UTC)
    task_id = task_until(world, "", now=MORNING)
    with unit_of_work() as session:
        task = session.get_one(Task, task_id)
        task.due_on, task.next_notice_at = date(2022, 3, 9), early
    for day in range(1, 15):
        sweep_at(world, datetime(2022, 3, day, 9, tzinfo=UTC), "task")

    assert said() == [("soon", "03.03"), ("soon", "05.03"), ("due", "09.03"), ("overdue", "10.03")]


def test_a_suspended_case_and_its_tasks_are_silent_until_it_goes_on(world: World) -> None:
    task_id = task_until(world, "до 23.10.2026")
    case_id = world.cases["s1"]
    step(world, case_id, "suspend_case", at(14))

    for day in range(14, 30):
        sweep_at(world, at(day))
    assert said("") == []

    step(world, case_id, "resume_case", at(28))
    task = db.session.get_one(Task, task_id, populate_existing=True)
    assert task.due_on == date(2026, 11, 9)  # ten working days later; the fourth of November is a day off
    for day in range(1, 12):
        sweep_at(world, at(day, month=11), "task")
    assert said() == [("soon", "03.11"), ("soon", "06.11"), ("due", "09.11"), ("overdue", "10.11")]


def step(world: World, case_id: int, name: str, now: datetime) -> None:
    db.session.rollback()
    seen = db.session.scalars(select(Case.version).where(Case.id == case_id)).one()
    world.do("methodist", MoveCase(case_id=case_id, version=seen, transition=name, comment="Карантин"), now=now)


def test_a_moved_deadline_is_spoken_of_at_its_new_days(world: World) -> None:
    task_id = task_until(world, "до 23.10.2026")
    sweep_at(world, at(20), "task")
    db.session.rollback()
    seen = db.session.scalars(select(Task.version).where(Task.id == task_id)).one()
    world.do(
        "methodist",
        ProlongTask(task_id=task_id, version=seen, due_on=date(2026, 10, 30), comment="Болезнь"),
        now=at(21),
    )

    for day in range(21, 32):
        sweep_at(world, at(day), "task")

    assert said() == [("soon", "20.10"), ("soon", "27.10"), ("soon", "29.10"), ("due", "30.10")]


def test_the_term_of_a_case_concerns_those_for_whom_it_waits(world: World) -> None:
    case_due(world, "s1")

    sweep_at(world, at(14), "case")
    assert told(world, "deadline:due") == {"s1"}
    sweep_at(world, at(15), "case")
    assert told(world, "deadline:overdue") == {"s1", "methodist"}


def test_a_packet_that_waits_reminds_those_who_may_approve_it_and_its_cases_keep_still(world: World) -> None:
    packet_id = submitted(world, "s1", "s2")
    due_on = db.session.get_one(Packet, packet_id).due_on
    assert due_on == date(2026, 10, 19)

    for day in range(12, 24):
        sweep_at(world, at(day))

    assert told(world, "deadline:due") == {"official", "chief", "approver"}
    assert told(world, "deadline:overdue") == {"official", "chief", "approver", "methodist"}
    assert set(db.session.scalars(select(Notice.packet_id))) == {packet_id}


def test_a_returned_packet_is_not_spoken_of_any_more(world: World) -> None:
    packet_id = submitted(world, "s1")
    world.do("official", ReturnPacket(packet_id=packet_id, version=version(packet_id), comment="Нет протокола"))

    for day in range(12, 24):
        sweep_at(world, at(day), "packet")

    assert said("packet") == []


def test_a_reminder_makes_nobodys_page_stale(world: World) -> None:
    task_id = task_until(world, "до 23.10.2026")
    packet_id = submitted(world, "s2")
    before = versions(task_id, packet_id, world.cases["s1"])

    for day in range(12, 30):
        sweep_at(world, at(day))

    assert said("task")
    assert said("packet")
    assert versions(task_id, packet_id, world.cases["s1"]) == before


def versions(task_id: int, packet_id: int, case_id: int) -> list[int]:
    db.session.rollback()
    queries = (
        select(Task.version).where(Task.id == task_id),
        select(Packet.version).where(Packet.id == packet_id),
        select(Case.version).where(Case.id == case_id),
    )
    return [db.session.scalars(query).one() for query in queries]


def case_due(world: World, school: str, on: date = date(2026, 10, 14)) -> int:
    case_id = open_case(world, school)
    with unit_of_work() as session:
        case = session.get_one(Case, case_id)
        case.due_on, case.next_notice_at = on, at(on.day, 8)
    return case_id


def wait_for(case_id: int, whom: int) -> None:
    with unit_of_work() as session:
        session.get_one(Case, case_id).waits_for = whom


def test_a_row_that_cannot_be_understood_stops_no_other(world: World, logged: Logged) -> None:
    """The batch fails and is repeated row by row; the bad row stays due and is told of when it is mended."""
    bad, good = case_due(world, "s1"), case_due(world, "s2")
    wait_for(bad, 1 << 20)

    sweep_at(world, at(14), "case")
    assert told(world, "deadline:due") == {"s2"}
    assert said("case") == [("due", "14.10")]
    assert due_work(db.session(), at(14)) == [(world.authority_id, "case")]
    assert [one["row"] for one in logged if one["event"] == "sweep of a row failed"] == [bad]

    wait_for(bad, Role.SCHOOL.value)
    sweep_at(world, at(14, 10), "case")
    assert told(world, "deadline:due") == {"s1", "s2"}
    assert sorted(marks()) == sorted([f"case:{bad}", f"case:{good}"])


def marks() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(DeadlineNotice.deadline)))


def test_many_bad_rows_do_not_hold_up_what_comes_after_them(
    world: World, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More of them than one batch holds; each batch leaves the next to another message."""
    monkeypatch.setattr(due_rows, "BATCH", 2)
    monkeypatch.setattr(deadlines, "BATCH", 2)
    for school in ("s1", "s2", "s3"):
        wait_for(case_due(world, school), 1 << 20)
    case_due(world, "s4")
    case_due(world, "s5")
    travel(at(14))

    claim(db.session(), at(14))
    deliver(redis)

    assert told(world, "deadline:due") == {"s4", "s5"}
    assert [(row.payload.get("after", 0), row.tries) for row in messages("done")] == [
        (0, 1),
        (world.cases["s2"], 1),
        (world.cases["s4"], 1),
    ]


def test_a_batch_costs_the_same_whatever_its_size(world: World) -> None:
    for school in ("s1", "s2"):
        case_due(world, school)
    two = statements(lambda: sweep_at(world, at(14), "case"))
    for school in ("s3", "s4", "s5", "s6"):
        case_due(world, school, date(2026, 10, 15))
    four = statements(lambda: sweep_at(world, at(15), "case"))

    assert len(notices("deadline:due")) == 6
    assert [one for one in four if not one.startswith("UPDATE")] == [
        one for one in two if not one.startswith("UPDATE")
    ]
    assert len(two) <= 14


def statements(deed: Callable[[], object]) -> list[str]:
    """The first words of every statement, without those that begin and end."""
    seen: list[str] = []
    engine = db.engine

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "SELECT pg_catalog", "select pg_catalog", "show ")):
            seen.append(" ".join(statement.split()[:6]))

    event.listen(engine, "before_cursor_execute", note)
    try:
        deed()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return seen


def test_where_nothing_is_due_a_minute_costs_one_look_a_kind(world: World) -> None:
    task_until(world, "до 23.10.2026")
    assert due_work(db.session(), at(19)) == []

    assert len(statements(lambda: due_work(db.session(), at(19)))) == 3
    assert len(statements(lambda: sweep_at(world, at(19), "task"))) == 1


def test_only_an_authority_that_has_something_due_gets_a_message(world: World) -> None:
    other = build_world("south", schools=1)
    task_until(world, "до 23.10.2026")
    open_case(other, "s1")
    travel(at(20))

    claim(db.session(), at(20))
    claim(db.session(), at(20) + timedelta(minutes=1))

    [row] = [row for row in messages() if row.job == "deadlines.sweep"]
    assert row.payload == {"authority_id": world.authority_id, "kind": "task"}


def test_a_sweep_tells_nobody_of_another_authority(world: World) -> None:
    other = build_world("south", schools=1)
    task_id = task_until(world, "до 23.10.2026")
    travel(at(20))

    run(
        SweepDeadlines(authority_id=other.authority_id, kind="task", ids=(task_id,)),
        actor_id=None,
        now=at(20),
        system=True,
    )

    assert notices() == []


@pytest.mark.parametrize("zone", ["Europe/Kaliningrad", "Asia/Vladivostok"])
def test_the_morning_comes_by_the_clock_of_the_authority(app: Flask, zone: str) -> None:
    context.use(app)
    with app.app_context():
        world = build_world("far", zone=zone, schools=1)
        task_until(world, "до 23.10.2026")
        eight = datetime(2026, 10, 20, 8, tzinfo=ZoneInfo(zone)).astimezone(UTC)

        sweep_at(world, eight - timedelta(minutes=1), "task")
        assert said() == []
        sweep_at(world, eight, "task")
        assert said() == [("soon", "20.10")]
