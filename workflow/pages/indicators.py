"""Indicators of a run: what was planned by years, what was measured, school by school without any rating."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from workflow import access
from workflow.access import NotHere
from workflow.clock import local_date
from workflow.facts.decimals import decimal_comma, deviation, signed
from workflow.facts.results import Place, indicators_of, latest_of, places_of, rounds_of
from workflow.models.authority import Authority
from workflow.models.case import Case
from workflow.models.monitoring import Indicator, IndicatorKind, Measurement, MeasurementRound
from workflow.models.programme import Run
from workflow.programmes.dates import PartialDate
from workflow.states.definition import N_, Role

KINDS = {
    IndicatorKind.NUMBER: N_("число"),
    IndicatorKind.SHARE: N_("доля в процентах"),
    IndicatorKind.WORDS: N_("словами"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RunHead:
    id: int
    title: str
    programme_code: str
    programme: str
    authority_id: int
    zone: str
    today: date
    roles: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundView:
    id: int
    version: int
    number: int
    title: str
    from_on: date | None
    due_on: date | None
    #: Places that have a value or a reason, of all that are asked.
    measured: int
    asked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One year, or one round: plan, fact and the difference, in numbers as they are stored."""

    label: str
    plan: str = ""
    fact: str = ""
    words: str = ""
    counted: tuple[str, str] = ("", "")
    rests_on: str = ""
    why_not: str = ""
    is_base: bool = False

    @property
    def plan_words(self) -> str:
        return decimal_comma(self.plan)

    @property
    def fact_words(self) -> str:
        return decimal_comma(self.fact)

    @property
    def deviation(self) -> str:
        return signed(deviation(self.fact, self.plan)) if self.plan and self.fact and not self.is_base else ""

    @property
    def is_said(self) -> bool:
        return bool(self.fact or self.words or self.why_not)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorView:
    id: int
    code: str
    number: str
    group: str
    title: str
    kind: IndicatorKind
    unit: str
    share_of: str
    per_school: bool
    components: tuple[str, ...]
    reported: tuple[str, str]
    source: str
    from_attendance: bool
    ended: bool
    points: tuple[Point, ...] = ()

    @property
    def kind_title(self) -> str:
        return KINDS[self.kind]

    @property
    def is_in_words(self) -> bool:
        return self.kind is IndicatorKind.WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class RunIndicators:
    head: RunHead
    rounds: tuple[RoundView, ...]
    of_municipality: tuple[IndicatorView, ...]
    of_schools: tuple[IndicatorView, ...]
    ended: tuple[IndicatorView, ...]
    open_cases: int

    @property
    def may_lead(self) -> bool:
        return Role.METHODIST in self.head.roles


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolSeries:
    case_id: int
    school: str
    component: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorPage:
    head: RunHead
    indicator: IndicatorView
    rounds: tuple[str, ...]
    schools: tuple[SchoolSeries, ...]


def run_head(session: Session, memberships: access.Memberships, run_id: int, *, now: datetime) -> RunHead:
    """Of the run's own authority: others are told that there is no such run."""
    run = session.scalar(
        select(Run)
        .where(Run.id == run_id, Run.authority_id.in_(access.authorities_of(memberships)))
        .options(joinedload(Run.programme_version), joinedload(Run.programme))
    )
    if run is None:
        raise NotHere
    zone = session.execute(select(Authority.zone).where(Authority.id == run.authority_id)).scalar_one()
    return RunHead(
        id=run.id,
        title=run.title,
        programme_code=run.programme.code,
        programme=run.programme_version.title,
        authority_id=run.authority_id,
        zone=zone,
        today=local_date(now, zone),
        roles=access.roles_in(memberships, run.authority_id),
    )


