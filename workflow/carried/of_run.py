"""What a run itself takes along beside its schools: municipal plans, and where the municipality begins.

The unfinished measures of a plan go on as a plan of the new term, once in each later run. The last value of
an indicator of the municipality is the base of the same indicator: a number as its baseline, words in the base
round.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from workflow.carried.of_cases import BASE_ROUND
from workflow.models.monitoring import Indicator, Measurement, MeasurementRound
from workflow.models.plan import Measure, MeasureStatus, Plan
from workflow.models.search import search_text


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedPlan:
    """`there_id`: the plan of the next year that goes on with it already."""

    plan: Plan
    measures: tuple[Measure, ...]
    there_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MunicipalBase:
    """An indicator of the former run, and the value that counts; the next run does not know it yet."""

    indicator: Indicator
    measurement: Measurement


def municipal_plans(session: Session, run_id: int, following_id: int | None) -> tuple[CarriedPlan, ...]:
    """With something to go on with, or gone on already. One that ended early gave its place to another."""
    plans = session.scalars(
        select(Plan)
        .where(Plan.run_id == run_id, Plan.case_id.is_(None), Plan.ended_on.is_(None))
        .order_by(Plan.id)
    ).all()
    measures = _unfinished(session, plans)
    there = _there(session, plans, following_id)
    return tuple(
        CarriedPlan(plan=one, measures=tuple(measures[one.id]), there_id=there.get(one.id))
        for one in plans
        if measures[one.id] or one.id in there
    )


def same_indicators(session: Session, run_id: int, following_id: int | None) -> dict[int, Indicator | None]:
    """Indicator of the former run -> the same one of the next, by its code or by its name."""
    there = session.scalars(
        select(Indicator).where(Indicator.run_id == following_id).order_by(Indicator.id.desc())
    ).all()
    by_code = {one.code: one for one in there}
    by_name = {_name(one): one for one in there if one.removed_at is None}
    return {
        one.id: by_code.get(one.code) or by_name.get(_name(one)) for one in live_indicators(session, run_id)
    }


def live_indicators(session: Session, run_id: int) -> Sequence[Indicator]:
    return session.scalars(
        select(Indicator)
        .where(Indicator.run_id == run_id, Indicator.removed_at.is_(None))
        .order_by(Indicator.id)
    ).all()


def municipal_base(session: Session, run_id: int, following_id: int | None) -> tuple[MunicipalBase, ...]:
    """Values of the municipality that the next run does not begin with yet, unless its own are newer."""
    same = same_indicators(session, run_id, following_id)
    begun = _begun(session, following_id)
    latest = _latest(session, run_id)
    return tuple(
        MunicipalBase(indicator=one, measurement=value)
        for one in live_indicators(session, run_id)
        for (indicator_id, component), value in latest.items()
        if indicator_id == one.id and _is_news(value, same[one.id], one, begun, component)
    )


def _is_news(
    value: Measurement,
    same: Indicator | None,
    former: Indicator,
    begun: Mapping[tuple[int, str], Measurement],
    component: str,
) -> bool:
    if same is None:
        return True
    if same.kind is not former.kind:
        return False  # a number is no base of words
    if value.value is not None:
        year = value.measured_on.year
        newer = same.baseline_year is not None and same.baseline_year > year
        return not newer and (same.baseline, same.baseline_year) != (value.value, year)
    known = begun.get((same.id, component))
    return known is None or (known.measured_on <= value.measured_on and known.words != value.words)


def _name(indicator: Indicator) -> tuple[str, str, bool]:
    """What makes it the same where its code is another: somebody typed it anew."""
    return search_text(indicator.title), indicator.kind.value, indicator.per_school


def _unfinished(session: Session, plans: Sequence[Plan]) -> defaultdict[int, list[Measure]]:
    found: defaultdict[int, list[Measure]] = defaultdict(list)
    for one in session.scalars(
        select(Measure)
        .where(
            Measure.plan_id.in_([plan.id for plan in plans]),
            Measure.status == MeasureStatus.OPEN,
            Measure.removed_at.is_(None),
        )
        .order_by(Measure.position, Measure.id)
    ):
        found[one.plan_id].append(one)
    return found


def _there(session: Session, plans: Sequence[Plan], following_id: int | None) -> Mapping[int, int]:
    """Former plan -> the one of the next year, also where that one gave the measures up again."""
    following = aliased(Measure)
    rows = session.execute(
        select(Measure.plan_id, Plan.id)
        .join(following, following.carried_from_id == Measure.id)
        .join(Plan, Plan.id == following.plan_id)
        .where(Measure.plan_id.in_([plan.id for plan in plans]), Plan.run_id == following_id)
        .order_by(Plan.id.desc())
    )
    return {row.plan_id: row.id for row in rows}


def _latest(session: Session, run_id: int) -> dict[tuple[int, str], Measurement]:
    """Of the last round with a value, in it the one entered last. A number is of the whole indicator."""
    rows = session.scalars(
        select(Measurement)
        .join(MeasurementRound, MeasurementRound.id == Measurement.round_id)
        .where(
            MeasurementRound.run_id == run_id,
            Measurement.case_id.is_(None),
            (Measurement.value.is_not(None) & (Measurement.component == "")) | (Measurement.words != ""),
        )
        .order_by(MeasurementRound.number, Measurement.id)
    )
    return _by_place(rows)


def _begun(session: Session, following_id: int | None) -> dict[tuple[int, str], Measurement]:
    """What stands in the base round of the next run for the municipality."""
    rows = session.scalars(
        select(Measurement)
        .join(MeasurementRound, MeasurementRound.id == Measurement.round_id)
        .where(
            MeasurementRound.run_id == following_id,
            MeasurementRound.number == BASE_ROUND,
            Measurement.case_id.is_(None),
        )
        .order_by(Measurement.id)
    )
    return _by_place(rows)


def _by_place(rows: Iterable[Measurement]) -> dict[tuple[int, str], Measurement]:
    return {(row.indicator_id, row.component): row for row in rows}
