"""Places of the papers that a run wants: one for each event held, each stage, each project, by whom it is made.

Both the page and the command ask here, so what is shown as missing is exactly what can be handed in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.facts.events import HELD
from workflow.facts.process import stages_of, titles_of
from workflow.models.body import Project
from workflow.models.case import Case
from workflow.models.deliverable import RunPerformer
from workflow.models.event import Event
from workflow.models.programme import ProcessVersion, ProgrammeVersion, Run
from workflow.programmes.document import document_of
from workflow.programmes.handed_in import Cut, Wanted, phases_between, wanted_of
from workflow.programmes.schema import Programme

OF_THE_RUN, OF_SUPPORT = "run", "case:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An event, a stage or the run. `is_due`: its papers are counted; one that goes on is only shown.

    Of a stage of support `passed` of `cases` are behind it; a stage of the programme has its days instead.
    """

    cut: Cut
    title: str
    event_id: int = 0
    stage: str = ""
    is_due: bool
    from_on: date | None = None
    to_on: date | None = None
    passed: int = 0
    cases: int = 0
    project_id: int = 0
    source: str = ""

    @property
    def is_of_support(self) -> bool:
        """Of the settings, not of the document: its title is a message id."""
        return self.stage.startswith(OF_SUPPORT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Performer:
    """Who makes the papers of a role in this run, or of a project. `version` is of the row that names it."""

    person_id: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where papers are wanted: a deliverable, what it is of, whose it is."""

    wanted: Wanted
    cut_words: str
    item: Item
    project_id: int = 0
    project: str = ""
    performer_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """`nameless`: events held that belong to no project, so no curator's papers are asked of them."""

    wanted: tuple[Wanted, ...]
    places: tuple[Place, ...]
    performers: dict[str, Performer]
    nameless: tuple[tuple[int, str], ...]
    has_projects: bool


def wanted_in(session: Session, run: Run) -> tuple[Programme | None, tuple[Wanted, ...]]:
    """The document of a run, read once a process, and what it wants to be handed in."""
    version = session.get_one(ProgrammeVersion, run.programme_version_id)
    document = document_of(version.text, version.file_name)
    return document, wanted_of(document)


def places_of(session: Session, run: Run, today: date, *, event_id: int | None = None) -> Places:
    """Six statements however many events. `event_id`: only of that event; 0: of no event."""
    document, wanted = wanted_in(session, run)
    if document is None or not wanted:
        return Places(wanted=(), places=(), performers={}, nameless=(), has_projects=False)
    projects = list(session.scalars(select(Project).where(Project.run_id == run.id).order_by(Project.number)))
    performers = {
        row.role: Performer(person_id=row.person_id, version=row.version)
        for row in session.scalars(select(RunPerformer).where(RunPerformer.run_id == run.id))
    }
    events = _events(session, run, event_id)
    stages = () if event_id else _stages(session, run, document, today)
    items = {Cut.EVENT: events, Cut.STAGE: stages, Cut.RUN: () if event_id else (_whole(run, today),)}
    places = [
        place
        for one in wanted
        for cut, words in one.cuts
        for item in items[cut]
        for place in _of_item(one, words, item, projects, performers)
    ]
    by_project = any(one.by_project and Cut.EVENT in dict(one.cuts) for one in wanted)
    nameless = [(one.event_id, one.title) for one in events if by_project and not one.project_id]
    return Places(
        wanted=wanted,
        places=tuple(places),
        performers=performers,
        nameless=tuple(nameless),
        has_projects=bool(projects),
    )


def _of_item(
    wanted: Wanted,
    words: str,
    item: Item,
    projects: Sequence[Project],
    performers: dict[str, Performer],
) -> Iterator[Place]:
    """A curator's papers are made project by project, of an event by its own; the others once."""
    titled = replace(item, title=words) if item.cut is Cut.RUN else item
    if not wanted.by_project:
        performer = performers.get(wanted.role, Performer()).person_id
        own = next((one for one in projects if one.id == item.project_id), None)
        yield Place(
            wanted=wanted,
            cut_words=words,
            item=titled,
            project_id=own.id if own else 0,
            project=own.title if own else "",
            performer_id=performer,
        )
        return
    for project in projects:
        if str(project.number) not in wanted.projects:
            continue
        if item.cut is Cut.EVENT and item.project_id != project.id:
            continue
        yield Place(
            wanted=wanted,
            cut_words=words,
            item=titled,
            project_id=project.id,
            project=project.title,
            performer_id=project.curator_id,
        )


def _events(session: Session, run: Run, event_id: int | None) -> tuple[Item, ...]:
    query = select(Event.id, Event.title, Event.from_on, Event.to_on, Event.project_id).where(
        Event.run_id == run.id, Event.state.in_(HELD)
    )
    if event_id is not None:
        query = query.where(Event.id == event_id)
    return tuple(
        Item(
            cut=Cut.EVENT,
            title=row.title,
            event_id=row.id,
            is_due=True,
            from_on=row.from_on,
            to_on=row.to_on,
            project_id=row.project_id or 0,
        )
        for row in session.execute(query.order_by(Event.from_on, Event.id))
    )


def _stages(session: Session, run: Run, document: Programme, today: date) -> tuple[Item, ...]:
    """Stages of the programme that fall into the run; of a run that none falls into, those of its support.

    A stage of several runs is due in the one that it ends in.
    """
    phases = phases_between(document, run.from_on, run.to_on)
    if phases:
        return tuple(
            Item(
                cut=Cut.STAGE,
                title=one.title,
                stage=one.key,
                is_due=one.to_on < today and one.to_on <= run.to_on,
                from_on=one.from_on,
                to_on=one.to_on,
                source=one.source,
            )
            for one in phases
        )
    return _stages_of_support(session, run)


def _stages_of_support(session: Session, run: Run) -> tuple[Item, ...]:
    """Ended when every school of the run is behind it; a cancelled case is not waited for."""
    settings = session.get_one(ProcessVersion, run.process_version_id).settings
    order, titles = {name: place for place, name in enumerate(stages_of(settings))}, dict(titles_of(settings))
    rows = session.execute(
        select(Case.stage, Case.state, func.count())
        .where(Case.run_id == run.id, Case.state != "closure.cancelled")
        .group_by(Case.stage, Case.state)
    ).all()
    cases = sum(number for *_, number in rows)
    return tuple(
        Item(
            cut=Cut.STAGE,
            title=titles[name],
            stage=f"{OF_SUPPORT}{name}",
            is_due=bool(cases) and passed == cases,
            passed=passed,
            cases=cases,
        )
        for name, place in order.items()
        for passed in [
            sum(
                number
                for stage, state, number in rows
                if state == "closure.closed" or order.get(stage, -1) > place
            )
        ]
    )


def _whole(run: Run, today: date) -> Item:
    return Item(
        cut=Cut.RUN,
        title="",
        stage=OF_THE_RUN,
        is_due=run.to_on < today,
        from_on=run.from_on,
        to_on=run.to_on,
    )
