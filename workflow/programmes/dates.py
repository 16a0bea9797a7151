"""Dates as documents give them: to the day, to the month, to the year, or without a year."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date

_ISO = re.compile(r"(?P<year>\d{4})(-(?P<month>\d{2})(-(?P<day>\d{2}))?)?")
_ISO_WITHOUT_YEAR = re.compile(r"(?P<month>\d{2})(-(?P<day>\d{2}))?")

#: Enough letters of each month to know it in any case; «мая» and «май» differ in the third letter.
_MONTH_STEMS = ("янв", "фев", "мар", "апр", "ма[йяею]", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_MONTH = "|".join(rf"(?P<m{number}>{stem}[а-я]*)" for number, stem in enumerate(_MONTH_STEMS, start=1))
_YEAR = r"(?P<year>(19|20)\d{2})"
_AFTER = r"\s*(г\.?|год|года|году)?"
_NUMERIC = re.compile(rf"(?P<day>\d{{1,2}})\s*\.\s*(?P<month>\d{{1,2}})\s*[.\s]\s*{_YEAR}{_AFTER}")
_IN_WORDS = re.compile(rf"((?P<day>\d{{1,2}})\s+)?({_MONTH})\.?(\s+{_YEAR}{_AFTER})?")
_YEAR_ALONE = re.compile(rf"{_YEAR}{_AFTER}")
_BEFORE = re.compile(r"^(не позднее|не позже|до|от|с|со|в|во)\s+(?=\d|[а-я])")

MONTHS = (
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
)


@dataclass(frozen=True, slots=True, order=False)
class PartialDate:
    """A date to the precision of the document. Written ГГГГ-ММ-ДД, ГГГГ-ММ, ГГГГ, ММ-ДД or ММ."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """From the file's own spelling; ValueError when it is none, or no day of the calendar."""
        match = _ISO.fullmatch(text) or _ISO_WITHOUT_YEAR.fullmatch(text)
        if match is None:
            raise ValueError(text)
        parts = {name: int(value) for name, value in match.groupdict().items() if value}
        return _checked(cls(**parts))

    def __str__(self) -> str:
        year = "" if self.year is None else f"{self.year:04d}"
        rest = [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(filter(None, (year, *rest)))

    @property
    def asks_year(self) -> bool:
        return self.year is None

    @property
    def exact(self) -> date | None:
        """The day, when year, month and day are all given."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return date(self.year, self.month, self.day)

    def in_year(self, year: int) -> PartialDate:
        """The same date with the year filled in; a given year stays."""
        return self if self.year is not None else replace(self, year=year)

    @property
    def first(self) -> date:
        """The first day it may mean; ValueError while the year is not known."""
        if self.year is None:
            raise ValueError("the year is not known")
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """The last day it may mean; ValueError while the year is not known."""
        if self.year is None:
            raise ValueError("the year is not known")
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def surely_before(self, other: PartialDate) -> bool:
        """Every day it may mean is before every day of the other. Unknown years prove nothing."""
        return self.year is not None and other.year is not None and self.last < other.first

    @property
    def shown(self) -> str:
        """As a Russian reader writes it: «08.06.2023», «ноябрь 2021», «2023», «10.09», «ноябрь»."""
        if self.month is None:
            return str(self.year)
        if self.day is None:
            name = MONTHS[self.month - 1]
            return name if self.year is None else f"{name} {self.year}"
        short = f"{self.day:02d}.{self.month:02d}"
        return short if self.year is None else f"{short}.{self.year}"


def _checked(found: PartialDate) -> PartialDate:
    """The date, if the calendar has it; 29 February without a year is possible."""
    date(found.year if found.year is not None else 2000, found.month or 1, found.day or 1)
    return found


def parse_date_words(text: str) -> PartialDate | None:
    """A date in the words of a document, whatever its stray spaces; None when it is not one date.

    «03.02 2022», «28.10. 2022 года», «05 марта 2022 года», «до 31.08.2023», «ноябрь 2021», «ноябрь»,
    «в 2023 году», and the file's own spelling.
    """
    words = " ".join(text.casefold().replace("ё", "е").split()).rstrip(" ,;")
    words = _BEFORE.sub("", words)
    try:
        if _ISO.fullmatch(words):
            return PartialDate.parse(words)
        for pattern in (_NUMERIC, _IN_WORDS, _YEAR_ALONE):
            if match := pattern.fullmatch(words):
                return _from_words(match.groupdict())
    except ValueError:
        return None
    return None


def _from_words(groups: dict[str, str | None]) -> PartialDate:
    month = groups.get("month")
    if month is None:
        month = next((name[1:] for name, value in groups.items() if name[0] == "m" and value), None)
    year, day = groups.get("year"), groups.get("day")
    return _checked(
        PartialDate(
            year=int(year) if year else None,
            month=int(month) if month else None,
            day=int(day) if day else None,
        )
    )


def school_year(words: str) -> tuple[date, date]:
    """The days of «2021-2022» or «2022/23»: 1 September to 31 August. ValueError for anything else."""
    match = re.fullmatch(r"(\d{4})\s*[-–/]\s*(\d{4}|\d{2})", words.strip())
    if match is None:
        raise ValueError(words)
    first = int(match.group(1))
    if int(match.group(2)) % 100 != (first + 1) % 100:
        raise ValueError(words)
    return date(first, 9, 1), date(first + 1, 8, 31)
