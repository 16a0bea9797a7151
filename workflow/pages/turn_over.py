"""Going over into the next year before anything is written: the term, and what each school takes along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from workflow import access
from workflow.access import NotHere
from workflow.carried.of_cases import Carried, carried_of, term_in
from workflow.carried.of_run import MunicipalBase, municipal_base, municipal_plans
from workflow.carried.titles import title_in
from workflow.deadlines.calendar import ProductionCalendar
from workflow.deadlines.calendar_table import calendar_of
from workflow.deadlines.rule import Period
from workflow.facts import state_title, titles_of
from workflow.facts.decimals import decimal_comma
from workflow.models.case import Case
from workflow.models.programme import ProcessVersion, Run

CANCELLED = "closure.cancelled"


@dataclass(frozen=True, slots=True)
class NextRun:
    id: int
    title: str
    from_on: date
    to_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TermPage:
    """The first question: into which term."""

    run_id: int
    run_title: str
    code: str
    programme: str
    from_on: date
    to_on: date
    runs: tuple[NextRun, ...]  # of the same programme, later than this one


@dataclass(frozen=True, slots=True)
class Goes:
    """A measure or a recommendation; `due_on` is empty where a day of the new year has to be named."""

    words: str
    due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolGoes:
    """One school of the former year. `there_id`: its case in the next year, which is there already."""

    case_id: int
    school: str
    is_example: bool
    state_title: str
    is_open: bool
    goes_on: bool  # ticked at first: neither there already nor ended before its time
    partner: str
    measures: tuple[Goes, ...]
    recommendations: tuple[Goes, ...]
    baselines: int
    there_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanGoes:
    """A municipal plan. `there_id`: the plan of the next year that goes on with it already."""

    plan_id: int
    title: str
    becomes: str  # its title in the next year
    from_on: date
    to_on: date
    measures: tuple[Goes, ...]
    there_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseGoes:
    """The municipality's value of one indicator: where the next year begins."""

    indicator_id: int
    indicator: str
    value: str
    rests_on: str
    measured_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnOverPage:
    term: TermPage
    following: NextRun  # its id is 0 while it has not begun
    schools: tuple[SchoolGoes, ...]
    plans: tuple[PlanGoes, ...]
    base: tuple[BaseGoes, ...]
    stages: tuple[tuple[str, str], ...]

    @property
    def possible(self) -> int:
        return sum(one.there_id is None for one in self.schools)

    @property
    def possible_plans(self) -> int:
        return sum(one.there_id is None for one in self.plans)


def term_page(session: Session, memberships: access.Memberships, run_id: int) -> TermPage:
    return _term(session, _run(session, memberships, run_id))


def turn_over_page(
    session: Session,
    memberships: access.Memberships,
    run_id: int,
    *,
    next_run_id: int,
    term: tuple[date | None, date | None],
    title: str = "",
) -> TurnOverPage:
    """`next_run_id` of a run that has begun, or the `term` of one that would."""
    run = _run(session, memberships, run_id)
    page = _term(session, run)
    following = next((one for one in page.runs if one.id == next_run_id), None)
    if following is None:
        from_on, to_on = (given or known for given, known in zip(term, (page.from_on, page.to_on), strict=True))
        following = NextRun(0, title, from_on, to_on)
    calendar = calendar_of(session, run.authority_id)
    return TurnOverPage(
        term=page,
        following=following,
        schools=_schools(session, _cases(session, run), following, calendar),
        plans=_plans(session, run, following, calendar),
        base=tuple(_base(one) for one in municipal_base(session, run.id, following.id or None)),
        stages=_stages(session, run, following),
    )


def _run(session: Session, memberships: access.Memberships, run_id: int) -> Run:
    run = session.scalar(
        select(Run)
        .where(Run.id == run_id, Run.authority_id.in_(access.authorities_seen_whole(memberships)))
        .options(joinedload(Run.programme), joinedload(Run.programme_version))
    )
    if run is None:
        raise NotHere
    return run


