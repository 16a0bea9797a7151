"""A school comes into a run in the very moment in which a municipal plan begins to ask everybody, or ceases to.

Two real transactions: the first stands before its commit while the second goes on until it waits for a row of
the first, or is done. SQLite lets no second writer begin, so these are stories of PostgreSQL.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from threading import Event, Thread, get_ident
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from tests.plans.conftest import SETTINGS
from tests.plans.steps import add, issue, measure, put_up_for_run, tasks_of
from tests.plans.test_late_comers import opened, road_map
from tests.reliability.scenes import version
from tests.world import World, build_world, open_case
from workflow import crashpoint
from workflow.commands.measures import LiftMeasure
from workflow.commands.move_case import MoveCase
from workflow.commands.orders import IssueOrder
from workflow.extensions import db
from workflow.models.case import Case
from workflow.models.task import TaskStatus

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
Deed = Callable[[], Any]


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    with app.app_context():
        yield build_world(settings=SETTINGS)


def overlapping(app: Flask, first: Deed, second: Deed) -> None:
    """The first commits only when the second waits for it, or is done; both must succeed."""
    stands, over = Event(), Event()
    failed: list[BaseException] = []
    leader: list[int] = []

    def act(deed: Deed, before: Callable[[], Any], after: Callable[[], Any]) -> None:
        with app.app_context():
            try:
                before()
                deed()
            except BaseException as error:
                failed.append(error)
            finally:
                db.session.remove()
                after()

    def hold_before_commit(name: str) -> None:
        if name == "commit.before" and leader == [get_ident()]:
            stands.set()
            _until(lambda: over.is_set() or _somebody_waits(app))

    crashpoint.listen(hold_before_commit)
    try:
        threads = [
            Thread(target=act, args=(first, lambda: leader.append(get_ident()), stands.set)),
            Thread(target=act, args=(second, lambda: stands.wait(30), over.set)),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    finally:
        crashpoint.listen(None)
    assert failed == []


def _until(held: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not held():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _somebody_waits(app: Flask) -> bool:
    query = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with app.app_context(), db.engine.connect() as connection:
        return bool(connection.execute(text(query)).scalar_one())


def plan_to_decide(world: World) -> tuple[int, Deed]:
    """A measure of a municipal plan that waits for its order, and the press that issues it."""
    open_case(world, "s1", stage="plan_approval")
    plan = road_map(world)
    one = add(world, plan, "Семинар")
    packet_id = put_up_for_run(world, plan)
    press = IssueOrder(packet_id=packet_id, version=version(packet_id))
    return one, lambda: world.do("official", press)


def asked_of(world: World, measure_id: int, school: str) -> list[TaskStatus]:
    return [one.status for one in tasks_of(measure_id) if one.school_id == world.schools[school]]


@pytest.mark.parametrize("plan_is_first", [True, False], ids=["plan first", "school first"])
def test_a_school_that_comes_as_the_plan_takes_force_is_asked_once(
    app: Flask, world: World, *, plan_is_first: bool
) -> None:
    one, issue_order = plan_to_decide(world)
    both: list[Deed] = [issue_order, lambda: opened(world, "s2")]
    overlapping(app, *(both if plan_is_first else both[::-1]))
    assert asked_of(world, one, "s2") == [TaskStatus.OPEN]
    assert asked_of(world, one, "s1") == [TaskStatus.OPEN]


@pytest.mark.parametrize("plan_is_first", [True, False], ids=["plan first", "school first"])
def test_a_school_that_comes_back_as_the_plan_takes_force_is_asked_once(
    app: Flask, world: World, *, plan_is_first: bool
) -> None:
    one, issue_order = plan_to_decide(world)
    case_id = open_case(world, "s2", stage="plan_approval")
    cancel = MoveCase(
        case_id=case_id, version=1, transition="cancel_case", comment="Закрыта", content=b"%PDF-1.4"
    )
    world.do("official", cancel)
    back = MoveCase(case_id=case_id, version=_version_of(case_id), transition="reopen_case", comment="Ошибка")
    both: list[Deed] = [issue_order, lambda: world.do("official", back)]
    overlapping(app, *(both if plan_is_first else both[::-1]))
    assert asked_of(world, one, "s2") == [TaskStatus.OPEN]


def _version_of(case_id: int) -> int:
    db.session.rollback()
    return db.session.scalars(select(Case.version).where(Case.id == case_id)).one()


@pytest.mark.parametrize("lift_is_first", [True, False], ids=["lifted first", "school first"])
def test_a_school_that_comes_as_a_measure_is_lifted_is_not_asked_for_it(
    app: Flask, world: World, *, lift_is_first: bool
) -> None:
    open_case(world, "s1", stage="plan_approval")
    plan = road_map(world)
    one = add(world, plan, "Семинар")
    issue(world, put_up_for_run(world, plan))
    lift = LiftMeasure(measure_id=one, version=measure(one).version, comment="Не нужен")
    both: list[Deed] = [lambda: world.do("methodist", lift), lambda: opened(world, "s2")]
    overlapping(app, *(both if lift_is_first else both[::-1]))
    assert TaskStatus.OPEN not in asked_of(world, one, "s2")
