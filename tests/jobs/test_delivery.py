"""What a command promised is done once: however often it is sent, whatever becomes of Redis and the worker."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy.exc import IntegrityError

from jobs import registry, work
from jobs.relay import LEASE, MOST_TRIES
from tests.jobs import poison
from tests.jobs.background import (
    change,
    deliver,
    messages,
    notices,
    pass_on,
    send,
    state_of,
    travel,
    work_off,
)
from tests.jobs.stories import issued, submitted
from tests.world import World
from workflow import clock
from workflow.extensions import db
from workflow.models.notice import Notice
from workflow.uow import unit_of_work


def test_a_registered_order_is_told_of_and_drawn(world: World, redis: Redis) -> None:
    issued(world, "s1")

    deliver(redis)

    assert {state_of(row) for row in messages()} == {"done"}
    told = {who for _, _, who in notices("order:registered")}
    assert told == {world.people[name] for name in ("methodist", "s1", "p1")}


def test_what_was_done_already_is_passed_by(world: World, redis: Redis) -> None:
    submitted(world, "s1")
    deliver(redis)
    once = notices()

    work.do([row.id for row in messages()])

    assert once
    assert notices() == once


def test_a_job_that_runs_again_after_its_commit_has_one_effect(world: World, redis: Redis) -> None:
    """The worker died between the effect and the mark."""
    submitted(world, "s1")
    deliver(redis)
    once = notices()
    for row in messages():
        change(row.id, done_at=None)

    work.do([row.id for row in messages()])

    assert {state_of(row) for row in messages()} == {"done"}
    assert notices() == once


def test_an_emptied_redis_costs_nothing_but_the_lease(world: World, redis: Redis) -> None:
    submitted(world, "s1")
    assert pass_on(redis) == len(messages())
    redis.flushall()

    assert pass_on(redis) == 0
    work_off(redis)
    assert notices() == []

    assert pass_on(redis, later=LEASE) == len(messages())
    work_off(redis)
    assert {state_of(row) for row in messages()} == {"done"}
    assert len(notices()) == len(set(notices())) > 0


def test_a_message_sent_twice_is_done_once(world: World, redis: Redis) -> None:
    submitted(world, "s1")
    pass_on(redis)
    pass_on(redis, later=LEASE)

    work_off(redis)

    assert {(state_of(row), row.tries) for row in messages()} == {("done", 1)}
    assert len(notices()) == len(set(notices())) > 0


def test_two_workers_with_the_same_message_at_once_tell_once(app: Flask, world: World) -> None:
    submitted(world, "s1")
    tells = [(row.payload["kind"], row.payload) for row in messages() if row.job == "notices.tell"]

    def again() -> None:
        for _, payload in tells:
            with app.app_context():
                work.job_named("notices.tell")(**payload)
                db.session.remove()

    threads = [Thread(target=again) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert len(notices()) == len(set(notices())) > 0


def test_a_second_notice_of_one_event_cannot_be_written(world: World) -> None:
    with unit_of_work() as session:
        session.add(notice(world))
    with pytest.raises(IntegrityError), unit_of_work() as session:
        session.add(notice(world))


def notice(world: World) -> Notice:
    return Notice(
        event="case:1:open", kind="case:open", recipient_id=world.people["methodist"], created_at=clock.now()
    )


def test_a_poisoned_job_is_given_up_after_five_tries_and_stops_no_other(
    world: World, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A job of no name, one that raises, and one that is well, in one batch."""
    monkeypatch.setattr(registry, "JOBS", {**registry.JOBS, **poison.JOBS})
    start = clock.now()
    unknown, failing = send("of.no.name"), send("poison.fail")
    well = send("deadlines.sweep", authority_id=world.authority_id, kind="task")

    deliver(redis)
    assert {row.id: state_of(row) for row in messages()} == {
        unknown: "waiting",
        failing: "waiting",
        well: "done",
    }
    for minute in range(1, 8):
        travel(start + timedelta(minutes=minute))
        deliver(redis)

    dead = {row.id: (row.tries, row.error) for row in messages("dead")}
    assert dead == {
        unknown: (MOST_TRIES, "UnknownJob: of.no.name"),
        failing: (MOST_TRIES, "ZeroDivisionError: no use"),
    }


def test_a_failed_job_waits_longer_before_each_try(world: World, redis: Redis) -> None:
    send("of.no.name")
    waits = []
    for _ in range(MOST_TRIES - 1):
        deliver(redis)
        [row] = messages()
        waits.append((row.available_at - clock.now()).total_seconds())
        travel(row.available_at)

    assert waits == pytest.approx([4, 8, 16, 32], abs=2)


def test_a_job_that_hangs_is_stopped(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "JOBS", {**registry.JOBS, **poison.JOBS})
    monkeypatch.setattr(work, "LONGEST_JOB", 1)
    send("poison.hang")

    work.do([row.id for row in messages()])

    [row] = messages("waiting")
    assert (row.tries, row.error.split(":")[0]) == (1, "JobTimeoutException")


def test_the_try_is_counted_before_it_is_made(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a job which takes its worker along is given up as well."""
    monkeypatch.setattr(registry, "JOBS", {**registry.JOBS, **poison.JOBS})
    message_id = send("poison.fail")
    change(message_id, tries=MOST_TRIES)

    work.do([message_id])

    [row] = messages("dead")
    assert (row.tries, row.error) == (MOST_TRIES, "")
