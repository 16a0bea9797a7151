"""Who joins a run after its municipal plans came into force gets the tasks that are still to be done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import func, or_, select

from workflow.commands.measure_tasks import (
    ask_no_more_in_the_former_year,
    open_measures,
    put_on_record,
    task_for,
)
from workflow.commands.moving import hold_run
from workflow.commands.work import Work
from workflow.models.case import Case
from workflow.models.plan import VERSION_IS_VOID, Measure, Plan, PlanVersion
from workflow.models.task import Task, TaskStatus
from workflow.orders.charges import Party


def join_municipal_plans(work: Work, cases: Sequence[Case]) -> int:
    """Of schools whose cases were let in now."""
    given = 0
    for run_id in sorted({one.run_id for one in cases}):
        hold_run(work, run_id)
        own = [Party("school", one.school_id, one.id) for one in cases if one.run_id == run_id]
        given += _join(work, run_id, own)
    return given


def join_as_partners(work: Work, run_id: int, partners: Iterable[tuple[int, Sequence[int]]]) -> int:
    """Of partners whose pair is decided: (school, its cases). A task names a case that is the only one."""
    parties = [Party("partner", school, own[0] if len(own) == 1 else None) for school, own in partners]
    return _join(work, run_id, parties)


def _join(work: Work, run_id: int, parties: Sequence[Party]) -> int:
    """Asked twice it gives nothing twice: what a school was asked for once it is not asked for again."""
    plans = _in_force(work, run_id)
    asked = [
        (measure, party)
        for measure in _still_to_do(work, plans)
        for party in parties
        if party.role in measure.performers
    ]
    if not asked:
        return 0
    rows = work.session.execute(
        select(Task.measure_id, Task.assignee_role, Task.school_id).where(
            Task.measure_id.in_({measure.id for measure, _ in asked}),
            Task.school_id.in_({party.school_id for party in parties}),
            Task.status != TaskStatus.LIFTED,
        )
    )
    given = {(one.measure_id, one.assignee_role, one.school_id) for one in rows}
    tasks = [
        task_for(work, plan, measure, party, order_id=version.order_id)
        for measure, party in asked
        if (measure.id, party.role, party.school_id) not in given
        for plan, version in (plans[measure.plan_id],)
    ]
    put_on_record(work, tasks)
    ask_no_more_in_the_former_year(work, tasks)
    return len(tasks)


def _in_force(work: Work, run_id: int) -> dict[int, tuple[Plan, PlanVersion]]:
    """Municipal plans of the run with the version of today."""
    latest = (
        select(func.max(PlanVersion.number))
        .where(PlanVersion.plan_id == Plan.id, PlanVersion.in_force_on <= work.today, ~VERSION_IS_VOID)
        .correlate(Plan)
    )
    rows = work.session.execute(
        select(Plan, PlanVersion)
        .join(PlanVersion, PlanVersion.plan_id == Plan.id)
        .where(
            Plan.run_id == run_id,
            Plan.case_id.is_(None),
            Plan.to_on >= work.today,
            or_(Plan.ended_on.is_(None), Plan.ended_on > work.today),
            PlanVersion.number == latest.scalar_subquery(),
        )
        .order_by(Plan.id)
    )
    return {plan.id: (plan, version) for plan, version in rows}


def _still_to_do(work: Work, plans: dict[int, tuple[Plan, PlanVersion]]) -> list[Measure]:
    """Approved, open, and not of a day that has passed."""
    approved = [
        row["id"] for _, version in plans.values() for row in version.snapshot["measures"] if not row["lifted"]
    ]
    if not approved:
        return []
    rows = open_measures(work, approved)
    return [one for one in rows if one.due_on is None or one.due_on >= work.today]
