"""The list of a run: what its performers handed in and what is missing, found by filters, counted by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow import access
from workflow.access import NotHere
from workflow.models.person import Person, RoleAssignment, RoleName
from workflow.models.programme import Programme, ProgrammeVersion
from workflow.models.search import search_text
from workflow.pages.deliverable_lines import Line, Paper, Reading, Slot, read_run
from workflow.programmes.handed_in import Cut, Wanted
from workflow.states.definition import N_

PAGE: Final = 50
EXPORTED: Final = 5_000
CUT_TITLES: Final = {Cut.EVENT: N_("мероприятие"), Cut.STAGE: N_("этап"), Cut.RUN: N_("весь срок")}
STATES: Final = (("missing", N_("не сдано")), ("done", N_("сдано")), ("going", N_("этап ещё идёт")))
#: Who of the office may be named a performer: those who see these pages and act.
OFFICE: Final = (
    *(RoleName.METHODIST, RoleName.OFFICIAL, RoleName.CLERK),
    *(RoleName.COUNCIL, RoleName.SECRETARY),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """As they stand in the address; empty means all."""

    words: str = ""
    deliverable: str = ""
    cut: str = ""
    project: int = 0
    state: str = ""

    @property
    def any(self) -> bool:
        return self != Filters()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Of papers that are due: how many were handed in. A stage that goes on is in none of the two numbers."""

    done: int
    total: int

    @property
    def missing(self) -> int:
        return self.total - self.done


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """One deliverable of the run: whose it is, and how far it is collected in each of its cuts."""

    wanted: Wanted
    performer_id: int | None
    performer: str
    version: int
    cuts: tuple[tuple[Cut, str, Tally], ...]
    all: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverablesPage:
    """`next`: the number of lines that are behind the reader, 0 at the end."""

    run_id: int
    run: str
    programme: str
    programme_code: str
    zone: str
    sums: tuple[Sum, ...]
    all: Tally
    lines: tuple[Line, ...]
    found: int
    next: int
    filters: Filters
    projects: tuple[tuple[int, str], ...]
    strays: tuple[tuple[str, Paper], ...]
    nameless: tuple[tuple[int, str], ...]
    wants_projects: bool
    people: tuple[tuple[int, str], ...]
    may_name: bool

    @property
    def groups(self) -> Iterator[tuple[Line, tuple[Line, ...]]]:
        """Lines that stand under one heading: a deliverable in one of its cuts."""
        for _, lines in groupby(self.lines, key=lambda one: (one.wanted.code, one.cut)):
            held = tuple(lines)
            yield held[0], held


