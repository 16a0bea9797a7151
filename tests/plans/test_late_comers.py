"""A school or a partner that comes when a municipal plan is in force already: what it is asked for."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from tests.plans.steps import add, fresh, issue, measure, put_up_for_run, tasks_of
from tests.plans.test_approving import pair_list_in_force
from tests.world import NOW, TODAY, World, open_case
from workflow.commands.late_comers import join_municipal_plans
from workflow.commands.measures import LiftMeasure
from workflow.commands.open_cases import OpenCases
from workflow.commands.plans import EndPlan, MakeRunPlan
from workflow.commands.work import Work
from workflow.models.audit import AuditEntry
from workflow.models.case import Case
from workflow.uow import unit_of_work


def road_map(world: World) -> int:
    made = MakeRunPlan(
        run_id=world.run_id, title="Дорожная карта", from_on=TODAY, to_on=TODAY.replace(year=2027)
    )
    return int(world.do("methodist", made)["plan_id"])


def opened(world: World, school: str, *, days_later: int = 0) -> int:
    command = OpenCases(
        run_id=world.run_id,
        school_ids=(world.schools[school],),
        stage="plan_approval",
        basis_text="Список дополнен письмом",
        methodist_id=world.people["methodist"],
    )
    done = world.do("methodist", command, now=NOW + timedelta(days=days_later))
    [case_id] = done["case_ids"]
    world.cases[school] = int(case_id)
    return world.cases[school]


def asked(world: World, measure_id: int, school: str) -> list[tuple[str, int | None]]:
    rows = [one for one in tasks_of(measure_id) if one.school_id == world.schools[school]]
    return [(one.assignee_role, one.case_id) for one in rows]


def test_a_school_that_comes_later_is_asked_for_what_is_still_to_be_done(world: World) -> None:
    open_case(world, "s1", stage="plan_approval")
    plan = road_map(world)
    ahead = add(world, plan, "Семинар", term="до 25.11.2026")
    passed = add(world, plan, "Анкета", term="до 20.10.2026")
    of_others = add(world, plan, "Справка", performers=("methodist",))
    order_id = issue(world, put_up_for_run(world, plan))
    case_id = opened(world, "s2", days_later=14)
    assert asked(world, ahead, "s2") == [("school", case_id)]
    assert asked(world, passed, "s2") == []
    assert len(tasks_of(of_others)) == 1
    [task] = [one for one in tasks_of(ahead) if one.case_id == case_id]
    assert (task.order_id, task.due_on, task.control_form) == (order_id, date(2026, 11, 25), "справка")
    told = fresh(select(AuditEntry.action).where(AuditEntry.case_id == case_id).order_by(AuditEntry.seq))
    assert told == ["case:open", "task:create"]


def test_what_was_lifted_or_has_ended_asks_nobody_who_comes_later(world: World) -> None:
    open_case(world, "s1", stage="plan_approval")
    plan = road_map(world)
    lifted, kept = add(world, plan, "Семинар"), add(world, plan, "Практикум")
    issue(world, put_up_for_run(world, plan))
    lift = LiftMeasure(measure_id=lifted, version=measure(lifted).version, comment="Не нужен")
    world.do("methodist", lift)
    opened(world, "s2")
    assert (asked(world, lifted, "s2"), len(asked(world, kept, "s2"))) == ([], 1)
    world.do("methodist", EndPlan(plan_id=plan, ended_on=TODAY))
    opened(world, "s3")
    assert asked(world, kept, "s3") == []


def test_a_draft_asks_nobody_and_a_second_joining_asks_nothing_twice(world: World) -> None:
    open_case(world, "s1", stage="plan_approval")
    draft = add(world, road_map(world), "Проект")
    plan = road_map(world)
    one = add(world, plan, "Семинар")
    issue(world, put_up_for_run(world, plan))
    case_id = opened(world, "s2")
    with unit_of_work() as session:
        at_work = Work(session=session, actor_id=world.people["methodist"], now=NOW)
        at_work.enter(world.authority_id)
        assert join_municipal_plans(at_work, [session.get_one(Case, case_id)]) == 0
    assert (asked(world, draft, "s2"), len(asked(world, one, "s2"))) == ([], 1)


def test_a_partner_whose_pair_is_decided_later_is_asked_by_the_municipal_plan_too(world: World) -> None:
    case_id = open_case(world, "s1", stage="plan_approval")
    plan = road_map(world)
    one = add(world, plan, "Открытый урок", performers=("school", "partner"))
    issue(world, put_up_for_run(world, plan))
    assert asked(world, one, "p1") == []
    with unit_of_work() as session:
        case = session.get_one(Case, case_id)
        case.state, case.stage = "pairing.matching", "pairing"
    pair_list_in_force(world, "p1")
    assert asked(world, one, "p1") == [("partner", case_id)]
