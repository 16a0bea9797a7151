"""A rule read back as a sentence, so that a person can see whether the words were understood."""

from __future__ import annotations

from typing import Final

from workflow.deadlines.rule import (
    Anchored,
    Bound,
    Continuous,
    Day,
    Gives,
    Month,
    Monthly,
    Point,
    Rule,
    Scope,
    Side,
    Unit,
    Unstated,
    Waiting,
    Window,
    Within,
    Year,
    Yearly,
)
from workflow.states.definition import N_, Message, count, say

MONTHS: Final = (
    N_("январь"), N_("февраль"), N_("март"), N_("апрель"), N_("май"), N_("июнь"),
    N_("июль"), N_("август"), N_("сентябрь"), N_("октябрь"), N_("ноябрь"), N_("декабрь"),
)  # fmt: skip
MONTHS_WITH_YEAR: Final = (
    N_("январь %(year)s"), N_("февраль %(year)s"), N_("март %(year)s"), N_("апрель %(year)s"),
    N_("май %(year)s"), N_("июнь %(year)s"), N_("июль %(year)s"), N_("август %(year)s"),
    N_("сентябрь %(year)s"), N_("октябрь %(year)s"), N_("ноябрь %(year)s"), N_("декабрь %(year)s"),
)  # fmt: skip
DAYS_OF_MONTHS: Final = (
    N_("%(day)s января"), N_("%(day)s февраля"), N_("%(day)s марта"), N_("%(day)s апреля"),
    N_("%(day)s мая"), N_("%(day)s июня"), N_("%(day)s июля"), N_("%(day)s августа"),
    N_("%(day)s сентября"), N_("%(day)s октября"), N_("%(day)s ноября"), N_("%(day)s декабря"),
)  # fmt: skip


def point_words(point: Point) -> Message | str:
    """A day, a day of every year, or a month, as a noun to stand inside a sentence."""
    if point.day is None:
        if point.year is None:
            return say(MONTHS[point.month - 1])
        return say(MONTHS_WITH_YEAR[point.month - 1], year=str(point.year))
    if point.year is None:
        return say(DAYS_OF_MONTHS[point.month - 1], day=point.day)
    return f"{point.day:02}.{point.month:02}.{point.year}"


def read_back(rule: Rule) -> Message:
    """What the system understood, before any date is computed."""
    match rule.shape:
        case Day(point, bound):
            return _day(point, bound)
        case Month(point):
            return _asked(
                point, N_("месяц: %(point)s, срок в его конце"), N_("месяц: %(point)s, год не назван")
            )
        case Window(opens, closes):
            return _window(opens, closes)
        case Year(year):
            return say(N_("%(year)s год без дня: последний рабочий день года"), year=str(year))
        case Within(scope, year):
            return _within(scope, year)
        case Anchored():
            return _anchored(rule.shape)
        case Waiting(gives):
            return say(WAITING[gives])
        case _:
            return _repeated(rule.shape)


WAITING: Final = {
    Gives.SCHEDULE: N_("дату даст график"),
    Gives.AGREEMENT: N_("дату даст договор"),
    Gives.REQUEST: N_("по каждому запросу своя задача"),
}


def _asked(point: Point, known: str, unknown: str) -> Message:
    return say(known if point.year is not None else unknown, point=point_words(point))


def _day(point: Point, bound: Bound) -> Message:
    match bound:
        case Bound.UNTIL:
            return _asked(point, N_("до %(point)s"), N_("до %(point)s, год не назван"))
        case Bound.BY:
            return _asked(point, N_("не позднее %(point)s"), N_("не позднее %(point)s, год не назван"))
        case _:
            return _asked(point, N_("день: %(point)s"), N_("день: %(point)s, год не назван"))


def _window(opens: Point, closes: Point) -> Message:
    known = N_("период: %(opens)s — %(closes)s, срок в его конце")
    unknown = N_("период: %(opens)s — %(closes)s, год не назван")
    text = known if closes.year is not None else unknown
    return say(text, opens=point_words(opens), closes=point_words(closes))


def _within(scope: Scope, year: int | None) -> Message:
    if scope is Scope.YEAR:
        if year is None:
            return say(N_("в течение года, какого — не названо"))
        return say(N_("в течение %(year)s года: последний рабочий день года"), year=str(year))
    if year is None:
        return say(N_("в течение учебного года, какого — не названо"))
    return say(
        N_("в течение учебного года %(first)s/%(second)s: последний рабочий день августа"),
        first=str(year),
        second=str(year + 1),
    )


def _anchored(shape: Anchored) -> Message:
    if shape.count == 0:
        return say(N_("в тот же день, от которого считается: «%(event)s»"), event=shape.event)
    amount = amount_words(shape.count, shape.unit)
    before = shape.side is Side.BEFORE
    if not shape.event:
        own = N_("раньше названного дня: %(amount)s") if before else N_("после даты документа: %(amount)s")
        return say(own, amount=amount)
    text = N_("раньше, чем «%(event)s»: %(amount)s") if before else N_("после «%(event)s»: %(amount)s")
    return say(text, amount=amount, event=shape.event)


def amount_words(number: int, unit: Unit) -> Message:
    match unit:
        case Unit.WORKING_DAY:
            return count(N_("%(num)d рабочий день"), N_("%(num)d рабочих дня"), number)
        case Unit.WEEK:
            return count(N_("%(num)d неделя"), N_("%(num)d недели"), number)
        case Unit.MONTH:
            return count(N_("%(num)d месяц"), N_("%(num)d месяца"), number)
        case _:
            return count(N_("%(num)d календарный день"), N_("%(num)d календарных дня"), number)


def _repeated(shape: Continuous | Monthly | Yearly | Unstated) -> Message:
    match shape:
        case Continuous(None):
            return say(N_("постоянно: срока нет, есть проверки через равное время"))
        case Continuous(Point() as since):
            return say(
                N_("постоянно, начиная с: %(point)s; срока нет, есть проверки через равное время"),
                point=point_words(since),
            )
        case Monthly(1, None):
            return say(N_("каждый месяц, срок в его конце"))
        case Monthly(1, int(day)):
            return say(N_("каждый месяц, число: %(day)s"), day=day)
        case Monthly(every):
            return say(
                N_("раз в несколько месяцев, срок в конце последнего; месяцев: %(months)s"), months=every
            )
        case Yearly(None):
            return say(N_("каждый год, срок в его конце"))
        case Yearly(Point() as closes, Point() as opens):
            return say(
                N_("каждый год, период: %(opens)s — %(closes)s"),
                opens=point_words(opens),
                closes=point_words(closes),
            )
        case Yearly(Point() as closes, _, bound):
            text = N_("каждый год: %(point)s") if bound is Bound.ON else N_("каждый год не позднее %(point)s")
            return say(text, point=point_words(closes))
        case _:
            return say(N_("срок не назван, действует правило органа"))