def run_indicators(
    session: Session, memberships: access.Memberships, run_id: int, *, now: datetime
) -> RunIndicators:
    """Eight statements, however many schools and indicators."""
    head = run_head(session, memberships, run_id, now=now)
    rounds = rounds_of(session, [run_id]).get(run_id, [])
    rows = session.scalars(select(Indicator).where(Indicator.run_id == run_id).order_by(Indicator.id)).all()
    values = latest_of(session, Measurement.round_id.in_([one.id for one in rounds]))
    cases = session.scalars(
        access.visible_cases(
            select(Case.id).where(Case.run_id == run_id, Case.closed_at.is_(None)), memberships
        )
    ).all()
    live = [one for one in rows if one.removed_at is None]
    return RunIndicators(
        head=head,
        rounds=tuple(_round(one, live, values, cases) for one in rounds),
        of_municipality=tuple(
            indicator_view(one, rounds, values, case_id=None, today=head.today)
            for one in live
            if not one.per_school
        ),
        of_schools=tuple(indicator_view(one, (), {}, today=head.today) for one in live if one.per_school),
        ended=tuple(indicator_view(one, (), {}, today=head.today) for one in rows if one.removed_at),
        open_cases=len(cases),
    )


def indicator_page(
    session: Session, memberships: access.Memberships, indicator_id: int, *, now: datetime
) -> IndicatorPage:
    row = session.get(Indicator, indicator_id)
    if row is None:
        raise NotHere
    head = run_head(session, memberships, row.run_id, now=now)
    rounds = rounds_of(session, [row.run_id]).get(row.run_id, [])
    values = latest_of(session, Measurement.indicator_id == row.id)
    cases = session.scalars(
        access.visible_cases(
            select(Case).where(Case.run_id == row.run_id).options(joinedload(Case.school)), memberships
        ).order_by(Case.sort_key, Case.id)
    ).all()
    return IndicatorPage(
        head=head,
        indicator=indicator_view(row, rounds, values, case_id=None, today=head.today),
        rounds=tuple(one.title for one in rounds),
        schools=tuple(_series_of(row, rounds, values, cases, head.today)) if row.per_school else (),
    )


def round_view(
    session: Session, memberships: access.Memberships, round_id: int, *, now: datetime
) -> tuple[RunHead, RoundView]:
    row = session.get(MeasurementRound, round_id)
    if row is None:
        raise NotHere
    head = run_head(session, memberships, row.run_id, now=now)
    return head, _round(row, (), {}, ())


def edited_indicator(
    session: Session, memberships: access.Memberships, indicator_id: int, *, now: datetime
) -> tuple[RunHead, IndicatorView, dict[str, Any], str]:
    """The run, the indicator, values of its form by the names of the fields, what the reader saw of it."""
    row = session.get(Indicator, indicator_id)
    if row is None or row.removed_at is not None:
        raise NotHere
    head = run_head(session, memberships, row.run_id, now=now)
    values = {
        "name": row.title,
        "kind": row.kind.value,
        "per_school": "yes" if row.per_school else "no",
        "unit": row.unit,
        "share_of": row.share_of,
        "from_attendance": bool(row.computed_from),
        "components": "\n".join(row.components),
        "baseline": decimal_comma(row.baseline),
        "baseline_year": str(row.baseline_year or ""),
        "targets": "\n".join(f"{year}: {decimal_comma(value)}" for year, value in sorted(row.targets.items())),
    }
    return head, indicator_view(row, (), {}, today=head.today), values, row.seen


def indicator_of_case(
    session: Session, memberships: access.Memberships, indicator_id: int, case_id: int, *, now: datetime
) -> tuple[IndicatorView, str]:
    """One indicator of one school, and the school's name; of a case whose work is open to the reader."""
    case = session.scalar(
        select(Case)
        .where(Case.id == case_id, access.case_is_open_to(memberships))
        .options(joinedload(Case.school), joinedload(Case.authority))
    )
    row = session.get(Indicator, indicator_id)
    if case is None or row is None or row.run_id != case.run_id or not row.per_school:
        raise NotHere
    rounds = rounds_of(session, [row.run_id]).get(row.run_id, [])
    values = latest_of(session, Measurement.indicator_id == row.id, Measurement.case_id == case.id)
    today = local_date(now, case.authority.zone)
    return indicator_view(row, rounds, values, case_id=case.id, today=today), case.school.name


