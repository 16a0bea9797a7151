"""Plans go up in one packet, an act freezes them, and their measures become tasks of people."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from tests.approvals.packets import case_state, packet_state
from tests.plans.steps import (
    add,
    agree,
    approved,
    assembled,
    case_version,
    fresh,
    issue,
    measure,
    plan_of,
    put_up,
    put_up_for_run,
    reviewed,
    submit,
    tasks_of,
)
from tests.world import NOW, TODAY, World, open_case, pair_up
from workflow import access
from workflow.commands import BadInput
from workflow.commands.diagnosis import AddDeficit
from workflow.commands.evidence import AcceptEvidence, GiveEvidence
from workflow.commands.measures import LiftMeasure
from workflow.commands.move_case import MoveCase
from workflow.commands.packets import AssemblePacket
from workflow.commands.packets_of_run import AssembleForRun
from workflow.commands.plans import EndPlan, MakeRunPlan
from workflow.commands.take_measures import TakeDeficits
from workflow.commands.tasks import CloseTask
from workflow.extensions import db
from workflow.models.order import Order
from workflow.models.packet import SignOff
from workflow.models.plan import Measure, MeasureStatus, PlanVersion
from workflow.models.task import Task, TaskStatus
from workflow.pages.plan import plan_page
from workflow.states.definition import PacketKind
from workflow.states.machine import Refused


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {one.code for one in refused.value.refusals}


def test_an_empty_plan_is_not_sent_to_the_school(world: World) -> None:
    plan_of(world)
    case_id = world.cases["s1"]
    step = MoveCase(case_id=case_id, version=case_version(case_id), transition="send_plan_to_school")
    with pytest.raises(Refused) as refused:
        world.do("methodist", step)
    assert "plan_empty" in codes(refused)


def test_one_order_freezes_the_plans_of_several_schools_and_makes_their_tasks(world: World) -> None:
    plans = {}
    for school in ("s1", "s2"):
        plans[school] = plan_of(world, school)
        add(world, plans[school], f"Семинар {school}")
        reviewed(world, school, plans[school])
    order_id = approved(world, "s1", "s2")

    versions = fresh(select(PlanVersion).order_by(PlanVersion.plan_id))
    assert [(one.plan_id, one.number, one.order_id) for one in versions] == [
        (plans["s1"], 1, order_id),
        (plans["s2"], 1, order_id),
    ]
    assert all(one.in_force_on == TODAY for one in versions)
    tasks = fresh(select(Task).where(Task.origin == "measure").order_by(Task.id))
    assert [(one.title, one.school_id, one.control_form) for one in tasks] == [
        ("Семинар s1", world.schools["s1"], "справка"),
        ("Семинар s2", world.schools["s2"], "справка"),
    ]
    assert case_state(world.cases["s1"]) == "pairing.matching"
    [order] = fresh(select(Order).where(Order.id == order_id))
    assert "Семинар s2" in order.canonical


def test_a_measure_of_several_performers_becomes_a_task_of_each(world: World) -> None:
    plan = plan_of(world)
    pair_up(world, "s1", "p1")
    one = add(world, plan, performers=("school", "partner", "methodist", "official"))
    reviewed(world, "s1", plan)
    approved(world, "s1")
    assert [(task.assignee_role, task.school_id, task.assignee_id) for task in tasks_of(one)] == [
        ("school", world.schools["s1"], None),
        ("partner", world.schools["p1"], None),
        ("methodist", None, world.people["methodist"]),
        ("official", None, None),
    ]


def test_a_change_after_the_school_agreed_asks_the_school_again(world: World) -> None:
    plan = plan_of(world)
    add(world, plan)
    reviewed(world, "s1", plan)
    add(world, plan, "Ещё одна мера")
    packet_id = assembled(world, "s1")
    with pytest.raises(Refused):
        submit(world, packet_id)
    agree(world, "s1", plan)
    submit(world, packet_id)
    assert packet_state(packet_id) == "packet.on_approval"


def test_a_measure_added_while_the_packet_is_out_changes_what_is_approved(world: World) -> None:
    plan = plan_of(world)
    add(world, plan)
    reviewed(world, "s1", plan)
    packet_id = put_up(world, "s1")
    add(world, plan, "Дописанная мера")
    issue(world, packet_id)
    [version] = fresh(select(PlanVersion))
    assert [row["title"] for row in version.snapshot["measures"]] == ["Провести семинар", "Дописанная мера"]
    assert fresh(select(SignOff)) == []


def test_the_last_task_done_makes_the_measure_done(world: World) -> None:
    plan = plan_of(world)
    pair_up(world, "s1", "p1")
    one = add(world, plan, performers=("school", "partner"))
    reviewed(world, "s1", plan)
    approved(world, "s1")
    for task_id, giver in zip([task.id for task in tasks_of(one)], ("s1", "p1"), strict=True):
        assert measure(one).status is MeasureStatus.OPEN
        given = world.do(giver, GiveEvidence(task_id=task_id, title="Справка"))
        world.do("methodist", AcceptEvidence(evidence_id=given["evidence_id"]))
        [task] = fresh(select(Task).where(Task.id == task_id))
        world.do("methodist", CloseTask(task_id=task_id, version=task.version))
    assert measure(one).status is MeasureStatus.DONE


def test_a_lifted_measure_lifts_its_tasks_with_the_reason(world: World) -> None:
    plan = plan_of(world)
    one = add(world, plan)
    reviewed(world, "s1", plan)
    approved(world, "s1")
    world.do(
        "methodist",
        LiftMeasure(measure_id=one, version=measure(one).version, comment="Учитель ушёл на пенсию"),
    )
    [task] = tasks_of(one)
    assert (task.status, task.lifted_reason) == (TaskStatus.LIFTED, "Учитель ушёл на пенсию")
    assert measure(one).status is MeasureStatus.LIFTED


def test_a_municipal_plan_makes_one_task_for_each_supported_school(world: World) -> None:
    open_case(world, "s1", stage="plan_approval")
    open_case(world, "s2", stage="plan_approval")
    made = MakeRunPlan(
        run_id=world.run_id, title="Дорожная карта", from_on=TODAY, to_on=TODAY.replace(year=2027)
    )
    plan = world.do("methodist", made)["plan_id"]
    one = add(world, plan, performers=("school", "methodist"))
    issue(world, put_up_for_run(world, plan))
    assert [(task.assignee_role, task.school_id) for task in tasks_of(one)] == [
        ("school", world.schools["s1"]),
        ("school", world.schools["s2"]),
        ("methodist", None),
    ]
    [version] = fresh(select(PlanVersion).where(PlanVersion.plan_id == plan))
    assert version.number == 1


def pair_list_in_force(world: World, partner: str) -> None:
    """The pair of s1 approved by an order, as in a programme that plans before it pairs."""
    case_id = world.cases["s1"]
    pair_up(world, "s1", partner)
    step = MoveCase(case_id=case_id, version=case_version(case_id), transition="propose_pair")
    world.do("methodist", step)
    command = AssemblePacket(run_id=world.run_id, kind=PacketKind.PAIR_LIST, case_ids=(case_id,))
    packet_id = world.do("methodist", command)["packet_id"]
    submit(world, packet_id)
    issue(world, packet_id)


def test_a_partner_found_after_the_plan_was_approved_gets_its_tasks_with_the_pair(world: World) -> None:
    plan = plan_of(world)
    one = add(world, plan, performers=("school", "partner"))
    reviewed(world, "s1", plan)
    order_id = approved(world, "s1")
    assert [task.assignee_role for task in tasks_of(one)] == ["school"]
    pair_list_in_force(world, "p1")
    assert [(task.assignee_role, task.school_id, task.order_id) for task in tasks_of(one)] == [
        ("school", world.schools["s1"], order_id),
        ("partner", world.schools["p1"], order_id),
    ]


def test_a_deficit_whose_measure_was_lifted_is_not_offered_again_unasked(world: World) -> None:
    plan = plan_of(world)
    add_deficit = AddDeficit(case_id=world.cases["s1"], title="Читательская грамотность", kind="individual")
    deficit = world.do("methodist", add_deficit)["deficit_id"]
    assert offered(world, plan) == [(False, "")]
    [one] = world.do("methodist", TakeDeficits(plan_id=plan, deficit_ids=(deficit,)))["measure_ids"]
    assert offered(world, plan) == [(True, "")]
    lift = LiftMeasure(measure_id=one, version=measure(one).version, comment="Помогает центр")
    world.do("methodist", lift)
    assert offered(world, plan) == [(False, "Помогает центр")]
    world.do("methodist", TakeDeficits(plan_id=plan, deficit_ids=(deficit,)))
    assert offered(world, plan) == [(True, "")]


def test_a_deficit_that_got_its_measure_meanwhile_gets_no_second_one(world: World) -> None:
    plan = plan_of(world)
    add_deficit = AddDeficit(case_id=world.cases["s1"], title="Читательская грамотность", kind="individual")
    deficit = world.do("methodist", add_deficit)["deficit_id"]
    for_each_page = TakeDeficits(plan_id=plan, deficit_ids=(deficit,))
    world.do("methodist", for_each_page)
    with pytest.raises(BadInput) as refusal:
        world.do("methodist", for_each_page)
    assert refusal.value.field == "deficits"
    assert len(fresh(select(Measure).where(Measure.deficit_id == deficit))) == 1


def municipal(world: World, **changed: Any) -> int:
    terms = {"title": "Дорожная карта", "from_on": TODAY, "to_on": TODAY.replace(year=2027), **changed}
    return int(world.do("methodist", MakeRunPlan(run_id=world.run_id, **terms))["plan_id"])


@pytest.mark.parametrize(
    ("field", "from_on", "to_on"),
    [
        ("to_on", date(1926, 9, 1), date(2027, 8, 31)),
        ("from_on", date(2002, 9, 1), date(2003, 8, 31)),
        ("from_on", date(2062, 9, 1), date(2063, 8, 31)),
    ],
)
def test_a_municipal_plan_is_not_decades_long_nor_decades_away_from_its_run(
    world: World, field: str, from_on: date, to_on: date
) -> None:
    with pytest.raises(BadInput) as refusal:
        municipal(world, from_on=from_on, to_on=to_on)
    assert refusal.value.field == field


def test_a_plan_that_has_ended_or_asks_for_nothing_is_not_put_up(world: World) -> None:
    open_case(world, "s1", stage="plan_approval")
    empty, ended = municipal(world), municipal(world)
    add(world, ended)
    world.do("methodist", EndPlan(plan_id=ended, ended_on=TODAY))
    for plan in (empty, ended):
        command = AssembleForRun(run_id=world.run_id, kind=PacketKind.PLAN, plan_id=plan)
        with pytest.raises(BadInput) as refusal:
            world.do("methodist", command)
        assert refusal.value.field == "kind"


def offered(world: World, plan_id: int) -> list[tuple[bool, str]]:
    db.session.rollback()
    memberships = access.memberships_of(db.session(), world.people["methodist"], TODAY)
    page = plan_page(db.session(), memberships, plan_id, now=NOW)
    return [(one.is_answered, one.lifted_reason) for one in page.deficits]
