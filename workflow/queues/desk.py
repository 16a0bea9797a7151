"""The tabs of a queue, whose it is, and what is asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Final

from workflow.states.definition import N_


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


def week_end(today: date) -> date:
    """Sunday of the same week."""
    return date.fromordinal(today.toordinal() + 6 - today.weekday())
