"""The figures and names of the frame around every page: two statements, counts capped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import ScalarSelect, Select, func, literal, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from workflow import access
from workflow.models.authority import Authority, School
from workflow.models.case import Case
from workflow.models.notice import Notice
from workflow.models.packet import Packet
from workflow.models.person import Person, RoleName
from workflow.states.definition import Role

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
    post = session.scalar(select(Person.post).where(Person.id == person_id)) or ""
    counts = session.execute(
        select(
            _capped(select(Notice.id).where(Notice.recipient_id == person_id, Notice.read_at.is_(None))),
            _capped(_my_cases(person_id, memberships)),
            _capped(_packets(memberships)),
        )
    ).one()
    authority, short_name, zone, school = _home(session, first)
    return Frame(
        post=first.title if first and first.title else post,
        organisation=school or short_name,
        authority=authority,
        zone=zone,
        notices=counts[0],
        counts={"queue": counts[1], "approvals": counts[2]},
    )


def _capped(query: Select[int]) -> ScalarSelect[int]:
    return select(func.count()).select_from(query.limit(COUNT_LIMIT).subquery()).scalar_subquery()


def _my_cases(person_id: int, memberships: access.Memberships) -> Select[int]:
    authorities = [one.authority_id for one in memberships if one.role is RoleName.METHODIST]
    return select(Case.id).where(
        Case.authority_id.in_(authorities),
        Case.closed_at.is_(None),
        Case.methodist_id == person_id,
        Case.waits_for.op("&")(literal(Role.METHODIST.value)) != 0,
    )


def _packets(memberships: access.Memberships) -> Select[int]:
    deciders = [
        one.authority_id
        for one in memberships
        if one.role in (RoleName.OFFICIAL, RoleName.CLERK, RoleName.COUNCIL, RoleName.SECRETARY)
    ]
    return select(Packet.id).where(Packet.authority_id.in_(deciders), Packet.state.in_(OUT))


def _home(session: Session, first: access.Membership | None) -> tuple[str, str, str, str]:
    """Name and short name of the authority, its zone, and the school of a school's person."""
    if first is None:
        return "", "", "Europe/Moscow", ""
    row = session.execute(
        select(Authority.name, Authority.short_name, Authority.zone, School.name)
        .outerjoin(School, School.id == first.school_id)
        .where(Authority.id == first.authority_id)
    ).one()
    return row[0], row[1], row[2], row[3] or ""
