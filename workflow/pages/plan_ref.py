"""A plan as other pages speak of it: in one line, and whether the reader may open it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from workflow import access
from workflow.models.case import Case
from workflow.models.plan import GOES_ON, Measure, MeasureStatus, Plan, PlanVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRef:
    """A plan in one line of another page."""

    id: int
    title: str
    asked: int  # of this year
    finished: int
    carried: int  # go on in a later year
    number: int | None
    in_force_on: date | None

    @property
    def is_empty(self) -> bool:
        return not self.asked and not self.carried


def plan_ref(session: Session, case_id: int) -> PlanRef | None:
    """One statement."""
    finished, carried = counted_measures()
    approved = (
        select(PlanVersion.number, PlanVersion.in_force_on)
        .where(PlanVersion.plan_id == Plan.id)
        .order_by(PlanVersion.number.desc())
        .limit(1)
    )
    row = session.execute(
        select(
            Plan.id,
            Plan.title,
            func.count(Measure.id),
            finished,
            carried,
            approved.with_only_columns(PlanVersion.number).correlate(Plan).scalar_subquery(),
            approved.with_only_columns(PlanVersion.in_force_on).correlate(Plan).scalar_subquery(),
        )
        .outerjoin(Measure, (Measure.plan_id == Plan.id) & Measure.removed_at.is_(None))
        .where(Plan.case_id == case_id)
        .group_by(Plan.id, Plan.title)
    ).first()
    if row is None:
        return None
    plan_id, title, measures, done, gone_on, number, in_force_on = row
    return PlanRef(
        id=plan_id,
        title=title,
        asked=measures - gone_on,
        finished=done,
        carried=gone_on,
        number=number,
        in_force_on=in_force_on,
    )


def counted_measures() -> tuple[ColumnElement[int], ColumnElement[int]]:
    """Columns over measures: how many are done or lifted, how many go on in a later year."""
    return (
        func.count(Measure.id).filter(Measure.status != MeasureStatus.OPEN),
        func.count(Measure.id).filter(Measure.status == MeasureStatus.OPEN, GOES_ON),
    )


def plan_of_case(session: Session, case_id: int) -> int | None:
    return session.scalar(select(Plan.id).where(Plan.case_id == case_id))


def plan_is_visible(memberships: access.Memberships) -> Any:
    """With its case; a municipal one for the authority's people and for schools that take part in the run."""
    taking_part = exists().where(Case.run_id == Plan.run_id, access.case_is_visible(memberships))
    own = exists().where(Case.id == Plan.case_id, access.case_is_open_to(memberships))
    whole = Plan.authority_id.in_(access.authorities_seen_whole(memberships))
    return or_(own, (Plan.case_id.is_(None)) & or_(whole, taking_part))
