"""What a methodist holds, and to whom it may go: for officials, and for administrators without its words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, literal, select, union_all
from sqlalchemy.orm import Session

from workflow import access
from workflow.access import NotHere, RoleName
from workflow.clock import local_date
from workflow.facts import state_title
from workflow.facts.deliverables import wanted_in
from workflow.models.authority import Authority, School
from workflow.models.body import Project
from workflow.models.case import Case
from workflow.models.deliverable import RunPerformer
from workflow.models.packet import Packet
from workflow.models.person import Person, RoleAssignment
from workflow.models.programme import ProcessVersion, Run
from workflow.models.task import Task, TaskStatus
from workflow.programmes.handed_in import role_title

KEPT = ("packet.assembled", "packet.on_approval", "packet.approved")


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody with work in hand. `is_methodist`: still one today."""

    authority_id: int
    authority: str
    person_id: int
    name: str
    cases: int
    tasks: int
    packets: int
    posts: int  # a curator of projects, a performer of analytics
    is_methodist: bool


@dataclass(frozen=True, slots=True)
class HeldRow:
    """`words` are empty for whoever may not read the work itself; `state` is a message id.

    `place`: the school, or the run of what belongs to no school.
    """

    id: int
    words: str
    place: str
    state: str
    due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverPage:
    authority_id: int
    person_id: int
    name: str
    cases: tuple[HeldRow, ...]
    tasks: tuple[HeldRow, ...]
    packets: tuple[HeldRow, ...]
    projects: tuple[HeldRow, ...]
    performers: tuple[HeldRow, ...]
    receivers: tuple[tuple[int, str], ...]

    @property
    def is_empty(self) -> bool:
        return not any(rows for _, rows in self.rows)

    @property
    def rows(self) -> tuple[tuple[str, tuple[HeldRow, ...]], ...]:
        """By the names of the fields they are ticked in."""
        return (
            ("case", self.cases),
            ("task", self.tasks),
            ("packet", self.packets),
            ("project", self.projects),
            ("performer", self.performers),
        )


def may_hand_over_in(memberships: access.Memberships) -> frozenset[int] | None:
    """Authorities where one is an official or an administrator. None: everywhere."""
    if access.administers_all(memberships):
        return None
    return frozenset(
        one.authority_id
        for one in memberships
        if one.authority_id is not None and one.role in (RoleName.OFFICIAL, RoleName.ADMIN)
    )


def holders_page(session: Session, memberships: access.Memberships, *, now: datetime) -> tuple[Holder, ...]:
    """Everybody with work in hand; whoever is no methodist any more stands first. Two statements."""
    allowed, today = may_hand_over_in(memberships), local_date(now, access.ZONE)
    held = union_all(
        *(
            select(model.authority_id.label("authority_id"), holder.label("person_id"), kind.label("kind"))
            .where(holder.is_not(None), condition)
            .where(_within(model.authority_id, allowed))
            for model, holder, kind, condition in _kinds(today)
        )
    ).subquery()
    rows = session.execute(
        select(
            held.c.authority_id,
            Authority.short_name,
            Person.id,
            Person.post,
            Person.full_name,
            held.c.kind,
            func.count(),
        )
        .join(Authority, Authority.id == held.c.authority_id)
        .join(Person, Person.id == held.c.person_id)
        .group_by(
            held.c.authority_id, Authority.short_name, Person.id, Person.post, Person.full_name, held.c.kind
        )
    ).all()
    counts: dict[tuple[int, int], dict[int, int]] = {}
    names = {}
    for authority_id, authority, person_id, post, full_name, kind, number in rows:
        counts.setdefault((authority_id, person_id), {})[kind] = number
        names[authority_id, person_id] = (authority, f"{full_name}, {post}" if full_name else post)
    methodists = _methodists(session, allowed, today)
    found = (
        Holder(
            authority_id=place[0],
            authority=names[place][0],
            person_id=place[1],
            name=names[place][1],
            cases=number.get(CASE, 0),
            tasks=number.get(TASK, 0),
            packets=number.get(PACKET, 0),
            posts=number.get(POST, 0),
            is_methodist=place in methodists,
        )
        for place, number in counts.items()
    )
    return tuple(sorted(found, key=lambda one: (one.is_methodist, one.authority, one.name, one.person_id)))


CASE, TASK, PACKET, POST = 1, 2, 3, 4


def _kinds(today: date) -> Iterable[tuple[Any, Any, ColumnElement[int], ColumnElement[bool]]]:
    """Model, the column of whoever holds a row, a number to tell it by, and what makes it work to do."""
    return (
        (Case, Case.methodist_id, literal(CASE), Case.closed_at.is_(None)),
        (Task, Task.assignee_id, literal(TASK), _open_task()),
        (Packet, Packet.created_by_id, literal(PACKET), Packet.state.in_(KEPT)),
        (Project, Project.curator_id, literal(POST), _under_way(Project.run_id, today)),
        (RunPerformer, RunPerformer.person_id, literal(POST), _under_way(RunPerformer.run_id, today)),
    )


def _under_way(run_id: Any, today: date) -> ColumnElement[bool]:
    """Who led the projects of a year that is over stays who he was."""
    return exists().where(Run.id == run_id, Run.to_on >= today)


