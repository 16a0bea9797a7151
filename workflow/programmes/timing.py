"""Terms of plan rows: six kinds, months without a year, and the words documents use for them."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from workflow.programmes.dates import PartialDate, parse_date_words, school_year
from workflow.programmes.record import Nested
from workflow.programmes.values import SchoolYear, Text, When, Year


class Timing(Nested):
    """When something is done. `within` and `yearly` are second spellings of «в течение» and «ежегодно»."""

    kind: Literal["once", "monthly", "continuous", "by_schedule", "by_request", "window", "within", "yearly"]
    start: When | None = Field(default=None, alias="from")
    end: When | None = Field(default=None, alias="to")
    deadline: When | None = None
    scope: Literal["year", "school_year"] | None = None
    yearly: bool = False
    year: Year | None = None
    school_year: SchoolYear | None = None
    schedule_source: Text | None = None
    as_given: Text | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.kind == "window" and (self.start is None or self.end is None):
            raise PydanticCustomError("window_ends", "a window has two ends")
        if self.start and self.end and self.start.year and self.end.surely_before(self.start):
            raise PydanticCustomError("period_order", "ends before it starts")
        return self

    @property
    def every_year(self) -> bool:
        return self.yearly or self.kind == "yearly"

    @property
    def asks_year(self) -> bool:
        """A month or a day is given and its year is not; «ежегодно» answers the question itself."""
        given = [one for one in (self.start, self.end, self.deadline) if one is not None]
        return not self.every_year and any(one.asks_year for one in given) and self.year is None

    def in_year(self, year: int) -> Timing:
        """The same term in a given year; a window that runs over New Year ends in the next one."""
        start, end = self.start, self.end
        if start and start.asks_year:
            start = start.in_year(year)
        if end and end.asks_year:
            over_new_year = self.start is not None and _later_in_year(self.start, end)
            end = end.in_year(year + 1 if over_new_year else year)
        deadline = self.deadline.in_year(year) if self.deadline else None
        return self.model_copy(update={"start": start, "end": end, "deadline": deadline})

    @property
    def begins_on(self) -> date | None:
        if self.start is not None:
            return None if self.start.asks_year else self.start.first
        if self.school_year is not None:
            return school_year(self.school_year)[0]
        return None if self.year is None else date(self.year, 1, 1)

    @property
    def ends_on(self) -> date | None:
        """The last day of the term; None while it has none or its year is not known."""
        last = self.deadline or self.end
        if last is not None:
            return None if last.asks_year else last.last
        if self.school_year is not None:
            return school_year(self.school_year)[1]
        return None if self.year is None else date(self.year, 12, 31)


def _later_in_year(one: PartialDate, other: PartialDate) -> bool:
    return (one.month or 1, one.day or 1) > (other.month or 12, other.day or 31)


def year_choices(first: int, last: int) -> tuple[int | None, ...]:
    """Answers to «which year?» for a month without one: each year of the programme, and None: every year."""
    return (*range(first, last + 1), None)


_RANGE = re.compile(r"^(?:с\s+)?(?P<first>.+?)\s*(?:\s-\s|-|\sпо\s)\s*(?P<last>.+)$")
_DAYS = re.compile(r"^(?:с\s+)?(\d{1,2})\s*(?:-|по)\s*(\d{1,2})\s+(\D.*)$")


def parse_timing_words(text: str) -> Timing | None:
    """A term in the words of a document; None when it is not understood, and then nothing is guessed."""
    words = re.sub(r"\s*[-–—]\s*", "-", " ".join(text.casefold().replace("ё", "е").split()))
    keep = {"as_given": text.strip()}
    if re.search(r"\bежемесячн|\b(1|один) раз в месяц", words):
        return _timing(kind="monthly", **keep)
    if "по запрос" in words:
        return _timing(kind="by_request", **keep)
    scope = "school_year" if "учебного года" in words else "year"
    if "по договор" in words:
        return _timing(kind="by_schedule", schedule_source="договор", **keep)
    if "по график" in words:
        return _timing(kind="by_schedule", **({"scope": scope} if "в течение" in words else {}), **keep)
    if words.startswith("постоянно"):
        since = parse_date_words(re.sub(r"^постоянно,?\s*(начиная\s+)?", "", words) or "-")
        return _timing(kind="continuous", **({"from": str(since)} if since else {}), **keep)
    if re.fullmatch(r"в течение (учебного )?года", words):
        return _timing(kind="continuous", scope=scope, **keep)
    return _dated(words, keep)


def _dated(words: str, keep: dict[str, str]) -> Timing | None:
    if re.match(r"(ежегодно|до|не позднее|не позже)\b", words):
        found = parse_date_words(re.sub(r"^ежегодно,?\s*(в срок\s+)?", "", words))
        every_year = {"yearly": True} if words.startswith("ежегодно") else {}
        return _timing(kind="once", deadline=str(found), **every_year, **keep) if found else None
    if found := parse_date_words(words):
        return _timing(kind="once", **{"from": str(found), "to": str(found)}, **keep)
    return _window(words, keep)


def _window(words: str, keep: dict[str, str]) -> Timing | None:
    if days := _DAYS.match(words):
        ends = tuple(parse_date_words(f"{day} {days.group(3)}") for day in days.groups()[:2])
    elif match := _RANGE.match(words):
        ends = (parse_date_words(match.group("first")), parse_date_words(match.group("last")))
    else:
        return None
    first, last = ends
    if first is None or last is None:
        return None
    if first.asks_year and last.year is not None:  # «сентябрь - октябрь 2023 года»
        first = first.in_year(last.year - _later_in_year(first, last))
    return _timing(kind="window", **{"from": str(first), "to": str(last)}, **keep)


def _timing(**values: str | bool) -> Timing:
    return Timing.model_validate(values)
