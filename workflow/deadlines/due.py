"""A rule -> a date: the day of the document, then the working day, by one version of the calendar.

    rule = read_wording("до 30.09.2023")
    due_date(rule, calendar=calendar).due_on     # 29.09.2023, Friday: the 30th is a Saturday

Words that leave something open make a deadline without a date that says what it waits for. A year without a
calendar raises CalendarMissing.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from workflow.deadlines.calendar import ProductionCalendar
from workflow.deadlines.deadline import CalendarSays, Deadline, ShiftPolicy, WaitsFor
from workflow.deadlines.rule import (
    Anchored,
    Bound,
    Continuous,
    Day,
    Gives,
    Monthly,
    Period,
    Point,
    Rule,
    Shape,
    Side,
    Unit,
    Unstated,
    Urgency,
    Waiting,
    Within,
    YearFrom,
    Yearly,
    asks_year,
    bounds,
    proposed_years,
    with_year,
)
from workflow.states.definition import N_, Message, say


@dataclass(frozen=True, slots=True)
class Amount:
    count: int
    unit: Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeRules:
    """An authority's own answers where a document is silent. The defaults are ours, to be edited."""

    until_includes_its_day: bool = True
    unstated: Amount = Amount(1, Unit.MONTH)
    urgent: Amount = Amount(3, Unit.DAY)
    prompt: Amount = Amount(10, Unit.DAY)
    answer: Amount = Amount(10, Unit.WORKING_DAY)
    review_months: int = 3


OFFICE_DEFAULTS = OfficeRules()

#: Events that are the document itself: «со дня подписания настоящего распоряжения».
OWN_SIGNING: Final = re.compile(
    r"(?:подписания|издания|регистрации|утверждения)"
    r"(?: (?:настоящего|данного)? ?(?:приказа|распоряжения|постановления|документа))?$"
)
#: Shapes whose date is counted from another one.
COUNTED: Final = (Anchored, Unstated, Waiting)

#: A term of ours, not of a document.
SETTING = N_("срок состояния: настройка Опоры, не из документа")


def due_date(
    rule: Rule,
    *,
    calendar: ProductionCalendar,
    shift_policy: ShiftPolicy = ShiftPolicy.PREVIOUS,
    anchor: date | None = None,
    dated_on: date | None = None,
    term: Period | None = None,
    office: OfficeRules = OFFICE_DEFAULTS,
) -> Deadline:
    """The deadline of one rule. `anchor`: the date of the event or request that the words name; `dated_on`: the
    document's own date, which counts where they name none. One never stands in for the other: «10 дней со дня
    проведения» waits for the event, whatever the date of the order.

    `term` answers «в течение года» when it leaves one year to choose from; any other missing year is asked.
    """
    rule = _year_of_the_term(rule, term)
    counted_on = dated_on if counts_from_document(rule) else anchor
    found = _place(rule, calendar=calendar, anchor=counted_on, office=office)
    if isinstance(found, WaitsFor):
        return Deadline(rule=rule, shift_policy=shift_policy, waits_for=found)
    return _settled(
        Deadline(
            rule=rule,
            shift_policy=shift_policy,
            anchor_on=counted_on if isinstance(rule.shape, COUNTED) else None,
            opens_on=found.opens_on,
            document_on=found.closes_on,
            assumed=found.assumed,
        ),
        calendar=calendar,
    )


def counts_from_document(rule: Rule) -> bool:
    """Whether the words are counted from the date of their own document: «срочно», «в 10-дневный срок»."""
    match rule.shape:
        case Anchored(_, _, side, event):
            return side is Side.AFTER and (event == "" or OWN_SIGNING.match(event.lower()) is not None)
        case _:
            return isinstance(rule.shape, Unstated)


def state_due(entered_on: date, working_days: int, calendar: ProductionCalendar) -> Deadline:
    """How long a case may stand in a state: working days from the day it entered, as the programme sets."""
    rule = Rule("", Anchored(working_days, Unit.WORKING_DAY, Side.AFTER))
    return replace(due_date(rule, calendar=calendar, dated_on=entered_on), assumed=say(SETTING))


@dataclass(frozen=True, slots=True)
class Series:
    """The dates of a repeating term; `missing_years` could not be computed and are said, not guessed."""

    deadlines: tuple[Deadline, ...]
    missing_years: tuple[int, ...]


def series(
    rule: Rule,
    *,
    term: Period,
    calendar: ProductionCalendar,
    shift_policy: ShiftPolicy = ShiftPolicy.PREVIOUS,
    office: OfficeRules = OFFICE_DEFAULTS,
) -> Series:
    """Each occurrence of «ежемесячно» or «ежегодно», each review of «постоянно» that ends in the term."""
    deadlines, missing = [], []
    for opens_on, closes_on in _occurrences(rule.shape, term, office):
        if not term.from_on <= closes_on <= term.to_on:
            continue
        if closes_on.year not in calendar.years:
            missing.append(closes_on.year)
            continue
        one = Deadline(rule=rule, shift_policy=shift_policy, opens_on=opens_on, document_on=closes_on)
        deadlines.append(_settled(one, calendar=calendar))
    return Series(tuple(deadlines), tuple(sorted(set(missing))))


def shifted_day(day: date, policy: ShiftPolicy, calendar: ProductionCalendar) -> date:
    """The day that is worked in place of a day off. Refuses a year without a calendar under any policy."""
    if calendar.is_working_day(day) or policy is ShiftPolicy.NONE:
        return day
    if policy is ShiftPolicy.PREVIOUS:
        return calendar.previous_working_day(day)
    return calendar.next_working_day(day)


