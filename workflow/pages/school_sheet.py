"""What of a school's page fits on one A4 sheet: the nearest things to do, and how many are left to the screen.

Paper does not grow, so the list is measured before it is drawn, in lines of its own letters and rather too long
than too short. The template cuts a title or a remark at the same number of letters as is reckoned here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from typing import Final, TypeVar

from workflow.pages.case_tasks import TaskView
from workflow.pages.school import SchoolPage, ToDo
from workflow.states.definition import Message

Row = TypeVar("Row")
#: Lines of the sheet under its name and number; what each block takes beside its words.
LINES: Final = 47.0
HERE, SUSPENDED = 12.0, 4.0
NEXT_HEAD, LIST_HEAD, ITEM = 5.5, 5.0, 0.9
#: Letters that surely stand in a line, and the height of a line that is larger or smaller than the usual one.
NAME_LETTERS, BIG_LETTERS, LETTERS, SMALL_LETTERS = 44, 25, 44, 64
BIG, SMALL = 1.5, 0.9
#: Where a text is cut.
TITLE, REMARK, SHORT_REMARK = 120, 200, 100


@dataclass(frozen=True, slots=True)
class Sheet:
    """`left` things to do stand only on the screen."""

    to_do: tuple[ToDo, ...]
    done: tuple[TaskView, ...]
    left: int


def sheet_of(page: SchoolPage) -> Sheet:
    """Things to do come before what is done: they are what the sheet is taken along for."""
    room = LINES - _above(page) - LIST_HEAD - (_next(page.next) if page.next else NEXT_HEAD)
    to_do = _fitting(page.rest, (_to_do(one) for one in page.rest), room)
    if len(to_do) < len(page.rest):
        return Sheet(to_do, (), len(page.rest) - len(to_do))
    room -= sum(_to_do(one) for one in to_do)
    return Sheet(to_do, _fitting(page.done, (_done(one) for one in page.done), room), 0)


def _fitting(rows: tuple[Row, ...], heights: Iterable[float], room: float) -> tuple[Row, ...]:
    taken = 0
    for height in heights:
        room -= height
        if room < 0:
            break
        taken += 1
    return rows[:taken]


def _above(page: SchoolPage) -> float:
    """The school's name where it is long, and where the school is and why."""
    lines = BIG * (len(page.school) // NAME_LETTERS)
    if page.case is None:
        return lines
    act = ceil(len(page.case.act.title) / LETTERS) if page.case.act else 0
    six = 1 if page.case.stages > 4 else 0  # names of narrow stages take a second line
    return lines + HERE + act + six + (SUSPENDED if page.case.suspended_on else 0)


def _next(one: ToDo) -> float:
    said = min(len(one.remark) if one.remark else _length(one.note), REMARK)
    return NEXT_HEAD + BIG * ceil(min(_length(one.title), TITLE) / BIG_LETTERS) + ceil(said / LETTERS)


def _to_do(one: ToDo) -> float:
    said = min(len(one.remark) if one.remark else _length(one.note), SHORT_REMARK)
    return ITEM + ceil(min(_length(one.title), TITLE) / LETTERS) + SMALL * ceil((said + 22) / SMALL_LETTERS)


def _done(one: TaskView) -> float:
    return ITEM + ceil(min(len(one.title), TITLE) / LETTERS) + SMALL


def _length(message: Message | None) -> int:
    """Of the sentence with its values; in another language it is about as long."""
    if message is None:
        return 0
    return len(message.text % {name: str(value) for name, value in message.values})
