"""Whose link it is, as long as it works; and until when somebody's link works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from workflow import access
from workflow.models.authority import Authority
from workflow.models.invitation import Invitation
from workflow.models.person import Person


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """`person_id`, `email` and `post` of the one who sets a password here."""

    person_id: int
    email: str
    post: str
    expires_at: datetime
    zone: str


def invitation_page(session: Session, token_sha256: str, *, now: datetime) -> InvitationPage | None:
    """None for a link that is wrong, used, ended, over, or of somebody whose sign-in is closed."""
    row = session.execute(
        select(Person.id, Person.email, Person.post, Invitation.expires_at, Authority.zone)
        .join(Invitation, Invitation.person_id == Person.id)
        .outerjoin(Authority, Authority.id == Invitation.authority_id)
        .where(Invitation.token_sha256 == token_sha256, Person.active, works(now))
    ).one_or_none()
    return InvitationPage(*row[:4], row[4] or access.ZONE) if row else None


def invited_until(session: Session, person_id: int, *, now: datetime) -> datetime | None:
    return session.scalar(
        select(Invitation.expires_at).where(Invitation.person_id == person_id, works(now)).limit(1)
    )


def works(now: datetime) -> ColumnElement[bool]:
    return and_(Invitation.used_at.is_(None), Invitation.ended_at.is_(None), Invitation.expires_at > now)
