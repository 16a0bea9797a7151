"""The tabs of a queue, whose it is, and what is asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any, Final

from sqlalchemy import Date, Integer, Text, bindparam

from workflow.models.search import search_text
from workflow.states.definition import N_

#: What differs from person to person and from day to day: the statements themselves are made once.
AUTHORITIES: Final = bindparam("desk_authorities", expanding=True, type_=Integer)
PERSON: Final = bindparam("desk_person", type_=Integer)
TODAY: Final = bindparam("desk_today", type_=Date)
WEEK_END: Final = bindparam("desk_week_end", type_=Date)
WORDS: Final = bindparam("asked_words", type_=Text)
STAGE: Final = bindparam("asked_stage", type_=Text)
PROJECT: Final = bindparam("asked_project", type_=Integer)
ESCAPE: Final = "/"


class Kind(IntEnum):
    """The value is the place among things of one date: what a case waits for goes before a task."""

    CASE = 1
    PACKET = 2
    CHECK = 3  # a task whose evidence was given and waits to be looked at
    TASK = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Whose list it is: a methodist's, in the authorities where he is one today."""

    person_id: int
    authorities: frozenset[int]
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """As they stand in the address; empty means all."""

    words: str = ""
    stage: str = ""
    term: str = ""  # late | today | week | none
    whose: int = 0
    project: int = 0

    @property
    def asked(self) -> Asked:
        words, stage, project = bool(search_text(self.words)), bool(self.stage), bool(self.project)
        return Asked(words, stage, self.term, self.whose, project)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is filtered by, as far as it shapes the statement; the words themselves go in as parameters."""

    words: bool = False
    stage: bool = False
    term: str = ""
    whose: int = 0
    project: bool = False


@dataclass(frozen=True, slots=True)
class Worklist:
    """A tab of the queue. `kinds` gives the branches of its query."""

    name: str
    title: str
    kinds: tuple[Kind, ...]


NOW = Worklist("now", N_("Мне, сейчас"), tuple(Kind))
OTHERS = Worklist("others", N_("Ждут других"), (Kind.CASE, Kind.PACKET, Kind.TASK))
RETURNED = Worklist("returned", N_("Возвращено мне"), (Kind.CASE, Kind.PACKET))
LATE = Worklist("late", N_("Просрочено"), tuple(Kind))
ALL = Worklist("all", N_("Все"), (Kind.CASE,))
WORKLISTS: Final = (NOW, OTHERS, RETURNED, LATE, ALL)


def values_of(desk: Desk, filters: Filters) -> dict[str, Any]:
    """The parameters of every statement of this package but the cursor's."""
    return {
        AUTHORITIES.key: sorted(desk.authorities),
        PERSON.key: desk.person_id,
        TODAY.key: desk.today,
        WEEK_END.key: week_end(desk.today),
        WORDS.key: f"%{_escaped(search_text(filters.words))}%",
        STAGE.key: filters.stage,
        PROJECT.key: filters.project,
    }


def _escaped(words: str) -> str:
    for sign in (ESCAPE, "%", "_"):
        words = words.replace(sign, ESCAPE + sign)
    return words


def week_end(today: date) -> date:
    """Sunday of the same week."""
    return date.fromordinal(today.toordinal() + 6 - today.weekday())
