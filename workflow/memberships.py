"""What a person is: the assignments of today as plain values, and what they give where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Date, bindparam, select
from sqlalchemy.orm import Session

from workflow.clock import local_date
from workflow.models.authority import Authority
from workflow.models.person import Person, RoleAssignment, RoleName
from workflow.models.plain import plain_rows
from workflow.states.definition import NOBODY, Role

#: Of the days of whoever belongs to no authority.
ZONE = "Europe/Moscow"


@dataclass(frozen=True, slots=True)
class Membership:
    """One assignment in force today, as plain values."""

    role: RoleName
    authority_id: int | None
    school_id: int | None
    may_approve: bool
    may_sign: bool
    may_register: bool
    title: str = ""
    #: Of the authority: its days begin by this clock.
    zone: str = ZONE

    @property
    def roles(self) -> Role:
        """What it gives inside its authority; a school's role depends on the case and is not here."""
        given = _GIVEN.get(self.role, NOBODY)
        if self.may_approve:
            given |= Role.APPROVER
        if self.may_sign:
            given |= Role.SIGNATORY
        if self.may_register or self.role is RoleName.CLERK:
            given |= Role.REGISTRAR
        return given


_GIVEN = {
    RoleName.METHODIST: Role.METHODIST,
    RoleName.OFFICIAL: Role.OFFICIAL,
    RoleName.CLERK: Role.CLERK,
    RoleName.COUNCIL: Role.COUNCIL,
    RoleName.SECRETARY: Role.COUNCIL | Role.SECRETARY,
    RoleName.OBSERVER: Role.OBSERVER,
    RoleName.ADMIN: Role.ADMIN,
}
#: Those who see every case of their authority.
SEES_ALL = (
    RoleName.METHODIST,
    RoleName.OFFICIAL,
    RoleName.CLERK,
    RoleName.COUNCIL,
    RoleName.SECRETARY,
    RoleName.OBSERVER,
)
Memberships = tuple[Membership, ...]


def memberships_of(session: Session, person_id: int | None, on: date) -> Memberships:
    """The assignments of an active person that are in force on that local day."""
    return tuple(one for one, _, _ in _between(session, person_id, on, on))


def memberships_at(session: Session, person_id: int | None, now: datetime) -> Memberships:
    """The same for whoever belongs to several authorities: each assignment by the day of its own authority."""
    found = _between(session, person_id, local_date(now, LAST_ZONE), local_date(now, FIRST_ZONE))
    return tuple(
        one
        for one, from_on, to_on in found
        if from_on <= (today := local_date(now, one.zone)) and (to_on is None or to_on >= today)
    )


#: Where a day begins first, and where last.
FIRST_ZONE, LAST_ZONE = ZoneInfo("Etc/GMT-14"), ZoneInfo("Etc/GMT+12")


def _between(
    session: Session, person_id: int | None, first: date, last: date
) -> list[tuple[Membership, date, date | None]]:
    """Those in force on some day between the two, with their own first and last day."""
    if person_id is None:
        return []
    rows = plain_rows(session, _MEMBERSHIPS, {"person": person_id, "first": first, "last": last})
    return [
        (
            Membership(role, authority, school, approve, sign, register, title or "", zone or ZONE),
            from_on,
            to_on,
        )
        for role, authority, school, approve, sign, register, title, zone, from_on, to_on in rows
    ]


_MEMBERSHIPS = (
    select(
        RoleAssignment.role,
        RoleAssignment.authority_id,
        RoleAssignment.school_id,
        RoleAssignment.may_approve,
        RoleAssignment.may_sign,
        RoleAssignment.may_register,
        RoleAssignment.title,
        Authority.zone,
        RoleAssignment.from_on,
        RoleAssignment.to_on,
    )
    .join(Person, Person.id == RoleAssignment.person_id)
    .outerjoin(Authority, Authority.id == RoleAssignment.authority_id)
    .where(
        RoleAssignment.person_id == bindparam("person"),
        Person.active,
        RoleAssignment.from_on <= bindparam("last", type_=Date),
        RoleAssignment.not_over(bindparam("first", type_=Date)),
    )
    .order_by(RoleAssignment.id)
)


def roles_in(memberships: Memberships, authority_id: int) -> Role:
    """What a person is inside an authority, apart from any school."""
    roles = NOBODY
    for one in memberships:
        if one.authority_id == authority_id or (one.role is RoleName.ADMIN and one.authority_id is None):
            roles |= one.roles
    return roles


def administers_all(memberships: Memberships) -> bool:
    """An administrator whose role names no authority."""
    return any(one.role is RoleName.ADMIN and one.authority_id is None for one in memberships)


def roles_for_case(
    memberships: Memberships, *, authority_id: int, school_id: int, partner_ids: Iterable[int] = ()
) -> Role:
    """What a person is to one case: the authority's roles, and SCHOOL or PARTNER by the school they are of."""
    roles = roles_in(memberships, authority_id)
    schools = {one.school_id for one in memberships if one.role is RoleName.SCHOOL}
    if school_id in schools:
        roles |= Role.SCHOOL
    if schools & set(partner_ids):
        roles |= Role.PARTNER
    return roles


def zone_of(memberships: Memberships) -> str:
    """Of the first authority: one person's day is one day, whatever the page tells of."""
    return memberships[0].zone if memberships else ZONE


def authorities_of(memberships: Memberships) -> frozenset[int]:
    """Every authority the person belongs to in any way."""
    return frozenset(one.authority_id for one in memberships if one.authority_id is not None)


def authorities_as(memberships: Memberships, *roles: RoleName) -> frozenset[int]:
    """Where the person has one of these roles."""
    return frozenset(
        one.authority_id for one in memberships if one.role in roles and one.authority_id is not None
    )


def authorities_seen_whole(memberships: Memberships) -> frozenset[int]:
    return frozenset(
        one.authority_id for one in memberships if one.role in SEES_ALL and one.authority_id is not None
    )


def schools_of(memberships: Memberships) -> frozenset[int]:
    return frozenset(
        one.school_id for one in memberships if one.role is RoleName.SCHOOL and one.school_id is not None
    )
