"""Worker and tick as processes of their own, killed where it hurts: the order stands, everyone is told once."""

from __future__ import annotations

import signal
from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis
from sqlalchemy import func, select

from jobs.relay import LEASE
from jobs.work import MOST_TRIES
from tests.jobs.background import (
    LONG_ENOUGH,
    OwnValkey,
    Processes,
    change,
    messages,
    notices,
    pass_on,
    send,
)
from tests.jobs.stories import issued, submitted, version
from tests.world import World
from workflow.extensions import db
from workflow.models.audit import AuditEntry
from workflow.models.job import Heartbeat
from workflow.models.order import Order, OrderDocument

KILLED = -signal.SIGKILL


def all_done() -> bool:
    return bool(messages()) and len(messages("done")) == len(messages())


def lives(process: str) -> bool:
    db.session.rollback()
    return db.session.get(Heartbeat, process, populate_existing=True) is not None


def formats() -> list[str]:
    db.session.rollback()
    return sorted(db.session.scalars(select(OrderDocument.format)))


def told(kind: str) -> list[int]:
    return sorted(who for _, _, who in notices(kind))


def people(world: World, *names: str) -> list[int]:
    return sorted(world.people[name] for name in names)


def test_a_killed_web_process_leaves_an_order_that_tick_and_worker_finish(
    world: World, redis: Redis, processes: Processes
) -> None:
    """kill -9 right after the commit: nobody was answered, no bell was rung."""
    packet_id = submitted(world, "s1")
    seen, person = version(packet_id), world.people["official"]
    web = processes.start("press", packet_id, seen, person, CRASH_AT="commit.after")
    assert web.wait(LONG_ENOUGH) == KILLED
    db.session.rollback()
    assert db.session.scalar(select(func.count(Order.id))) == 1

    with processes.running("worker"), processes.running("tick"):
        processes.wait_until(all_done)

    assert told("order:registered") == people(world, "methodist", "s1", "p1")
    assert formats() == ["docx", "pdf"]


def test_a_worker_killed_between_two_documents_leaves_the_other_to_the_next_one(
    world: World, redis: Redis, processes: Processes
) -> None:
    order_id = issued(world, "s1")
    for row in messages():
        change(row.id, done_at=row.created_at)
    send("documents.render", order_id=order_id)
    pass_on(redis)
    worker = processes.start(
        "worker", CRASH_AT="commit.before:4"
    )  # its sign of life, the try, the PDF, the DOCX
    assert worker.wait(LONG_ENOUGH) == KILLED
    assert formats() == ["pdf"]

    with processes.running("worker"):
        pass_on(redis, later=2 * LEASE)
        processes.wait_until(all_done)

    assert formats() == ["docx", "pdf"]
    entries = db.session.scalar(select(func.count()).where(AuditEntry.action == "order:render"))
    assert entries == 2


def test_a_worker_killed_after_the_effect_tells_nobody_twice(
    world: World, redis: Redis, processes: Processes
) -> None:
    """kill -9 between a job's commit and its mark, and an emptied Redis on top."""
    issued(world, "s1")
    pass_on(redis)
    worker = processes.start("worker", CRASH_AT="job.done:2")
    assert worker.wait(LONG_ENOUGH) == KILLED
    assert len(messages("done")) == 1
    redis.flushall()

    with processes.running("worker"):
        assert pass_on(redis, later=2 * LEASE) == len(messages("waiting"))
        processes.wait_until(all_done)

    assert sorted(row.tries for row in messages())[-2:] == [1, 2]
    assert len(notices()) == len(set(notices()))
    assert told("order:registered") == people(world, "methodist", "s1", "p1")


def test_a_tick_killed_after_its_lease_costs_the_lease(
    world: World, redis: Redis, processes: Processes
) -> None:
    submitted(world, "s1")
    tick = processes.start("tick", CRASH_AT="relay.leased")
    assert tick.wait(LONG_ENOUGH) == KILLED
    assert {row.tries for row in messages("waiting")} == {0}
    for row in messages("waiting"):
        change(row.id, available_at=row.available_at - LEASE)  # it was so long ago

    with processes.running("worker"), processes.running("tick"):
        processes.wait_until(all_done)

    assert len(notices("packet:submitted")) == len(set(notices("packet:submitted"))) > 0


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_job_that_kills_its_worker_is_given_up_and_the_others_are_done(
    world: World, redis: Redis, processes: Processes, tmp_path: Path
) -> None:
    """Each time a supervisor starts another worker; the death after the last try does not come."""
    marks = tmp_path / "marks"
    bad = send("poison.kill_its_worker", marks=str(marks))
    good = send("deadlines.sweep", authority_id=world.authority_id, kind="task")

    for death in range(MOST_TRIES):
        pass_on(redis, later=timedelta(minutes=death))
        assert processes.start("worker_with_poison").wait(LONG_ENOUGH) == KILLED
    pass_on(redis, later=timedelta(minutes=MOST_TRIES))
    with processes.running("worker_with_poison"):
        processes.wait_until(lambda: not messages("waiting"))

    assert marks.read_text() == "x" * MOST_TRIES
    assert {row.id for row in messages("dead")} == {bad}
    assert {row.id for row in messages("done")} == {good}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_redis_that_is_killed_and_comes_back_finds_tick_and_worker_again(
    world: World, valkey: OwnValkey, processes: Processes
) -> None:
    with processes.running("tick"), processes.running("worker") as worker:
        processes.wait_until(lambda: lives("tick") and lives("worker"))
        valkey.kill()
        submitted(world, "s1")
        assert notices() == []
        valkey.start_again()
        processes.wait_until(lambda: all_done() or worker.poll() is not None)
        if worker.poll() is not None:
            with processes.running("worker"):  # what its supervisor does
                processes.wait_until(all_done)

    assert len(notices("packet:submitted")) == len(set(notices("packet:submitted"))) > 0


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("call", ["tick", "worker"])
def test_a_process_that_is_asked_to_stop_ends_well(
    world: World, redis: Redis, processes: Processes, call: str
) -> None:
    process = processes.start(call)
    processes.wait_until(lambda: lives(call))

    process.signal(signal.SIGTERM)

    assert process.wait(LONG_ENOUGH) == 0
