"""A month as a grid of weeks: which event is held on which day, which of its steps and which tasks fall due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from workflow import access
from workflow.clock import local_date
from workflow.deadlines.calendar import CalendarMissing, ProductionCalendar
from workflow.deadlines.calendar_table import calendar_of
from workflow.deadlines.day_names import day_name
from workflow.models.authority import School
from workflow.models.event import Event
from workflow.models.search import search_text
from workflow.models.task import Task, TaskStatus
from workflow.pages.event_list import EventFilters, event_filter, filters_of, month_span, next_step
from workflow.states.definition import Message

MOST_EVENTS: Final = 400
MOST_TASKS: Final = 400
MOST_CHIPS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """An event on one of its days (`step` empty), or a step of it that is due. `until`: of one that goes on."""

    event_id: int
    title: str
    state: str
    step: str = ""
    is_late: bool = False
    until: date | None = None
    goes_on: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskChip:
    """An open task on the day of its term. Tasks of an event's own steps stand as those steps."""

    task_id: int
    title: str
    school: str
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """`more`: how many chips are left out; `rest`: tasks that unfold. `works` None: the year is not known."""

    on: date
    is_out: bool
    is_today: bool
    works: bool | None
    note: Message | str
    is_inside: bool  # an event of several days covers it
    chips: tuple[Chip, ...]
    more: int
    tasks: tuple[TaskChip, ...]
    rest: tuple[TaskChip, ...]

    @property
    def is_off(self) -> bool:
        return self.on.weekday() > 4 if self.works is None else not self.works

    @property
    def is_working_weekend(self) -> bool:
        return self.works is True and self.on.weekday() > 4


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCalendar:
    """`working_days` None: the calendar of that year is not known."""

    month: date
    today: date
    previous: date
    following: date
    weeks: tuple[tuple[Day, ...], ...]
    filters: EventFilters
    events: int
    tasks: int
    late: int
    working_days: int | None
    is_cut: bool


def event_calendar(
    session: Session, memberships: access.Memberships, *, asked: Mapping[str, str], now: datetime
) -> EventCalendar:
    """The month that the address names, else that of today; a statement for events and one for tasks."""
    today = local_date(now, memberships[0].zone if memberships else "UTC")
    span = month_span(asked.get("month", "")) or month_span(f"{today:%Y-%m}")
    assert span is not None
    first, following = span
    start = first - timedelta(days=first.weekday())
    end = following + timedelta(days=(7 - following.weekday()) % 7)  # not in the grid itself
    filters = filters_of({**asked, "month": ""})
    events = _events(session, memberships, filters, start, end - timedelta(days=1))
    chips, inside = _chips(events[:MOST_EVENTS], start, end, today)
    due = _due_tasks(session, memberships, filters, start, end - timedelta(days=1), today)
    calendar = calendar_of(session, memberships[0].authority_id if memberships else None)
    days = [
        _day(start + timedelta(days=one), first, today, calendar, chips, inside, due)
        for one in range((end - start).days)
    ]
    shown = [event for event in events if event.from_on < following and event.to_on >= first]
    return EventCalendar(
        month=first,
        today=today,
        previous=(first - timedelta(days=1)).replace(day=1),
        following=following,
        weeks=tuple(tuple(days[at : at + 7]) for at in range(0, len(days), 7)),
        filters=filters,
        events=len(shown),
        tasks=sum(len(due[day.on]) for day in days if not day.is_out),
        late=sum(_late(chips[day.on]) + _late(due[day.on]) for day in days if not day.is_out),
        working_days=_working_days(calendar, first, following),
        is_cut=len(events) > MOST_EVENTS or sum(map(len, due.values())) >= MOST_TASKS,
    )


def _events(
    session: Session, memberships: access.Memberships, filters: EventFilters, first: date, last: date
) -> list[Event]:
    """Held in these days, or with a planned step in them."""
    held = (Event.from_on <= last) & (Event.to_on >= first)
    steps = [column.between(first, last) for column in (Event.announce_by, Event.reflect_by, Event.results_by)]
    query = event_filter(select(Event).where(access.event_is_visible(memberships)), filters)
    rows = session.scalars(
        query.where(or_(held, *steps)).order_by(Event.from_on, Event.id).limit(MOST_EVENTS + 1)
    )
    return list(rows)


