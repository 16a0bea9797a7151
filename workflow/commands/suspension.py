"""What a suspension does to dates when it ends."""

from __future__ import annotations

from sqlalchemy import select

from workflow.commands.moving import first_notice_at
from workflow.commands.work import Work
from workflow.deadlines.calendar import ProductionCalendar
from workflow.deadlines.change import shift_by_suspension as move_deadline
from workflow.deadlines.stored import from_json, to_json
from workflow.models.case import Case, CaseSuspension
from workflow.models.task import Task, TaskStatus


def shift_by_suspension(work: Work, case: Case, calendar: ProductionCalendar) -> None:
    """Move the state's term and every open dated task by the working days the case stood still."""
    since = case.suspended_on
    if since is None:
        return
    days = calendar.working_days_between(since, work.today)
    if case.due_on is not None and days:
        case.due_on = calendar.add_working_days(case.due_on, days)
    case.next_notice_at = first_notice_at(case.due_on, work.home.zone, calendar, work.now)
    tasks = work.session.scalars(
        select(Task)
        .where(Task.case_id == case.id, Task.status == TaskStatus.OPEN, Task.due_on.is_not(None))
        .order_by(Task.id)
        .with_for_update(of=Task, key_share=True)
    )
    for task in tasks:
        if days and task.deadline is not None:
            moved = move_deadline(from_json(task.deadline), days, calendar=calendar)
            task.deadline, task.due_on = to_json(moved), moved.due_on
        elif days and task.due_on is not None:
            task.due_on = calendar.add_working_days(task.due_on, days)
        task.next_notice_at = first_notice_at(task.due_on, work.home.zone, calendar, work.now)
    end_suspension(work, case)


def end_suspension(work: Work, case: Case) -> None:
    """The case stands still no more: it goes on, or it has ended and would be reopened to go on."""
    case.suspended_on = None
    suspension = work.session.scalar(
        select(CaseSuspension).where(CaseSuspension.case_id == case.id, CaseSuspension.to_on.is_(None))
    )
    if suspension is not None:
        suspension.to_on = work.today
        suspension.resumed_by_id = work.actor_id
