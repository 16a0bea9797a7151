"""Events that a person may see, month by month, found by words and filters; a month without its day is said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import Session

from workflow import access
from workflow.clock import local_date
from workflow.models.authority import School
from workflow.models.body import Project
from workflow.models.event import Attendance, Event, EventSchool, EventSeries, Reflection
from workflow.models.programme import Run
from workflow.models.search import search_text
from workflow.states.machine import EVENT_WORKFLOW

PAGE: Final = 50
COUNT_LIMIT: Final = 1001
EXPORTED: Final = 5_000
MOST_MONTHS: Final = 60
MOST_SCHOOLS: Final = 300
STATES: Final = tuple((name, state.title) for name, state in EVENT_WORKFLOW.states.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilters:
    """As they stand in the address; empty means all."""

    words: str = ""
    state: str = ""
    month: str = ""
    run: int = 0
    school: int = 0
    series: int = 0
    project: int = 0

    @property
    def any(self) -> bool:
        return self != EventFilters()


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    id: int
    title: str
    form: str
    place: str
    state: str
    state_title: str
    from_on: date
    to_on: date
    required: bool
    run: str
    hosts: str
    schools: int
    came: int
    reflections: int
    due_step: str
    due_on: date | None
    is_late: bool

    @property
    def month(self) -> date:
        return self.from_on.replace(day=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventChoices:
    """What a filter of events offers, as (id, title); what nothing belongs to is empty."""

    runs: tuple[tuple[int, str], ...]
    schools: tuple[tuple[int, str], ...]
    series: tuple[tuple[int, str], ...]
    projects: tuple[tuple[int, str], ...]
    states: tuple[tuple[str, str], ...] = STATES


@dataclass(frozen=True, slots=True, kw_only=True)
class EventList:
    """`found` is counted up to COUNT_LIMIT; `next` leads on from the last row, empty at the end."""

    rows: tuple[EventRow, ...]
    filters: EventFilters
    found: int
    next: str
    months: tuple[date, ...]
    choices: EventChoices

    @property
    def by_month(self) -> Iterator[tuple[date, tuple[EventRow, ...]]]:
        for month, rows in groupby(self.rows, key=lambda row: row.month):
            yield month, tuple(rows)


def event_list(
    session: Session,
    memberships: access.Memberships,
    *,
    asked: Mapping[str, str],
    now: datetime,
    limit: int = PAGE,
) -> EventList:
    """A fixed number of statements, whatever the number of rows."""
    filters = filters_of(asked)
    visible = access.event_is_visible(memberships)
    query = event_filter(select(Event).where(visible), filters)
    found = session.scalar(
        select(func.count()).select_from(query.with_only_columns(Event.id).limit(COUNT_LIMIT).subquery())
    )
    events = list(session.scalars(_paged(query, asked.get("after", "")).limit(limit + 1)))
    shown = events[:limit]
    return EventList(
        rows=_rows(session, shown, local_date(now, access.zone_of(memberships))),
        filters=filters,
        found=found or 0,
        next=f"{shown[-1].from_on.isoformat()}|{shown[-1].id}" if len(events) > limit else "",
        months=_months(session, visible),
        choices=choices_of(session, memberships),
    )


def choices_of(session: Session, memberships: access.Memberships) -> EventChoices:
    visible = access.event_is_visible(memberships)
    return EventChoices(
        runs=_pairs(
            session,
            select(Run.id, Run.title)
            .where(Run.id.in_(select(Event.run_id).where(visible)))
            .order_by(Run.from_on.desc(), Run.id),
        ),
        schools=_pairs(
            session,
            select(School.id, School.name)
            .where(School.authority_id.in_(access.authorities_seen_whole(memberships)))
            .order_by(School.sort_key)
            .limit(MOST_SCHOOLS),
        ),
        series=_pairs(
            session,
            select(EventSeries.id, EventSeries.title)
            .where(EventSeries.id.in_(select(Event.series_id).where(visible)))
            .order_by(EventSeries.id),
        ),
        projects=_pairs(
            session,
            select(Project.id, Project.title)
            .where(Project.id.in_(select(Event.project_id).where(visible)))
            .order_by(Project.number, Project.id),
        ),
    )


def events_of_school(
    session: Session, memberships: access.Memberships, school_id: int, *, run_id: int = 0, now: datetime
) -> tuple[EventRow, ...]:
    """For the pages of a case and of a school: the latest first, at most a dozen."""
    query = event_filter(
        select(Event).where(access.event_is_visible(memberships)), EventFilters(school=school_id, run=run_id)
    )
    events = list(session.scalars(query.order_by(Event.from_on.desc(), Event.id.desc()).limit(12)))
    return _rows(session, events, local_date(now, access.zone_of(memberships)))


def filters_of(asked: Mapping[str, str]) -> EventFilters:
    """What the address does not say rightly is not asked for."""
    state, month = asked.get("state", ""), asked.get("month", "")
    return EventFilters(
        words=asked.get("q", "").strip()[:200],
        state=state if state in dict(STATES) else "",
        month=month if month_span(month) else "",
        run=_number(asked.get("run", "")),
        school=_number(asked.get("school", "")),
        series=_number(asked.get("series", "")),
        project=_number(asked.get("project", "")),
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def month_span(text: str) -> tuple[date, date] | None:
    """First days of that month and of the next one."""
    try:
        first = date.fromisoformat(f"{text}-01") if len(text) == 7 else None
    except ValueError:
        return None
    if first is None or not 1900 <= first.year < 2200:
        return None
    return first, date(first.year + first.month // 12, first.month % 12 + 1, 1)


def event_filter(query: Select[Any], filters: EventFilters) -> Select[Any]:
    if words := search_text(filters.words):
        query = query.where(Event.search.contains(words, autoescape=True))
    if filters.state:
        query = query.where(Event.state == filters.state)
    if span := month_span(filters.month):
        query = query.where(Event.from_on < span[1], Event.to_on >= span[0])
    for column, value in (
        (Event.run_id, filters.run),
        (Event.series_id, filters.series),
        (Event.project_id, filters.project),
    ):
        if value:
            query = query.where(column == value)
    if filters.school:
        takes_part = select(EventSchool.event_id).where(EventSchool.school_id == filters.school)
        query = query.where(Event.id.in_(takes_part))
    return query


def _paged(query: Select[Any], after: str) -> Select[Any]:
    day, _, number = after.partition("|")
    try:
        last = (date.fromisoformat(day), _number(number)) if number else None
    except ValueError:
        last = None
    if last is not None:
        query = query.where(tuple_(Event.from_on, Event.id) > last)
    return query.order_by(Event.from_on, Event.id)


def _rows(session: Session, events: list[Event], today: date) -> tuple[EventRow, ...]:
    ids = [event.id for event in events]
    runs = dict(
        session.execute(select(Run.id, Run.title).where(Run.id.in_({event.run_id for event in events}))).all()
    )
    came = dict(
        session.execute(
            select(Attendance.event_id, func.sum(Attendance.people))
            .where(Attendance.event_id.in_(ids), Attendance.removed_at.is_(None))
            .group_by(Attendance.event_id)
        ).all()
    )
    wrote = dict(
        session.execute(
            select(Reflection.event_id, func.count(Reflection.school_id.distinct()))
            .where(Reflection.event_id.in_(ids))
            .group_by(Reflection.event_id)
        ).all()
    )
    hosts: dict[int, list[str]] = {}
    count: dict[int, int] = {}
    for event_id, holds, name in session.execute(
        select(EventSchool.event_id, EventSchool.holds, School.name)
        .join(School, School.id == EventSchool.school_id)
        .where(EventSchool.event_id.in_(ids))
        .order_by(School.sort_key)
    ):
        count[event_id] = count.get(event_id, 0) + 1
        if holds:
            hosts.setdefault(event_id, []).append(name)
    rows = []
    for event in events:
        step, due_on = next_step(event)
        rows.append(
            EventRow(
                id=event.id,
                title=event.title,
                form=event.form,
                place=event.place,
                state=event.state,
                state_title=EVENT_WORKFLOW.states[event.state].title,
                from_on=event.from_on,
                to_on=event.to_on,
                required=event.required,
                run=runs.get(event.run_id, ""),
                hosts="; ".join(hosts.get(event.id, ())),
                schools=count.get(event.id, 0),
                came=int(came.get(event.id, 0)),
                reflections=wrote.get(event.id, 0),
                due_step=step,
                due_on=due_on,
                is_late=due_on is not None and due_on < today,
            )
        )
    return tuple(rows)


def next_step(event: Event) -> tuple[str, date | None]:
    """What the event waits for, and by when: announce, hold, reflect, results; nothing when it is over."""
    match event.state:
        case "event.planned":
            return "announce", event.announce_by or event.from_on
        case "event.announced":
            return "hold", event.to_on
        case "event.held":
            return "reflect", event.reflect_by
        case "event.reflected":
            return "results", event.results_by
    return "", None


def _months(session: Session, visible: Any) -> tuple[date, ...]:
    first, last = session.execute(select(func.min(Event.from_on), func.max(Event.from_on)).where(visible)).one()
    months: list[date] = []
    if first is None or last is None:
        return ()
    month = first.replace(day=1)
    while month <= last and len(months) < MOST_MONTHS:
        months.append(month)
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return tuple(months)


def _pairs(session: Session, query: Select[int, str]) -> tuple[tuple[int, str], ...]:
    return tuple((row[0], row[1]) for row in session.execute(query))