def _late(chips: Sequence[Chip] | Sequence[TaskChip]) -> int:
    return sum(1 for chip in chips if chip.is_late)


def _due_tasks(
    session: Session,
    memberships: access.Memberships,
    filters: EventFilters,
    first: date,
    last: date,
    today: date,
) -> Mapping[date, list[TaskChip]]:
    """Day -> open tasks due on it; none under a filter that only events have."""
    due: dict[date, list[TaskChip]] = defaultdict(list)
    if filters.state or filters.series or filters.project:
        return due
    wanted = [
        access.task_is_visible(memberships),
        Task.status == TaskStatus.OPEN,
        Task.event_id.is_(None),
        Task.due_on.between(first, last),
        *([Task.run_id == filters.run] if filters.run else []),
        *([Task.school_id == filters.school] if filters.school else []),
    ]
    rows = session.execute(
        select(Task.id, Task.title, School.name, Task.due_on)
        .outerjoin(School, School.id == Task.school_id)
        .where(*wanted)
        .order_by(Task.due_on, Task.id)
        .limit(MOST_TASKS)
    )
    asked = search_text(filters.words)
    for task_id, title, school, due_on in rows:
        if due_on is not None and asked in search_text(title):
            due[due_on].append(
                TaskChip(task_id=task_id, title=title, school=school or "", is_late=due_on < today)
            )
    return due


def _chips(
    events: list[Event], start: date, end: date, today: date
) -> tuple[Mapping[date, list[Chip]], frozenset[date]]:
    """Day -> what stands in it, and the days inside longer events."""
    chips: dict[date, list[Chip]] = defaultdict(list)
    inside: set[date] = set()
    for event in events:
        chip = Chip(event_id=event.id, title=event.title, state=event.state.removeprefix("event."))
        step, due_on = next_step(event)
        late = due_on is not None and due_on < today
        for day in _days_of(event, start, end):
            if event.from_on != event.to_on:
                inside.add(day)
            if day == event.from_on or day.weekday() == 0 or day == start:
                until = event.to_on if event.to_on > day else None
                missed = late and step == "hold"
                chips[day].append(replace(chip, is_late=missed, until=until, goes_on=day != event.from_on))
        if step == "hold" or (step == "announce" and event.announce_by is None):
            continue  # it is the day of the event itself
        if due_on is not None and start <= due_on < end:
            chips[due_on].append(replace(chip, step=step, is_late=late))
    return chips, frozenset(inside)


def _days_of(event: Event, start: date, end: date) -> list[date]:
    first, last = max(event.from_on, start), min(event.to_on, end - timedelta(days=1))
    return [first + timedelta(days=one) for one in range((last - first).days + 1)]


def _day(
    on: date,
    month: date,
    today: date,
    calendar: ProductionCalendar,
    chips: Mapping[date, list[Chip]],
    inside: frozenset[date],
    due: Mapping[date, list[TaskChip]],
) -> Day:
    works, note = _of_calendar(calendar, on)
    found = chips.get(on, [])
    shown = found if len(found) <= MOST_CHIPS else found[: MOST_CHIPS - 1]
    tasks = due.get(on, [])
    room = max(1, MOST_CHIPS - len(shown))
    fit = len(tasks) if len(tasks) <= room else room - 1
    return Day(
        on=on,
        is_out=on.month != month.month,
        is_today=on == today,
        works=works,
        note=day_name(note),
        is_inside=on in inside,
        chips=tuple(shown),
        more=len(found) - len(shown),
        tasks=tuple(tasks[:fit]),
        rest=tuple(tasks[fit:]),
    )


def _of_calendar(calendar: ProductionCalendar, on: date) -> tuple[bool | None, str]:
    try:
        return calendar.is_working_day(on), calendar.note(on)
    except CalendarMissing:
        return None, ""


def _working_days(calendar: ProductionCalendar, first: date, following: date) -> int | None:
    days = range((following - first).days)
    try:
        return sum(calendar.is_working_day(first + timedelta(days=one)) for one in days)
    except CalendarMissing:
        return None
