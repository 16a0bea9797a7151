"""What was measured, read for many cases at once: of every value the latest, the former ones stay beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from workflow.facts.of_case import OfCase
from workflow.models.monitoring import Indicator, IndicatorKind, Measurement, MeasurementRound, RoundResult

#: Case (None: the municipality), round, indicator, component.
Place = tuple[int | None, int, int, str]


def latest_of(session: Session, *conditions: ColumnElement[bool]) -> dict[Place, Measurement]:
    """The value that counts at each place; one statement."""
    last = (
        select(func.max(Measurement.id))
        .where(*conditions)
        .group_by(Measurement.case_id, Measurement.round_id, Measurement.indicator_id, Measurement.component)
    )
    rows = session.scalars(select(Measurement).where(Measurement.id.in_(last)).order_by(Measurement.id))
    return {(row.case_id, row.round_id, row.indicator_id, row.component): row for row in rows}


def rounds_of(session: Session, run_ids: Iterable[int]) -> dict[int, list[MeasurementRound]]:
    """Run -> its rounds in their order."""
    found: dict[int, list[MeasurementRound]] = defaultdict(list)
    for one in session.scalars(
        select(MeasurementRound)
        .where(MeasurementRound.run_id.in_(set(run_ids)))
        .order_by(MeasurementRound.run_id, MeasurementRound.number)
    ):
        found[one.run_id].append(one)
    return found


def indicators_of(session: Session, run_ids: Iterable[int]) -> dict[int, list[Indicator]]:
    """Run -> the indicators that are measured, in the order in which they were taken."""
    found: dict[int, list[Indicator]] = defaultdict(list)
    for one in session.scalars(
        select(Indicator)
        .where(Indicator.run_id.in_(set(run_ids)), Indicator.removed_at.is_(None))
        .order_by(Indicator.id)
    ):
        found[one.run_id].append(one)
    return found


def rounds_done(session: Session, cases: Sequence[OfCase]) -> dict[int, set[int]]:
    """Case -> rounds whose results an act approved, since the case was opened or reopened."""
    this_time = or_(
        *(and_(RoundResult.case_id == one.id, RoundResult.case_round == one.round) for one in cases)
    )
    found: dict[int, set[int]] = defaultdict(set)
    for case_id, round_id in session.execute(
        select(RoundResult.case_id, RoundResult.round_id).where(
            RoundResult.case_id.in_([one.id for one in cases]), this_time
        )
    ):
        found[case_id].add(round_id)
    return found


@dataclass(frozen=True, slots=True)
class Ahead:
    """The rounds of a case that no act has approved yet, the present one first."""

    rounds: tuple[MeasurementRound, ...]

    @property
    def now(self) -> MeasurementRound | None:
        return self.rounds[0] if self.rounds else None


def ahead_of(session: Session, cases: Sequence[OfCase]) -> dict[int, Ahead]:
    """Case -> its rounds still to be approved; two statements for all the cases.

    Round 0 holds what was brought from the former year: nobody measures it.
    """
    if not cases:
        return {}
    rounds = rounds_of(session, {case.run_id for case in cases})
    done = rounds_done(session, cases)
    return {
        case.id: Ahead(
            tuple(
                one
                for one in rounds.get(case.run_id, ())
                if one.number > 0 and one.id not in done.get(case.id, ())
            )
        )
        for case in cases
    }


def places_of(indicator: Indicator) -> tuple[str, ...]:
    """What is asked of one indicator: each of its components, or the whole."""
    if indicator.kind is IndicatorKind.WORDS and indicator.components:
        return tuple(indicator.components)
    return ("",)


def is_measured(
    indicator: Indicator, values: Mapping[Place, Measurement], *, case_id: int | None, round_id: int
) -> bool:
    """A value, or a reason why there is none, for each component; a reason for the whole does for all."""
    if (case_id, round_id, indicator.id, "") in values:
        return True
    return all((case_id, round_id, indicator.id, place) in values for place in places_of(indicator))
