"""Tasks of a case or a school with what was shown for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, selectinload

from workflow.deadlines.calendar import ProductionCalendar
from workflow.models.case import Case
from workflow.models.order import Order
from workflow.models.person import Person
from workflow.models.task import Evidence, EvidenceStatus, Task, TaskStatus, forms_of
from workflow.pages.due import Due, due_of
from workflow.states.definition import ROLE_TITLES
from workflow.states.entries import ASSIGNEE_ROLES


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceView:
    id: int
    title: str
    control_form: str
    file_name: str
    link: str
    status: EvidenceStatus
    given_at: datetime
    given_by_id: int | None
    given_by: str
    on_behalf_of: str
    channel: str
    happened_on: date | None
    checked_at: datetime | None
    checked_by: str
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    id: int
    title: str
    clause: str
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """`assignee` is a message id for a role, unless a person is named: then `person` is the post."""

    id: int
    version: int
    title: str
    status: TaskStatus
    assignee_role: str
    assignee: str
    person: str
    school_id: int | None
    case_id: int | None
    origin: str
    clause: str
    order_id: int | None
    order_number: str
    order_on: date | None
    as_given: str
    control_form: str
    due: Due
    done_at: datetime | None
    lifted_reason: str
    items: tuple[ItemView, ...]
    evidence: tuple[EvidenceView, ...]

    @property
    def is_open(self) -> bool:
        return self.status is TaskStatus.OPEN

    @property
    def holds_without_term(self) -> bool:
        """A case is not closed over it, and no day says until when; a recommendation is watched instead."""
        return self.is_open and self.due.on is None and self.origin != "recommendation"

    @property
    def control_forms(self) -> tuple[str, ...]:
        return forms_of(self.origin, self.control_form)

    @property
    def forms_shown(self) -> tuple[tuple[str, str], ...]:
        """Each control form with how it stands: accepted, given, returned or missing. None of a single one."""
        if len(self.control_forms) < 2:
            return ()
        return tuple((form, self._standing(form)) for form in self.control_forms)

    def _standing(self, form: str) -> str:
        found = {one.status for one in self.evidence if one.control_form == form}
        order = (EvidenceStatus.ACCEPTED, EvidenceStatus.GIVEN, EvidenceStatus.RETURNED)
        return next((one.value for one in order if one in found), "missing")

    @property
    def waiting(self) -> tuple[EvidenceView, ...]:
        return tuple(one for one in self.evidence if one.status is EvidenceStatus.GIVEN)

    @property
    def returned(self) -> EvidenceView | None:
        """The last word of the checker, when it is a return that nothing answered yet."""
        last = self.evidence[-1] if self.evidence else None
        return last if last is not None and last.status is EvidenceStatus.RETURNED else None

    @property
    def accepted(self) -> bool:
        """All that was to be shown."""
        if self.forms_shown:
            return all(how == "accepted" for _, how in self.forms_shown)
        return any(one.status is EvidenceStatus.ACCEPTED for one in self.evidence)


def of_case(case: Case, partner_ids: Sequence[int]) -> ColumnElement[bool]:
    """The case's own tasks, and a partner's that belong to several of its cases at once."""
    return or_(
        Task.case_id == case.id,
        and_(
            Task.case_id.is_(None),
            Task.run_id == case.run_id,
            Task.school_id.in_(partner_ids),
            Task.assignee_role == "partner",
        ),
    )


def read_tasks(
    session: Session, which: ColumnElement[bool], today: date, calendar: ProductionCalendar
) -> tuple[TaskView, ...]:
    """Open ones first, earliest term first; five statements whatever their number."""
    tasks = list(
        session.scalars(
            select(Task)
            .where(which)
            .options(selectinload(Task.items), selectinload(Task.evidence))
            .order_by(Task.status != TaskStatus.OPEN, Task.due_on.is_(None), Task.due_on, Task.id)
        )
    )
    orders = _orders(session, tasks)
    posts = _posts(session, tasks)
    return tuple(_task(task, orders, posts, today, calendar) for task in tasks)


def _orders(session: Session, tasks: Sequence[Task]) -> dict[int, tuple[str, date]]:
    ids = {task.order_id for task in tasks if task.order_id is not None}
    rows = session.execute(select(Order.id, Order.number_text, Order.dated_on).where(Order.id.in_(ids)))
    return {order_id: (number, on) for order_id, number, on in rows}


def _posts(session: Session, tasks: Sequence[Task]) -> dict[int | None, str]:
    ids: set[int | None] = {task.assignee_id for task in tasks}
    for task in tasks:
        for one in task.evidence:
            ids |= {one.recorded_by_id, one.checked_by_id}
    posts: dict[int | None, str] = defaultdict(str)
    for person_id, post in session.execute(select(Person.id, Person.post).where(Person.id.in_(ids - {None}))):
        posts[person_id] = post
    return posts


def _task(
    task: Task,
    orders: dict[int, tuple[str, date]],
    posts: dict[int | None, str],
    today: date,
    calendar: ProductionCalendar,
) -> TaskView:
    number, on = orders.get(task.order_id or 0, ("", None))
    role = ASSIGNEE_ROLES.get(task.assignee_role)
    return TaskView(
        id=task.id,
        version=task.version,
        title=task.title,
        status=task.status,
        assignee_role=task.assignee_role,
        assignee=ROLE_TITLES[role] if role else task.assignee_role,
        person=posts[task.assignee_id],
        school_id=task.school_id,
        case_id=task.case_id,
        origin=task.origin,
        clause=task.clause,
        order_id=task.order_id,
        order_number=number,
        order_on=on,
        as_given=task.as_given,
        control_form=task.control_form,
        due=due_of(task.due_on, today, calendar, deadline=task.deadline),
        done_at=task.done_at,
        lifted_reason=task.lifted_reason,
        items=tuple(
            ItemView(id=item.id, title=item.title, clause=item.clause, done=item.done_at is not None)
            for item in task.items
        ),
        evidence=tuple(_evidence(one, posts) for one in task.evidence),
    )


def _evidence(one: Evidence, posts: dict[int | None, str]) -> EvidenceView:
    return EvidenceView(
        id=one.id,
        title=one.title,
        control_form=one.control_form,
        file_name=one.file_name,
        link=one.link,
        status=one.status,
        given_at=one.recorded_at,
        given_by_id=one.recorded_by_id,
        given_by=posts[one.recorded_by_id],
        on_behalf_of=one.on_behalf_of,
        channel=one.channel,
        happened_on=one.happened_on,
        checked_at=one.checked_at,
        checked_by=posts[one.checked_by_id],
        comment=one.comment,
    )
