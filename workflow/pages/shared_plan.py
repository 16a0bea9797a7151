"""The approved plan of a school as its partner reads it: what was decided, which rows are the partner's own.

Not the draft, nor what the school and its methodist say of it: of those a partner is told nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from workflow import access
from workflow.access import NotHere
from workflow.clock import local_date
from workflow.models.authority import Authority, School
from workflow.models.case import Case, Pair
from workflow.models.plan import Measure, Plan, PlanVersion
from workflow.models.task import Task, TaskStatus
from workflow.orders.plans import performer_words, quantity_words, term_words


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedMeasure:
    place: int
    title: str
    performers: str
    term: str
    control_forms: tuple[str, ...]
    result: tuple[str, ...]
    lifted: bool
    task_id: int | None  # the reader's own task of it


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedPlan:
    id: int
    title: str
    case_id: int
    school: str
    number: int
    in_force_on: date
    measures: tuple[SharedMeasure, ...]

    @property
    def own(self) -> int:
        return sum(one.task_id is not None for one in self.measures)


def shared_plan(
    session: Session, memberships: access.Memberships, plan_id: int, *, now: datetime
) -> SharedPlan:
    """Whoever is not asked for anything by this plan, or whose pair is not in force, finds nothing here."""
    zone = session.scalar(
        select(Authority.zone).join(Plan, Plan.authority_id == Authority.id).where(Plan.id == plan_id)
    )
    if zone is None:
        raise NotHere
    row = session.execute(
        select(Plan, PlanVersion, School.name)
        .join(PlanVersion, PlanVersion.plan_id == Plan.id)
        .join(Case, Case.id == Plan.case_id)
        .join(School, School.id == Case.school_id)
        .where(Plan.id == plan_id, _is_shared(memberships, local_date(now, zone)))
        .order_by(PlanVersion.number.desc())
        .limit(1)
    ).first()
    if row is None:
        raise NotHere
    plan, version, school = row
    assert plan.case_id is not None  # the join says so; this tells mypy
    own = _own_tasks(session, memberships, plan.id)
    return SharedPlan(
        id=plan.id,
        title=version.snapshot["title"],
        case_id=plan.case_id,
        school=school,
        number=version.number,
        in_force_on=version.in_force_on,
        measures=tuple(_measure(place, one, own) for place, one in enumerate(version.snapshot["measures"], 1)),
    )


def shared_plan_of_case(
    session: Session, memberships: access.Memberships, case_id: int, today: date
) -> int | None:
    return session.scalar(select(Plan.id).where(Plan.case_id == case_id, _is_shared(memberships, today)))


def _is_shared(memberships: access.Memberships, today: date) -> ColumnElement[bool]:
    """By a pair in force, for a partner whom the plan asks for something."""
    own = access.schools_of(memberships)
    paired = exists().where(
        Pair.case_id == Plan.case_id,
        Pair.partner_school_id.in_(own),
        Pair.ended_at.is_(None),
        Pair.from_on <= today,
        or_(Pair.to_on.is_(None), Pair.to_on >= today),
    )
    asked = exists().where(Measure.plan_id == Plan.id, Task.measure_id == Measure.id, _own_task(own))
    return and_(Plan.authority_id.in_(access.authorities_of(memberships)), paired, asked)


def _own_task(own: frozenset[int]) -> ColumnElement[bool]:
    return and_(Task.assignee_role == "partner", Task.school_id.in_(own), Task.status != TaskStatus.LIFTED)


def _own_tasks(session: Session, memberships: access.Memberships, plan_id: int) -> dict[int, int]:
    rows = session.execute(
        select(Measure.id, Task.id.label("task_id"))
        .join(Task, Task.measure_id == Measure.id)
        .where(Measure.plan_id == plan_id, _own_task(access.schools_of(memberships)))
        .order_by(Task.id)
    )
    found: dict[int, int] = defaultdict(int)
    for one in rows:
        found[one.id] = one.task_id
    return dict(found)


def _measure(place: int, row: dict[str, Any], own: dict[int, int]) -> SharedMeasure:
    return SharedMeasure(
        place=place,
        title=row["title"],
        performers=performer_words(row),
        term=term_words(row),
        control_forms=tuple(row["control_forms"]),
        result=tuple(filter(None, (row["result"], *map(quantity_words, row["quantities"])))),
        lifted=bool(row["lifted"]),
        task_id=own.get(row["id"]),
    )
