"""One task: its term and why, what was shown for it, and what this person may do with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from workflow import access
from workflow.access import NotHere
from workflow.clock import local_date
from workflow.deadlines.calendar_table import calendar_of
from workflow.models.authority import Authority, School
from workflow.models.case import Case
from workflow.models.task import Task, TaskStatus
from workflow.pages.case_tasks import EvidenceView, TaskView, read_tasks
from workflow.states.definition import NOBODY, RECORDED_FOR, Role, Transition
from workflow.states.entries import (
    ACCEPT_EVIDENCE,
    CLOSE_TASK,
    GIVE_EVIDENCE,
    LIFT_TASK,
    PROLONG_TASK,
    TICK_ITEM,
    by_assignee,
    by_whom_the_term_was_set,
)

#: Further tasks whose control forms one file may show.
MOST_OTHERS = 10


@dataclass(frozen=True, slots=True)
class FormChoice:
    """What one piece of evidence may show: a control form of this task, or of another of the same people."""

    value: str  # as commands.evidence.GiveEvidence.shows has it
    form: str
    other_task: str  # its title; empty of this task


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPage:
    """`case_id` is a case that this person may open; the task itself may belong to several or none."""

    task: TaskView
    person_id: int
    roles: Role
    school: str
    case_id: int | None
    case_school: str
    today: date
    zone: str
    shows: tuple[FormChoice, ...]

    @property
    def may_give(self) -> bool:
        return self.task.is_open and bool(self._give.by & self.roles)

    @property
    def may_record(self) -> Role:
        """The party for whom a methodist may enter what it brought."""
        if not self.task.is_open or Role.METHODIST not in self.roles:
            return NOBODY
        return self._give.by & RECORDED_FOR

    @property
    def may_check(self) -> bool:
        return self.task.is_open and bool(ACCEPT_EVIDENCE.by & self.roles)

    @property
    def may_close(self) -> bool:
        return self.task.is_open and bool(CLOSE_TASK.by & self.roles)

    @property
    def may_tick(self) -> bool:
        return self.task.is_open and bool(by_assignee(TICK_ITEM, self.task.assignee_role).by & self.roles)

    @property
    def may_prolong(self) -> bool:
        return self._may(PROLONG_TASK)

    @property
    def may_lift(self) -> bool:
        return self._may(LIFT_TASK)

    def gave(self, one: EvidenceView) -> bool:
        """Who gave it in his or her own name does not check it."""
        return one.given_by_id == self.person_id and not one.on_behalf_of

    @property
    def _give(self) -> Transition:
        return by_assignee(GIVE_EVIDENCE, self.task.assignee_role)

    def _may(self, step: Transition) -> bool:
        return self.task.is_open and bool(by_whom_the_term_was_set(step, self.task.origin).by & self.roles)


def task_page(
    session: Session, person_id: int, memberships: access.Memberships, task_id: int, *, now: datetime
) -> TaskPage:
    """Foreign and absent are the same: not here."""
    visible = (Task.id == task_id) & access.task_is_visible(memberships)
    row: Any = session.execute(
        select(Authority.id, Authority.zone, School.name)
        .join(Task, Task.authority_id == Authority.id)
        .outerjoin(School, School.id == Task.school_id)
        .where(visible)
    ).first()
    if row is None:
        raise NotHere
    today = local_date(now, row.zone)
    [task] = read_tasks(session, visible, today, calendar_of(session, row.id))
    case_id, case_school = _case(session, memberships, task.case_id)
    theirs = access.task_is_visible(memberships) & (Task.authority_id == row.id)
    return TaskPage(
        task=task,
        person_id=person_id,
        roles=access.roles_for_task(
            memberships, authority_id=row.id, school_id=task.school_id, assignee_role=task.assignee_role
        ),
        school=row.name or "",
        case_id=case_id,
        case_school=case_school,
        today=today,
        zone=row.zone,
        shows=_shows(session, theirs, task) if task.is_open else (),
    )


def _shows(session: Session, theirs: ColumnElement[bool], task: TaskView) -> tuple[FormChoice, ...]:
    """Nothing to tick where one thing is asked and nobody else asks for more."""
    own = [FormChoice(f"{task.id}:{n}", form, "") for n, form in enumerate(task.control_forms)]
    others = [
        FormChoice(f"{one.id}:{n}", form, one.title)
        for one in session.scalars(
            select(Task)
            .where(
                theirs,
                Task.id != task.id,
                Task.status == TaskStatus.OPEN,
                Task.school_id == task.school_id,
                Task.assignee_role == task.assignee_role,
                Task.control_form != "",
            )
            .order_by(Task.due_on.is_(None), Task.due_on, Task.id)
            .limit(MOST_OTHERS)
        )
        for n, form in enumerate(one.control_forms)
    ]
    own = own if len(own) > 1 else []
    return (*own, *others)


def _case(session: Session, memberships: access.Memberships, case_id: int | None) -> tuple[int | None, str]:
    if case_id is None:
        return None, ""
    row = session.execute(
        select(Case.id, School.name)
        .join(School, School.id == Case.school_id)
        .where(Case.id == case_id, access.case_is_visible(memberships))
    ).first()
    return (row.id, row.name) if row else (None, "")
