"""Who somebody is to a thing, what lists they may see, and which requests are let in at all.

A role is what the person is to this case: it is computed once from the assignments of today, inside the
transaction that uses it, so that a right that was taken away is gone at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, exists, false, or_, select, true
from sqlalchemy.orm import Session

from workflow.memberships import SEES_ALL as SEES_ALL
from workflow.memberships import ZONE as ZONE
from workflow.memberships import Membership as Membership
from workflow.memberships import Memberships as Memberships
from workflow.memberships import administers_all as administers_all
from workflow.memberships import authorities_as as authorities_as
from workflow.memberships import authorities_of as authorities_of
from workflow.memberships import authorities_seen_whole as authorities_seen_whole
from workflow.memberships import memberships_at as memberships_at
from workflow.memberships import memberships_of as memberships_of
from workflow.memberships import roles_for_case as roles_for_case
from workflow.memberships import roles_in as roles_in
from workflow.memberships import schools_of as schools_of
from workflow.memberships import zone_of as zone_of
from workflow.models.case import Case, Pair
from workflow.models.event import Event, EventSchool
from workflow.models.order import Order
from workflow.models.packet import Packet, PacketCase
from workflow.models.person import Person, RoleAssignment
from workflow.models.person import RoleName as RoleName  # views speak of roles through here
from workflow.models.task import Task
from workflow.states.definition import Role


class NotHere(LookupError):
    """Absent, or another authority's: the answer is 404 in both cases, so that nobody learns which."""


def case_is_visible(memberships: Memberships) -> ColumnElement[bool]:
    """Whole authorities for its people; own cases, and those one is the partner in, for a school's."""
    reach = reach_of(memberships)
    if not reach["own_schools"]:  # an «or» that decides nothing would hide the index
        return Case.authority_id.in_(reach["seen_whole"])
    return _visible(*reach.values())


def reach_of(memberships: Memberships) -> dict[str, list[int]]:
    """The parameters of CASE_IS_VISIBLE."""
    at_schools = {one.authority_id for one in memberships if one.role is RoleName.SCHOOL}
    return {
        "seen_whole": sorted(authorities_seen_whole(memberships)),
        "seen_at_school": sorted(one for one in at_schools if one is not None),
        "own_schools": sorted(schools_of(memberships)),
    }


def _visible(whole: Any, at_school: Any, schools: Any) -> ColumnElement[bool]:
    partner_in = select(Pair.case_id).where(Pair.partner_school_id.in_(schools), Pair.ended_at.is_(None))
    return or_(
        _open_to(whole, at_school, schools), and_(Case.authority_id.in_(at_school), Case.id.in_(partner_in))
    )


def case_is_open_to(memberships: Memberships) -> ColumnElement[bool]:
    """With its work, papers and words; a partner is shown only what is shared: the pair and the deficits."""
    return _open_to(*reach_of(memberships).values())


def _open_to(whole: Any, at_school: Any, schools: Any) -> ColumnElement[bool]:
    own = and_(Case.authority_id.in_(at_school), Case.school_id.in_(schools))
    return or_(Case.authority_id.in_(whole), own)


#: The same question for statements that are made once; who asks is a parameter.
CASE_IS_VISIBLE = _visible(
    *(
        bindparam(name, expanding=True, type_=Integer)
        for name in ("seen_whole", "seen_at_school", "own_schools")
    )
)


def visible_cases(query: Select[Any], memberships: Memberships) -> Select[Any]:
    return query.where(case_is_visible(memberships))


def authorities_with_people(memberships: Memberships) -> frozenset[int] | None:
    """Where a person may look at the people: as an administrator or an observer. None: everywhere."""
    if administers_all(memberships):
        return None
    return frozenset(
        one.authority_id
        for one in memberships
        if one.role in (RoleName.ADMIN, RoleName.OBSERVER) and one.authority_id is not None
    )


def record_read_in(memberships: Memberships) -> frozenset[int]:
    """Authorities whose record a person reads: who approves there, and who observes."""
    return frozenset(
        one.authority_id
        for one in memberships
        if one.authority_id is not None and (one.role is RoleName.OBSERVER or one.may_approve)
    )


