"""«Почему эта дата»: the derivation of a deadline, from the words of the document to the last extension."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflow.deadlines.day_names import day_name
from workflow.deadlines.deadline import CalendarSays, Change, ChangeKind, Deadline, ShiftPolicy, WaitsFor
from workflow.deadlines.reading import read_back
from workflow.deadlines.rule import YearFrom
from workflow.states.definition import N_, Message, count, say


class StepKind(StrEnum):
    """The order in which steps are read; the words of the document are set in its own voice."""

    WORDS = "words"
    YEAR = "year"
    FROM = "from"
    RULE = "rule"
    ASSUMED = "assumed"
    CALENDAR = "calendar"
    SHIFT = "shift"
    CHANGE = "change"
    WAITS = "waits"


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the panel: its name and what it says. `note` is a person's own words (a reason)."""

    kind: StepKind
    title: Message
    said: Message
    note: str = ""


def why_this_date(deadline: Deadline) -> tuple[Step, ...]:
    return tuple(_steps(deadline))


def _steps(deadline: Deadline) -> Iterator[Step]:
    yield _words(deadline)
    yield from _year(deadline)
    if deadline.anchor_on is not None:
        yield _step(StepKind.FROM, N_("От чего"), say(N_("от дня: %(day)s"), day=deadline.anchor_on))
    yield _rule(deadline)
    if deadline.assumed is not None:
        yield _step(StepKind.ASSUMED, N_("Принято"), deadline.assumed)
    if deadline.calendar is not None and deadline.document_on is not None:
        yield _step(StepKind.CALENDAR, N_("Календарь"), calendar_words(deadline.calendar))
        yield _step(StepKind.SHIFT, N_("Сдвиг"), _shift(deadline, deadline.document_on))
    for change in deadline.changes:
        yield _change(change)
    if deadline.due_on is not None and not deadline.changes:
        yield _step(StepKind.CHANGE, N_("Продления"), say(N_("не было")))
    if deadline.due_on is None and deadline.waits_for is not None:
        yield _step(StepKind.WAITS, N_("Почему без даты"), waits_words(deadline.waits_for))


def _step(kind: StepKind, title: str, said: Message, note: str = "") -> Step:
    return Step(kind, say(title), said, note)


def _words(deadline: Deadline) -> Step:
    said = (
        say(N_("«%(words)s»"), words=deadline.as_given)
        if deadline.as_given.strip(" -–—")
        else say(N_("в документе не названы"))
    )
    return _step(StepKind.WORDS, N_("Слова"), said)


def _year(deadline: Deadline) -> Iterator[Step]:
    if deadline.rule.year_from is YearFrom.PERSON:
        yield _step(StepKind.YEAR, N_("Год"), say(N_("в словах не назван, указан человеком")))
    if deadline.rule.year_from is YearFrom.TERM:
        yield _step(StepKind.YEAR, N_("Год"), say(N_("в словах не назван, взят из срока программы")))


def _rule(deadline: Deadline) -> Step:
    understood = read_back(deadline.rule)
    if deadline.document_on is None:
        return _step(StepKind.RULE, N_("Правило"), understood)
    said = say(N_("%(rule)s → %(day)s"), rule=understood, day=deadline.document_on)
    return _step(StepKind.RULE, N_("Правило"), said)


def calendar_words(calendar: CalendarSays) -> Message:
    """What the production calendar said of a day; a draft calendar is called a draft."""
    year = str(calendar.day_on.year)
    if calendar.provisional:
        text = (
            N_("%(year)s год, версия %(version)s, ещё не утверждён: %(day)s рабочий")
            if calendar.working
            else N_("%(year)s год, версия %(version)s, ещё не утверждён: %(day)s выходной")
        )
        return say(text, year=year, version=calendar.version, day=calendar.day_on)
    if calendar.note:
        text = N_("%(year)s год, версия %(version)s: %(day)s — «%(note)s»")
        return say(text, year=year, version=calendar.version, day=calendar.day_on, note=day_name(calendar.note))
    text = (
        N_("%(year)s год, версия %(version)s: %(day)s рабочий")
        if calendar.working
        else N_("%(year)s год, версия %(version)s: %(day)s выходной")
    )
    return say(text, year=year, version=calendar.version, day=calendar.day_on)


def _shift(deadline: Deadline, document_on: date) -> Message:
    if deadline.calendar is not None and deadline.calendar.working:
        return say(N_("не нужен"))
    match deadline.shift_policy:
        case ShiftPolicy.NONE:
            return say(N_("день выходной, срок не сдвигается"))
        case ShiftPolicy.PREVIOUS:
            to_on = _first_due(deadline)
            return say(N_("с %(day)s на предыдущий рабочий день: %(to)s"), day=document_on, to=to_on)
        case _:
            to_on = _first_due(deadline)
            return say(N_("с %(day)s на следующий рабочий день: %(to)s"), day=document_on, to=to_on)


def _first_due(deadline: Deadline) -> date:
    """The date before any change."""
    first = deadline.changes[0].from_on if deadline.changes else deadline.due_on
    assert first is not None
    return first


def _change(change: Change) -> Step:
    match change.kind:
        case ChangeKind.SUSPENSION:
            said = count(
                N_("на %(num)d рабочий день, новый срок: %(to)s"),
                N_("на %(num)d рабочих дня, новый срок: %(to)s"),
                change.working_days,
                to=change.to_on,
            )
            return _step(StepKind.CHANGE, N_("Приостановление"), said, change.reason)
        case ChangeKind.APPOINTMENT:
            return _step(StepKind.CHANGE, N_("Назначена дата"), _moved_to(change), change.reason)
        case _:
            return _step(StepKind.CHANGE, N_("Продление"), _moved_to(change), change.reason)


def _moved_to(change: Change) -> Message:
    if change.from_on is None:
        if change.asked_on == change.to_on:
            return say(N_("%(to)s"), to=change.to_on)
        return say(N_("%(asked)s, день выходной; рабочий день: %(to)s"), asked=change.asked_on, to=change.to_on)
    if change.asked_on == change.to_on:
        return say(N_("было %(old)s, стало %(to)s"), old=change.from_on, to=change.to_on)
    return say(
        N_("было %(old)s, назначено %(asked)s, день выходной; рабочий день: %(to)s"),
        old=change.from_on,
        asked=change.asked_on,
        to=change.to_on,
    )


def waits_words(waits_for: WaitsFor) -> Message:
    """What is missing for a date, and so whose answer would give it."""
    match waits_for:
        case WaitsFor.YEAR:
            return say(N_("не назван год: укажите его или выберите «каждый год программы»"))
        case WaitsFor.ANCHOR:
            return say(N_("ещё нет дня, от которого считается срок"))
        case WaitsFor.SCHEDULE:
            return say(N_("ждёт графика: когда он будет, внесите дату"))
        case WaitsFor.AGREEMENT:
            return say(N_("ждёт договора: когда он будет, внесите дату"))
        case WaitsFor.REQUEST:
            return say(N_("запросов ещё нет"))
        case WaitsFor.SERIES:
            return say(N_("повторяется: у каждого раза свой срок"))
        case _:
            return say(N_("делается постоянно, срока нет"))
