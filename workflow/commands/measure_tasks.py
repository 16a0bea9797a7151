"""Measures of an approved plan -> tasks of people, and back: the last task done makes the measure done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select

from workflow.audit.actions import AuditAction
from workflow.commands.moving import first_notice_at
from workflow.commands.packet_rows import Held
from workflow.commands.work import Work
from workflow.models.case import Case
from workflow.models.plan import GOES_ON, VERSION_IS_VOID, Measure, MeasureStatus, Plan, PlanVersion
from workflow.models.task import FORMS_APART, Task, TaskStatus
from workflow.orders.charges import Party, addressed_by, partners_of_cases

CHANGED = "Мера изменена новой редакцией плана"
PARTNER_CHANGED = "У школы другой партнёр"
CARRIED = "Мера перенесена на следующий год"
REMOVED = "Меры нет в новой редакции плана"
#: A change of these asks for other work; what else a row says is about the same work.
_WORK = ("title", "performers", "term", "from", "due", "control_forms", "result", "quantities")


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """A plan with what was approved of it now, and the version before, if there was one."""

    plan: Plan
    content: Mapping[str, Any]
    former: PlanVersion | None


def follow_versions(work: Work, held: Held, approved: Sequence[Approved], *, order_id: int | None) -> int:
    """Tasks of what is new or changed since the former versions; what left a plan lifts its own."""
    gone: list[int] = []
    changed: list[int] = []
    fresh: list[int] = []
    for one in approved:
        was = {row["id"]: row for row in one.former.snapshot["measures"]} if one.former else {}
        rows = {row["id"]: row for row in one.content["measures"]}
        gone += [id_ for id_ in was if id_ not in rows or rows[id_]["lifted"]]
        differs = [id_ for id_, row in rows.items() if id_ in was and _work_of(was[id_]) != _work_of(row)]
        changed += differs
        fresh += [id_ for id_ in rows if id_ not in was] + differs
    lift_tasks_of(work, gone, REMOVED)
    lift_tasks_of(work, changed, CHANGED)
    plans = {one.plan.id: one.plan for one in approved}
    parties = _parties(work, held, list(plans.values()))
    tasks = [
        task_for(work, plans[measure.plan_id], measure, party, order_id=order_id)
        for measure in open_measures(work, fresh)
        for role in measure.performers
        for party in parties[measure.plan_id][role]
    ]
    put_on_record(work, tasks)
    ask_no_more_in_the_former_year(work, tasks)
    return len(tasks)


def ask_no_more_in_the_former_year(work: Work, tasks: Sequence[Task]) -> None:
    """Whoever a municipal measure that went on asks anew is no longer asked for it in the former year.

    A school that did not go on keeps its task there; those of a school's own plan end with its case.
    """
    former = work.session.execute(
        select(Measure.id, Measure.carried_from_id)
        .join(Plan, Plan.id == Measure.plan_id)
        .where(
            Measure.id.in_({one.measure_id for one in tasks}),
            Measure.carried_from_id.is_not(None),
            Plan.case_id.is_(None),
        )
    )
    carried_from = {one.id: one.carried_from_id for one in former}
    asked = {
        (carried_from[one.measure_id], one.assignee_role, one.school_id)
        for one in tasks
        if one.measure_id in carried_from
    }
    if not asked:
        return
    rows = work.session.execute(
        select(Task.id, Task.measure_id, Task.assignee_role, Task.school_id).where(
            Task.measure_id.in_(carried_from.values()), Task.status == TaskStatus.OPEN
        )
    )
    again = [one.id for one in rows if (one.measure_id, one.assignee_role, one.school_id) in asked]
    _lift(work, Task.id.in_(again), CARRIED)


def follow_pairs(work: Work, case_ids: Sequence[int]) -> None:
    """A programme may plan before it pairs: once the pair is decided, its partner gets its tasks.

    Of a partner that changed, the open tasks of the former one are lifted.
    """
    versions = _versions_in_force(work, case_ids)
    asked = [
        row["id"]
        for _, version in versions
        for row in version.snapshot["measures"]
        if "partner" in row["performers"]
    ]
    if not asked:
        return
    partners = {
        case_id: school_id
        for school_id, own in partners_of_cases(work.session, case_ids).items()
        for case_id in own
    }
    given = work.session.execute(
        select(Task.id, Task.measure_id, Task.case_id, Task.school_id).where(
            Task.measure_id.in_(asked), Task.assignee_role == "partner"
        )
    ).all()
    former = [one.id for one in given if one.school_id != partners.get(one.case_id)]
    _lift(work, Task.id.in_(former), PARTNER_CHANGED)
    has = {one.measure_id for one in given if one.id not in former}
    in_force = {plan.id: (plan, version) for plan, version in versions}
    tasks = []
    for measure in open_measures(work, [id_ for id_ in asked if id_ not in has]):
        plan, version = in_force[measure.plan_id]
        if plan.case_id in partners:
            party = Party("partner", partners[plan.case_id], plan.case_id)
            tasks.append(task_for(work, plan, measure, party, order_id=version.order_id))
    put_on_record(work, tasks)


def lift_tasks_of(work: Work, measure_ids: Sequence[int], reason: str) -> None:
    if measure_ids:
        _lift(work, Task.measure_id.in_(measure_ids), reason)


def lift_carried_tasks(work: Work, case_ids: Sequence[int]) -> None:
    """Of cases that end: a measure that goes on in the next year asks for its work there."""
    carried = select(Measure.id).where(GOES_ON)
    _lift(work, Task.case_id.in_(case_ids) & Task.measure_id.in_(carried), CARRIED)


def _lift(work: Work, which: ColumnElement[bool], reason: str) -> None:
    for task in work.session.scalars(
        select(Task)
        .where(which, Task.status == TaskStatus.OPEN)
        .order_by(Task.id)
        .with_for_update(of=Task, key_share=True)
    ):
        task.status, task.lifted_reason = TaskStatus.LIFTED, reason
        task.done_at, task.closed_by_id, task.next_notice_at = work.now, work.actor_id, None
        work.record(
            AuditAction.TASK_LIFT,
            case_id=task.case_id,
            order_id=task.order_id,
            data={"task": task.id, "due_on": task.due_on},
            text=reason,
        )
        ids = {} if task.case_id is None else {"case_id": task.case_id}
        work.tell("task:lifted", f"task:{task.id}:lifted", task_id=task.id, **ids)


def settle_measure(work: Work, task: Task) -> None:
    """After a task ended: the measure is done when none is open any more and one of them was done.

    The measure's row is locked before its tasks are counted: of two that end at once the second sees the first.
    """
    if task.measure_id is None:
        return
    work.session.flush()  # this task's own end is counted
    measure = work.session.scalars(
        select(Measure).where(Measure.id == task.measure_id).with_for_update(key_share=True)
    ).one()
    statuses = set(work.session.scalars(select(Task.status).where(Task.measure_id == measure.id)))
    if measure.status is not MeasureStatus.OPEN or TaskStatus.OPEN in statuses:
        return
    if TaskStatus.DONE not in statuses:
        return
    measure.status, measure.status_at = MeasureStatus.DONE, work.now
    work.record(
        AuditAction.MEASURE_DO,
        case_id=task.case_id,
        data={"measure": measure.id, "plan": measure.plan_id},
        text=measure.title,
    )


def _work_of(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[key] for key in _WORK)


def put_on_record(work: Work, tasks: Sequence[Task]) -> None:
    work.session.add_all(tasks)
    work.session.flush()  # the record names the tasks
    for task in tasks:
        work.record(
            AuditAction.TASK_CREATE,
            case_id=task.case_id,
            order_id=task.order_id,
            data={"task": task.id, "clause": "", "due_on": task.due_on, "school": task.school_id},
        )


def open_measures(work: Work, measure_ids: Sequence[int]) -> Sequence[Measure]:
    return work.session.scalars(
        select(Measure)
        .where(
            Measure.id.in_(measure_ids),
            Measure.status == MeasureStatus.OPEN,
            Measure.removed_at.is_(None),
        )
        .order_by(Measure.plan_id, Measure.position, Measure.id)
    ).all()


def _versions_in_force(work: Work, case_ids: Sequence[int]) -> list[tuple[Plan, PlanVersion]]:
    """The plan of each case with its latest version; without one it asks nobody yet."""
    return [(plan, version) for plan, version in work.session.execute(_IN_FORCE, {"cases": case_ids})]


_LATEST = select(func.max(PlanVersion.number)).where(PlanVersion.plan_id == Plan.id, ~VERSION_IS_VOID)
_IN_FORCE = (
    select(Plan, PlanVersion)
    .join(PlanVersion, PlanVersion.plan_id == Plan.id)
    .where(
        Plan.case_id.in_(bindparam("cases", expanding=True)),
        PlanVersion.number == _LATEST.correlate(Plan).scalar_subquery(),
    )
    .order_by(Plan.id)
)


def _parties(work: Work, held: Held, plans: Sequence[Plan]) -> dict[int, dict[str, list[Party]]]:
    """Plan -> performer -> who it is: of a school's plan its own people, of a municipal one everybody once."""
    if held.packet.plan_id is not None:
        addressed = addressed_by(work.session, held.packet, [])
        return {
            held.packet.plan_id: {
                "school": [Party("school", school, case) for school, case in addressed.schools],
                "partner": [Party("partner", school, case) for school, case in addressed.partners],
                "methodist": [Party("methodist", None, None)],
                "official": [Party("official", None, None)],
            }
        }
    cases = {one.case.id: one.case for one in held.cases}
    partners = partners_of_cases(work.session, list(cases))
    return {plan.id: _of_case(cases[plan.case_id], partners) for plan in plans if plan.case_id is not None}


def _of_case(case: Case, partners: Mapping[int, Sequence[int]]) -> dict[str, list[Party]]:
    return {
        "school": [Party("school", case.school_id, case.id)],
        "partner": [
            Party("partner", school_id, case.id) for school_id, own in partners.items() if case.id in own
        ],
        "methodist": [Party("methodist", None, case.id, case.methodist_id)],
        "official": [Party("official", None, case.id)],
    }


def task_for(work: Work, plan: Plan, measure: Measure, party: Party, *, order_id: int | None) -> Task:
    return Task(
        authority_id=work.authority_id,
        run_id=plan.run_id,
        case_id=party.case_id,
        school_id=party.school_id,
        assignee_role=party.role,
        assignee_id=party.person_id,
        title=measure.title,
        origin="measure",
        order_id=order_id,
        measure_id=measure.id,
        control_form=FORMS_APART.join(measure.control_forms),
        as_given=measure.as_given,
        due_on=measure.due_on,
        deadline=measure.deadline,
        next_notice_at=first_notice_at(measure.due_on, work.home.zone, work.calendar, work.now),
        created_at=work.now,
    )
