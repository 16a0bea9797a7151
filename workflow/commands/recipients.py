"""Whom an event concerns: found set-wise from the assignments in force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from workflow.models.case import Case, Pair
from workflow.models.person import Person, RoleAssignment, RoleName
from workflow.states.definition import Role


def people_of_schools(session: Session, school_ids: Iterable[int], on: date) -> set[int]:
    return _people(session, on, RoleAssignment.school_id.in_(set(school_ids)))


def people_with(
    session: Session, authority_id: int, roles: Iterable[RoleName], on: date, *, approve: bool = False
) -> set[int]:
    """`approve`: only those officials who may approve."""
    conditions = [RoleAssignment.authority_id == authority_id, RoleAssignment.role.in_(list(roles))]
    if approve:
        conditions.append(RoleAssignment.may_approve.is_(True))
    return _people(session, on, *conditions)


def partner_schools(session: Session, case_ids: Iterable[int]) -> set[int]:
    return set(
        session.scalars(
            select(Pair.partner_school_id).where(Pair.case_id.in_(set(case_ids)), Pair.ended_at.is_(None))
        )
    )


def methodists(session: Session, cases: Iterable[Case], on: date) -> set[int]:
    """Those who work the cases; where none is named, every methodist of the authority."""
    found: set[int] = set()
    unassigned: set[int] = set()
    for case in cases:
        if case.methodist_id is None:
            unassigned.add(case.authority_id)
        else:
            found.add(case.methodist_id)
    for authority_id in unassigned:
        found |= people_with(session, authority_id, [RoleName.METHODIST], on)
    return found


def whose_move(session: Session, case: Case, on: date) -> set[int]:
    """The people for whom a case waits."""
    roles = Role(case.waits_for)
    found: set[int] = set()
    if Role.METHODIST in roles:
        found |= methodists(session, [case], on)
    if Role.SCHOOL in roles:
        found |= people_of_schools(session, [case.school_id], on)
    if Role.PARTNER in roles:
        found |= people_of_schools(session, partner_schools(session, [case.id]), on)
    if Role.APPROVER in roles:
        found |= people_with(session, case.authority_id, [RoleName.OFFICIAL], on, approve=True)
    return found


def _people(session: Session, on: date, *conditions: ColumnElement[bool]) -> set[int]:
    return set(
        session.scalars(
            select(RoleAssignment.person_id)
            .join(Person, Person.id == RoleAssignment.person_id)
            .where(
                Person.active,
                RoleAssignment.in_force(on),
                *conditions,
            )
        )
    )
