"""What of a queue belongs to a municipal project: it crosses all schools, its events say which take part."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from workflow.models.body import Project
from workflow.models.case import Case
from workflow.models.event import Event, EventSchool
from workflow.models.packet import Packet, PacketCase
from workflow.models.programme import Run
from workflow.models.task import Task
from workflow.queues.desk import AUTHORITIES, PERSON, PROJECT, Desk

#: Asked by the run first: so the index of a run's events is found.
_RUN: Final = select(Project.run_id).where(Project.id == PROJECT).scalar_subquery()
_EVENTS: Final = select(Event.id).where(
    Event.run_id == _RUN, Event.project_id == PROJECT, Event.state != "event.cancelled"
)
_SCHOOLS: Final = select(EventSchool.school_id).where(EventSchool.event_id.in_(_EVENTS))
_PROJECTS: Final = (
    select(Project.id, Project.number, Project.title, Run.title.label("run"), Run.id.label("run_id"))
    .join(Run, Run.id == Project.run_id)
    .where(Run.authority_id.in_(AUTHORITIES))
    .order_by(Run.from_on.desc(), Run.id.desc(), Project.curator_id.is_distinct_from(PERSON), Project.number)
)
#: A figure among figures: most authorities have no projects and are asked for nothing more.
HAS_PROJECTS: Final = (
    select(func.count(Project.id))
    .join(Run, Run.id == Project.run_id)
    .where(Run.authority_id.in_(AUTHORITIES))
    .scalar_subquery()
)


def projects_of(session: Session, desk: Desk) -> tuple[Row[Any], ...]:
    """Of the runs of these authorities, the latest first; in a run those that the person leads come first."""
    values = {AUTHORITIES.key: sorted(desk.authorities), PERSON.key: desk.person_id}
    return tuple(session.execute(_PROJECTS, values))


def of_project(row: type[Case | Packet | Task]) -> ColumnElement[bool]:
    """A case whose school takes part in an event of it. What is about an event goes with that event alone."""
    here = and_(Case.run_id == _RUN, Case.school_id.in_(_SCHOOLS))
    if row is Case:
        return here
    if row is Packet:
        inside = exists().where(PacketCase.packet_id == Packet.id, PacketCase.case_id == Case.id, here)
        return _of_event_or(Packet.event_id, inside)
    return _of_event_or(Task.event_id, here)


def _of_event_or(event_id: Any, otherwise: ColumnElement[bool]) -> ColumnElement[bool]:
    return or_(event_id.in_(_EVENTS), and_(event_id.is_(None), otherwise))
