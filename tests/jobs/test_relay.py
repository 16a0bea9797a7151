"""From the table to the queue: leased, bounded in flight, in batches, only what was committed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from redis import Redis
from rq.serializers import JSONSerializer

from jobs import relay, work
from jobs.relay import LEASE, LONGEST_LEASE, queue_on
from tests.jobs.background import change, messages, pass_on, send, work_off
from tests.world import World
from workflow import clock, crashpoint
from workflow.commands import run
from workflow.commands.sweep import SweepOn
from workflow.extensions import connect_redis, db


def sent_batches(redis: Redis) -> list[list[int]]:
    return [job.args[0] for job in queue_on(redis).jobs]


def test_messages_leave_in_batches_in_the_order_they_came(world: World, redis: Redis) -> None:
    ids = [send("of.no.name") for _ in range(120)]

    assert pass_on(redis) == 120

    assert sent_batches(redis) == [ids[:50], ids[50:100], ids[100:]]


def test_only_ids_reach_redis_and_no_pickle(world: World, redis: Redis) -> None:
    send("notices.tell", kind="case:open", event="canary")
    pass_on(redis)

    [job] = queue_on(redis).jobs
    stored = b"".join(redis.hgetall(job.key).values())
    assert b"canary" not in stored
    assert JSONSerializer.loads(job.data)[0] == "jobs.work.do"


def test_what_is_in_flight_is_bounded(world: World, redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "IN_FLIGHT", 2)
    monkeypatch.setattr(relay, "BATCH", 3)
    for _ in range(10):
        send("of.no.name")

    assert pass_on(redis) == 6
    assert pass_on(redis) == 0
    work_off(redis)
    assert pass_on(redis) == 4


def test_a_message_leased_by_a_clock_that_was_ahead_is_sent_by_the_right_one(
    world: World, redis: Redis
) -> None:
    send("of.no.name")
    assert pass_on(redis, later=timedelta(days=400)) == 1
    redis.flushall()
    assert pass_on(redis) == 1
    assert pass_on(redis) == 0


def test_a_leased_message_is_not_sent_again_before_its_time(world: World, redis: Redis) -> None:
    send("of.no.name")
    assert pass_on(redis) == 1
    redis.flushall()

    assert pass_on(redis, later=LEASE - timedelta(seconds=1)) == 0
    assert pass_on(redis, later=LEASE) == 1


def test_a_lease_grows_with_the_tries_up_to_a_limit_within_the_minute(world: World, redis: Redis) -> None:
    message_id = send("of.no.name")
    leases = []
    for tries in range(5):
        change(message_id, tries=tries, available_at=clock.now())
        pass_on(redis)
        [row] = messages()
        assert row.sent_at is not None
        leases.append(row.available_at - row.sent_at)
        redis.flushall()

    assert leases == [LEASE, 2 * LEASE, 4 * LEASE, LONGEST_LEASE, LONGEST_LEASE]
    assert timedelta(minutes=1) > LONGEST_LEASE


def test_two_relays_at_once_take_different_messages(app: Flask, world: World, redis: Redis) -> None:
    """The second comes by while the first holds its rows and has not committed."""
    ids = [send("of.no.name") for _ in range(4)]
    taken: list[int] = []

    def second(_passed: str) -> None:
        crashpoint.listen(None)
        with app.app_context():
            taken.extend(relay.lease(db.session(), now=clock.now(), most=4))
            db.session.remove()

    crashpoint.listen(second)
    assert pass_on(redis) == 4
    assert sorted(taken + [one for batch in sent_batches(redis) for one in batch]) == ids


def test_an_idle_relay_asks_the_table_and_not_redis(world: World) -> None:
    nowhere = connect_redis("unix:///nowhere/at/all")
    assert relay.relay(db.session(), nowhere, now=clock.now()) == 0


def test_a_message_leaves_only_after_its_commit(world: World, redis: Redis) -> None:
    """The command blows up after it has written: there is nothing to send."""

    class Blown(BaseException):
        pass

    def blow(passed: str) -> None:
        if passed == "commit.before":
            raise Blown

    crashpoint.listen(blow)
    command = SweepOn(authority_id=world.authority_id, kind="task", after=0)
    with pytest.raises(Blown):
        run(command, actor_id=None, now=clock.now(), system=True)
    crashpoint.listen(None)

    assert pass_on(redis) == 0


def test_a_relay_that_dies_after_its_lease_costs_the_lease(world: World, redis: Redis) -> None:
    class Killed(BaseException):
        pass

    def kill(passed: str) -> None:
        if passed == "relay.leased":
            raise Killed

    send("deadlines.sweep", authority_id=world.authority_id, kind="task")
    crashpoint.listen(kill)
    with pytest.raises(Killed):
        pass_on(redis)
    crashpoint.listen(None)

    assert pass_on(redis) == 0
    assert pass_on(redis, later=LEASE) == 1
    work_off(redis)
    assert len(messages("done")) == 1


def test_a_worker_that_dies_before_it_marks_the_message_does_it_again(world: World, redis: Redis) -> None:
    class Killed(BaseException):
        pass

    def kill(passed: str) -> None:
        if passed == "job.done":
            raise Killed

    message_id = send("deadlines.sweep", authority_id=world.authority_id, kind="task")
    crashpoint.listen(kill)
    with pytest.raises(Killed):
        work.do([message_id])
    crashpoint.listen(None)
    assert len(messages("waiting")) == 1

    work.do([message_id])
    [row] = messages("done")
    assert row.tries == 2
