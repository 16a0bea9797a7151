"""The days of an event's other steps, counted from the event in working days, and what clashes with it.

The counts are settings of the programme, ours where it says nothing (workflow/programmes/event_cycle.py):
whoever plans the event sees the days and may move each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from workflow.deadlines.calendar import CalendarMissing, ProductionCalendar
from workflow.programmes.event_cycle import DEFAULT_OFFSETS


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDays:
    """Days by which the steps are to be made; None: not planned."""

    announce_by: date | None = None
    kickoff_on: date | None = None
    reflect_by: date | None = None
    results_by: date | None = None


def planned_steps(
    from_on: date, to_on: date, calendar: ProductionCalendar, offsets: Mapping[str, int] = DEFAULT_OFFSETS
) -> StepDays:
    """Backwards from the first day, forwards from the last. Raises CalendarMissing."""
    return StepDays(
        announce_by=calendar.add_working_days(from_on, -offsets["announce"]),
        kickoff_on=calendar.add_working_days(from_on, -offsets["kickoff"]),
        reflect_by=calendar.add_working_days(to_on, offsets["reflect"]),
        results_by=calendar.add_working_days(to_on, offsets["results"]),
    )


def days_off(from_on: date, to_on: date, calendar: ProductionCalendar) -> list[tuple[date, str]]:
    """Days within the event on which nobody works, with the holiday's name; weekends without one are «».

    Of a year that has no calendar nothing is known, and nothing is said.
    """
    found: list[tuple[date, str]] = []
    day = from_on
    while day <= to_on and len(found) < 31:
        try:
            if not calendar.is_working_day(day):
                found.append((day, calendar.note(day)))
        except CalendarMissing:
            return found
        day += timedelta(days=1)
    return found