def _open_task() -> ColumnElement[bool]:
    return and_(Task.status == TaskStatus.OPEN, Task.assignee_role == "methodist")


def handover_page(
    session: Session, memberships: access.Memberships, authority_id: int, person_id: int, *, now: datetime
) -> HandOverPage:
    allowed = may_hand_over_in(memberships)
    authority = session.get(Authority, authority_id)
    if authority is None or (allowed is not None and authority_id not in allowed):
        raise NotHere
    person = session.scalar(
        select(Person).where(
            Person.id == person_id,
            select(RoleAssignment.id)
            .where(RoleAssignment.person_id == person_id, RoleAssignment.authority_id == authority_id)
            .exists(),
        )
    )
    if person is None:
        raise NotHere
    reads = authority_id in access.authorities_seen_whole(memberships)
    today = local_date(now, authority.zone)
    methodists = _methodists(session, frozenset({authority_id}), today)
    return HandOverPage(
        authority_id=authority_id,
        person_id=person.id,
        name=person.shown_name,
        cases=_cases(session, authority_id, person_id),
        tasks=_tasks(session, authority_id, person_id, reads=reads),
        packets=_packets(session, authority_id, person_id, reads=reads),
        projects=_projects(session, authority_id, person_id, today),
        performers=_performers(session, authority_id, person_id, today),
        receivers=tuple((other, name) for (_, other), name in methodists.items() if other != person_id),
    )


def _cases(session: Session, authority_id: int, person_id: int) -> tuple[HeldRow, ...]:
    rows = session.execute(
        select(Case.id, School.name, Case.state, Case.due_on, ProcessVersion.settings)
        .join(School, School.id == Case.school_id)
        .join(ProcessVersion, ProcessVersion.id == Case.process_version_id)
        .where(Case.authority_id == authority_id, Case.methodist_id == person_id, Case.closed_at.is_(None))
        .order_by(Case.sort_key, Case.id)
    )
    return tuple(
        HeldRow(number, "", school, state_title(settings, state), due_on)
        for number, school, state, due_on, settings in rows
    )


def _tasks(session: Session, authority_id: int, person_id: int, *, reads: bool) -> tuple[HeldRow, ...]:
    rows = session.execute(
        select(Task.id, Task.title, School.name, Task.due_on)
        .outerjoin(Case, Case.id == Task.case_id)
        .outerjoin(School, School.id == func.coalesce(Task.school_id, Case.school_id))
        .where(Task.authority_id == authority_id, Task.assignee_id == person_id, _open_task())
        .order_by(Task.due_on.is_(None), Task.due_on, Task.id)
    )
    return tuple(HeldRow(row[0], row[1] if reads else "", row[2] or "", "", row[3]) for row in rows)


def _packets(session: Session, authority_id: int, person_id: int, *, reads: bool) -> tuple[HeldRow, ...]:
    rows = session.execute(
        select(Packet.id, Packet.title, Packet.state, Packet.due_on)
        .where(Packet.authority_id == authority_id, Packet.created_by_id == person_id, Packet.state.in_(KEPT))
        .order_by(Packet.id)
    )
    return tuple(HeldRow(row[0], row[1] if reads else "", "", row[2], row[3]) for row in rows)


def _projects(session: Session, authority_id: int, person_id: int, today: date) -> tuple[HeldRow, ...]:
    rows = session.execute(
        select(Project.id, Project.title, Run.title)
        .join(Run, Run.id == Project.run_id)
        .where(Project.authority_id == authority_id, Project.curator_id == person_id, Run.to_on >= today)
        .order_by(Run.id, Project.number)
    )
    return tuple(HeldRow(row[0], row[1], row[2], "", None) for row in rows)


def _performers(session: Session, authority_id: int, person_id: int, today: date) -> tuple[HeldRow, ...]:
    rows = session.execute(
        select(RunPerformer.id, RunPerformer.role, Run)
        .join(Run, Run.id == RunPerformer.run_id)
        .where(
            RunPerformer.authority_id == authority_id,
            RunPerformer.person_id == person_id,
            Run.to_on >= today,
        )
        .order_by(Run.id, RunPerformer.id)
    )
    return tuple(
        HeldRow(number, role_title(wanted_in(session, run)[1], role), run.title, "", None)
        for number, role, run in rows
    )


def _methodists(session: Session, allowed: frozenset[int] | None, today: date) -> dict[tuple[int, int], str]:
    """(authority, person) -> name, of everybody who is a methodist there today."""
    rows = session.execute(
        select(RoleAssignment.authority_id, Person.id, Person.post, Person.full_name)
        .join(Person, Person.id == RoleAssignment.person_id)
        .where(
            Person.active,
            RoleAssignment.role == RoleName.METHODIST,
            RoleAssignment.in_force(today),
            _within(RoleAssignment.authority_id, allowed),
        )
        .order_by(Person.sort_key, Person.id)
    )
    return {(row[0] or 0, row[1]): f"{row[3]}, {row[2]}" if row[3] else row[2] for row in rows}


def _within(column: Any, allowed: frozenset[int] | None) -> ColumnElement[bool]:
    inside: ColumnElement[bool] = column.is_not(None) if allowed is None else column.in_(allowed)
    return inside
