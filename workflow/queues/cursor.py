"""Where a page of a list ends and the next begins: by row value, so that page 400 costs what page 1 does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Date, Integer, Select, bindparam, tuple_

from workflow.queues.desk import Kind

SEEN_ON: Final = bindparam("seen_on", type_=Date)
SEEN_ID: Final = bindparam("seen_id", type_=Integer)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row seen: dated rows in the order of dates, then those without."""

    due_on: date | None
    kind: Kind
    id: int

    @property
    def text(self) -> str:
        return f"{self.due_on or '-'}.{int(self.kind)}.{self.id}"

    @property
    def place(self) -> Place:
        return Place(self.due_on is not None, self.kind)

    @property
    def values(self) -> dict[str, Any]:
        return {SEEN_ON.key: self.due_on, SEEN_ID.key: self.id}

    @classmethod
    def parse(cls, text: str) -> Cursor | None:
        """None for anything that we did not write: the list then begins at its beginning."""
        parts = text.split(".")
        try:
            due, kind, row = parts
            return cls(None if due == "-" else date.fromisoformat(due), Kind(int(kind)), int(row))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Place:
    """A cursor as far as it shapes the statement."""

    dated: bool
    kind: Kind


def after(query: Select[Any], row: Any, kind: Kind, place: Place | None) -> Iterator[Select[Any]]:
    """Dated rows, then those without a date: two branches, so that each goes by an index.

    The kind stands between date and id in the order and is the same for a whole branch.
    """
    dated, undated = query.where(row.due_on.is_not(None)), query.where(row.due_on.is_(None))
    if place is None:
        yield from (dated, undated)
    elif not place.dated:
        if kind > place.kind:
            yield undated
        elif kind == place.kind:
            yield undated.where(row.id > SEEN_ID)
    else:
        if kind > place.kind:
            yield dated.where(row.due_on >= SEEN_ON)
        elif kind < place.kind:
            yield dated.where(row.due_on > SEEN_ON)
        else:
            yield dated.where(_row_of(row) > _SEEN)
        yield undated


def before(query: Select[Any], row: Any, kind: Kind, place: Place) -> Iterator[Select[Any]]:
    """As above, seen from the other side."""
    dated, undated = query.where(row.due_on.is_not(None)), query.where(row.due_on.is_(None))
    if not place.dated:
        if kind < place.kind:
            yield undated
        elif kind == place.kind:
            yield undated.where(row.id < SEEN_ID)
        yield dated
    elif kind > place.kind:
        yield dated.where(row.due_on < SEEN_ON)
    elif kind < place.kind:
        yield dated.where(row.due_on <= SEEN_ON)
    else:
        yield dated.where(_row_of(row) < _SEEN)


def _row_of(row: Any) -> Any:
    return tuple_(row.due_on, row.id)


_SEEN = tuple_(SEEN_ON, SEEN_ID)
