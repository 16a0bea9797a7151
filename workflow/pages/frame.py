"""The figures and names of the frame around every page: one statement, counts capped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ScalarSelect, Select, func, literal, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from workflow import access
from workflow.models.authority import Authority, School
from workflow.models.notice import Notice
from workflow.models.packet import Packet
from workflow.models.person import Person, RoleName
from workflow.queues import NOW, Desk, count_of

COUNT_LIMIT = 1001
OUT = ("packet.on_approval", "packet.approved")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """`counts` has a figure for each counted section of the menu; 1001 means «more than a thousand»."""

    post: str
    organisation: str
    authority: str
    zone: str
    notices: int
    counts: Mapping[str, int] = field(default_factory=dict)


def frame_of(session: Session, person_id: int, memberships: access.Memberships) -> Frame | None:
    """None while the database is away: an error page is then shown without a menu."""
    try:
        return _read(session, person_id, memberships)
    except SQLAlchemyError:
        return None


def _read(session: Session, person_id: int, memberships: access.Memberships) -> Frame:
    first = next((one for one in memberships if one.authority_id is not None), None)
    post, notices, queue, approvals, authority, short_name, zone, school = session.execute(
        select(
            Person.post,
            capped(unread_notices(person_id, memberships)),
            _my_queue(person_id, memberships),
            capped(_packets(memberships)),
            Authority.name,
            Authority.short_name,
            Authority.zone,
            School.name,
        )
        .select_from(Person)
        .outerjoin(Authority, Authority.id == (first.authority_id if first else None))
        .outerjoin(School, School.id == (first.school_id if first else None))
        .where(Person.id == person_id)
    ).one()
    return Frame(
        post=first.title if first and first.title else post,
        organisation=school or short_name or "",
        authority=authority or "",
        zone=zone or "Europe/Moscow",
        notices=notices,
        counts={"queue": queue, "approvals": approvals},
    )


def unread_notices(person_id: int, memberships: access.Memberships) -> Select[int]:
    """Of an authority that one has left, nothing is told any more."""
    return select(Notice.id).where(
        Notice.recipient_id == person_id,
        Notice.read_at.is_(None),
        Notice.authority_id.in_(access.authorities_of(memberships)),
    )


def capped(query: Select[int]) -> ScalarSelect[int]:
    return select(func.count()).select_from(query.limit(COUNT_LIMIT).subquery()).scalar_subquery()


def _my_queue(person_id: int, memberships: access.Memberships) -> ScalarSelect[int]:
    """The figure of the queue's first tab, so that the menu and the page never disagree."""
    homes = frozenset(
        one.authority_id
        for one in memberships
        if one.role is RoleName.METHODIST and one.authority_id is not None
    )
    if not homes:
        return select(literal(0)).scalar_subquery()
    return count_of(NOW, Desk(person_id=person_id, authorities=homes, today=date.min))


def _packets(memberships: access.Memberships) -> Select[int]:
    deciders = [
        one.authority_id
        for one in memberships
        if one.role in (RoleName.OFFICIAL, RoleName.CLERK, RoleName.COUNCIL, RoleName.SECRETARY)
    ]
    return select(Packet.id).where(Packet.authority_id.in_(deciders), Packet.state.in_(OUT))
