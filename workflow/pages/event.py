"""One event: its steps, its schools with what each brought, figures that lead to their rows, its acts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from workflow import access
from workflow.access import NotHere
from workflow.clock import local_date
from workflow.deadlines.calendar_table import calendar_of
from workflow.facts import event_facts_of
from workflow.facts.event_counts import EventCounts, came_by_school, counts_together
from workflow.models.authority import Authority, School
from workflow.models.blob import Blob
from workflow.models.body import Project
from workflow.models.event import Event, EventMeasure, EventOutput, EventSchool, EventSeries, Reflection
from workflow.models.person import Person
from workflow.models.plan import Measure
from workflow.models.programme import Run
from workflow.models.task import Task
from workflow.pages.case_tasks import TaskView, read_tasks
from workflow.pages.deliverable_lines import Line, lines_of_event
from workflow.pages.event_acts import ActOf, StepView, acts_of_event, steps_of
from workflow.pages.event_clashes import clashes_of
from workflow.pages.timeline import TimelineEntry, entries_of_event, timeline_of_event
from workflow.states.definition import N_, Actor, Attempt, Message, Refusal, Role
from workflow.states.entries import ORDER_COMES_FIRST
from workflow.states.event import meeting_awaits_order
from workflow.states.facts import EventFacts, Facts
from workflow.states.machine import EVENT_WORKFLOW, Option

LATEST = 10
HISTORY_PAGE = 50
#: Words of Audience.
AUDIENCE_TITLES: Mapping[str, str] = {
    "heads": N_("руководители"),
    "teachers": N_("педагоги"),
    "pupils": N_("обучающиеся"),
    "parents": N_("родители"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EventHead:
    """What every page about one event needs to know of it."""

    id: int
    version: int
    authority_id: int
    zone: str
    today: date
    run_id: int
    run: str
    programme: str
    programme_code: str
    title: str
    form: str
    place: str
    about: str
    audiences: tuple[str, ...]
    required: bool
    state: str
    state_title: str
    from_on: date
    to_on: date
    is_over: bool
    facts: EventFacts
    roles: Role  # what the reader is to this event
    own_schools: frozenset[int]

    @property
    def sees_all(self) -> bool:
        """Of the office; a school is shown its own lines and words."""
        return bool(self.roles & ~(Role.SCHOOL | Role.PARTNER))

    @property
    def open_to_entries(self) -> bool:
        """The sheet, reflections and outputs are entered from the day itself until they are summed up."""
        return self.facts.begun and self.state in ("event.planned", "event.announced", "event.held")

    def may_enter_for(self, school_id: int) -> bool:
        return self.open_to_entries and (Role.METHODIST in self.roles or school_id in self.own_schools)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolLine:
    id: int
    name: str
    holds: bool
    came: Mapping[str, int]
    reflection: str
    reflected_at: datetime | None
    reflected_by: str
    behalf: str
    is_own: bool

    @property
    def people(self) -> int:
        return sum(self.came.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputLine:
    id: int
    kind: str
    title: str
    link: str
    file_name: str
    school: str
    may_remove: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPage:
    head: EventHead
    options: tuple[Option, ...]
    steps: tuple[StepView, ...]
    schools: tuple[SchoolLine, ...]
    counts: EventCounts
    outputs: tuple[OutputLine, ...]
    deliverables: tuple[Line, ...]
    acts: tuple[ActOf, ...]
    tasks: tuple[TaskView, ...]
    inside: tuple[tuple[int, str, date], ...]
    parent: tuple[int, str] | None
    project: str
    series: tuple[int, str] | None
    measures: tuple[str, ...]
    clashes: tuple[Message, ...]
    kickoff_note: str
    cancelled_reason: str
    planned_by: str
    planned_on: date
    timeline: tuple[TimelineEntry, ...]
    entries: int

    @property
    def kickoff_refusals(self) -> tuple[Refusal, ...]:
        return (ORDER_COMES_FIRST,) if meeting_awaits_order(self.head.facts, self.head.state) else ()

    @property
    def packet_out(self) -> ActOf | None:
        return next((one for one in self.acts if one.packet_id == self.head.facts.packet_out), None)


@dataclass(frozen=True, slots=True)
class EventHistory:
    """`older`: the id before which the next page begins, 0 at the end."""

    head: EventHead
    entries: tuple[TimelineEntry, ...]
    older: int


def event_head(session: Session, memberships: access.Memberships, event_id: int, *, now: datetime) -> EventHead:
    return _opened(session, memberships, event_id, now=now)[1]


def event_option(
    session: Session,
    person_id: int,
    memberships: access.Memberships,
    event_id: int,
    name: str,
    *,
    now: datetime,
) -> tuple[EventHead, Option]:
    """One step with what stands in its way; one that does not lead out of the present state is not here."""
    event, head = _opened(session, memberships, event_id, now=now)
    found = next((one for one in _options(event, head, person_id, now) if one.transition.name == name), None)
    if found is None:
        raise NotHere
    return head, found


def event_page(
    session: Session, person_id: int, memberships: access.Memberships, event_id: int, *, now: datetime
) -> EventPage:
    event, head = _opened(session, memberships, event_id, now=now)
    schools = _schools(session, head)
    acts = acts_of_event(session, event.id) if head.sees_all else ()
    calendar = calendar_of(session, event.authority_id)
    hosts = [one.id for one in schools if one.holds]
    may_plan = Role.METHODIST in head.roles and not head.is_over
    tasks = Task.event_id == event.id
    return EventPage(
        head=head,
        options=_options(event, head, person_id, now),
        steps=steps_of(event, acts, first=head.facts.first, is_over=head.is_over, today=head.today),
        schools=schools,
        counts=counts_together(session, [event.id]),
        outputs=_outputs(session, head),
        deliverables=(lines_of_event(session, person_id, memberships, event, now=now) if head.sees_all else ()),
        acts=acts,
        tasks=read_tasks(session, tasks, head.today, calendar) if head.sees_all else (),
        inside=_inside(session, event.id),
        parent=_named(session, Event, event.parent_id),
        project=session.scalar(select(Project.title).where(Project.id == event.project_id)) or "",
        series=_named(session, EventSeries, event.series_id),
        measures=_measures(session, event.id) if head.sees_all else (),
        clashes=(
            clashes_of(session, event, [one.id for one in schools], hosts, calendar)
            if may_plan and event.held_on is None
            else ()
        ),
        kickoff_note=event.kickoff_note,
        cancelled_reason=event.cancelled_reason,
        planned_by=session.scalar(select(Person.post).where(Person.id == event.created_by_id)) or "",
        planned_on=local_date(event.created_at, head.zone),
        timeline=timeline_of_event(session, event.id, head.zone, sees_all=head.sees_all, limit=LATEST),
        entries=entries_of_event(session, event.id, sees_all=head.sees_all),
    )


def event_history(
    session: Session, memberships: access.Memberships, event_id: int, *, before: int, now: datetime
) -> EventHistory:
    head = event_head(session, memberships, event_id, now=now)
    limit = HISTORY_PAGE + 1
    entries = timeline_of_event(
        session, event_id, head.zone, sees_all=head.sees_all, limit=limit, before=before
    )
    older = entries[HISTORY_PAGE - 1].id if len(entries) > HISTORY_PAGE else 0
    return EventHistory(head, entries[:HISTORY_PAGE], older)


def output_file(session: Session, memberships: access.Memberships, output_id: int) -> tuple[str, bytes]:
    row = session.execute(
        select(EventOutput.file_name, Blob.content)
        .join(Event, Event.id == EventOutput.event_id)
        .join(Blob, Blob.sha256 == EventOutput.file_sha256)
        .where(EventOutput.id == output_id, access.event_is_visible(memberships))
    ).first()
    if row is None:
        raise NotHere
    return row.file_name, row.content


def visible_event(session: Session, memberships: access.Memberships, event_id: int) -> Event:
    """Foreign and absent are the same: not here."""
    event = session.scalar(
        select(Event)
        .where(Event.id == event_id, access.event_is_visible(memberships))
        .options(
            joinedload(Event.run).joinedload(Run.programme_version),
            joinedload(Event.run).joinedload(Run.programme),
        )
    )
    if event is None:
        raise NotHere
    return event


def _opened(
    session: Session, memberships: access.Memberships, event_id: int, *, now: datetime
) -> tuple[Event, EventHead]:
    event = visible_event(session, memberships, event_id)
    zone = session.scalars(select(Authority.zone).where(Authority.id == event.authority_id)).one()
    holds = dict(
        session.execute(
            select(EventSchool.school_id, EventSchool.holds).where(EventSchool.event_id == event.id)
        ).all()
    )
    return event, EventHead(
        id=event.id,
        version=event.version,
        authority_id=event.authority_id,
        zone=zone,
        today=local_date(now, zone),
        run_id=event.run_id,
        run=event.run.title,
        programme=event.run.programme_version.title,
        programme_code=event.run.programme.code,
        title=event.title,
        form=event.form,
        place=event.place,
        about=event.about,
        audiences=tuple(event.audiences),
        required=event.required,
        state=event.state,
        state_title=EVENT_WORKFLOW.states[event.state].title,
        from_on=event.from_on,
        to_on=event.to_on,
        is_over=EVENT_WORKFLOW.states[event.state].final,
        facts=event_facts_of(session, [event], now)[event.id].event,
        roles=access.roles_for_event(
            memberships,
            authority_id=event.authority_id,
            guests=[one for one, held in holds.items() if not held],
            hosts=[one for one, held in holds.items() if held],
        ),
        own_schools=access.schools_of(memberships) & set(holds),
    )


def _options(event: Event, head: EventHead, person_id: int, now: datetime) -> tuple[Option, ...]:
    """Steps out of the present state, but for those that an act alone takes."""
    actor = Actor(id=person_id, roles=head.roles, authority_id=head.authority_id)
    attempt = Attempt(actor=actor, facts=Facts(event=head.facts), now=now)
    options = EVENT_WORKFLOW.options(event, attempt)
    return tuple(one for one in options if one.transition.by is not Role.ACT)


def _schools(session: Session, head: EventHead) -> tuple[SchoolLine, ...]:
    """Hosts first, then by name. A school is told what it itself brought and wrote, and who has written."""
    came = came_by_school(session, head.id)
    wrote: dict[int, tuple[Reflection | None, str]] = {}
    for written, author in session.execute(
        select(Reflection, Person.post)
        .outerjoin(Person, Person.id == Reflection.recorded_by_id)
        .where(Reflection.event_id == head.id)
        .order_by(Reflection.id)
    ):
        wrote[written.school_id] = (written, author or "")
    rows = session.execute(
        select(School.id, School.name, EventSchool.holds)
        .join(EventSchool, EventSchool.school_id == School.id)
        .where(EventSchool.event_id == head.id)
        .order_by(EventSchool.holds.desc(), School.sort_key, School.id)
    )
    lines = []
    for school_id, name, holds in rows:
        own = school_id in head.own_schools
        reflection, post = wrote.get(school_id, (None, ""))
        told = head.sees_all or own or Role.PARTNER in head.roles
        lines.append(
            SchoolLine(
                id=school_id,
                name=name,
                holds=holds,
                came=came.get(school_id, {}),
                reflection=(reflection.text if told else "…") if reflection else "",
                reflected_at=reflection.recorded_at if reflection else None,
                reflected_by=post if told else "",
                behalf=reflection.channel if reflection and reflection.on_behalf_of and told else "",
                is_own=own,
            )
        )
    return tuple(lines)


def _outputs(session: Session, head: EventHead) -> tuple[OutputLine, ...]:
    rows = session.execute(
        select(EventOutput, School.name)
        .outerjoin(School, School.id == EventOutput.school_id)
        .where(EventOutput.event_id == head.id, EventOutput.removed_at.is_(None))
        .order_by(EventOutput.kind, EventOutput.id)
    )
    return tuple(
        OutputLine(
            id=row.id,
            kind=row.kind,
            title=row.title,
            link=row.link,
            file_name=row.file_name,
            school=school or "",
            may_remove=head.open_to_entries
            and (Role.METHODIST in head.roles or row.school_id in head.own_schools),
        )
        for row, school in rows
    )


def _inside(session: Session, event_id: int) -> tuple[tuple[int, str, date], ...]:
    rows = session.execute(
        select(Event.id, Event.title, Event.from_on)
        .where(Event.parent_id == event_id)
        .order_by(Event.from_on, Event.id)
    )
    return tuple((row.id, row.title, row.from_on) for row in rows)


def _named(
    session: Session, table: type[Event] | type[EventSeries], row_id: int | None
) -> tuple[int, str] | None:
    title = session.scalar(select(table.title).where(table.id == row_id)) if row_id is not None else None
    return (row_id, title) if row_id is not None and title is not None else None


def _measures(session: Session, event_id: int) -> tuple[str, ...]:
    rows = session.execute(
        select(Measure.number, Measure.title)
        .join(EventMeasure, EventMeasure.measure_id == Measure.id)
        .where(EventMeasure.event_id == event_id)
        .order_by(Measure.plan_id, Measure.position)
    )
    return tuple(f"{number}. {title}" if number else title for number, title in rows)