def says(calendar: ProductionCalendar, day: date) -> CalendarSays:
    return CalendarSays(
        version=calendar.version,
        day_on=day,
        working=calendar.is_working_day(day),
        note=calendar.note(day),
        provisional=calendar.is_provisional(day.year),
    )


def counted_from(anchor: date, amount: Amount, side: Side, calendar: ProductionCalendar) -> date:
    """The anchor's day is not counted. A month later is the same number or the last day: 31.01 -> 28.02."""
    count = amount.count if side is Side.AFTER else -amount.count
    match amount.unit:
        case Unit.WORKING_DAY:
            return calendar.add_working_days(anchor, count)
        case Unit.MONTH:
            year, month = divmod(anchor.year * 12 + anchor.month - 1 + count, 12)
            return date(year, month + 1, min(anchor.day, monthrange(year, month + 1)[1]))
        case Unit.WEEK:
            return anchor + timedelta(weeks=count)
        case _:
            return anchor + timedelta(days=count)


@dataclass(frozen=True, slots=True)
class _Place:
    closes_on: date
    opens_on: date | None = None
    assumed: Message | None = None


def _settled(deadline: Deadline, *, calendar: ProductionCalendar) -> Deadline:
    day = deadline.document_on
    assert day is not None
    due_on = shifted_day(day, deadline.shift_policy, calendar)
    return replace(deadline, due_on=due_on, calendar=says(calendar, day))


def _year_of_the_term(rule: Rule, term: Period | None) -> Rule:
    if term is None or not isinstance(rule.shape, Within) or not asks_year(rule):
        return rule
    years = proposed_years(rule, term)
    return with_year(rule, years[0], year_from=YearFrom.TERM) if len(years) == 1 else rule


def _place(
    rule: Rule, *, calendar: ProductionCalendar, anchor: date | None, office: OfficeRules
) -> _Place | WaitsFor:
    if asks_year(rule):
        return WaitsFor.YEAR
    match rule.shape:
        case Day(point, bound):
            excluded = bound is Bound.UNTIL and not office.until_includes_its_day
            return _Place(point.last_on - timedelta(days=excluded))
        case Monthly() | Yearly():
            return WaitsFor.SERIES
        case Continuous():
            return WaitsFor.NOTHING
        case Waiting(gives) if gives is not Gives.REQUEST:
            return WaitsFor(gives.value)
        case Waiting() | Anchored() | Unstated():
            return _counted(rule.shape, calendar=calendar, anchor=anchor, office=office)
        case _:
            opens_on, closes_on = bounds(rule.shape)
            return _Place(closes_on, opens_on)


def _counted(
    shape: Waiting | Anchored | Unstated,
    *,
    calendar: ProductionCalendar,
    anchor: date | None,
    office: OfficeRules,
) -> _Place | WaitsFor:
    if anchor is None:
        return WaitsFor.REQUEST if isinstance(shape, Waiting) else WaitsFor.ANCHOR
    match shape:
        case Anchored(count, unit, side, event):
            silent = event == "" and side is Side.AFTER
            assumed = say(N_("от какого дня считать, не сказано: взята дата документа")) if silent else None
            return _Place(counted_from(anchor, Amount(count, unit), side, calendar), assumed=assumed)
        case Waiting():
            amount, assumed = office.answer, say(N_("время на ответ: правило органа, не из документа"))
        case Unstated(Urgency.URGENT):
            amount, assumed = office.urgent, say(N_("«срочно»: правило органа, не из документа"))
        case Unstated(Urgency.PROMPT):
            amount, assumed = office.prompt, say(N_("«оперативно»: правило органа, не из документа"))
        case _:
            amount, assumed = office.unstated, say(N_("срок не назван: правило органа, не из документа"))
    return _Place(counted_from(anchor, amount, Side.AFTER, calendar), assumed=assumed)


def _occurrences(shape: Shape, term: Period, office: OfficeRules) -> Iterator[tuple[date, date]]:
    match shape:
        case Monthly(every, day):
            yield from _months(term, every, day)
        case Continuous(since):
            from_on = max(term.from_on, since.first_on) if since and since.year else term.from_on
            yield from _months(Period(from_on, term.to_on), office.review_months, None)
        case Yearly(closes, opens):
            yield from _years(term, closes or Point(12, 31), opens)
        case _:
            raise ValueError("these words make one date, not a series")


def _months(term: Period, every: int, day: int | None) -> Iterator[tuple[date, date]]:
    """Months, or calendar quarters and half-years; a day past the month's end is its last day."""
    for year in range(term.from_on.year, term.to_on.year + 1):
        for month in range(every, 13, every):
            last = monthrange(year, month)[1]
            yield date(year, month - every + 1, 1), date(year, month, min(day or last, last))


def _years(term: Period, closes: Point, opens: Point | None) -> Iterator[tuple[date, date]]:
    """29 February of a common year is the 28th."""
    for year in range(term.from_on.year, term.to_on.year + 1):
        day = min(closes.day or 31, monthrange(year, closes.month)[1])
        closes_on = date(year, closes.month, day)
        begins = opens or (Point(closes.month) if closes.day is None else Point(1, 1))
        runs_over = (begins.month, begins.day or 1) > (closes.month, day)
        yield replace(begins, year=year - runs_over).first_on, closes_on
