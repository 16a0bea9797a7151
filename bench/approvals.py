"""Goals 1 to 4: one approval against raw, many cases by one order, many officials at once."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from functools import partial
from statistics import median
from threading import Barrier, Thread

from flask import Flask
from sqlalchemy import func, select

from bench import raw
from bench.report import Line, seconds
from bench.stock import packets_of
from tests.world import NOW, World, build_world
from workflow.commands import run
from workflow.commands.orders import IssueOrder
from workflow.extensions import db
from workflow.models.audit import AuditChain, AuditEntry
from workflow.models.order import Order

ROUNDS = 5
Press = Callable[[int], None]


def one_against_raw(app: Flask, *, number: int, name: str, goal: float, each: int) -> Line:
    """The rate of the whole command over that of the same rows by hand, in the same tables."""
    world, hand = build_world(f"one{number}"), build_world(f"hand{number}")
    ours = packets_of(world, packets=(ROUNDS + 1) * each, cases=1, mark="a")
    theirs = packets_of(hand, packets=(ROUNDS + 1) * each, cases=1, mark="h")
    base = raw.on(app.config["SQLALCHEMY_DATABASE_URI"])
    by_hand = raw.ByHand(base, hand.authority_id, hand.people["official"])
    ratios = []
    for round_ in range(ROUNDS + 1):
        part = slice(round_ * each, (round_ + 1) * each)
        took = seconds(partial(issue_all, world, ours[part]))
        ratios.append(seconds(partial(_each, by_hand, theirs[part])) / took)
    return Line(number, name, median(ratios[1:]), goal, "%.2f x raw")  # the first round warms up


def many_by_one_order(*, name: str, cases: int, goal: float) -> Line:
    """So many single approvals against one order for as many cases; a fifth of the single ones each round."""
    world, each = build_world("many"), cases // ROUNDS
    single = packets_of(world, packets=(ROUNDS + 1) * each, cases=1, mark="s")
    whole = packets_of(world, packets=ROUNDS + 1, cases=cases, mark="w")
    ratios = []
    for round_, packet in enumerate(whole):
        apart = seconds(partial(issue_all, world, single[round_ * each : (round_ + 1) * each]))
        ratios.append(apart * ROUNDS / seconds(partial(issue, world, packet)))
    return Line(3, name, median(ratios[1:]), goal, "%.0f x")  # the first round warms up


def at_once(app: Flask, *, officials: int, each: int, goal: float) -> list[Line]:
    """So many officials of one authority at once: numbers without a gap, one chain, and the rate kept."""
    world = build_world("crowd")
    alone = packets_of(world, packets=officials * each, cases=1, mark="o")
    crowd = packets_of(world, packets=officials * each, cases=1, mark="c")
    slow = seconds(lambda: issue_all(world, alone))
    fast = seconds(lambda: _crowd(app, world, crowd, officials))
    flaws = _flaws(world, len(alone) + len(crowd))
    return [
        Line(4, f"{officials} officials at once, PostgreSQL: flaws", flaws, 0, "%.0f", at_least=False),
        Line(4, f"{officials} officials at once, PostgreSQL: rate", slow / fast, goal, "%.2f x alone"),
    ]


def issue(world: World, packet_id: int) -> None:
    run(IssueOrder(packet_id=packet_id, version=1), actor_id=world.people["official"], now=NOW)


def issue_all(world: World, packets: Sequence[int]) -> None:
    for packet in packets:
        issue(world, packet)


def _each(press: Press, packets: Sequence[int]) -> None:
    for packet in packets:
        press(packet)


def _crowd(app: Flask, world: World, packets: Sequence[int], officials: int) -> None:
    barrier = Barrier(officials)

    def work(place: int) -> None:
        with app.app_context():
            barrier.wait()
            issue_all(world, packets[place::officials])
            db.session.remove()

    threads = [Thread(target=work, args=(place,)) for place in range(officials)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _flaws(world: World, orders: int) -> int:
    """Missing or repeated numbers, and entries that do not follow the one before."""
    db.session.rollback()
    numbers = db.session.scalars(
        select(Order.ordinal).where(Order.authority_id == world.authority_id).order_by(Order.ordinal)
    ).all()
    wrong = sum(given != wanted for given, wanted in zip(numbers, range(1, orders + 1), strict=False))
    chain = db.session.scalars(select(AuditChain).where(AuditChain.authority_id == world.authority_id)).one()
    entries = db.session.execute(
        select(AuditEntry.prev_hash, AuditEntry.hash)
        .where(AuditEntry.chain_id == chain.id)
        .order_by(AuditEntry.seq)
    ).all()
    broken = sum(before[1] != after[0] for before, after in itertools.pairwise(entries))
    counted = db.session.scalar(
        select(func.count()).select_from(Order).where(Order.authority_id == world.authority_id)
    )
    return wrong + broken + abs((counted or 0) - orders) + abs(chain.size - len(entries))