def _term(session: Session, run: Run) -> TermPage:
    later = session.execute(
        select(Run.id, Run.title, Run.from_on, Run.to_on)
        .where(Run.programme_id == run.programme_id, Run.from_on > run.from_on)
        .order_by(Run.from_on)
    )
    from_on = run.to_on + timedelta(days=1)
    return TermPage(
        run_id=run.id,
        run_title=run.title,
        code=run.programme.code,
        programme=run.programme_version.title,
        from_on=from_on,
        to_on=_as_long(run, from_on),
        runs=tuple(NextRun(*row) for row in later),
    )


def _as_long(run: Run, from_on: date) -> date:
    """A school year is followed by a school year, a calendar year by a calendar year."""
    years = max(1, from_on.year - run.from_on.year)
    return date(from_on.year + years, from_on.month, min(from_on.day, 28)) - timedelta(days=1)


def _cases(session: Session, run: Run) -> list[Case]:
    """Of each school the last one of this run."""
    rows = session.scalars(
        select(Case)
        .where(Case.run_id == run.id)
        .options(joinedload(Case.school), joinedload(Case.process_version))
        .order_by(Case.id)
    )
    latest = {case.school_id: case for case in rows}
    return sorted(latest.values(), key=lambda case: (case.sort_key, case.id))


def _plans(
    session: Session, run: Run, following: NextRun, calendar: ProductionCalendar
) -> tuple[PlanGoes, ...]:
    period = Period(following.from_on, following.to_on)
    return tuple(
        PlanGoes(
            plan_id=one.plan.id,
            title=one.plan.title,
            becomes=title_in(one.plan.title, Period(run.from_on, run.to_on), period),
            from_on=one.plan.from_on,
            to_on=one.plan.to_on,
            measures=tuple(Goes(row.title, term_in(period, row, calendar).due_on) for row in one.measures),
            there_id=one.there_id,
        )
        for one in municipal_plans(session, run.id, following.id or None)
    )


def _base(one: MunicipalBase) -> BaseGoes:
    indicator, value = one.indicator, one.measurement
    number = f"{decimal_comma(value.value)} {indicator.unit}".strip() if value.value is not None else ""
    return BaseGoes(
        indicator_id=indicator.id,
        indicator=f"{indicator.title}: {value.component}" if value.component else indicator.title,
        value=number or value.words,
        rests_on=value.rests_on,
        measured_on=value.measured_on,
    )


def _schools(
    session: Session, cases: list[Case], following: NextRun, calendar: ProductionCalendar
) -> tuple[SchoolGoes, ...]:
    if not cases:
        return ()
    there = _there(session, following)
    carried = carried_of(session, [case.id for case in cases])
    period = Period(following.from_on, following.to_on)
    return tuple(_school(case, carried[case.id], period, calendar, there.get(case.school_id)) for case in cases)


def _there(session: Session, following: NextRun) -> Mapping[int, int]:
    if not following.id:
        return {}
    query = select(Case.school_id, Case.id).where(Case.run_id == following.id).order_by(Case.id)
    return {row.school_id: row.id for row in session.execute(query)}


def _school(
    case: Case,
    carried: Carried,
    period: Period,
    calendar: ProductionCalendar,
    there_id: int | None,
) -> SchoolGoes:
    return SchoolGoes(
        case_id=case.id,
        school=case.school.name,
        is_example=case.school.is_example,
        state_title=state_title(case.process_version.settings, case.state),
        is_open=case.closed_at is None,
        goes_on=there_id is None and case.state != CANCELLED,
        partner=carried.pair.partner_school.name if carried.pair else "",
        measures=tuple(Goes(one.title, term_in(period, one, calendar).due_on) for one in carried.measures),
        recommendations=tuple(
            Goes(one.text, term_in(period, one, calendar).due_on) for one in carried.recommendations
        ),
        baselines=len(carried.baselines),
        there_id=there_id,
    )


def _stages(session: Session, run: Run, following: NextRun) -> tuple[tuple[str, str], ...]:
    """Of the run that has begun; of one that would begin, as the programme runs today."""
    if following.id:
        version = select(Run.process_version_id).where(Run.id == following.id).scalar_subquery()
        query = select(ProcessVersion.settings).where(ProcessVersion.id == version)
    else:
        query = (
            select(ProcessVersion.settings)
            .where(ProcessVersion.programme_id == run.programme_id)
            .order_by(ProcessVersion.number.desc())
            .limit(1)
        )
    return titles_of(session.scalars(query).one())
