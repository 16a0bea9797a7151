"""A term as a page shows it: how near, in words, and why it is that date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from workflow.deadlines.calendar import ProductionCalendar
from workflow.deadlines.stored import from_json
from workflow.deadlines.why import Step, StepKind, why_this_date
from workflow.deadlines.words import TermKind, term_words
from workflow.states.definition import Message

#: How near -> the look of macros/due.html.
LOOKS: Final[Mapping[TermKind, str]] = {
    TermKind.LATE: "late",
    TermKind.TODAY: "soon",
    TermKind.TOMORROW: "soon",
    TermKind.SOON: "soon",
    TermKind.OK: "ok",
    TermKind.NONE: "none",
}


@dataclass(frozen=True, slots=True)
class WhyStep:
    """A row of «почему»; `note` is a person's own words, `is_quote` a document's."""

    title: Message
    said: Message
    is_quote: bool
    note: str


@dataclass(frozen=True, slots=True)
class Due:
    look: str
    words: Message
    on: date | None
    why: tuple[WhyStep, ...] = ()

    @property
    def is_late(self) -> bool:
        return self.look == "late"


def due_of(
    due_on: date | None,
    today: date,
    calendar: ProductionCalendar,
    *,
    deadline: Mapping[str, Any] | None = None,
) -> Due:
    """`deadline` is the derivation kept in a task's row; a state's term has none."""
    term = term_words(due_on, today, calendar)
    steps = why_this_date(from_json(deadline)) if deadline else ()
    return Due(LOOKS[term.kind], term.message, due_on, tuple(map(_step, steps)))


def _step(step: Step) -> WhyStep:
    return WhyStep(step.title, step.said, step.kind is StepKind.WORDS, step.note)
