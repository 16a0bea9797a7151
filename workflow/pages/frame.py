"""The figures and names of the frame around every page: one statement, counts capped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import Integer, ScalarSelect, Select, bindparam, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from workflow import access
from workflow.models.authority import Authority, School
from workflow.models.notice import Notice
from workflow.models.packet import Packet
from workflow.models.person import Person, RoleName
from workflow.models.plain import plain_rows
from workflow.queues import NOW, Desk, Filters, count_of, values_of

COUNT_LIMIT = 1001
OUT = ("packet.on_approval", "packet.approved")
DECIDERS = (RoleName.OFFICIAL, RoleName.CLERK, RoleName.COUNCIL, RoleName.SECRETARY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """`authority` and `organisation` are empty for whoever has several: none of them is theirs alone.

    `counts` has a figure for each counted section of the menu; 1001 means «more than a thousand».
    """

    post: str
    organisation: str
    authority: str
    zone: str
    notices: int
    counts: Mapping[str, int] = field(default_factory=dict)


def frame_of(
    session: Session, person_id: int, memberships: access.Memberships, *, in_queue: int | None = None
) -> Frame | None:
    """None while the database is away: an error page is then shown without a menu.

    `in_queue`: the figure of the queue, where the page has counted it already.
    """
    try:
        return _read(session, person_id, memberships, in_queue)
    except SQLAlchemyError:
        return None


def _read(session: Session, person_id: int, memberships: access.Memberships, in_queue: int | None) -> Frame:
    first = next((one for one in memberships if one.authority_id is not None), None)
    homes = access.authorities_as(memberships, RoleName.METHODIST)
    values = {
        "person": person_id,
        "belongs_to": sorted(access.authorities_of(memberships)),
        "decides_in": sorted(access.authorities_as(memberships, *DECIDERS)),
        "first_authority": first.authority_id if first else None,
        "first_school": first.school_id if first else None,
        **values_of(Desk(person_id=person_id, authorities=homes, today=date.min), Filters()),
    }
    row = plain_rows(session, _FRAME if in_queue is None else _FRAME_OF_QUEUE, values).one()
    of_one = len({one.authority_id for one in memberships if one.authority_id is not None}) == 1
    return Frame(
        post=first.title if first and first.title else row.post,
        organisation=row.school or (row.short_name if of_one else "") or "",
        authority=(row.authority if of_one else "") or "",
        zone=row.zone or access.ZONE,
        notices=row.notices,
        counts={"queue": row.queue if in_queue is None else in_queue, "approvals": row.approvals},
    )


def unread_notices(person_id: int, memberships: access.Memberships) -> Select[int]:
    """Of an authority that one has left, nothing is told any more."""
    return _unread(person_id, sorted(access.authorities_of(memberships)))


def _unread(person: Any, authorities: Any) -> Select[int]:
    return select(Notice.id).where(
        Notice.recipient_id == person, Notice.read_at.is_(None), Notice.authority_id.in_(authorities)
    )


def capped(query: Select[int]) -> ScalarSelect[int]:
    return select(func.count()).select_from(query.limit(COUNT_LIMIT).subquery()).scalar_subquery()


def _frame(*counted: Any) -> Select[Any]:
    person = bindparam("person", type_=Integer)
    waiting = select(Packet.id).where(
        Packet.authority_id.in_(bindparam("decides_in", expanding=True, type_=Integer)), Packet.state.in_(OUT)
    )
    shown: tuple[Any, ...] = (
        Person.post,
        capped(_unread(person, bindparam("belongs_to", expanding=True, type_=Integer))).label("notices"),
        capped(waiting).label("approvals"),
        Authority.name.label("authority"),
        Authority.short_name,
        Authority.zone,
        School.name.label("school"),
        *counted,
    )
    return (
        select(*shown)
        .select_from(Person)
        .outerjoin(Authority, Authority.id == bindparam("first_authority", type_=Integer))
        .outerjoin(School, School.id == bindparam("first_school", type_=Integer))
        .where(Person.id == person)
    )


#: Drawn around every page, so made once. The figure of the queue is that of its first tab, so that the menu and
#: the page never disagree.
_FRAME: Final = _frame(count_of(NOW).label("queue"))
_FRAME_OF_QUEUE: Final = _frame()
