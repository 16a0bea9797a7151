"""What a wording means, as a value: the shape of a term, with the words it was read from.

A rule never guesses. A month without a year stays without one until a person answers (`with_year`,
`every_year`); `proposed_years` says which answers the term of the run allows.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeAlias


class Bound(StrEnum):
    """«05 марта», «до 5 марта», «не позднее 5 марта»."""

    ON = "on"
    UNTIL = "until"
    BY = "by"


class Scope(StrEnum):
    YEAR = "year"
    SCHOOL_YEAR = "school_year"


class Unit(StrEnum):
    DAY = "day"
    WORKING_DAY = "working_day"
    WEEK = "week"
    MONTH = "month"


class Side(StrEnum):
    """Before or after the date that a term is counted from."""

    BEFORE = "before"
    AFTER = "after"


class Gives(StrEnum):
    """What will give the date that the wording leaves open."""

    SCHEDULE = "schedule"
    AGREEMENT = "agreement"
    REQUEST = "request"


class Urgency(StrEnum):
    UNSTATED = "unstated"
    URGENT = "urgent"  # срочно
    PROMPT = "prompt"  # оперативно


class YearFrom(StrEnum):
    """Who named the year: the words themselves, a person who was asked, or the term of the run."""

    WORDS = "words"
    PERSON = "person"
    TERM = "term"


class NoSuchDay(ValueError):
    """31.02, or 29 February of a year that has none."""


@dataclass(frozen=True, slots=True)
class Period:
    """From–to, both days included: the term of a run or a programme."""

    from_on: date
    to_on: date


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the calendar as a document names it: any of day and year may be left out."""

    month: int
    day: int | None = None
    year: int | None = None

    def __post_init__(self) -> None:
        longest = 29 if self.month == 2 and self.year is None else None
        if not 1 <= self.month <= 12:
            raise NoSuchDay(self)
        if self.day is not None and not 1 <= self.day <= (
            longest or monthrange(self.year or 2023, self.month)[1]
        ):
            raise NoSuchDay(self)

    @property
    def first_on(self) -> date:
        return date(self._year, self.month, self.day or 1)

    @property
    def last_on(self) -> date:
        return date(self._year, self.month, self.day or monthrange(self._year, self.month)[1])

    @property
    def _year(self) -> int:
        if self.year is None:
            raise ValueError("the year of this point was not named")
        return self.year


@dataclass(frozen=True, slots=True)
class Day:
    point: Point
    bound: Bound = Bound.ON


@dataclass(frozen=True, slots=True)
class Month:
    point: Point


@dataclass(frozen=True, slots=True)
class Window:
    """From–to; without years it may run over New Year («ноябрь - январь»)."""

    opens: Point
    closes: Point


@dataclass(frozen=True, slots=True)
class Year:
    year: int


@dataclass(frozen=True, slots=True)
class Within:
    """«в течение года»: a school year is named by its first calendar year."""

    scope: Scope
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Continuous:
    since: Point | None = None


@dataclass(frozen=True, slots=True)
class Monthly:
    """A series; `day` 31 means the last day of a shorter month."""

    every_months: int = 1
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Yearly:
    """A series; without `closes` the term is the year itself."""

    closes: Point | None = None
    opens: Point | None = None
    bound: Bound = Bound.ON


@dataclass(frozen=True, slots=True)
class Waiting:
    """No date until something else gives it; `within`: a year is named too («в течение года по графику»)."""

    gives: Gives
    within: Scope | None = None


@dataclass(frozen=True, slots=True)
class Anchored:
    """Counted from another date; without `event` from the date of the document itself."""

    count: int
    unit: Unit
    side: Side
    event: str = ""


@dataclass(frozen=True, slots=True)
class Unstated:
    """No term in the words: the office's own rule answers, and is shown as assumed."""

    urgency: Urgency = Urgency.UNSTATED


Shape: TypeAlias = (
    Day | Month | Window | Year | Within | Continuous | Monthly | Yearly | Waiting | Anchored | Unstated
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A shape and the words it was read from, kept as they stood."""

    as_given: str
    shape: Shape
    year_from: YearFrom = YearFrom.WORDS


def asks_year(rule: Rule) -> bool:
    """Whether a person has to say which year is meant."""
    match rule.shape:
        case Day(point) | Month(point):
            return point.year is None
        case Window(opens, closes):
            return opens.year is None or closes.year is None
        case Within(_, year):
            return year is None
        case _:
            return False


def with_year(rule: Rule, year: int, *, year_from: YearFrom = YearFrom.PERSON) -> Rule:
    """The rule with the answer in it: for a window the year it begins in, for a school year the first one."""
    shape = rule.shape
    match shape:
        case Day() | Month():
            shape = replace(shape, point=replace(shape.point, year=year))
        case Window(opens, closes):
            ends = year if (closes.month, closes.day or 31) >= (opens.month, opens.day or 1) else year + 1
            shape = Window(replace(opens, year=year), replace(closes, year=ends))
        case Within():
            shape = replace(shape, year=year)
        case _:
            raise ValueError("these words do not ask for a year")
    return replace(rule, shape=shape, year_from=year_from)


def every_year(rule: Rule) -> Rule:
    """The other answer to «which year?»: each year of the programme."""
    match rule.shape:
        case Day(point, bound):
            shape = Yearly(closes=replace(point, year=None), bound=bound)
        case Month(point):
            shape = Yearly(closes=replace(point, year=None))
        case Window(opens, closes):
            shape = Yearly(closes=replace(closes, year=None), opens=replace(opens, year=None))
        case Within(Scope.YEAR):
            shape = Yearly()
        case Within(Scope.SCHOOL_YEAR):
            shape = Yearly(closes=Point(8, 31), opens=Point(9, 1))
        case _:
            raise ValueError("these words do not ask for a year")
    return replace(rule, shape=shape, year_from=YearFrom.PERSON)


def proposed_years(rule: Rule, term: Period) -> tuple[int, ...]:
    """The years that give these words a place in the term, earliest first."""
    if not asks_year(rule):
        return ()
    return tuple(
        year for year in range(term.from_on.year - 1, term.to_on.year + 1) if _falls_in(rule, year, term)
    )


def _falls_in(rule: Rule, year: int, term: Period) -> bool:
    try:
        opens_on, closes_on = bounds(with_year(rule, year).shape)
    except NoSuchDay:  # 29 February of a common year
        return False
    return opens_on <= term.to_on and closes_on >= term.from_on


def bounds(shape: Shape) -> tuple[date, date]:
    """First and last day of a shape that stands in the calendar by itself, its year being known."""
    match shape:
        case Day(point) | Month(point):
            return point.first_on, point.last_on
        case Window(opens, closes):
            return opens.first_on, closes.last_on
        case Year(year) | Within(Scope.YEAR, int(year)):
            return date(year, 1, 1), date(year, 12, 31)
        case Within(Scope.SCHOOL_YEAR, int(year)):
            return date(year, 9, 1), date(year + 1, 8, 31)
        case _:
            raise ValueError("this shape has no place in the calendar by itself")
