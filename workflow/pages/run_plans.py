"""Plans of a run: the municipal ones, several in force at once, those of old orders, the schools' own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from workflow import access
from workflow.access import NotHere
from workflow.clock import local_date
from workflow.models.authority import Authority, School
from workflow.models.case import Case
from workflow.models.order import Order
from workflow.models.plan import VERSION_IS_VOID, Measure, Plan, PlanVersion
from workflow.models.programme import ProgrammeVersion, Run
from workflow.pages.plan_ref import counted_measures, plan_is_visible
from workflow.programmes.acts import Order as HistoricalOrder
from workflow.programmes.dates import school_year
from workflow.programmes.document import document_of
from workflow.states.definition import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPlan:
    """`plan_id` is None of a plan that is known from the programme's own list of orders alone.

    `number` and `in_force_on` are of the version in force on the asked day, or of the latest where none is.
    """

    plan_id: int | None
    title: str
    from_on: date
    to_on: date | None
    number: int | None
    in_force_on: date | None
    order_id: int | None
    order_number: str
    order_on: date | None
    is_in_force: bool
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolPlan:
    plan_id: int
    school: str
    number: int | None
    in_force_on: date | None
    asked: int  # of this year
    finished: int
    carried: int  # go on in a later year


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPlansPage:
    run_id: int
    run: str
    programme_code: str
    programme: str
    from_on: date
    to_on: date
    on: date
    today: date
    plans: tuple[ListedPlan, ...]
    schools: tuple[SchoolPlan, ...]
    may_make: bool

    @property
    def in_force(self) -> tuple[ListedPlan, ...]:
        return tuple(one for one in self.plans if one.is_in_force)

    @property
    def others(self) -> tuple[ListedPlan, ...]:
        return tuple(one for one in self.plans if not one.is_in_force)


def run_plans_page(
    session: Session,
    memberships: access.Memberships,
    run_id: int,
    *,
    on: date | None = None,
    now: datetime,
) -> RunPlansPage:
    run, version, authority = _run(session, memberships, run_id)
    today = local_date(now, authority.zone)
    day = on or today
    listed = [*_historical(session, memberships, version, authority.id, day)]
    listed += _municipal(session, memberships, run_id, day)
    return RunPlansPage(
        run_id=run.id,
        run=run.title,
        programme_code=run.programme.code,
        programme=version.title,
        from_on=run.from_on,
        to_on=run.to_on,
        on=day,
        today=today,
        plans=tuple(sorted(listed, key=lambda one: (one.from_on, one.plan_id or 0))),
        schools=_schools(session, memberships, run_id, day),
        may_make=Role.METHODIST in access.roles_in(memberships, authority.id),
    )


def _run(
    session: Session, memberships: access.Memberships, run_id: int
) -> tuple[Run, ProgrammeVersion, Authority]:
    """For the authority's people, and for schools that take part in the run."""
    whole = Run.authority_id.in_(access.authorities_seen_whole(memberships))
    part = select(Case.run_id).where(Case.run_id == run_id, access.case_is_visible(memberships))
    row = session.execute(
        select(Run, ProgrammeVersion, Authority)
        .join(ProgrammeVersion, ProgrammeVersion.id == Run.programme_version_id)
        .join(Authority, Authority.id == Run.authority_id)
        .where(Run.id == run_id, whole | Run.id.in_(part))
        .options(joinedload(Run.programme))
    ).first()
    if row is None:
        raise NotHere
    return row[0], row[1], row[2]


