"""A term in words, as a person says it across the desk: «осталось 3 раб. дня», «завтра», «на 3 раб. дня»."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from workflow.deadlines.calendar import CalendarMissing, ProductionCalendar
from workflow.states.definition import N_, Message, count, say

#: A term is «soon» from this many working days before it.
SOON_DAYS = 3


class TermKind(StrEnum):
    """How near a term is: chooses the look and the group of a list; late first."""

    LATE = "late"
    TODAY = "today"
    TOMORROW = "tomorrow"
    SOON = "soon"
    OK = "ok"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Term:
    """What stands in the margin of a row: how near, and the words for it."""

    kind: TermKind
    message: Message


def term_words(
    due_on: date | None, today: date, calendar: ProductionCalendar, *, soon_days: int = SOON_DAYS
) -> Term:
    """Words for a due date on a given day. Never raises: a list must open even in a year without a calendar.

    Late starts on the day after `due_on`, worked or not. Late words are read under «Просрочено».
    """
    if due_on is None:
        return Term(TermKind.NONE, say(N_("без даты")))
    if due_on == today:
        return Term(TermKind.TODAY, say(N_("сегодня")))
    if due_on == today + timedelta(days=1):
        return Term(TermKind.TOMORROW, say(N_("завтра")))
    try:
        days = calendar.working_days_between(today, due_on)
    except CalendarMissing:
        return _without_calendar(due_on, today)
    return _late(-days) if due_on < today else _ahead(days, soon_days)


def _late(days: int) -> Term:
    if days == 0:  # it ran out on the eve of days off: no working day has passed yet
        return Term(TermKind.LATE, say(N_("срок вышел")))
    return Term(TermKind.LATE, count(N_("на %(num)d раб. день"), N_("на %(num)d раб. дня"), days))


def _ahead(days: int, soon_days: int) -> Term:
    kind = TermKind.SOON if days <= soon_days else TermKind.OK
    if days == 0:  # a date that stands on a day off and was not shifted
        return Term(kind, say(N_("рабочих дней не осталось")))
    return Term(kind, count(N_("осталось %(num)d раб. день"), N_("осталось %(num)d раб. дня"), days))


def _without_calendar(due_on: date, today: date) -> Term:
    """Plain days, and said so: counting them as worked would be a guess."""
    days = (due_on - today).days
    if days < 0:
        return Term(
            TermKind.LATE,
            count(
                N_("на %(num)d календ. день, производственного календаря нет"),
                N_("на %(num)d календ. дня, производственного календаря нет"),
                -days,
            ),
        )
    return Term(
        TermKind.OK,
        count(
            N_("осталось %(num)d календ. день, производственного календаря нет"),
            N_("осталось %(num)d календ. дня, производственного календаря нет"),
            days,
        ),
    )
