"""A deadline with all it came from, kept in the task's row: «почему эта дата» never has to recompute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from workflow.deadlines.rule import Rule
from workflow.states.definition import Message

if TYPE_CHECKING:
    from workflow.deadlines.why import Step


class ShiftPolicy(StrEnum):
    """What becomes of a term whose day is off. `previous` can make nobody late, so it is the default."""

    PREVIOUS = "previous"
    NEXT = "next"
    NONE = "none"


class WaitsFor(StrEnum):
    """Why there is no date yet; each is somebody's answer or something's event."""

    YEAR = "year"
    ANCHOR = "anchor"
    SCHEDULE = "schedule"
    AGREEMENT = "agreement"
    REQUEST = "request"
    SERIES = "series"  # many dates, see `series`
    NOTHING = "nothing"  # «постоянно»: there will be none


class ChangeKind(StrEnum):
    EXTENSION = "extension"
    SUSPENSION = "suspension"
    APPOINTMENT = "appointment"  # a date given by a person where the words gave none


@dataclass(frozen=True, slots=True)
class CalendarSays:
    """What the production calendar of one version said of a day when it was used."""

    version: str
    day_on: date
    working: bool
    note: str = ""
    provisional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One move of a set date. `asked_on` is what was asked for, `to_on` what the shift made of it."""

    kind: ChangeKind
    from_on: date | None
    asked_on: date
    to_on: date
    calendar: CalendarSays
    reason: str = ""
    working_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """`document_on` is the term of the document, `due_on` the day the system works by; both are shown.

    `opens_on` is the first day of a window. Without `due_on`, `waits_for` says what is missing. `assumed` is
    a rule of the office's or of ours that stood in for silent words; it is always shown.
    """

    rule: Rule
    shift_policy: ShiftPolicy = ShiftPolicy.PREVIOUS
    anchor_on: date | None = None
    opens_on: date | None = None
    document_on: date | None = None
    due_on: date | None = None
    waits_for: WaitsFor | None = None
    calendar: CalendarSays | None = None
    assumed: Message | None = None
    changes: tuple[Change, ...] = ()

    @property
    def as_given(self) -> str:
        """The words of the document, as they stood."""
        return self.rule.as_given

    @property
    def calendar_version(self) -> str | None:
        """The version that the present date was computed by."""
        calendar = self.changes[-1].calendar if self.changes else self.calendar
        return calendar.version if calendar else None

    @property
    def provisional(self) -> bool:
        """Whether the date may still move because the calendar of its year is a draft."""
        calendar = self.changes[-1].calendar if self.changes else self.calendar
        return calendar is not None and calendar.provisional

    @property
    def shifted(self) -> bool:
        """Whether the term of the document stands on a day off, so that work is due on another day."""
        return self.document_on is not None and not self.changes and self.document_on != self.due_on

    @property
    def steps(self) -> tuple[Step, ...]:
        """«Почему эта дата»: words, from what, rule, calendar, shift, extensions."""
        from workflow.deadlines.why import why_this_date  # it reads deadlines, so it cannot be imported above

        return why_this_date(self)
