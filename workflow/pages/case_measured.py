"""Of a case: its indicators with plan and fact, its notes, what was recommended and what became of that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from workflow.facts import stages_of
from workflow.facts.counted import INDICATOR, WHAT, closing_counts
from workflow.facts.results import ahead_of
from workflow.models.case import Case
from workflow.pages.indicators import IndicatorView, indicators_of_case
from workflow.pages.recommendations import (
    NoteView,
    RecommendationView,
    former_lines,
    notes_of,
    recommendations_of,
)
from workflow.states.definition import Role
from workflow.states.facts import Collects


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """`rounds`: the programme measures at all. `round`: the one that this case measures now, by its name."""

    rounds: bool
    round: str
    views: tuple[IndicatorView, ...]
    notes: tuple[NoteView, ...]
    recommendations: tuple[RecommendationView, ...]
    former: tuple[str, ...]
    may_enter: bool

    @property
    def drawn(self) -> tuple[IndicatorView, ...]:
        """Of words there is no picture; an indicator is drawn once, whatever its components."""
        return tuple(one for one in self.views if not one.is_in_words and any(p.is_said for p in one.points))

    @property
    def watched(self) -> tuple[RecommendationView, ...]:
        return tuple(one for one in self.recommendations if one.is_open)


NOTHING = Measured(rounds=False, round="", views=(), notes=(), recommendations=(), former=(), may_enter=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedRow:
    """`what` is a message id, or the indicator's own title when `is_indicator`."""

    what: str
    value: str
    before: str = ""
    after: str = ""
    is_indicator: bool = False


def measured_of_case(session: Session, case: Case, roles: Role, today: date, *, ended: bool) -> Measured:
    settings = case.process_version.settings
    measures = "monitoring" in stages_of(settings)
    views = indicators_of_case(session, case, today)
    if not measures:  # an indicator measured all the same is shown
        views = tuple(one for one in views if any(point.is_said for point in one.points))
    now = ahead_of(session, [case])[case.id].now if measures else None
    return Measured(
        rounds=measures,
        round=now.title if now is not None else "",
        views=views,
        notes=notes_of(session, case.id),
        recommendations=recommendations_of(session, case.id, case.authority_id, today),
        former=former_lines(session, case.id),
        may_enter=measures and bool(views) and not ended and may_measure(roles, settings),
    )


def may_measure(roles: Role, settings: Mapping[str, object]) -> bool:
    if Role.METHODIST in roles:
        return True
    return Role.SCHOOL in roles and settings.get("measures") == Collects.SCHOOL


def counted_rows(rows: list[dict[str, str]]) -> tuple[CountedRow, ...]:
    """What a report counted, as a page shows it; a count of a later release is left out."""
    return tuple(
        CountedRow(
            what=row["indicator"],
            value=row.get("unit", ""),
            before=row.get("before", ""),
            after=row.get("after", ""),
            is_indicator=True,
        )
        if row["what"] == INDICATOR
        else CountedRow(what=WHAT[row["what"]], value=str(row["value"]))
        for row in rows
        if row["what"] == INDICATOR or row["what"] in WHAT
    )


def counted_now(session: Session, case: Case, today: date) -> tuple[CountedRow, ...]:
    """What the report would count if it were written today."""
    return counted_rows(closing_counts(session, case, today))
