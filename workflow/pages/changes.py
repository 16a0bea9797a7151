"""What happened to a case or a packet since a page was drawn: told to whoever was late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select
from sqlalchemy.orm import Session

from workflow.audit.actions import AuditAction
from workflow.audit.titles import TITLES
from workflow.models.audit import AuditEntry
from workflow.models.authority import Authority
from workflow.models.person import Person
from workflow.models.task import Task

LATEST = 5
#: What is late by now happened a little earlier: no more of the record is looked through for it.
RECENT = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One entry of the record. `what` is a message id; `at` is shown in `zone`."""

    at: datetime
    zone: str
    who: str
    what: str


def latest_changes(session: Session, subject: str, subject_id: int) -> list[Change]:
    """The newest entries of a case or a packet, newest first; of a task, those of its case."""
    if subject == "event":
        return _latest(session, _names(session, "event", "event", subject_id))
    if subject == "deliverable":
        return _latest(session, _names(session, "deliverable", "run", subject_id))
    if subject not in ("case", "packet", "task"):
        return []  # the record has no column for it: entries of a case of the same number are none of its own
    column = AuditEntry.packet_id if subject == "packet" else AuditEntry.case_id
    meant: int | ScalarSelect[int | None] = subject_id
    if subject == "task":
        meant = select(Task.case_id).where(Task.id == subject_id).scalar_subquery()
    return _latest(session, column == meant)


def _names(session: Session, actions: str, key: str, subject_id: int) -> ColumnElement[bool]:
    """What has no column in the record: the newest entries are looked through for its id."""
    newest = session.scalar(select(func.max(AuditEntry.id))) or 0
    named = or_(
        AuditEntry.body.contains(f'"{key}":{subject_id},', autoescape=True),
        AuditEntry.body.contains(f'"{key}":{subject_id}}}', autoescape=True),
    )
    own = AuditEntry.action.startswith(f"{actions}:", autoescape=True)
    return and_(AuditEntry.id > newest - RECENT, own, named)


def _latest(session: Session, condition: ColumnElement[bool]) -> list[Change]:
    rows = session.execute(
        select(AuditEntry.at, Authority.zone, Person.post, AuditEntry.action)
        .join(Authority, Authority.id == AuditEntry.authority_id)
        .outerjoin(Person, Person.id == AuditEntry.actor_id)
        .where(condition)
        .order_by(AuditEntry.id.desc())
        .limit(LATEST)
    )
    return [
        Change(at=at, zone=zone, who=post or "", what=TITLES[AuditAction(action)])
        for at, zone, post, action in rows
    ]
