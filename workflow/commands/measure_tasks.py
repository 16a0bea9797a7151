"""Measures of an approved plan -> tasks of people, and back: the last task done makes the measure done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from workflow.audit.actions import AuditAction
from workflow.commands.moving import first_notice_at
from workflow.commands.packet_rows import Held
from workflow.commands.work import Work
from workflow.models.case import Case
from workflow.models.plan import Measure, MeasureStatus, Plan, PlanVersion
from workflow.models.task import FORMS_APART, Task, TaskStatus
from workflow.orders.charges import Party, addressed_by, partners_of_cases

CHANGED = "Мера изменена новой редакцией плана"
REMOVED = "Меры нет в новой редакции плана"
#: A change of these asks for other work; what else a row says is about the same work.
_WORK = ("title", "performers", "term", "from", "due", "control_forms", "result", "quantities")


def follow_version(
    work: Work,
    held: Held,
    plan: Plan,
    content: Mapping[str, Any],
    *,
    former: PlanVersion | None,
    order_id: int | None,
) -> int:
    """Tasks of what is new or changed since the former version; what left it lifts its own."""
    was = {row["id"]: row for row in former.snapshot["measures"]} if former else {}
    rows = {row["id"]: row for row in content["measures"]}
    gone = [id_ for id_ in was if id_ not in rows or rows[id_]["lifted"]]
    changed = [id_ for id_, row in rows.items() if id_ in was and _work_of(was[id_]) != _work_of(row)]
    lift_tasks_of(work, gone, REMOVED)
    lift_tasks_of(work, changed, CHANGED)
    fresh = [id_ for id_ in rows if id_ not in was] + changed
    measures = work.session.scalars(
        select(Measure)
        .where(Measure.id.in_(fresh), Measure.status == MeasureStatus.OPEN, Measure.removed_at.is_(None))
        .order_by(Measure.position, Measure.id)
    ).all()
    return _make(work, held, plan, measures, order_id=order_id)


def lift_tasks_of(work: Work, measure_ids: Sequence[int], reason: str) -> None:
    if not measure_ids:
        return
    for task in work.session.scalars(
        select(Task)
        .where(Task.measure_id.in_(measure_ids), Task.status == TaskStatus.OPEN)
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


def _make(work: Work, held: Held, plan: Plan, measures: Sequence[Measure], *, order_id: int | None) -> int:
    parties = _parties(work, held, plan)
    tasks = [
        _task(work, plan, measure, party, order_id=order_id)
        for measure in measures
        for role in measure.performers
        for party in parties[role]
    ]
    work.session.add_all(tasks)
    work.session.flush()  # the record names the tasks
    for task in tasks:
        work.record(
            AuditAction.TASK_CREATE,
            case_id=task.case_id,
            order_id=order_id,
            data={"task": task.id, "clause": "", "due_on": task.due_on, "school": task.school_id},
        )
    return len(tasks)


def _parties(work: Work, held: Held, plan: Plan) -> dict[str, list[Party]]:
    """Performer -> who it is: of a school's plan its own people, of a municipal one everybody once."""
    if plan.case_id is None:
        addressed = addressed_by(work.session, held.packet, [])
        return {
            "school": [Party("school", school, case) for school, case in addressed.schools],
            "partner": [Party("partner", school, case) for school, case in addressed.partners],
            "methodist": [Party("methodist", None, None)],
            "official": [Party("official", None, None)],
        }
    case = work.session.get_one(Case, plan.case_id)
    partners = partners_of_cases(work.session, [case.id])
    return {
        "school": [Party("school", case.school_id, case.id)],
        "partner": [Party("partner", school_id, case.id) for school_id in partners],
        "methodist": [Party("methodist", None, case.id, case.methodist_id)],
        "official": [Party("official", None, case.id)],
    }


def _task(work: Work, plan: Plan, measure: Measure, party: Party, *, order_id: int | None) -> Task:
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
