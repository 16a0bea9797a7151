"""Days that repeat, month by month: which has its day, which has none; what the programme offers to make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from workflow import access
from workflow.access import NotHere
from workflow.clock import local_date
from workflow.models.authority import Authority
from workflow.models.event import Event, EventSeries
from workflow.models.programme import ProgrammeVersion, Run
from workflow.programmes import load
from workflow.states.definition import Role
from workflow.states.machine import EVENT_WORKFLOW

MOST_MONTHS = 80
#: Words of a document -> the audience they mean.
AUDIENCE_WORDS = (
    ("руковод", "heads"),
    ("административ", "heads"),
    ("управленч", "heads"),
    ("педагог", "teachers"),
    ("учител", "teachers"),
    ("обуча", "pupils"),
    ("ученик", "pupils"),
    ("родител", "parents"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    id: int
    title: str
    on: date
    state_title: str
    cancelled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """`is_missing`: it has begun and has no day."""

    first: date
    occurrences: tuple[Occurrence, ...]
    is_missing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesPage:
    id: int
    title: str
    every: str
    from_on: date
    to_on: date
    audiences: tuple[str, ...]
    source: str
    run_id: int
    run: str
    months: tuple[Month, ...]
    may_plan: bool
    today: date

    @property
    def missing(self) -> int:
        return sum(month.is_missing for month in self.months)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A row of the programme that repeats; `number` is its place among them."""

    number: int
    title: str
    term: str
    audiences: tuple[str, ...]
    every: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesFormPage:
    run_id: int
    run: str
    programme: str
    programme_code: str
    from_on: date
    to_on: date
    offered: tuple[Offered, ...]
    known: tuple[tuple[int, str], ...]


def series_page(
    session: Session, memberships: access.Memberships, series_id: int, *, now: datetime
) -> SeriesPage:
    row = session.execute(
        select(EventSeries, Run.title, Authority.zone)
        .join(Run, Run.id == EventSeries.run_id)
        .join(Authority, Authority.id == EventSeries.authority_id)
        .where(
            EventSeries.id == series_id,
            EventSeries.authority_id.in_(access.authorities_seen_whole(memberships)),
        )
    ).one_or_none()
    if row is None:
        raise NotHere
    series, run, zone = row
    today = local_date(now, zone)
    return SeriesPage(
        id=series.id,
        title=series.title,
        every=series.every,
        from_on=series.from_on,
        to_on=series.to_on,
        audiences=tuple(series.audiences),
        source=series.source,
        run_id=series.run_id,
        run=run,
        months=_months(session, series, today),
        may_plan=Role.METHODIST in access.roles_in(memberships, series.authority_id),
        today=today,
    )


def series_form_page(session: Session, memberships: access.Memberships, run_id: int) -> SeriesFormPage:
    """Only for whoever plans events of that authority."""
    run = session.scalar(
        select(Run)
        .where(Run.id == run_id)
        .options(joinedload(Run.programme_version), joinedload(Run.programme))
    )
    if run is None or run.authority_id not in access.authorities_of(memberships):
        raise NotHere
    if Role.METHODIST not in access.roles_in(memberships, run.authority_id):
        raise NotHere
    known = session.execute(
        select(EventSeries.id, EventSeries.title).where(EventSeries.run_id == run_id).order_by(EventSeries.id)
    )
    return SeriesFormPage(
        run_id=run.id,
        run=run.title,
        programme=run.programme_version.title,
        programme_code=run.programme.code,
        from_on=run.from_on,
        to_on=run.to_on,
        offered=offered(run.programme_version),
        known=tuple((row.id, row.title) for row in known),
    )


def offered(version: ProgrammeVersion) -> tuple[Offered, ...]:
    """Rows of the document that repeat; one with a body of its own meets by its own sequence of protocols."""
    if not version.text:
        return ()
    document = load(version.text.encode(), name=version.file_name)
    return tuple(
        Offered(
            number=number,
            title=row.title,
            term=row.timing.as_given or "",
            audiences=audiences_of(row.audience),
            every="year" if row.timing.kind == "yearly" or row.timing.yearly else "month",
            source=str(row.source or ""),
        )
        for number, row in enumerate(document.recurring, 1)
    )


def audiences_of(words: tuple[str, ...]) -> tuple[str, ...]:
    said = " ".join(words).casefold()
    return tuple(dict.fromkeys(audience for word, audience in AUDIENCE_WORDS if word in said))


def _months(session: Session, series: EventSeries, today: date) -> tuple[Month, ...]:
    rows = session.scalars(
        select(Event).where(Event.series_id == series.id).order_by(Event.from_on, Event.id)
    ).all()
    months: list[Month] = []
    first = series.from_on.replace(day=1)
    while first <= series.to_on and len(months) < MOST_MONTHS:
        own = tuple(
            Occurrence(
                id=event.id,
                title=event.title,
                on=event.from_on,
                state_title=EVENT_WORKFLOW.states[event.state].title,
                cancelled=event.state == "event.cancelled",
            )
            for event in rows
            if event.from_on.replace(day=1) == first
        )
        empty = all(one.cancelled for one in own)
        months.append(
            Month(
                first=first,
                occurrences=own,
                is_missing=series.every == "month" and empty and first <= today,
            )
        )
        first = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return tuple(months)
