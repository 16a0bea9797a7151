"""Plan against fact, one line an indicator: where it began, what was planned for the year, what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflow.facts.decimals import decimal_comma, deviation
from workflow.facts.results import Place, places_of
from workflow.models.monitoring import Indicator, IndicatorKind, Measurement, MeasurementRound


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Numbers as they are stored. Not measured is `why_not`; nothing said at all is neither fact nor reason."""

    indicator_id: int
    title: str
    component: str
    kind: IndicatorKind
    unit: str
    before: str = ""
    #: The year of the document's baseline, or the round in which it was first measured here.
    before_at: str = ""
    target: str = ""
    target_at: str = ""
    fact: str = ""
    #: Of a share: how many of how many.
    numerator: str = ""
    denominator: str = ""
    rests_on: str = ""
    why_not: str = ""
    measured_on: date | None = None
    deviation: str = ""

    @property
    def name(self) -> str:
        return f"{self.title}: {self.component}" if self.component else self.title

    @property
    def is_in_words(self) -> bool:
        return self.kind is IndicatorKind.WORDS

    def for_packet(self) -> dict[str, Any]:
        """Plain values for a part of a packet: numbers as a document writes them."""
        said = {
            "indicator": self.name,
            "unit": self.unit,
            "before": self._written(self.before),
            "before_at": self.before_at,
            "target": decimal_comma(self.target),
            "target_at": self.target_at,
            "fact": self._written(self.fact),
            "of": f"{self.numerator} из {self.denominator}" if self.denominator else "",
            "rests_on": self.rests_on,
            "why_not": self.why_not,
            "deviation": decimal_comma(self.deviation),
        }
        return {key: value for key, value in said.items() if value}

    def _written(self, value: str) -> str:
        return value if self.is_in_words else decimal_comma(value)


def lines_of(
    indicators: Sequence[Indicator],
    rounds: Sequence[MeasurementRound],
    values: Mapping[Place, Measurement],
    *,
    case_id: int | None,
    round_id: int,
) -> Iterator[Line]:
    """The lines of one round for a case, or for the municipality. `rounds` of the run, in their order."""
    for indicator in indicators:
        if indicator.per_school is not (case_id is not None):
            continue
        for component in _shown_places(indicator, values, case_id=case_id, round_id=round_id):
            yield line_of(indicator, component, rounds, values, case_id=case_id, round_id=round_id)


def line_of(
    indicator: Indicator,
    component: str,
    rounds: Sequence[MeasurementRound],
    values: Mapping[Place, Measurement],
    *,
    case_id: int | None,
    round_id: int,
) -> Line:
    row = values.get((case_id, round_id, indicator.id, component))
    before, before_at = _before(indicator, component, rounds, values, case_id=case_id, round_id=round_id)
    fact = (row.value or row.words) if row is not None else ""
    year = str(row.measured_on.year) if row is not None else ""
    target = str(indicator.targets.get(year, "")) if indicator.kind is not IndicatorKind.WORDS else ""
    return Line(
        indicator_id=indicator.id,
        title=indicator.title,
        component=component,
        kind=indicator.kind,
        unit=indicator.unit,
        before=before,
        before_at=before_at,
        target=target,
        target_at=year if target else "",
        fact=fact,
        numerator=(row.numerator or "") if row is not None else "",
        denominator=(row.denominator or "") if row is not None else "",
        rests_on=row.rests_on if row is not None else "",
        why_not=row.why_not if row is not None else "",
        measured_on=row.measured_on if row is not None else None,
        deviation=deviation(fact, target) if target and fact else "",
    )


def _shown_places(
    indicator: Indicator, values: Mapping[Place, Measurement], *, case_id: int | None, round_id: int
) -> tuple[str, ...]:
    """Its components; a reason about the whole of it stands before them, or for them all."""
    places = places_of(indicator)
    if places == ("",) or (case_id, round_id, indicator.id, "") not in values:
        return places
    measured = tuple(one for one in places if (case_id, round_id, indicator.id, one) in values)
    return ("", *measured)


def _before(
    indicator: Indicator,
    component: str,
    rounds: Sequence[MeasurementRound],
    values: Mapping[Place, Measurement],
    *,
    case_id: int | None,
    round_id: int,
) -> tuple[str, str]:
    """The document's baseline; without one, what the earliest former round found here."""
    if indicator.baseline is not None and not component:
        return indicator.baseline, str(indicator.baseline_year or "")
    for one in rounds:
        if one.id == round_id:
            break
        row = values.get((case_id, one.id, indicator.id, component))
        if row is not None and (row.value or row.words):
            return row.value or row.words, one.title
    return "", ""
