"""Who may sign today: for the clerk who records a signature made on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from workflow.models.person import Person, RoleAssignment


@dataclass(frozen=True, slots=True)
class Signatory:
    person_id: int
    post: str


def signatories_of(session: Session, authority_id: int, today: date) -> tuple[Signatory, ...]:
    rows = session.execute(
        select(Person.id, Person.post)
        .join(RoleAssignment, RoleAssignment.person_id == Person.id)
        .where(
            RoleAssignment.authority_id == authority_id,
            RoleAssignment.may_sign,
            RoleAssignment.from_on <= today,
            or_(RoleAssignment.to_on.is_(None), RoleAssignment.to_on >= today),
            Person.active,
        )
        .order_by(Person.sort_key, Person.id)
        .distinct()
    )
    return tuple(Signatory(*row) for row in rows)
