"""Days off by the production calendar, for remarks only: deadlines use the authority's own calendar."""

from __future__ import annotations

from datetime import date
from functools import cache

import holidays

#: Years whose official transfers the library is known to hold.
FIRST_YEAR, LAST_YEAR = 2018, 2026


@cache
def _calendar(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("RU", years=year, expand=False)


def day_off(on: date) -> bool | None:
    """None when the calendar of that year is not known: then nothing is said about the day."""
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        return None
    return not _calendar(on.year).is_working_day(on)