def _municipal(session: Session, memberships: access.Memberships, run_id: int, day: date) -> list[ListedPlan]:
    rows = session.execute(
        select(
            Plan,
            PlanVersion,
            Order.id.label("order_id"),
            Order.number_text,
            Order.dated_on,
            access.order_is_visible(memberships).label("open"),
            VERSION_IS_VOID.label("is_void"),
        )
        .outerjoin(PlanVersion, PlanVersion.plan_id == Plan.id)
        .outerjoin(Order, Order.id == PlanVersion.order_id)
        .where(Plan.run_id == run_id, Plan.case_id.is_(None), plan_is_visible(memberships))
        .order_by(Plan.id, PlanVersion.number)
    ).all()
    found: dict[int, ListedPlan] = {}
    for row in rows:
        plan, version = row.Plan, row.PlanVersion
        current = found.get(plan.id)
        began = version is not None and version.in_force_on <= day and not row.is_void
        if current is not None and current.in_force_on is not None and not began:
            continue
        last_on = min(plan.to_on, plan.ended_on) if plan.ended_on else plan.to_on
        found[plan.id] = ListedPlan(
            plan_id=plan.id,
            title=plan.title,
            from_on=plan.from_on,
            to_on=last_on,
            number=version.number if version else None,
            in_force_on=version.in_force_on if version else None,
            order_id=row.order_id if row.open else None,
            order_number=row.number_text or "",
            order_on=row.dated_on,
            is_in_force=began and plan.from_on <= day <= last_on,
        )
    return list(found.values())


def _historical(
    session: Session,
    memberships: access.Memberships,
    version: ProgrammeVersion,
    authority_id: int,
    day: date,
) -> list[ListedPlan]:
    """Orders of the programme's own list that approved a plan, by the term the document gives it."""
    programme = document_of(version.text, version.file_name)
    acts = [one for one in programme.orders if one.kind == "approve_plan"] if programme else []
    dated = [one for one in acts if one.plan_from is not None and not one.planned]
    known = _known_orders(session, memberships, authority_id, dated)
    found = []
    for act in dated:
        assert act.plan_from is not None  # they were chosen by it
        from_on, to_on = act.plan_from.first, _end_of(act)
        order_on = act.date.exact if act.date else None
        found.append(
            ListedPlan(
                plan_id=None,
                title=act.name,
                from_on=from_on,
                to_on=to_on,
                number=None,
                in_force_on=from_on,
                order_id=known.get((act.number or "", order_on)),
                order_number=act.number or "",
                order_on=order_on,
                is_in_force=from_on <= day and (to_on is None or day <= to_on),
                source=act.source,
            )
        )
    return found


def _end_of(act: HistoricalOrder) -> date | None:
    """The last day of the year the plan is for; None where the document names none."""
    if act.school_year is not None:
        return school_year(act.school_year)[1]
    return date(act.year, 12, 31) if act.year is not None else None


def _known_orders(
    session: Session,
    memberships: access.Memberships,
    authority_id: int,
    acts: list[HistoricalOrder],
) -> dict[tuple[str, date | None], int]:
    numbers = {act.number for act in acts if act.number}
    rows = session.execute(
        select(Order.id, Order.number_text, Order.dated_on).where(
            Order.authority_id == authority_id,
            Order.number_text.in_(numbers),
            access.order_is_visible(memberships),
        )
    )
    return {(number, dated_on): order_id for order_id, number, dated_on in rows}


def _schools(
    session: Session, memberships: access.Memberships, run_id: int, day: date
) -> tuple[SchoolPlan, ...]:
    latest = (
        select(PlanVersion.number)
        .where(PlanVersion.plan_id == Plan.id, PlanVersion.in_force_on <= day)
        .order_by(PlanVersion.number.desc())
        .limit(1)
    )
    rows = session.execute(
        select(
            Plan.id,
            School.name,
            latest.correlate(Plan).scalar_subquery(),
            latest.with_only_columns(PlanVersion.in_force_on).correlate(Plan).scalar_subquery(),
            func.count(Measure.id),
            *counted_measures(),
        )
        .join(Case, Case.id == Plan.case_id)
        .join(School, School.id == Case.school_id)
        .outerjoin(Measure, (Measure.plan_id == Plan.id) & Measure.removed_at.is_(None))
        .where(Plan.run_id == run_id, access.case_is_open_to(memberships))
        .group_by(Plan.id, School.name, School.sort_key)
        .order_by(School.sort_key, Plan.id)
    )
    return tuple(
        SchoolPlan(
            plan_id=plan_id,
            school=school,
            number=number,
            in_force_on=in_force_on,
            asked=measures - carried,
            finished=finished,
            carried=carried,
        )
        for plan_id, school, number, in_force_on, measures, finished, carried in rows
    )
