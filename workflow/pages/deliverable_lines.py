"""What is wanted of performers beside what they handed in: line by line, the missing named as such."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from workflow import access
from workflow.access import NotHere
from workflow.clock import local_date
from workflow.facts.deliverables import Item, Performer, Place, Places, places_of
from workflow.models.authority import Authority
from workflow.models.blob import Blob
from workflow.models.deliverable import DeliverableDocument
from workflow.models.event import Event
from workflow.models.person import Person
from workflow.models.programme import Run
from workflow.programmes.handed_in import Cut, Wanted
from workflow.states.definition import Role
from workflow.states.deliverables import ENTER_DOCUMENT, NAME_PERFORMER

#: Deliverable, kind, event, stage, project (0 of an event's paper: it has one project at a time).
Key = tuple[str, str, int, str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One file as it was handed in. `performer`: whose it is; `channel`: how it came, when it was entered."""

    id: int
    title: str
    file_name: str
    at: datetime
    by: str
    performer: str
    is_entered: bool
    channel: str
    happened_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One kind of paper of a line: the one that counts and those that it replaced, the latest first."""

    kind: str
    papers: tuple[Paper, ...]

    @property
    def paper(self) -> Paper | None:
        return self.papers[0] if self.papers else None

    @property
    def earlier(self) -> tuple[Paper, ...]:
        return self.papers[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`may_hand`: the reader makes these papers, or is a methodist, who enters them for their performer."""

    wanted: Wanted
    cut: Cut
    cut_words: str
    item: Item
    project_id: int
    project: str
    performer_id: int | None
    performer: str
    slots: tuple[Slot, ...]
    may_hand: bool

    @property
    def done(self) -> int:
        return sum(1 for one in self.slots if one.papers)

    @property
    def is_missing(self) -> bool:
        return self.item.is_due and self.done < len(self.slots)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A run as its office sees it. `strays`: papers of places that the programme no longer wants."""

    run: Run
    zone: str
    today: date
    roles: Role
    places: Places
    lines: tuple[Line, ...]
    strays: tuple[tuple[str, Paper], ...]
    posts: Mapping[int, str]

    @property
    def may_name(self) -> bool:
        return bool(self.roles & NAME_PERFORMER.by)

    def performer_of(self, wanted: Wanted) -> Performer:
        return self.places.performers.get(wanted.role, Performer())


def read_run(
    session: Session,
    person_id: int,
    memberships: access.Memberships,
    run_id: int,
    *,
    now: datetime,
    event_id: int | None = None,
) -> Reading:
    """A fixed number of statements. `event_id`: only the lines of that event."""
    found = session.execute(
        select(Run, Authority.zone)
        .join(Authority, Authority.id == Run.authority_id)
        .where(Run.id == run_id, Run.authority_id.in_(access.authorities_seen_whole(memberships)))
    ).first()
    if found is None:
        raise NotHere
    run, zone = found
    today = local_date(now, zone)
    roles = access.roles_in(memberships, run.authority_id)
    places = places_of(session, run, today, event_id=event_id)
    papers = _papers(session, run.id, event_id) if places.wanted else {}
    posts = _posts(session, places)
    lines = tuple(_line(one, papers, posts, person_id, roles) for one in places.places)
    strays = tuple(
        (key[1], paper) for key, rows in papers.items() for paper in rows if event_id is None
    )  # what no line has taken
    return Reading(
        run=run, zone=zone, today=today, roles=roles, places=places, lines=lines, strays=strays, posts=posts
    )


def document_file(session: Session, memberships: access.Memberships, document_id: int) -> tuple[str, bytes]:
    """For whoever sees the authority whole, like the rest of these pages."""
    row = session.execute(
        select(DeliverableDocument.file_name, Blob.content)
        .join(Blob, Blob.sha256 == DeliverableDocument.file_sha256)
        .where(
            DeliverableDocument.id == document_id,
            DeliverableDocument.authority_id.in_(access.authorities_seen_whole(memberships)),
        )
    ).first()
    if row is None:
        raise NotHere
    return row.file_name, row.content


def _line(
    place: Place, papers: dict[Key, list[Paper]], posts: Mapping[int, str], person_id: int, roles: Role
) -> Line:
    item = place.item
    project = 0 if item.event_id else place.project_id
    slots = tuple(
        Slot(
            kind=kind,
            papers=tuple(papers.pop((place.wanted.code, kind, item.event_id, item.stage, project), ())),
        )
        for kind in place.wanted.kinds
    )
    own = place.performer_id is not None and place.performer_id == person_id
    return Line(
        wanted=place.wanted,
        cut=item.cut,
        cut_words=place.cut_words,
        item=item,
        project_id=place.project_id,
        project=place.project,
        performer_id=place.performer_id,
        performer=posts.get(place.performer_id or 0, ""),
        slots=slots,
        may_hand=own or bool(roles & ENTER_DOCUMENT.by),
    )


def _papers(session: Session, run_id: int, event_id: int | None) -> dict[Key, list[Paper]]:
    """The latest of each place first."""
    row, hand, whose = DeliverableDocument, aliased(Person), aliased(Person)
    query = (
        select(row, hand.post, whose.post)
        .outerjoin(hand, hand.id == row.recorded_by_id)
        .outerjoin(whose, whose.id == row.performer_id)
        .where(row.run_id == run_id)
        .order_by(row.id.desc())
    )
    if event_id:
        query = query.where(row.event_id == event_id)
    found: dict[Key, list[Paper]] = defaultdict(list)
    for one, post, performer in session.execute(query):
        project = 0 if one.event_id else one.project_id or 0
        found[one.deliverable, one.kind, one.event_id or 0, one.stage, project].append(
            Paper(
                id=one.id,
                title=one.title,
                file_name=one.file_name,
                at=one.recorded_at,
                by=post or "",
                performer=performer or "",
                is_entered=bool(one.on_behalf_of),
                channel=one.channel,
                happened_on=one.happened_on,
            )
        )
    return found


def _posts(session: Session, places: Places) -> dict[int, str]:
    named: Iterable[int | None] = (
        *(one.performer_id for one in places.places),
        *(one.person_id for one in places.performers.values()),
    )
    ids = {one for one in named if one is not None}
    return dict(session.execute(select(Person.id, Person.post).where(Person.id.in_(ids))).all()) if ids else {}


def lines_of_event(
    session: Session, person_id: int, memberships: access.Memberships, event: Event, *, now: datetime
) -> tuple[Line, ...]:
    """For the page of an event of the office: what is wanted of it."""
    reading = read_run(session, person_id, memberships, event.run_id, now=now, event_id=event.id)
    return reading.lines
