"""The thread below an act: which task came of which clause, who answers, what was shown for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from workflow import access
from workflow.deadlines.calendar_table import calendar_of
from workflow.deadlines.words import Term, term_words
from workflow.models.person import Person
from workflow.models.task import EvidenceStatus, Task, TaskStatus
from workflow.states.definition import N_

ASSIGNEES = {
    "school": N_("школа"),
    "partner": N_("школа-партнёр"),
    "methodist": N_("методист"),
    "official": N_("специалист комитета"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of evidence. `at` is when it was checked, else when it was given."""

    title: str
    status: EvidenceStatus
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTask:
    """`who` is the school's or the post's name; `role` a message id of what they are to the act."""

    id: int
    case_id: int | None
    who: str
    role: str
    title: str
    clause: str
    control_form: str
    status: TaskStatus
    term: Term
    due_on: date | None
    done_at: datetime | None
    lifted_reason: str
    evidence: tuple[Shown, ...]

    @property
    def clauses(self) -> tuple[str, ...]:
        return tuple(number.strip() for number in self.clause.split(","))


def tasks_of(
    session: Session, memberships: access.Memberships, order_id: int, *, today: date
) -> tuple[OrderTask, ...]:
    """Those that this person sees: a school sees its own and those of its cases."""
    tasks = session.scalars(
        select(Task)
        .where(Task.order_id == order_id, access.task_is_visible(memberships))
        .options(joinedload(Task.school), selectinload(Task.evidence))
        .order_by(Task.due_on, Task.id)
    ).all()
    if not tasks:
        return ()
    posts = dict(
        session.execute(
            select(Person.id, Person.post).where(Person.id.in_([task.assignee_id for task in tasks]))
        ).all()
    )
    calendar = calendar_of(session, tasks[0].authority_id)
    return tuple(
        OrderTask(
            id=task.id,
            case_id=task.case_id,
            who=task.school.name if task.school else posts.get(task.assignee_id or 0, ""),
            role=ASSIGNEES.get(task.assignee_role, task.assignee_role),
            title=task.title,
            clause=task.clause,
            control_form=task.control_form,
            status=task.status,
            term=term_words(task.due_on, today, calendar),
            due_on=task.due_on,
            done_at=task.done_at,
            lifted_reason=task.lifted_reason,
            evidence=tuple(
                Shown(one.title, one.status, one.checked_at or one.recorded_at) for one in task.evidence
            ),
        )
        for task in tasks
    )
