"""A table with known columns: which stands where, whatever their order, and what stands in each row.

What is carried from the preview to the press is the rows themselves, as text: they are read again there by
the same words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workflow.sheets.reading import CellRead, Clean, RowRead, SheetRead, Unreadable, too_many
from workflow.sheets.values import column_letters
from workflow.states.definition import N_, Message, say

HEADING_WITHIN = 10  # rows of the file: a title and a remark may stand above the heading
LONGEST_CELL = 2000
_DAY = re.compile(r"(\d{1,2})[.\s/-]+(\d{1,2})[.\s/-]+(\d{4})(?:\s*г\.?)?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
YEARS = range(1990, 2200)


@dataclass(frozen=True, slots=True)
class Column:
    """`titles`: as the heading may be written, the first as the template writes it."""

    key: str
    titles: tuple[str, ...]
    required: bool = False
    example: str = ""


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with one cell: where, under which heading, and what to do."""

    place: str
    column: str
    message: Message


def in_order(complaints: Iterable[Complaint]) -> tuple[Complaint, ...]:
    """From left to right, as the row is read."""
    letters = [(one.place.rstrip("0123456789"), one) for one in complaints]
    return tuple(one for _, one in sorted(letters, key=lambda pair: (len(pair[0]), pair[0])))


@dataclass(frozen=True, slots=True)
class TypedRow:
    """One row by the keys of its columns. `at`: key -> the place in the file, «B7»."""

    number: int
    texts: Mapping[str, str]
    at: Mapping[str, str]
    complaints: tuple[Complaint, ...] = ()

    def text(self, key: str) -> str:
        return self.texts.get(key, "")

    def place(self, key: str) -> str:
        return self.at.get(key, str(self.number))


def rows_under(sheet: SheetRead, columns: Sequence[Column], *, most_rows: int) -> tuple[TypedRow, ...]:
    """Raises Unreadable where the heading is not found or rows are merged."""
    if not sheet.rows:
        raise Unreadable(say(N_("Первый лист пуст. Заполните таблицу по образцу")))
    heading, where = _heading(sheet, columns)
    for _first, last, ref in sheet.merged:
        if last >= heading.number:
            raise Unreadable(
                say(N_("Ячейки %(ref)s объединены. Снимите объединение и заполните каждую строку"), ref=ref)
            )
    titles = {column.key: column.titles[0] for column in columns}
    rows = [_typed(row, where, titles) for row in sheet.rows if row.number > heading.number]
    found = tuple(row for row in rows if row.texts or row.complaints)
    if not found:
        raise Unreadable(say(N_("Под заголовком нет ни одной строки. Заполните таблицу")))
    if len(found) > most_rows:
        raise Unreadable(too_many(most_rows))
    return found


def _heading(sheet: SheetRead, columns: Sequence[Column]) -> tuple[RowRead, Mapping[str, int]]:
    """The first row that holds every required heading; else what the best of them lacks."""
    known = {plain(title): column.key for column in columns for title in column.titles}
    best: dict[str, int] = {}
    for row in sheet.rows[:HEADING_WITHIN]:
        where: dict[str, int] = {}
        for place, cell in sorted(row.cells.items()):
            if key := known.get(plain(cell.text)):
                where.setdefault(key, place)
        if all(column.key in where for column in columns if column.required):
            return row, where
        if len(where) > len(best):
            best = where
    missing = [column.titles[0] for column in columns if column.required and column.key not in best]
    raise Unreadable(
        say(
            N_("Не нашли столбцы: %(titles)s. Возьмите образец и не меняйте заголовки"),
            titles=", ".join(f"«{title}»" for title in missing),
        )
    )


def _typed(row: RowRead, where: Mapping[str, int], titles: Mapping[str, str]) -> TypedRow:
    texts: dict[str, str] = {}
    at: dict[str, str] = {}
    complaints = []
    for key, column in where.items():
        at[key] = f"{column_letters(column)}{row.number}"
        cell = row.cells.get(column, CellRead(""))
        trouble = cell.trouble or too_long(cell.text)
        if trouble is not None:
            complaints.append(Complaint(at[key], titles[key], trouble))
        elif cell.text:
            texts[key] = " ".join(cell.text.split())
    return TypedRow(row.number, texts, at, tuple(complaints))


def too_long(text: str) -> Message | None:
    if len(text) <= LONGEST_CELL:
        return None
    return say(N_("Слишком длинно: в ячейке помещается %(most)d знаков"), most=LONGEST_CELL)


def plain(title: str) -> str:
    """How headings and choices are compared: case, ё, spaces and marks aside."""
    return re.sub(r"[\s*:.«»\"]+", " ", title.casefold().replace("ё", "е")).strip()


def day_of(text: str) -> date | None:
    """None for what is no day of our time."""
    written, iso = _DAY.fullmatch(text), _ISO.match(text)
    try:
        if written:
            day = date(int(written[3]), int(written[2]), int(written[1]))
        elif iso:
            day = date(int(iso[1]), int(iso[2]), int(iso[3]))
        else:
            return None
    except ValueError:
        return None
    return day if day.year in YEARS else None


NOT_A_DAY = N_("«%(typed)s» не дата. Напишите число, месяц и год, например 14.08.2026")


def carried(rows: Iterable[TypedRow]) -> str:
    """Rows without a complaint, for a hidden field."""
    return json.dumps([[row.number, dict(row.texts), dict(row.at)] for row in rows], ensure_ascii=False)


def brought(text: str, columns: Sequence[Column], *, clean: Clean, most_rows: int) -> tuple[TypedRow, ...]:
    """`carried()` read back; raises Unreadable for what we did not write."""
    keys = {column.key for column in columns}
    try:
        rows = tuple(
            TypedRow(int(number), _strings(texts, keys, clean), _strings(at, keys, clean))
            for number, texts, at in json.loads(text)
        )
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError) as broken:
        raise Unreadable(GONE) from broken
    if not rows or len(rows) > most_rows:
        raise Unreadable(GONE)
    return rows


GONE = say(N_("Таблица не дошла целиком. Загрузите файл ещё раз"))


def _strings(values: Mapping[str, str], keys: set[str], clean: Clean) -> dict[str, str]:
    kept = {key: clean(value) for key, value in values.items() if key in keys}
    if not all(len(value) <= LONGEST_CELL for value in kept.values()):
        raise ValueError
    return kept
