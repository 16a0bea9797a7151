"""Who may sign today: for the clerk who records a signature made on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.models.person import Person, RoleAssignment


@dataclass(frozen=True, slots=True)
class Signatory:
    person_id: int
    post: str


def signatories_of(session: Session, authority_id: int, today: date) -> tuple[Signatory, ...]:
    signers = select(RoleAssignment.person_id).where(
        RoleAssignment.authority_id == authority_id, RoleAssignment.may_sign, RoleAssignment.in_force(today)
    )
    rows = session.execute(
        select(Person.id, Person.post)
        .where(Person.id.in_(signers), Person.active)
        .order_by(Person.sort_key, Person.id)
    )
    return tuple(Signatory(*row) for row in rows)
