"""Two people, or one person twice, at the same moment: exactly one effect."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from tests.reliability.scenes import at_once, packet_of_pairs, version
from tests.world import World
from workflow.commands import Stale
from workflow.commands.orders import IssueOrder
from workflow.commands.packet_decisions import ReturnPacket
from workflow.extensions import db
from workflow.models.case import Case
from workflow.models.order import Order, Register


def count_of_orders() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Order)) or 0


def test_of_two_officials_at_once_exactly_one_issues_the_order(app: Flask, world: World) -> None:
    packet_id = packet_of_pairs(world, "s1")
    seen = version(packet_id)

    results = at_once(
        app,
        lambda: world.do("official", IssueOrder(packet_id=packet_id, version=seen, key="a")),
        lambda: world.do("chief", IssueOrder(packet_id=packet_id, version=seen, key="b")),
    )

    assert sorted(type(one) for one in results if isinstance(one, Exception)) == [Stale]
    assert count_of_orders() == 1
    assert db.session.scalars(select(Register.last_number)).one() == 1


def test_a_double_click_makes_one_order_and_one_answer(app: Flask, world: World) -> None:
    packet_id = packet_of_pairs(world, "s1")
    press = IssueOrder(packet_id=packet_id, version=version(packet_id), key="one form")

    first, second = at_once(app, *[lambda: world.do("official", press)] * 2)

    assert {first["order_id"], second["order_id"]} == {first["order_id"]}
    assert sorted(one.get("repeated", False) for one in (first, second)) == [False, True]
    assert count_of_orders() == 1


def test_approve_and_return_at_once_never_both_happen(app: Flask, world: World) -> None:
    packet_id = packet_of_pairs(world, "s1")
    seen = version(packet_id)

    results = at_once(
        app,
        lambda: world.do("official", IssueOrder(packet_id=packet_id, version=seen)),
        lambda: world.do("chief", ReturnPacket(packet_id=packet_id, version=seen, comment="Нет протокола")),
    )

    assert sum(isinstance(one, Stale) for one in results) == 1
    issued = count_of_orders() == 1  # ends the reading that began before the race
    state = db.session.scalars(select(Case.state)).one()
    assert (state == "closure.reporting") == issued


def test_officials_of_many_packets_at_once_leave_no_gap_and_fork_no_chain(app: Flask, world: World) -> None:
    packets = [packet_of_pairs(world, school) for school in ("s1", "s2", "s3", "s4", "s5", "s6")]
    presses = [IssueOrder(packet_id=one, version=version(one), key=str(one)) for one in packets]

    results = at_once(
        app,
        *[lambda press=press: world.do("official", press) for press in presses],  # type: ignore[misc]  # early bound
    )

    assert [one for one in results if isinstance(one, Exception)] == []
    assert count_of_orders() == 6
    assert sorted(db.session.scalars(select(Order.ordinal))) == [1, 2, 3, 4, 5, 6]
