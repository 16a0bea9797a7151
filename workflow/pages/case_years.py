"""The same school a year before and a year after: cases that go on with each other."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from workflow import access
from workflow.models.case import Case
from workflow.models.programme import Run


@dataclass(frozen=True, slots=True)
class OtherYear:
    case_id: int
    run: str
    is_later: bool


def other_years(session: Session, memberships: access.Memberships, case: Case) -> tuple[OtherYear, ...]:
    """The former one first. A partner sees only the years in which it is the partner."""
    beside = or_(Case.previous_id == case.id, Case.id == case.previous_id)
    rows = session.execute(
        select(Case.id, Run.title, Case.previous_id)
        .join(Run, Run.id == Case.run_id)
        .where(beside, access.case_is_visible(memberships))
    )
    found = [OtherYear(row.id, row.title, row.previous_id == case.id) for row in rows]
    return tuple(sorted(found, key=lambda one: (one.is_later, one.case_id)))
