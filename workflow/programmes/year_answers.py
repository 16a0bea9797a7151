"""The answers offered to «which year?» for a month without one."""

from __future__ import annotations

from datetime import date
from typing import Final

from workflow.programmes.passport import Period
from workflow.programmes.timing import year_choices

#: The month comes in each year of the programme.
EVERY_YEAR: Final = "every"


def answers_for(period: Period | None, *, from_on: date, to_on: date) -> tuple[str, ...]:
    """Years of the programme and of the run as text, and EVERY_YEAR last."""
    years = {from_on.year, to_on.year}
    if period is not None:
        ends = [end.year for end in (period.start, period.end) if end is not None and end.year is not None]
        if ends:
            years |= {year for year in year_choices(min(ends), max(ends)) if year is not None}
    return (*(str(year) for year in sorted(years)), EVERY_YEAR)