def indicators_of_case(session: Session, case: Case, today: date) -> tuple[IndicatorView, ...]:
    """Every indicator of a school with its points; of words, the components follow one another."""
    rounds = rounds_of(session, [case.run_id]).get(case.run_id, [])
    values = latest_of(session, Measurement.case_id == case.id)
    return tuple(
        indicator_view(one, rounds, values, case_id=case.id, component=component, today=today)
        for one in indicators_of(session, [case.run_id]).get(case.run_id, [])
        if one.per_school
        for component in places_of(one)
    )


def indicator_view(
    row: Indicator,
    rounds: Sequence[MeasurementRound],
    values: Mapping[Place, Measurement],
    *,
    today: date,
    case_id: int | None = None,
    component: str = "",
) -> IndicatorView:
    reported = row.reported or {}
    return IndicatorView(
        id=row.id,
        code=row.code,
        number=row.number,
        group=row.group,
        title=f"{row.title}: {component}" if component else row.title,
        kind=row.kind,
        unit=row.unit,
        share_of=row.share_of,
        per_school=row.per_school,
        components=tuple(row.components),
        reported=(_as_of(str(reported.get("as_of", ""))), decimal_comma(str(reported.get("value", "")))),
        source=row.source,
        from_attendance=bool(row.computed_from),
        ended=row.removed_at is not None,
        points=points_of(row, rounds, values, case_id=case_id, component=component, today=today),
    )


def points_of(
    row: Indicator,
    rounds: Sequence[MeasurementRound],
    values: Mapping[Place, Measurement],
    *,
    case_id: int | None,
    component: str = "",
    today: date,
) -> tuple[Point, ...]:
    """By years where the document plans by years or begins from one, else by rounds."""
    found = [
        (one, values[case_id, one.id, row.id, component])
        for one in rounds
        if (case_id, one.id, row.id, component) in values
    ]
    if row.kind is not IndicatorKind.WORDS and (row.targets or row.baseline is not None):
        return tuple(_by_years(row, [measured for _, measured in found]))
    said = {one.id: measured for one, measured in found}
    return tuple(_point(one.title, said.get(one.id)) for one in rounds if one.number > 0 or one.id in said)


def _by_years(row: Indicator, found: Iterable[Measurement]) -> Iterable[Point]:
    of_year = {str(one.measured_on.year): one for one in found}
    base = str(row.baseline_year or "")
    if row.baseline is not None:
        yield Point(label=base, plan=str(row.targets.get(base, "")), fact=row.baseline, is_base=True)
    for year in sorted({*row.targets, *of_year} - ({base} if row.baseline is not None else set())):
        yield _point(year, of_year.get(year), plan=str(row.targets.get(year, "")))


def _point(label: str, measured: Measurement | None, *, plan: str = "") -> Point:
    if measured is None:
        return Point(label=label, plan=plan)
    return Point(
        label=label,
        plan=plan,
        fact=measured.value or "",
        words=measured.words,
        counted=(measured.numerator or "", measured.denominator or ""),
        rests_on=measured.rests_on,
        why_not=measured.why_not,
    )


def _series_of(
    row: Indicator,
    rounds: Sequence[MeasurementRound],
    values: Mapping[Place, Measurement],
    cases: Sequence[Case],
    today: date,
) -> Iterable[SchoolSeries]:
    """Schools in the order of their names, never of their values."""
    for case in cases:
        for component in places_of(row):
            yield SchoolSeries(
                case_id=case.id,
                school=case.school.name,
                component=component,
                points=points_of(row, rounds, values, case_id=case.id, component=component, today=today),
            )


def _round(
    one: MeasurementRound,
    indicators: Sequence[Indicator],
    values: Mapping[Place, Measurement],
    cases: Sequence[int],
) -> RoundView:
    asked = [
        (case_id, one.id, indicator.id, component)
        for indicator in indicators
        for case_id in (cases if indicator.per_school else (None,))
        for component in places_of(indicator)
    ]
    return RoundView(
        id=one.id,
        version=one.version,
        number=one.number,
        title=one.title,
        from_on=one.from_on,
        due_on=one.due_on,
        measured=sum(place in values for place in asked),
        asked=len(asked),
    )


def _as_of(stored: str) -> str:
    """«май 2022»: as exactly as the document says it."""
    return PartialDate.parse(stored).shown if stored else ""
