"""Redis refuses or hangs: orders are issued within a second, and what they promised comes later."""

from __future__ import annotations

import time

import pytest
from redis import Redis

from tests.jobs.background import OwnValkey, deliver, messages, notices, pass_on
from tests.jobs.stories import submitted, version
from tests.world import World
from workflow.commands.orders import IssueOrder

SECOND = 1.0


def issue_in_time(world: World, packet_id: int) -> float:
    """Seconds that the press took; the order has a number."""
    press = IssueOrder(packet_id=packet_id, version=version(packet_id), key="press")
    begun = time.monotonic()
    assert world.do("official", press)["number"] == "1"
    return time.monotonic() - begun


def test_with_redis_gone_an_order_is_issued_and_told_of_when_it_is_back(
    world: World, valkey: OwnValkey
) -> None:
    packet_id = submitted(world, "s1")
    valkey.kill()

    assert issue_in_time(world, packet_id) < SECOND
    assert pass_on(valkey.client()) == 0
    assert {(row.tries, row.sent_at) for row in messages()} == {(0, None)}

    valkey.start_again()
    deliver(valkey.client())
    assert messages("waiting", "dead") == []
    assert len(notices("order:registered")) == 3


def test_with_redis_hanging_an_order_waits_half_a_second_and_no_more(world: World, valkey: OwnValkey) -> None:
    packet_id = submitted(world, "s1")
    valkey.hang()

    took = issue_in_time(world, packet_id)
    begun = time.monotonic()
    assert pass_on(valkey.client()) == 0

    assert 0.5 <= took < 0.5 + SECOND
    assert time.monotonic() - begun < SECOND
    assert {(row.tries, row.sent_at) for row in messages()} == {(0, None)}

    valkey.go_on()
    deliver(valkey.client())
    assert messages("waiting", "dead") == []
    assert len(notices("order:registered")) == 3


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_full_redis_is_waited_for(world: World, valkey: OwnValkey) -> None:
    """It is set to refuse rather than to forget; what was leased meanwhile is sent when the lease is over."""
    submitted(world, "s1")
    client: Redis = valkey.client()
    client.config_set("maxmemory", 1)

    assert pass_on(client) == 0

    client.config_set("maxmemory", 0)
    assert {row.tries for row in messages()} == {0}
    assert pass_on(client, later=messages()[0].available_at - messages()[0].created_at) > 0
