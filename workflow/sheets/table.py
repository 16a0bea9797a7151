"""A list as rows of typed cells, before it becomes a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

#: A moment is by the wall clock of its reader, see `wall()`: a spreadsheet knows no zones.
Cell = str | int | float | Decimal | date | datetime | None


@dataclass(frozen=True, slots=True)
class Table:
    """`title` names the sheet; `header` is in the reader's language; rows may be a generator, read once."""

    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def wall(at: datetime | None, zone: str) -> datetime | None:
    """What the clock on the wall shows there at that moment."""
    return None if at is None else at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def words(cell: Cell) -> str:
    """As Russian spreadsheets read it back: 17.11.2022, 17.11.2022 10:20, 1234,5."""
    match cell:
        case None:
            return ""
        case str():
            return cell
        case datetime():
            return f"{cell:%d.%m.%Y %H:%M}"
        case date():
            return f"{cell:%d.%m.%Y}"
        case int():
            return str(cell)
        case _:
            return f"{Decimal(str(cell)):f}".replace(".", ",")
