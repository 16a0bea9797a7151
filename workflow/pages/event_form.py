"""What the form of an event offers, and what it would plan: days of the steps, clashes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from workflow import access
from workflow.access import NotHere
from workflow.clock import local_date
from workflow.deadlines.calendar import CalendarMissing
from workflow.deadlines.calendar_table import calendar_of
from workflow.deadlines.event_cycle import StepDays, planned_steps
from workflow.models.authority import Authority, School
from workflow.models.body import Project
from workflow.models.case import Case
from workflow.models.event import Event, EventMeasure, EventSchool, EventSeries
from workflow.models.plan import Measure, Plan
from workflow.models.programme import ProcessVersion, Run
from workflow.pages.event_clashes import clashes
from workflow.programmes.event_cycle import offsets_of, source_of
from workflow.states.definition import Message, Role

MOST_MEASURES = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFormPage:
    """`offsets`: working days of ours, shown beside the days that they give."""

    run_id: int
    run: str
    programme: str
    programme_code: str
    authority_id: int
    today: date
    from_on: date
    to_on: date
    offsets: dict[str, int]
    cycle_source: str  # place in the document that the counts were taken from
    schools: tuple[tuple[int, str], ...]
    supported: frozenset[int]
    projects: tuple[tuple[int, str], ...]
    series: tuple[tuple[int, str], ...]
    parents: tuple[tuple[int, str], ...]
    measures: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What an event holds now, as its form is drawn."""

    title: str
    form: str
    place: str
    about: str
    from_on: date
    to_on: date
    audiences: tuple[str, ...]
    required: bool
    project_id: int
    series_id: int
    parent_id: int
    guests: tuple[int, ...]
    hosts: tuple[int, ...]
    measures: tuple[int, ...]
    steps: StepDays


def event_form_page(
    session: Session, memberships: access.Memberships, run_id: int, *, now: datetime, except_id: int = 0
) -> EventFormPage:
    """Only for whoever plans events of that authority; another's run is not here."""
    run = session.scalar(
        select(Run)
        .where(Run.id == run_id)
        .options(joinedload(Run.programme_version), joinedload(Run.programme), joinedload(Run.process_version))
    )
    if run is None or run.authority_id not in access.authorities_of(memberships):
        raise NotHere
    if Role.METHODIST not in access.roles_in(memberships, run.authority_id):
        raise NotHere
    zone = session.scalars(select(Authority.zone).where(Authority.id == run.authority_id)).one()
    settings = _settings(session, run, except_id)
    return EventFormPage(
        run_id=run.id,
        run=run.title,
        programme=run.programme_version.title,
        programme_code=run.programme.code,
        authority_id=run.authority_id,
        today=local_date(now, zone),
        from_on=run.from_on,
        to_on=run.to_on,
        offsets=dict(offsets_of(settings)),
        cycle_source=source_of(settings),
        schools=tuple(
            (row.id, row.name)
            for row in session.execute(
                select(School.id, School.name)
                .where(School.authority_id == run.authority_id)
                .order_by(School.sort_key, School.id)
            )
        ),
        supported=frozenset(
            session.scalars(select(Case.school_id).where(Case.run_id == run.id, Case.closed_at.is_(None)))
        ),
        projects=_titled(session, Project, run.id),
        series=_titled(session, EventSeries, run.id),
        parents=tuple(
            (row.id, f"{row.title}, {row.from_on:%d.%m.%Y}")
            for row in session.execute(
                select(Event.id, Event.title, Event.from_on)
                .where(
                    Event.run_id == run.id,
                    Event.parent_id.is_(None),
                    Event.id != except_id,
                    Event.state.not_in(("event.finished", "event.cancelled")),
                )
                .order_by(Event.from_on, Event.id)
                .limit(100)
            )
        ),
        measures=_measures(session, run.id),
    )


def _settings(session: Session, run: Run, event_id: int) -> Mapping[str, Any]:
    """Of the version that the event was planned under; a new one goes by that of its run."""
    if not event_id:
        return run.process_version.settings
    own = select(ProcessVersion.settings).join(Event, Event.process_version_id == ProcessVersion.id)
    settings: Mapping[str, Any] = session.scalars(own.where(Event.id == event_id)).one()
    return settings


def chosen(session: Session, event_id: int) -> Chosen:
    """Of an event whose page the reader was let in to."""
    event = session.get_one(Event, event_id)
    schools = session.execute(
        select(EventSchool.school_id, EventSchool.holds).where(EventSchool.event_id == event_id)
    ).all()
    return Chosen(
        title=event.title,
        form=event.form,
        place=event.place,
        about=event.about,
        from_on=event.from_on,
        to_on=event.to_on,
        audiences=tuple(event.audiences),
        required=event.required,
        project_id=event.project_id or 0,
        series_id=event.series_id or 0,
        parent_id=event.parent_id or 0,
        guests=tuple(row.school_id for row in schools if not row.holds),
        hosts=tuple(row.school_id for row in schools if row.holds),
        measures=tuple(
            session.scalars(select(EventMeasure.measure_id).where(EventMeasure.event_id == event_id))
        ),
        steps=StepDays(
            announce_by=event.announce_by,
            kickoff_on=event.kickoff_on,
            reflect_by=event.reflect_by,
            results_by=event.results_by,
        ),
    )


def counted(session: Session, page: EventFormPage, from_on: date, to_on: date) -> StepDays | Message:
    """The days of the steps, or why they cannot be counted."""
    try:
        return planned_steps(from_on, to_on, calendar_of(session, page.authority_id), page.offsets)
    except CalendarMissing as missing:
        return missing.message


def warned(
    session: Session,
    page: EventFormPage,
    from_on: date,
    to_on: date,
    schools: Sequence[int],
    hosts: Sequence[int],
    *,
    except_id: int = 0,
) -> tuple[Message, ...]:
    return clashes(
        session,
        page.authority_id,
        from_on,
        to_on,
        [*schools, *hosts],
        hosts=hosts,
        calendar=calendar_of(session, page.authority_id),
        except_id=except_id,
    )


def _titled(
    session: Session, table: type[Project] | type[EventSeries], run_id: int
) -> tuple[tuple[int, str], ...]:
    rows = session.execute(select(table.id, table.title).where(table.run_id == run_id).order_by(table.id))
    return tuple((row_id, title) for row_id, title in rows)


def _measures(session: Session, run_id: int) -> tuple[tuple[int, str], ...]:
    """Rows of the run's plans, the municipal ones first; of a school's plan its school is named."""
    rows = session.execute(
        select(Measure.id, Measure.number, Measure.title, School.name)
        .join(Plan, Plan.id == Measure.plan_id)
        .outerjoin(Case, Case.id == Plan.case_id)
        .outerjoin(School, School.id == Case.school_id)
        .where(Plan.run_id == run_id, Measure.removed_at.is_(None))
        .order_by(Plan.case_id.is_not(None), School.sort_key, Measure.position, Measure.id)
        .limit(MOST_MEASURES)
    )
    return tuple(
        (
            row.id,
            " · ".join(
                words for words in (row.name or "", " ".join(filter(None, (row.number, row.title)))) if words
            ),
        )
        for row in rows
    )
