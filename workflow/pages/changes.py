"""What happened to a case or a packet since a page was drawn: told to whoever was late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import Session

from workflow.audit.actions import AuditAction
from workflow.audit.titles import TITLES
from workflow.models.audit import AuditEntry
from workflow.models.authority import Authority
from workflow.models.person import Person
from workflow.models.task import Task

LATEST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One entry of the record. `what` is a message id; `at` is shown in `zone`."""

    at: datetime
    zone: str
    who: str
    what: str


def latest_changes(session: Session, subject: str, subject_id: int) -> list[Change]:
    """The newest entries of a case or a packet, newest first; of a task, those of its case."""
    column = AuditEntry.packet_id if subject == "packet" else AuditEntry.case_id
    meant: int | ScalarSelect[int | None] = subject_id
    if subject == "task":
        meant = select(Task.case_id).where(Task.id == subject_id).scalar_subquery()
    rows = session.execute(
        select(AuditEntry.at, Authority.zone, Person.post, AuditEntry.action)
        .join(Authority, Authority.id == AuditEntry.authority_id)
        .outerjoin(Person, Person.id == AuditEntry.actor_id)
        .where(column == meant)
        .order_by(AuditEntry.id.desc())
        .limit(LATEST)
    )
    return [
        Change(at=at, zone=zone, who=post or "", what=TITLES[AuditAction(action)])
        for at, zone, post, action in rows
    ]
