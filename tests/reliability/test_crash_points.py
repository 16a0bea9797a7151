"""Blow up one step after the other inside the press that approves, signs and registers: all or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reliability.scenes import fingerprint_of_tables, packet_of_pairs, version
from tests.world import World
from workflow import crashpoint
from workflow.commands.orders import IssueOrder

POINTS = (
    "issue.approved",
    "issue.signed",
    "issue.in_force",
    "register.numbered",
    "issue.registered",
    "handler.done",
    "chain.before",
    "chain.after",
    "commit.before",
)
#: Passed elsewhere: after the commit, in the relay and in a worker.
OTHERS = {"commit.after", "relay.leased", "job.done"}
CODE = Path(__file__).resolve().parents[2]


class Blown(BaseException):
    """Not an Exception, so that nothing in between takes it for an error of its own."""


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    yield
    crashpoint.listen(None)


def blow_up_at(name: str) -> None:
    def listener(passed: str) -> None:
        if passed == name:
            raise Blown(name)

    crashpoint.listen(listener)


@pytest.mark.parametrize("point", POINTS)
def test_a_step_that_blows_up_leaves_nothing_and_the_number_is_given_again(point: str, world: World) -> None:
    packet_id = packet_of_pairs(world, "s1", "s2")
    press = IssueOrder(packet_id=packet_id, version=version(packet_id), key="form")
    before = fingerprint_of_tables()

    blow_up_at(point)
    with pytest.raises(Blown):
        world.do("official", press)
    assert fingerprint_of_tables() == before

    crashpoint.listen(None)
    assert world.do("official", press)["number"] == "1"


def test_after_the_commit_the_order_stands_and_the_press_repeated_answers_it(world: World) -> None:
    packet_id = packet_of_pairs(world, "s1")
    press = IssueOrder(packet_id=packet_id, version=version(packet_id), key="form")

    blow_up_at("commit.after")
    with pytest.raises(Blown):
        world.do("official", press)

    crashpoint.listen(None)
    again = world.do("official", press)
    assert (again["number"], again["repeated"]) == ("1", True)


def test_every_crash_point_of_the_code_is_tried() -> None:
    named = {
        name
        for folder in ("workflow", "jobs")
        for path in (CODE / folder).rglob("*.py")
        for name in re.findall(r'crashpoint\("([a-z_.]+)"\)', path.read_text(encoding="utf-8"))
    }
    assert named - {"name"} == set(POINTS) | OTHERS
