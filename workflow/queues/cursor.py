"""Where a page of a list ends and the next begins: by row value, so that page 400 costs what page 1 does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, Select, literal, tuple_

from workflow.queues.desk import Kind


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row seen: dated rows in the order of dates, then those without."""

    due_on: date | None
    kind: int
    id: int

    @property
    def text(self) -> str:
        return f"{self.due_on or '-'}.{self.kind}.{self.id}"

    @classmethod
    def parse(cls, text: str) -> Cursor | None:
        """None for anything that we did not write: the list then begins at its beginning."""
        parts = text.split(".")
        try:
            due, kind, row = parts
            return cls(None if due == "-" else date.fromisoformat(due), int(kind), int(row))
        except ValueError:
            return None


def after(query: Select[Any], row: Any, kind: Kind, cursor: Cursor | None) -> Iterator[Select[Any]]:
    """Dated rows, then those without a date: two branches, so that each goes by an index.

    The kind stands between date and id in the order and is the same for a whole branch.
    """
    dated, undated = query.where(row.due_on.is_not(None)), query.where(row.due_on.is_(None))
    if cursor is None:
        yield from (dated, undated)
    elif cursor.due_on is None:
        if kind > cursor.kind:
            yield undated
        elif kind == cursor.kind:
            yield undated.where(row.id > cursor.id)
    else:
        if kind > cursor.kind:
            yield dated.where(row.due_on >= cursor.due_on)
        elif kind < cursor.kind:
            yield dated.where(row.due_on > cursor.due_on)
        else:
            yield dated.where(_place_of(row) > _place(cursor))
        yield undated


def before(query: Select[Any], row: Any, kind: Kind, cursor: Cursor) -> Iterator[Select[Any]]:
    """As above, seen from the other side."""
    dated, undated = query.where(row.due_on.is_not(None)), query.where(row.due_on.is_(None))
    if cursor.due_on is None:
        if kind < cursor.kind:
            yield undated
        elif kind == cursor.kind:
            yield undated.where(row.id < cursor.id)
        yield dated
    elif kind > cursor.kind:
        yield dated.where(row.due_on < cursor.due_on)
    elif kind < cursor.kind:
        yield dated.where(row.due_on <= cursor.due_on)
    else:
        yield dated.where(_place_of(row) < _place(cursor))


def _place_of(row: Any) -> Any:
    return tuple_(row.due_on, row.id)


def _place(cursor: Cursor) -> Any:
    return tuple_(literal(cursor.due_on, Date), literal(cursor.id))
