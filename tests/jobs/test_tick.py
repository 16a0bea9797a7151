"""The minute is claimed once, whoever ticks, and with or without Redis."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Event, Thread

from flask import Flask
from redis import Redis
from sqlalchemy import func, select

from jobs.tick import KEEP_DONE, KEEP_PERIODS, Bell, beat, claim
from jobs.worker import worker_on
from tests.jobs.background import change, messages, send, travel
from tests.jobs.test_deadlines import at, case_due
from tests.world import World
from workflow import clock
from workflow.commands.move_case import MoveCase
from workflow.extensions import DOORBELL, connect_redis, db
from workflow.models.job import Heartbeat, JobPeriod
from workflow.uow import unit_of_work

NOON = at(14, 12)


def test_of_many_ticks_at_once_one_claims_the_minute(app: Flask, world: World) -> None:
    case_due(world, "s1")
    barrier, claimed = Barrier(3), []

    def tick() -> None:
        with app.app_context():
            barrier.wait(10)
            claimed.append(claim(db.session(), NOON))
            db.session.remove()

    threads = [Thread(target=tick) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(claimed) == [False, False, True]
    assert [row.job for row in messages()] == ["deadlines.sweep"]


def test_a_minute_is_claimed_once_and_the_next_one_again(world: World) -> None:
    assert claim(db.session(), NOON)
    assert not claim(db.session(), NOON + timedelta(seconds=59))
    assert claim(db.session(), NOON + timedelta(seconds=60))


def test_minutes_that_nobody_claimed_are_not_made_up_for(world: World) -> None:
    """What they would have found is due still; one sweep finds it."""
    case_due(world, "s1")
    claim(db.session(), NOON)
    claim(db.session(), NOON + timedelta(hours=26))

    assert len(messages()) == 1


def test_a_clock_that_was_put_back_claims_its_minutes_again(world: World) -> None:
    """Of a wrong clock that was corrected: for as long as it was ahead nobody would have been reminded."""
    for minutes in range(4):
        assert claim(db.session(), NOON + timedelta(minutes=minutes))
    case_due(world, "s1")
    assert claim(db.session(), NOON + timedelta(minutes=1))
    assert not claim(db.session(), NOON + timedelta(minutes=1, seconds=30))
    assert claim(db.session(), NOON + timedelta(minutes=2))
    assert [row.job for row in messages()] == ["deadlines.sweep"]


def test_a_sweep_that_still_waits_is_not_sent_for_again(world: World) -> None:
    case_due(world, "s1")
    claim(db.session(), NOON)
    claim(db.session(), NOON + timedelta(minutes=1))
    [row] = messages()

    change(row.id, dead_at=NOON)
    claim(db.session(), NOON + timedelta(minutes=2))

    assert len(messages()) == 2


def test_tick_works_without_redis(world: World) -> None:
    """The minute is claimed, the messages wait in their table and no lease is spent on them."""
    case_due(world, "s1")
    nowhere = connect_redis("unix:///nowhere/at/all")

    assert beat(db.session(), nowhere, now=NOON) == 0

    [row] = messages("waiting")
    assert (row.sent_at, row.available_at) == (None, NOON)


def test_a_beat_sends_all_there_is(world: World, redis: Redis) -> None:
    case_due(world, "s1")
    for _ in range(60):
        send("of.no.name", at=NOON)

    assert beat(db.session(), redis, now=NOON) == 61


def test_tick_and_worker_leave_signs_of_life_in_the_database(world: World, redis: Redis) -> None:
    travel(NOON)
    claim(db.session(), NOON)
    worker_on(redis).work(burst=True, with_scheduler=False, logging_level="WARNING")
    redis.flushall()

    db.session.rollback()
    beats = {row.process: row.at for row in db.session.scalars(select(Heartbeat))}
    assert beats.keys() == {"tick", "worker"}
    assert all(timedelta(0) <= moment - NOON < timedelta(minutes=1) for moment in beats.values())


def test_once_a_day_what_is_over_is_forgotten_and_what_waits_is_kept(world: World) -> None:
    claim(db.session(), NOON)
    done, dead, waiting = (send("of.no.name", at=NOON) for _ in range(3))
    change(done, done_at=NOON)
    change(dead, dead_at=NOON)

    claim(db.session(), NOON + KEEP_DONE + timedelta(days=1))

    assert [row.id for row in messages()] == [dead, waiting]
    oldest = db.session.scalar(select(func.min(JobPeriod.claimed_at)))
    assert oldest is not None
    assert oldest > NOON + KEEP_DONE - KEEP_PERIODS


def test_a_ring_wakes_and_without_one_the_pause_is_kept(world: World, redis: Redis) -> None:
    bell, stop = Bell(redis), Event()
    bell.wait(0, stop)

    def ring() -> None:
        redis.publish(DOORBELL, "1")

    Thread(target=ring).start()
    bell.wait(30, stop)  # ends at once, or the run is stopped by its limit

    rung = Event()
    waiting = Thread(target=lambda: (bell.wait(0.2, stop), rung.set()))
    waiting.start()
    waiting.join(10)
    assert rung.is_set()


def test_a_command_rings_only_when_it_left_a_message(app: Flask, world: World, redis: Redis) -> None:
    listener = redis.pubsub(ignore_subscribe_messages=True)
    listener.subscribe(DOORBELL)
    listener.get_message(timeout=1)

    with unit_of_work() as session:
        session.add(Heartbeat(process="test", at=clock.now()))
    assert listener.get_message(timeout=0.2) is None

    case_id = case_due(world, "s1")
    world.do("methodist", suspension(case_id))
    assert listener.get_message(timeout=5) is not None
    listener.close()


def suspension(case_id: int) -> MoveCase:
    return MoveCase(case_id=case_id, version=2, transition="suspend_case", comment="Карантин")
