"""What a school takes along into the next year: one reading for the preview and for the press.

A pair goes on as a proposal, an unfinished measure and an open recommendation as new rows that name the old
ones, the last approved value of an indicator as the base of the new year. Nothing of the former year changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from workflow.deadlines.calendar import CalendarMissing, ProductionCalendar
from workflow.deadlines.deadline import Deadline
from workflow.deadlines.due import due_date, series
from workflow.deadlines.rule import Monthly, Period, Yearly
from workflow.deadlines.stored import from_json, to_json
from workflow.deadlines.wording import Unclear, read_wording
from workflow.models.case import Pair
from workflow.models.monitoring import Measurement, MeasurementRound, Recommendation, RoundResult
from workflow.models.plan import Measure, MeasureStatus, Plan
from workflow.models.task import Task, TaskStatus

#: The round of a run that holds what was measured before it began; measuring itself counts from 1.
BASE_ROUND = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """A measurement with the result that approved it."""

    measurement: Measurement
    result: RoundResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """Of one case. Rows as they stand; the command copies them, the preview only names them."""

    pair: Pair | None = None
    measures: tuple[Measure, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    baselines: tuple[Approved, ...] = ()


def carried_of(session: Session, case_ids: Sequence[int]) -> dict[int, Carried]:
    """Four statements, however many cases."""
    pairs = _pairs(session, case_ids)
    measures = _measures(session, case_ids)
    recommendations = _recommendations(session, case_ids)
    baselines = _baselines(session, case_ids)
    return {
        case_id: Carried(
            pair=pairs.get(case_id),
            measures=tuple(measures[case_id]),
            recommendations=tuple(recommendations[case_id]),
            baselines=tuple(baselines[case_id].values()),
        )
        for case_id in case_ids
    }


@dataclass(frozen=True, slots=True)
class Term:
    """Of a carried row: empty where the words give no day in the new year and somebody must name one."""

    due_on: date | None = None
    deadline: Mapping[str, Any] | None = None


def term_in(period: Period, row: Measure | Recommendation, calendar: ProductionCalendar) -> Term:
    """The old day where it lies in the new term; else what the words themselves say of that term."""
    if row.due_on is not None and period.from_on <= row.due_on <= period.to_on:
        return Term(row.due_on, row.deadline)
    rule = from_json(row.deadline).rule if row.deadline else read_wording(row.as_given)
    if isinstance(rule, Unclear) or not row.as_given:
        return Term()
    try:
        if isinstance(rule.shape, Yearly | Monthly):
            repeated = series(rule, term=period, calendar=calendar).deadlines
            found: Deadline | None = repeated[0 if isinstance(rule.shape, Yearly) else -1] if repeated else None
        else:
            found = due_date(rule, calendar=calendar, term=period)
    except CalendarMissing:
        return Term()
    if found is None or found.due_on is None or not period.from_on <= found.due_on <= period.to_on:
        return Term()
    return Term(found.due_on, to_json(found))


def _pairs(session: Session, case_ids: Sequence[int]) -> dict[int, Pair]:
    """The later of those that were not ended."""
    rows = session.scalars(
        select(Pair)
        .where(Pair.case_id.in_(case_ids), Pair.ended_at.is_(None))
        .options(joinedload(Pair.partner_school))
        .order_by(Pair.id)
    )
    return {row.case_id: row for row in rows}


def _measures(session: Session, case_ids: Sequence[int]) -> dict[int, list[Measure]]:
    rows = session.execute(
        select(Plan.case_id, Measure)
        .join(Measure, Measure.plan_id == Plan.id)
        .where(Plan.case_id.in_(case_ids), Measure.status == MeasureStatus.OPEN, Measure.removed_at.is_(None))
        .order_by(Measure.position, Measure.id)
    )
    return _by_case((case_id, row) for case_id, row in rows)


def _recommendations(session: Session, case_ids: Sequence[int]) -> dict[int, list[Recommendation]]:
    """Not withdrawn, and not fulfilled: of those that became tasks at least one is open."""
    tasks = select(Task.id).where(Task.recommendation_id == Recommendation.id)
    rows = session.scalars(
        select(Recommendation)
        .where(
            Recommendation.case_id.in_(case_ids),
            Recommendation.removed_at.is_(None),
            ~tasks.exists() | tasks.where(Task.status == TaskStatus.OPEN).exists(),
        )
        .order_by(Recommendation.id)
    )
    return _by_case((row.case_id, row) for row in rows)


def _baselines(session: Session, case_ids: Sequence[int]) -> defaultdict[int, dict[tuple[int, str], Approved]]:
    """By indicator and its component: of the approved rounds the last, in it the value entered last."""
    rows = session.execute(
        select(Measurement, RoundResult)
        .join(MeasurementRound, MeasurementRound.id == Measurement.round_id)
        .join(
            RoundResult,
            (RoundResult.case_id == Measurement.case_id) & (RoundResult.round_id == Measurement.round_id),
        )
        .where(Measurement.case_id.in_(case_ids))
        .order_by(RoundResult.case_round, MeasurementRound.number, Measurement.id)
    )
    found: defaultdict[int, dict[tuple[int, str], Approved]] = defaultdict(dict)
    for measurement, result in rows:
        said = measurement.value is not None or measurement.words
        if said and measurement.case_id is not None:
            key = (measurement.indicator_id, measurement.component)
            found[measurement.case_id][key] = Approved(measurement=measurement, result=result)
    return found


def _by_case(rows: Iterable[tuple[int | None, Any]]) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for case_id, row in rows:
        if case_id is not None:
            found[case_id].append(row)
    return found