def deliverables_page(
    session: Session,
    person_id: int,
    memberships: access.Memberships,
    run_id: int,
    *,
    asked: Mapping[str, str],
    now: datetime,
    limit: int = PAGE,
) -> DeliverablesPage:
    reading = read_run(session, person_id, memberships, run_id, now=now)
    code, programme = session.execute(
        select(Programme.code, ProgrammeVersion.title)
        .join(ProgrammeVersion, ProgrammeVersion.programme_id == Programme.id)
        .where(ProgrammeVersion.id == reading.run.programme_version_id)
    ).one()
    filters = filters_of(asked)
    found = [line for line in reading.lines if _is_asked(line, filters)]
    start = _number(asked.get("after", ""))
    projects = {line.project_id: line.project for line in reading.lines if line.project_id}
    places = reading.places
    return DeliverablesPage(
        run_id=run_id,
        run=reading.run.title,
        programme=programme,
        programme_code=code,
        zone=reading.zone,
        sums=tuple(_sum(reading, one) for one in places.wanted),
        all=_tally(reading.lines),
        lines=tuple(found[start : start + limit]),
        found=len(found),
        next=start + limit if len(found) > start + limit else 0,
        filters=filters,
        projects=tuple(projects.items()),
        strays=reading.strays,
        nameless=places.nameless,
        wants_projects=any(one.by_project for one in places.wanted) and not places.has_projects,
        people=_people(session, reading) if reading.may_name else (),
        may_name=reading.may_name,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HandPage:
    """The form of one paper. `is_own`: the reader makes it; else a methodist enters it for its performer."""

    run_id: int
    run: str
    programme: str
    programme_code: str
    zone: str
    line: Line
    slot: Slot
    is_own: bool

    @property
    def seen(self) -> int:
        return self.slot.paper.id if self.slot.paper else 0


def hand_page(
    session: Session,
    person_id: int,
    memberships: access.Memberships,
    run_id: int,
    *,
    asked: Mapping[str, str],
    now: datetime,
) -> HandPage:
    """The place is named in the address; one that the run does not have is not here."""
    event_id, project_id = _number(asked.get("event", "")), _number(asked.get("project", ""))
    reading = read_run(session, person_id, memberships, run_id, now=now, event_id=event_id)
    wanted = (asked.get("deliverable", ""), event_id, asked.get("stage", ""))
    for line in reading.lines:
        if (line.wanted.code, line.item.event_id, line.item.stage) != wanted:
            continue
        if not event_id and line.project_id != project_id:
            continue
        for slot in line.slots:
            if slot.kind == asked.get("kind", ""):
                return _hand_page(session, reading, line, slot, person_id)
    raise NotHere


def filters_of(asked: Mapping[str, str]) -> Filters:
    """What the address does not say rightly is not asked for."""
    cut, state = asked.get("cut", ""), asked.get("state", "")
    return Filters(
        words=asked.get("q", "").strip()[:200],
        deliverable=asked.get("deliverable", "")[:100],
        cut=cut if cut in set(Cut) else "",
        project=_number(asked.get("project", "")),
        state=state if state in dict(STATES) else "",
    )


def _hand_page(session: Session, reading: Reading, line: Line, slot: Slot, person_id: int) -> HandPage:
    code, programme = session.execute(
        select(Programme.code, ProgrammeVersion.title)
        .join(ProgrammeVersion, ProgrammeVersion.programme_id == Programme.id)
        .where(ProgrammeVersion.id == reading.run.programme_version_id)
    ).one()
    return HandPage(
        run_id=reading.run.id,
        run=reading.run.title,
        programme=programme,
        programme_code=code,
        zone=reading.zone,
        line=line,
        slot=slot,
        is_own=line.performer_id is not None and line.performer_id == person_id,
    )


def _is_asked(line: Line, filters: Filters) -> bool:
    if filters.deliverable and line.wanted.code != filters.deliverable:
        return False
    if filters.cut and line.cut != filters.cut:
        return False
    if filters.project and line.project_id != filters.project:
        return False
    if filters.state:
        if filters.state != state_of(line):
            return False
    elif not line.item.is_due and not line.done:
        return False  # a stage that goes on is no debt yet; it is shown when it is asked for
    words = search_text(filters.words)
    said = (line.item.title, line.project, line.performer, line.wanted.title, *_titles(line))
    return not words or words in search_text(" ".join(said))


def state_of(line: Line) -> str:
    if not line.item.is_due:
        return "going"
    return "missing" if line.is_missing else "done"


def _titles(line: Line) -> Iterator[str]:
    for slot in line.slots:
        for paper in slot.papers:
            yield paper.title


def _sum(reading: Reading, wanted: Wanted) -> Sum:
    own = [line for line in reading.lines if line.wanted.code == wanted.code]
    performer = reading.performer_of(wanted)
    return Sum(
        wanted=wanted,
        performer_id=performer.person_id,
        performer=reading.posts.get(performer.person_id or 0, ""),
        version=performer.version,
        cuts=tuple(
            (cut, words, _tally([line for line in own if line.cut is cut])) for cut, words in wanted.cuts
        ),
        all=_tally(own),
    )


def _tally(lines: Sequence[Line]) -> Tally:
    due = [line for line in lines if line.item.is_due]
    return Tally(done=sum(line.done for line in due), total=sum(len(line.slots) for line in due))


def _people(session: Session, reading: Reading) -> tuple[tuple[int, str], ...]:
    rows = session.execute(
        select(Person.id, Person.post)
        .join(RoleAssignment, RoleAssignment.person_id == Person.id)
        .where(
            RoleAssignment.authority_id == reading.run.authority_id,
            RoleAssignment.role.in_(OFFICE),
            RoleAssignment.in_force(reading.today),
            Person.active,
        )
        .distinct()
        .order_by(Person.post, Person.id)
    )
    return tuple((row.id, row.post) for row in rows)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
