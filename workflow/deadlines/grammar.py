"""Pieces of the grammar of terms: how Russian documents write days, months, years and amounts.

Each piece is a regular expression over `plain` text. Days are written in every way seen in documents:
«31.08.2023», «28.10. 2022», «03.02 2022», «05 марта 2022 года», ««05» марта 2022 г.», «2023-08-31».
"""

from __future__ import annotations

import re
from typing import Final

from workflow.deadlines.rule import Bound, Point, Unit


class NotMeant(Exception):
    """A form matched letter by letter, but what came out is not what it is for; the next form is tried."""


MONTH: Final = (
    r"(?:январ[ьяе]|феврал[ьяе]|март[ае]?|апрел[ьяе]|ма[йяе]|июн[ьяе]|июл[ьяе]|август[ае]?"
    r"|сентябр[ьяе]|октябр[ьяе]|ноябр[ьяе]|декабр[ьяе])"
)
MONTH_NUMBERS: Final = {
    "янв": 1, "фев": 2, "мар": 3, "апр": 4, "май": 5, "мая": 5, "мае": 5, "июн": 6,
    "июл": 7, "авг": 8, "сен": 9, "окт": 10, "ноя": 11, "дек": 12,
}  # fmt: skip
YEAR: Final = r"(?:\s*(?:года|году|год|г\.?))?"
BOUND: Final = (
    r"(?:(?:в )?срок(?:ом)?(?: исполнения| выполнения)?:?(?:\s*-)? )?"
    r"(?:(?P<bound>не позднее|не позже|до|к) )?"
)
EVENT: Final = r"(?P<event>[^,;]+)"
SCHOOL_YEARS: Final = r"(?P<first>20\d\d)\s*[/-]\s*(?P<second>20\d\d|\d\d)"

NUMBERS: Final = {
    "один": 1, "одного": 1, "одной": 1, "одну": 1, "два": 2, "две": 2, "двух": 2, "три": 3, "трех": 3,
    "четыре": 4, "четырех": 4, "пять": 5, "пяти": 5, "шесть": 6, "шести": 6, "семь": 7, "семи": 7,
    "восемь": 8, "восьми": 8, "девять": 9, "девяти": 9, "десять": 10, "десяти": 10, "четырнадцати": 14,
    "пятнадцати": 15, "двадцати": 20, "тридцати": 30,
}  # fmt: skip
COUNT: Final = r"(?P<count>\d{1,3}|" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + r")(?: \([а-я]+\))?"
UNIT: Final = (
    r"(?P<unit>раб(?:оч(?:их|его|ий|ие)|\.)\s*(?:дн(?:ей|я|\.)?|день)"
    r"|(?:календарн(?:ых|ого|ый|ые) )?(?:дн(?:ей|я)|день|суток)"
    r"|недел[юиь]|недель|месяц(?:а|ев)?)"
)
AMOUNT: Final = rf"(?:{COUNT} )?{UNIT}"


def plain(text: str) -> str:
    """The text for matching: one case, no «ё», one dash, one blank, one quote; never another length."""
    return "".join(map(_plain_letter, text))


def _plain_letter(letter: str) -> str:
    if letter in "–—‑−":
        return "-"
    if letter in "«»“”„":
        return '"'
    if letter.isspace():
        return " "
    lower = letter.lower()
    return {"ё": "е"}.get(lower, lower) if len(lower) == 1 else letter


def POINT(tag: str) -> str:
    """A day; `tag` tells two of them in one form apart."""
    by_name = (
        rf'"?(?P<dw{tag}>\d{{1,2}})"?(?:-?(?:го|ое|е))? (?P<w{tag}>{MONTH})(?:,? (?P<yw{tag}>20\d\d){YEAR})?'
    )
    by_number = (
        rf"(?P<dn{tag}>\d{{1,2}})\s*[./]\s*(?P<mn{tag}>\d{{1,2}})"
        rf"(?:(?:\s*[./]\s*|\s+)(?P<yn{tag}>20\d\d){YEAR}|[./](?P<ys{tag}>\d\d)(?!\d){YEAR})?"
    )
    by_standard = rf"(?P<yi{tag}>20\d\d)-(?P<mi{tag}>\d\d)-(?P<di{tag}>\d\d)"
    return rf"(?:{by_standard}|{by_name}|{by_number})"


def MONTH_POINT(tag: str) -> str:
    return rf"(?P<w{tag}>{MONTH})(?:,? (?P<yw{tag}>20\d\d){YEAR})?"


def point_of(found: re.Match[str], tag: str) -> Point:
    """The day or month of a match; raises NoSuchDay for 31.02."""

    def part(name: str) -> int | None:
        text = found.groupdict().get(name + tag)
        return int(text) if text else None

    if found[f"w{tag}"]:
        return Point(MONTH_NUMBERS[found[f"w{tag}"][:3]], part("dw"), part("yw"))
    short = part("ys")
    year = part("yi") or part("yn") or (None if short is None else 2000 + short)
    return Point(part("mi") or part("mn") or 0, part("di") or part("dn") or 0, year)


def bound_of(found: re.Match[str]) -> Bound:
    """«включительно» leaves no doubt about «до»."""
    word = found["bound"]
    if "including" in found.re.groupindex and found["including"]:
        return Bound.BY
    if word is None:
        return Bound.ON
    return Bound.UNTIL if word == "до" else Bound.BY


def school_year_of(found: re.Match[str]) -> int | None:
    if found["first"] is None:
        return None
    first, second = int(found["first"]), int(found["second"])
    if second % 100 != (first + 1) % 100:
        raise NotMeant
    return first


def amount_of(found: re.Match[str]) -> tuple[int, Unit]:
    """How many of what; a unit without a number is one («за неделю до»)."""
    given = found.groupdict().get("count") or found.groupdict().get("word")
    if given is not None and not given.isdigit() and given not in NUMBERS:
        raise NotMeant
    count = 1 if given is None else int(given) if given.isdigit() else NUMBERS[given]
    unit = found["unit"]
    if unit.startswith("раб"):
        return count, Unit.WORKING_DAY
    if unit.startswith("нед"):
        return count, Unit.WEEK
    return count, Unit.MONTH if unit.startswith("мес") else Unit.DAY
