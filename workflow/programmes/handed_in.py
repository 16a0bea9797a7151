"""What a document wants its performers to hand in: which papers, whose, and of what.

A deliverable is collected once the document says who makes it (`by`) and of what (`scope`); the others are only
named. Nothing here knows one document from another: the words of the file are kept and shown as they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflow.programmes.dates import school_year
from workflow.programmes.plan import Deliverable, Phase
from workflow.programmes.schema import Programme


class Cut(StrEnum):
    """Of what a paper is: of each event, of each stage that ended, or of the whole run."""

    EVENT = "event"
    STAGE = "stage"
    RUN = "run"


#: How documents name the first two cuts; a scope that names neither is one of the whole run.
_STEMS = {Cut.EVENT: "мероприят", Cut.STAGE: "этап"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One collected deliverable. `cuts`: each with the document's word for it.

    `projects`: numbers of the projects whose curator makes it, one for each; empty: one person makes it.
    """

    code: str
    title: str
    kinds: tuple[str, ...]
    role: str
    role_title: str
    system_roles: tuple[str, ...]
    cuts: tuple[tuple[Cut, str], ...]
    projects: frozenset[str]
    source: str

    @property
    def by_project(self) -> bool:
        return bool(self.projects)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseOfRun:
    """A stage of the programme itself, with the days that its words mean."""

    key: str
    title: str
    from_on: date
    to_on: date
    source: str


def wanted_of(programme: Programme | None) -> tuple[Wanted, ...]:
    return tuple(_wanted(programme)) if programme is not None else ()


def role_title(wanted: Iterable[Wanted], role: str) -> str:
    """In the words of the document; its id where the document does not know it."""
    return next((one.role_title for one in wanted if one.role == role), role)


def phases_between(programme: Programme, first: date, last: date) -> tuple[PhaseOfRun, ...]:
    """Stages of the programme that run on a day between the two; one without dates is not placed."""
    found = (_phase(one, place) for place, one in enumerate(programme.phases, start=1))
    return tuple(one for one in found if one is not None and one.from_on <= last and one.to_on >= first)


def _wanted(programme: Programme) -> Iterator[Wanted]:
    roles = {one.id: one for one in programme.roles}
    for place, one in enumerate(programme.deliverables, start=1):
        if one.by is None or not one.scope:
            continue
        role = roles.get(one.by)
        curated = (project.number for project in programme.projects if project.curator_role == one.by)
        yield Wanted(
            code=one.id or f"deliverable_{place}",
            title=one.title,
            kinds=tuple(dict.fromkeys(one.kind)) or (one.title,),
            role=one.by,
            role_title=role.title if role else one.by,
            system_roles=tuple(role.system_role) if role else (),
            cuts=_cuts(one),
            projects=frozenset(curated),
            source=one.source,
        )


def _cuts(deliverable: Deliverable) -> tuple[tuple[Cut, str], ...]:
    """Each cut once, under the first words that name it."""
    named: dict[Cut, str] = {}
    for words in deliverable.scope:
        cut = next((cut for cut, stem in _STEMS.items() if stem in words.casefold()), Cut.RUN)
        named.setdefault(cut, words)
    return tuple(named.items())


def _phase(phase: Phase, place: int) -> PhaseOfRun | None:
    if phase.start is not None and phase.end is not None:
        first, last = phase.start.first, phase.end.last
    elif phase.school_year is not None:
        first, last = school_year(phase.school_year)
    else:
        return None
    key = phase.id or phase.number or str(place)
    return PhaseOfRun(key=f"phase:{key}", title=phase.title, from_on=first, to_on=last, source=phase.source)
