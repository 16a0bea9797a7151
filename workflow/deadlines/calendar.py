"""The production calendar: which days are worked, by whose word, and for which years that is known.

A year that is not known is refused. It never falls back to «no holidays»: a wrong date looks
exactly like a right one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from importlib.metadata import version
from types import MappingProxyType

from workflow.deadlines.messages import in_russian
from workflow.states.definition import N_, say

#: Years whose transfers are final. The presidential «non-working days» of 2020 and 2021 are not in them.
CONFIRMED_YEARS = range(2020, 2027)
#: The draft of transfers is known, the government's act is not.
PROVISIONAL_YEARS = range(2027, 2028)
#: Month and day of the holidays of article 112 of the Labour Code.
FIXED_HOLIDAYS = (*((1, day) for day in range(1, 9)), (2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4))


class CalendarMissing(LookupError):
    """There is no production calendar for a year, so nothing can be counted in it."""

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.year = year
        self.message = say(
            N_("Нет производственного календаря на %(year)s год. Его загружает администратор."),
            year=str(year),
        )

    def __str__(self) -> str:
        return in_russian(self.message)


@dataclass(frozen=True, slots=True)
class DayOverride:
    """One day that is not what its weekday says: a holiday, a transferred day off, a working Saturday."""

    working: bool
    note: str


@dataclass(frozen=True)
class ProductionCalendar:
    """Exceptions to the five-day week for known years, under one version that every computed date keeps."""

    version: str
    source: str
    confirmed: frozenset[int]
    provisional: frozenset[int]
    exceptions: Mapping[date, DayOverride]

    @property
    def years(self) -> frozenset[int]:
        """Every year that can be counted in, confirmed or not."""
        return self.confirmed | self.provisional

    def is_provisional(self, year: int) -> bool:
        """Whether dates of this year may still move."""
        self._know(year)
        return year in self.provisional

    def is_working_day(self, day: date) -> bool:
        self._know(day.year)
        override = self.exceptions.get(day)
        return override.working if override else day.weekday() < 5

    def note(self, day: date) -> str:
        """What the calendar says of an unusual day: the holiday's name or where the day off came from."""
        self._know(day.year)
        override = self.exceptions.get(day)
        return override.note if override else ""

    def working_days_in(self, year: int) -> int:
        self._know(year)
        return bisect_right(self._worked, date(year, 12, 31)) - bisect_left(self._worked, date(year, 1, 1))

    def working_days_between(self, first: date, last: date) -> int:
        """Working days after `first` up to and with `last`; negative when `last` is earlier.

        `working_days_between(day, add_working_days(day, n)) == n`.
        """
        self._know_span(first, last)
        return bisect_right(self._worked, last) - bisect_right(self._worked, first)

    def add_working_days(self, day: date, count: int) -> date:
        """The count-th working day after `day`, before it when negative. `day` is not counted; 0 is `day`."""
        self._know(day.year)
        if count == 0:
            return day
        if count > 0:
            index = bisect_right(self._worked, day) + count - 1
        else:
            index = bisect_left(self._worked, day) + count
        if index < 0:
            raise CalendarMissing(self._worked[0].year - 1)
        if index >= len(self._worked):
            raise CalendarMissing(self._worked[-1].year + 1)
        found = self._worked[index]
        self._know_span(day, found)
        return found

    def next_working_day(self, day: date) -> date:
        """`day` itself when it is worked, else the first working day after it."""
        return day if self.is_working_day(day) else self.add_working_days(day, 1)

    def previous_working_day(self, day: date) -> date:
        """`day` itself when it is worked, else the last working day before it."""
        return day if self.is_working_day(day) else self.add_working_days(day, -1)

    @cached_property
    def _worked(self) -> tuple[date, ...]:
        """Every working day of the known years in order, so that counting is a search and not a walk."""
        days = []
        for year in sorted(self.years):
            day = date(year, 1, 1)
            while day.year == year:
                if self.is_working_day(day):
                    days.append(day)
                day += timedelta(days=1)
        return tuple(days)

    def _know(self, year: int) -> None:
        if year not in self.confirmed and year not in self.provisional:
            raise CalendarMissing(year)

    def _know_span(self, first: date, last: date) -> None:
        low, high = sorted((first.year, last.year))
        for year in range(low, high + 1):
            self._know(year)


@lru_cache(maxsize=1)
def russian_calendar() -> ProductionCalendar:
    """The calendar that Opora ships: transfers as the `holidays` library of this release knows them."""
    from holidays.countries.russia import Russia  # brings every country of the world with it

    years = (*CONFIRMED_YEARS, *PROVISIONAL_YEARS)
    known = Russia(  # type: ignore[no-untyped-call]  # the library ships no types
        years=years, language="ru"
    )
    exceptions = {day: DayOverride(working=False, note=name) for day, name in known.items()}
    exceptions |= {day: DayOverride(working=True, note="Рабочая суббота") for day in known.weekend_workdays}
    return ProductionCalendar(
        version=f"holidays-{version('holidays')}",
        source="Постановления Правительства РФ о переносе выходных дней, по библиотеке holidays",
        confirmed=frozenset(CONFIRMED_YEARS),
        provisional=frozenset(PROVISIONAL_YEARS),
        exceptions=MappingProxyType(dict(sorted(exceptions.items()))),
    )


def amended_calendar(
    calendar: ProductionCalendar,
    overrides: Mapping[date, DayOverride],
    *,
    version: str,
    source: str,
    confirm: Iterable[int] = (),
) -> ProductionCalendar:
    """A new version with the administrator's table on top; the old version stays as it is.

    `confirm` names the years whose act has come out. Only so does an absent year become known, and the table
    must then be a calendar of it (`whole_years`).
    """
    confirmed = frozenset(confirm)
    exceptions = {**calendar.exceptions, **overrides}
    for year in confirmed - calendar.years - whole_years(overrides):
        raise CalendarMissing(year)
    for day in overrides:
        if day.year not in calendar.years | confirmed:
            raise CalendarMissing(day.year)
    return ProductionCalendar(
        version=version,
        source=source,
        confirmed=calendar.confirmed | confirmed,
        provisional=calendar.provisional - confirmed,
        exceptions=MappingProxyType(dict(sorted(exceptions.items()))),
    )


def whole_years(days: Mapping[date, DayOverride]) -> frozenset[int]:
    """Years of which a table holds every holiday that the Labour Code fixes, on weekends too."""
    return frozenset(
        year
        for year in {day.year for day in days}
        if all((found := days.get(date(year, *fixed))) and not found.working for fixed in FIXED_HOLIDAYS)
    )


def with_table(
    calendar: ProductionCalendar, days: Mapping[date, DayOverride], *, version: str
) -> ProductionCalendar:
    """The calendar with the administrator's days on top.

    Days of a year that is not whole yet change nothing: it stays unknown and refused, all the others go on.
    """
    added = whole_years(days) - calendar.years
    known = {day: override for day, override in days.items() if day.year in calendar.years | added}
    return amended_calendar(
        calendar, known, version=version, source=f"{calendar.source}; таблица администратора", confirm=added
    )


def changed_days(before: ProductionCalendar, after: ProductionCalendar) -> tuple[date, ...]:
    """Days that one version works and the other does not: a date that used one is to be shown, not moved."""
    candidates = sorted({*before.exceptions, *after.exceptions})
    common = before.years & after.years
    return tuple(
        day for day in candidates
        if day.year in common and before.is_working_day(day) != after.is_working_day(day)
    )  # fmt: skip
