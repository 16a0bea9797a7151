"""A partner reads the approved plan of the school that it helps: while it is asked for something and paired."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.plans.steps import add, approved, fresh, plan_of, reviewed
from tests.plans.test_approving import pair_list_in_force
from tests.world import NOW, TODAY, World, pair_up
from workflow import access
from workflow.access import NotHere
from workflow.extensions import db
from workflow.models.case import Pair
from workflow.models.task import Task, TaskStatus
from workflow.pages.shared_plan import SharedPlan, shared_plan, shared_plan_of_case
from workflow.uow import unit_of_work


def read(world: World, who: str, plan_id: int) -> SharedPlan:
    db.session.rollback()
    memberships = access.memberships_of(db.session(), world.people[who], TODAY)
    return shared_plan(db.session(), memberships, plan_id, now=NOW)


def helped(world: World) -> int:
    """The plan of s1 in force, with p1 as its partner."""
    plan = plan_of(world)
    add(world, plan, "Открытый урок", performers=("partner",), result="Урок проведён")
    add(world, plan, "Самоанализ", performers=("school",))
    reviewed(world, "s1", plan)
    approved(world, "s1")
    pair_list_in_force(world, "p1")
    return plan


def test_the_partner_reads_what_was_approved_and_knows_its_own_rows(world: World) -> None:
    plan = helped(world)
    page = read(world, "p1", plan)
    assert [(one.title, one.task_id is not None) for one in page.measures] == [
        ("Открытый урок", True),
        ("Самоанализ", False),
    ]
    assert (page.own, page.number) == (1, 1)
    [task] = fresh(select(Task).where(Task.assignee_role == "partner", Task.origin == "measure"))
    assert page.measures[0].task_id == task.id


@pytest.mark.parametrize("who", ["p2", "s2", "s1", "methodist", "observer"])
def test_nobody_else_comes_in_by_this_door(world: World, who: str) -> None:
    plan = helped(world)
    with pytest.raises(NotHere):
        read(world, who, plan)


def test_a_partner_whom_no_row_asks_for_anything_reads_nothing(world: World) -> None:
    plan = plan_of(world)
    add(world, plan, "Самоанализ")
    reviewed(world, "s1", plan)
    approved(world, "s1")
    pair_up(world, "s1", "p1")
    with pytest.raises(NotHere):
        read(world, "p1", plan)


@pytest.mark.parametrize(
    "values",
    [{"ended_at": NOW}, {"to_on": TODAY - timedelta(days=1)}, {"from_on": TODAY + timedelta(days=1)}],
    ids=["ended", "over", "not begun"],
)
def test_with_the_pair_ends_the_reading(world: World, values: dict[str, object]) -> None:
    plan = helped(world)
    with unit_of_work() as session:
        pair = session.scalars(select(Pair)).one()
        if "to_on" in values:
            pair.from_on = TODAY - timedelta(days=9)
        for name, value in values.items():
            setattr(pair, name, value)
    with pytest.raises(NotHere):
        read(world, "p1", plan)


def test_with_its_last_task_lifted_the_plan_is_no_more_the_partners(world: World) -> None:
    plan = helped(world)
    with unit_of_work() as session:
        session.execute(update(Task).where(Task.assignee_role == "partner").values(status=TaskStatus.LIFTED))
    memberships = access.memberships_of(db.session(), world.people["p1"], TODAY)
    assert shared_plan_of_case(db.session(), memberships, world.cases["s1"], TODAY) is None
    with pytest.raises(NotHere):
        read(world, "p1", plan)
