"""The table of wordings: one line per form that documents use, tried from the top, and what it makes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from workflow.deadlines.grammar import (
    AMOUNT,
    BOUND,
    EVENT,
    MONTH_POINT,
    POINT,
    SCHOOL_YEARS,
    YEAR,
    NotMeant,
    amount_of,
    bound_of,
    point_of,
    school_year_of,
)
from workflow.deadlines.rule import (
    Anchored,
    Bound,
    Continuous,
    Day,
    Gives,
    Month,
    Monthly,
    NoSuchDay,
    Point,
    Scope,
    Shape,
    Side,
    Unit,
    Unstated,
    Urgency,
    Waiting,
    Window,
    Within,
    Year,
    Yearly,
)

Build = Callable[[re.Match[str]], Shape]


def _form(pattern: str) -> re.Pattern[str]:
    """Blanks in the table stand for any blanks in a document; a form ends at the end of a word."""
    return re.compile(re.sub(" +", r"\\s+", pattern) + r"(?!\w)")


def _window(found: re.Match[str]) -> Window:
    """The year is often said once, at the end: «сентябрь - октябрь 2023 года», «26-30 сентября 2022»."""
    opens, closes = point_of(found, "a"), point_of(found, "b")
    if opens.year is None and closes.year is not None:
        turns = (opens.month, opens.day or 1) > (closes.month, closes.day or 31)
        opens = Point(opens.month, opens.day, closes.year - turns)
    if opens.year is not None and closes.year is None:
        raise NotMeant
    if (opens.day is None) != (closes.day is None):
        raise NotMeant
    if opens.year is not None and opens.first_on > closes.last_on:
        raise NotMeant
    return Window(opens, closes)


def _days_of_one_month(found: re.Match[str]) -> Window:
    closes = point_of(found, "b")
    opens = Point(closes.month, int(found["from"]), closes.year)
    if closes.day is None or int(found["from"]) >= closes.day:
        raise NotMeant
    return Window(opens, closes)


def _years(found: re.Match[str]) -> Window:
    first, last = int(found["from"]), int(found["to"])
    if first >= last:
        raise NotMeant
    return Window(Point(1, year=first), Point(12, year=last))


def _part_of_year(found: re.Match[str], *, months: int) -> Window:
    number = {"i": 1, "ii": 2, "iii": 3, "iv": 4}.get(found["number"]) or int(found["number"])
    if number * months > 12:
        raise NotMeant
    year = int(found["year"]) if found["year"] else None
    return Window(Point((number - 1) * months + 1, year=year), Point(number * months, year=year))


def _yearly_window(found: re.Match[str]) -> Yearly:
    window = _window(found)
    if window.closes.year is not None:
        raise NotMeant
    return Yearly(closes=window.closes, opens=window.opens)


def _yearly(found: re.Match[str]) -> Yearly:
    point = point_of(found, "a")
    if point.year is not None:  # «ежегодно до 10 сентября 2023»: a series with an end that nobody explained
        raise NotMeant
    return Yearly(closes=point, bound=bound_of(found) if "bound" in found.re.groupindex else Bound.ON)


def _monthly(found: re.Match[str], *, months: int = 1) -> Monthly:
    day = int(found["day"]) if "day" in found.re.groupindex and found["day"] else None
    if day is not None and not 1 <= day <= 31:
        raise NoSuchDay(day)
    return Monthly(months, day)


def _since(found: re.Match[str]) -> Continuous:
    return Continuous(point_of(found, "a"))


def _within(found: re.Match[str]) -> Within:
    return Within(Scope.YEAR, int(found["year"]) if found["year"] else None)


def _school_year(found: re.Match[str]) -> Within:
    return Within(Scope.SCHOOL_YEAR, school_year_of(found))


def _anchored(side: Side) -> Build:
    def build(found: re.Match[str]) -> Anchored:
        number, unit = amount_of(found)
        parts = found.groupdict()
        if not (parts.get("count") or parts.get("word")) and unit is Unit.DAY and side is Side.AFTER:
            raise NotMeant  # «в течение дня» is a day, not a count of days
        return Anchored(number, unit, side, (parts.get("event") or "").strip(' "'))

    return build


def _on_event(found: re.Match[str]) -> Anchored:
    return Anchored(0, Unit.DAY, Side.AFTER, found[0].removeprefix("в ").strip())


IN_COURSE: Final = r"(?:в течение|в течении|на протяжении)(?: всего)?"
EACH_YEAR: Final = r"(?:ежегодн(?:о|ый|ая|ое)|каждый год|(?:1|один) раз в год)"
EACH_MONTH: Final = r"(?:ежемесячн(?:о|ый|ая|ое|ые)|каждый месяц|(?:не реже )?(?:1|один|одного) раза? в месяц)"
ALWAYS: Final = r"(?:постоянно|на постоянной основе|непрерывно)"
BY_PLAN: Final = r"(?:по|согласно|в соответствии с)(?: отдельн\w+| утвержденн\w+)?"
TIMETABLE: Final = r"(?:(?:план\w*-)?график\w*|план\w*|расписани\w*)"
CONTRACT: Final = r"(?:договор\w*|соглашени\w*)"
FROM_DAY: Final = r"(?:со дня|с момента|с даты|от даты|после)"

FORMS: Final[tuple[tuple[re.Pattern[str], Build], ...]] = tuple(
    (_form(pattern), build)
    for pattern, build in (
        # one day
        (rf"{BOUND}{POINT('a')}(?P<including> включительно)?", lambda m: Day(point_of(m, "a"), bound_of(m))),
        # from-to
        (rf"(?:с )?{POINT('a')}(?:\s*-\s*| по | до ){POINT('b')}", _window),
        (rf"(?:с )?(?P<from>\d{{1,2}})(?:-?го)?(?:\s*-\s*| по | до ){POINT('b')}", _days_of_one_month),
        (rf"(?:с |в )?{MONTH_POINT('a')}(?:\s*-\s*| по ){MONTH_POINT('b')}", _window),
        (r"(?:в )?(?P<from>20\d\d)\s*-\s*(?P<to>20\d\d) (?:годы|годах|гг)", _years),
        (
            rf"(?:в )?(?P<number>[1-4]|iv|i{{1,3}})(?:-?[а-я]{{1,2}})? квартале?(?: (?P<year>20\d\d){YEAR})?",
            lambda m: _part_of_year(m, months=3),
        ),
        (
            rf"(?:в )?(?P<number>[12]|i{{1,2}})(?:-?[а-я]{{1,2}})? полугоди[еи](?: (?P<year>20\d\d){YEAR})?",
            lambda m: _part_of_year(m, months=6),
        ),
        # a month, a year
        (rf"(?:в |до конца )?{MONTH_POINT('a')}", lambda m: Month(point_of(m, "a"))),
        (rf"(?:в |до конца )?(?P<year>20\d\d){YEAR}", lambda m: Year(int(m["year"]))),
        (rf"(?:{IN_COURSE} |в |до конца )?{SCHOOL_YEARS} уч(?:ебн\w+|\.) год[ау]?", _school_year),
        (rf"(?:{IN_COURSE}|до конца) уч(?:ебного|\.) года(?: {SCHOOL_YEARS})?", _school_year),
        (rf"{IN_COURSE} (?:(?P<year>20\d\d) )?(?:календарного )?года", _within),
        (r"до конца (?:текущего )?года", lambda m: Within(Scope.YEAR)),
        # by something else
        (rf"{IN_COURSE} года,? {BY_PLAN} {TIMETABLE}", lambda m: Waiting(Gives.SCHEDULE, Scope.YEAR)),
        (
            rf"{IN_COURSE} учебного года,? {BY_PLAN} {TIMETABLE}",
            lambda m: Waiting(Gives.SCHEDULE, Scope.SCHOOL_YEAR),
        ),
        (rf"{BY_PLAN} {TIMETABLE}(?: (?:работы|мероприятий|проведения))?", lambda m: Waiting(Gives.SCHEDULE)),
        (rf"(?:{BY_PLAN}|в сроки,? установленные) {CONTRACT}", lambda m: Waiting(Gives.AGREEMENT)),
        (
            r"по (?:запрос(?:ам|у)|заявк(?:ам|е)|мере (?:необходимости|обращения|поступления запросов))"
            r"(?: (?:школ|педагогов|оо))?",
            lambda m: Waiting(Gives.REQUEST),
        ),
        # again and again
        (rf"{ALWAYS}", lambda m: Continuous()),
        (rf"{ALWAYS},? (?:начиная )?с {MONTH_POINT('a')}", _since),
        (rf"{ALWAYS},? (?:начиная )?с {POINT('a')}", _since),
        (rf"{EACH_MONTH}", _monthly),
        (
            rf"{EACH_MONTH},?(?: в срок)?,? (?:до|не позднее|к) (?P<day>\d{{1,2}})(?:-?го)?(?: числа)?",
            _monthly,
        ),
        (r"(?:до|не позднее|к) (?P<day>\d{1,2})(?:-?го)? числа (?:каждого месяца|ежемесячно)", _monthly),
        (r"(?:ежеквартально|(?:1|один) раз в квартал)", lambda m: _monthly(m, months=3)),
        (r"(?:(?:1|один) раз в полугодие)", lambda m: _monthly(m, months=6)),
        (rf"{EACH_YEAR}", lambda m: Yearly()),
        (rf"{EACH_YEAR},? {BOUND}{POINT('a')}(?P<including> включительно)?", _yearly),
        (rf"{BOUND}{POINT('a')},? {EACH_YEAR}", _yearly),
        (rf"{EACH_YEAR},? (?:в )?{MONTH_POINT('a')}", _yearly),
        (rf"{EACH_YEAR},? (?:в |с )?{MONTH_POINT('a')}(?:\s*-\s*| по ){MONTH_POINT('b')}", _yearly_window),
        # counted from another date
        (
            rf"(?:не (?:позднее|позже|менее),? чем |не (?:позднее|позже) )?за {AMOUNT} до(?: {EVENT})?",
            _anchored(Side.BEFORE),
        ),
        (
            rf"(?:не (?:позднее|позже)(?:,? чем)?(?: через| в течение)?|{IN_COURSE}|через) "
            rf"{AMOUNT} {FROM_DAY}(?: {EVENT})?",
            _anchored(Side.AFTER),
        ),
        (rf"(?:{IN_COURSE}|не (?:позднее|позже)(?:,? чем)? через) {AMOUNT}", _anchored(Side.AFTER)),
        (
            rf"в (?:(?P<count>\d+)(?:-?(?:ти|х))?[\s-]*|(?P<word>[а-я]+))(?P<unit>дневн)ый срок"
            rf"(?:,? {FROM_DAY}(?: {EVENT})?)?",
            _anchored(Side.AFTER),
        ),
        (
            rf"в (?P<unit>недельн|месячн)ый срок(?:,? {FROM_DAY}(?: {EVENT})?)?",
            _anchored(Side.AFTER),
        ),
        (r"в (?:начале|день|конце) (?!\d|год|месяц|квартал|недел|учебн|январ|феврал|март|апрел|ма[йя]|июн|июл"
         r"|август|сентябр|октябр|ноябр|декабр)[^,;\d]+", _on_event),
        # no term
        (r"срочно", lambda m: Unstated(Urgency.URGENT)),
        (r"оперативно", lambda m: Unstated(Urgency.PROMPT)),
        (r"(?:без срока|-|)$", lambda m: Unstated()),
    )
)  # fmt: skip

MILESTONE: Final = _form(rf"(?P<yearly>ежегодно,? )?{BOUND}(?<![\d.]){POINT('a')}(?P<including> включительно)?")