def record_checked_in(memberships: Memberships) -> frozenset[int] | None:
    """Where a person may prove the record, read or not. None: everywhere, the system's own record too."""
    if administers_all(memberships):
        return None
    administered = {one.authority_id for one in memberships if one.role is RoleName.ADMIN}
    return record_read_in(memberships) | {one for one in administered if one is not None}


def assignment_is_visible(memberships: Memberships) -> ColumnElement[bool]:
    """What somebody is to another authority is not told."""
    authorities = authorities_with_people(memberships)
    return true() if authorities is None else RoleAssignment.authority_id.in_(authorities)


def person_is_visible(memberships: Memberships) -> ColumnElement[bool]:
    """Whoever is or was something there; who has no role at all is known to who administers all."""
    if administers_all(memberships):
        return true()
    return exists().where(RoleAssignment.person_id == Person.id, assignment_is_visible(memberships))


def task_is_visible(memberships: Memberships) -> ColumnElement[bool]:
    """Of the cases that are open to one, and of one's own school: a partner's may belong to no single case."""
    conditions: list[ColumnElement[bool]] = [
        Task.case_id.in_(select(Case.id).where(case_is_open_to(memberships)))
    ]
    if whole := authorities_seen_whole(memberships):
        conditions.append(Task.authority_id.in_(whole))
    if own := schools_of(memberships):
        conditions.append(Task.school_id.in_(own))
    return or_(*conditions)


def order_is_visible(memberships: Memberships) -> ColumnElement[bool]:
    """Every order of an authority for its people; for a school's, those that decided on a case it sees.

    Whoever sees the authority whole is not asked about its cases: looking through them all would find the same.
    """
    conditions: list[ColumnElement[bool]] = []
    if own := schools_of(memberships):
        seen = _visible([], reach_of(memberships)["seen_at_school"], sorted(own))
        about_seen = (
            select(PacketCase.packet_id)
            .join(Case, Case.id == PacketCase.case_id)
            .where(PacketCase.decided, seen)
        )
        conditions += [Order.packet_id.in_(about_seen), Order.packet_id.in_(_packets_of_events(memberships))]
    if whole := authorities_seen_whole(memberships):
        conditions.append(Order.authority_id.in_(whole))
    return or_(false(), *conditions)


def _packets_of_events(memberships: Memberships) -> Select[Any]:
    """Acts of the events that one's schools hold or are invited to."""
    return (
        select(Packet.id)
        .join(EventSchool, EventSchool.event_id == Packet.event_id)
        .where(EventSchool.school_id.in_(schools_of(memberships)))
    )


def event_is_visible(memberships: Memberships) -> ColumnElement[bool]:
    """Whole authorities for its people; for a school's, the events that it holds or is invited to."""
    takes_part = exists().where(
        EventSchool.event_id == Event.id, EventSchool.school_id.in_(schools_of(memberships))
    )
    return or_(Event.authority_id.in_(authorities_seen_whole(memberships)), takes_part)


def roles_for_event(
    memberships: Memberships, *, authority_id: int, guests: Iterable[int], hosts: Iterable[int]
) -> Role:
    """What a person is to an event: the authority's roles; SCHOOL as a guest's, PARTNER as a host's."""
    roles, own = roles_in(memberships, authority_id), schools_of(memberships)
    if own & set(guests):
        roles |= Role.SCHOOL
    if own & set(hosts):
        roles |= Role.PARTNER
    return roles


def roles_for_task(
    memberships: Memberships, *, authority_id: int, school_id: int | None, assignee_role: str
) -> Role:
    """What a person is to a task: the authority's roles, and the role of the school that answers for it."""
    roles = roles_in(memberships, authority_id)
    if school_id in schools_of(memberships):
        roles |= Role.PARTNER if assignee_role == "partner" else Role.SCHOOL
    return roles


def partners_of(session: Session, case_ids: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """Current partner schools by case, in one statement."""
    partners: dict[int, tuple[int, ...]] = dict.fromkeys(case_ids, ())
    rows = session.execute(
        select(Pair.case_id, Pair.partner_school_id)
        .where(Pair.case_id.in_(case_ids), Pair.ended_at.is_(None))
        .order_by(Pair.id)
    )
    for case_id, school_id in rows:
        partners[case_id] = (*partners[case_id], school_id)
    return partners
