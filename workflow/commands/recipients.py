"""Whom an event concerns: found from the assignments in force, read once for a whole batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.access import partners_of
from workflow.models.case import Case
from workflow.models.person import Person, RoleAssignment, RoleName
from workflow.models.task import Task
from workflow.states.definition import Role


@dataclass(slots=True)
class Roster:
    """The people of one authority on one day, by what they are."""

    everybody: set[int] = field(default_factory=set)
    by_role: dict[RoleName, set[int]] = field(default_factory=lambda: defaultdict(set))
    by_school: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    approvers: set[int] = field(default_factory=set)
    signatories: set[int] = field(default_factory=set)

    def known(self, person_id: int | None) -> set[int]:
        """Nobody, when he or she has left."""
        return {person_id} if person_id is not None and person_id in self.everybody else set()

    def having(self, *roles: RoleName) -> set[int]:
        return set().union(*(self.by_role.get(role, ()) for role in roles))

    def of_schools(self, school_ids: Iterable[int]) -> set[int]:
        return set().union(*(self.by_school.get(school_id, ()) for school_id in school_ids))

    def methodists(self, case: Case | None) -> set[int]:
        """Whoever works the case; every methodist where none is named or the named one has left."""
        named = {case.methodist_id} if case is not None and case.methodist_id is not None else set()
        return (named & self.by_role.get(RoleName.METHODIST, set())) or self.having(RoleName.METHODIST)

    def whose_move(self, case: Case, partners: Iterable[int]) -> set[int]:
        """The people for whom a case waits."""
        roles = Role(case.waits_for)
        found: set[int] = set()
        if Role.METHODIST in roles:
            found |= self.methodists(case)
        if Role.SCHOOL in roles:
            found |= self.of_schools([case.school_id])
        if Role.PARTNER in roles:
            found |= self.of_schools(partners)
        if Role.APPROVER in roles:
            found |= self.approvers
        if Role.SIGNATORY in roles:
            found |= self.signatories
        return found

    def answerable(self, task: Task, case: Case | None) -> set[int]:
        """The one who was named, else everybody of the school or the role that the task was given to."""
        if named := self.known(task.assignee_id):
            return named
        if task.school_id is not None:
            return self.of_schools([task.school_id])
        if task.assignee_role == RoleName.METHODIST:
            return self.methodists(case)
        return self.having(RoleName.OFFICIAL)


def roster_of(session: Session, authority_id: int, on: date) -> Roster:
    rows = session.execute(
        select(
            RoleAssignment.person_id,
            RoleAssignment.role,
            RoleAssignment.school_id,
            RoleAssignment.may_approve,
            RoleAssignment.may_sign,
        )
        .join(Person, Person.id == RoleAssignment.person_id)
        .where(
            RoleAssignment.authority_id == authority_id,
            Person.active,
            RoleAssignment.in_force(on),
        )
    )
    roster = Roster()
    for person_id, role, school_id, may_approve, may_sign in rows:
        roster.everybody.add(person_id)
        roster.by_role[role].add(person_id)
        if role is RoleName.SCHOOL and school_id is not None:
            roster.by_school[school_id].add(person_id)
        if may_approve:
            roster.approvers.add(person_id)
        if may_sign:
            roster.signatories.add(person_id)
    return roster


def partner_schools(session: Session, cases: Iterable[Case]) -> Mapping[int, tuple[int, ...]]:
    """Case -> its partners' schools, in one statement or none."""
    ids = [case.id for case in cases]
    return partners_of(session, ids) if ids else {}
