"""Somebody's XLSX, read as what it may be: a bomb, a file of another kind, merged cells, formulas.

Read by hand from its parts: the libraries unpack without an end, allot a cell for every place between the
first and the last, and give a formula's stored answer as if somebody had typed it. Here the unpacked size,
the rows and the columns have an end, no document type is read, and a formula is seen as one.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from workflow.sheets.values import column_letters, column_of, shown_number
from workflow.states.definition import N_, Message, say

BIGGEST_PART = 24_000_000  # bytes, unpacked
MOST_WORDS = 400_000  # shared strings
MOST_COLUMNS = 100
ENDINGS = re.compile(r"_x([0-9A-Fa-f]{4})_")
DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_NOT_A_CODE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')

Clean = Callable[[str], str]


class Unreadable(ValueError):
    """The file as a whole cannot be read; `message` says what to do about it."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.text)
        self.message = message


@dataclass(frozen=True, slots=True)
class CellRead:
    """`text` as a person would type it: 14.08.2026, 12,5. `trouble`: why it must not be taken as it is."""

    text: str
    trouble: Message | None = None


@dataclass(frozen=True, slots=True)
class RowRead:
    """`number` as the spreadsheet counts it; `cells` by column from 0, the empty ones left out."""

    number: int
    cells: Mapping[int, CellRead]


@dataclass(frozen=True, slots=True)
class SheetRead:
    """The first sheet that is not hidden. `merged`: (first row, last row, as written: «A3:B5»)."""

    name: str
    rows: tuple[RowRead, ...]
    merged: tuple[tuple[int, int, str], ...] = ()


def read_xlsx(content: bytes, *, clean: Clean, most_rows: int) -> SheetRead:
    """Raises Unreadable. `clean` takes out of every text what is no text."""
    if not content:
        raise Unreadable(say(N_("Выберите файл: он пуст или не выбран")))
    if not content.startswith(b"PK\x03\x04"):
        raise Unreadable(say(N_("Это не файл XLSX. Откройте его в редакторе таблиц и сохраните как XLSX")))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            return _read(file, clean, most_rows)
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, OSError) as broken:
        raise Unreadable(BROKEN) from broken
    except (KeyError, IndexError, ValueError, RuntimeError) as broken:
        if isinstance(broken, Unreadable):
            raise
        raise Unreadable(BROKEN) from broken


def too_many(most_rows: int) -> Message:
    return say(N_("В таблице больше %(most)d строк. Разделите её на несколько файлов"), most=most_rows)


BROKEN = say(N_("Файл повреждён, закрыт паролем или это не таблица. Сохраните его снова как XLSX"))


def _read(file: zipfile.ZipFile, clean: Clean, most_rows: int) -> SheetRead:
    book = _Book()
    _parse(_part(file, "xl/workbook.xml"), book)
    relations = _Relations()
    _parse(_part(file, "xl/_rels/workbook.xml.rels"), relations)
    name, relation = next((one[:2] for one in book.sheets if one[2] == "visible"), ("", ""))
    path = posixpath.normpath(posixpath.join("xl", relations.targets[relation])).lstrip("/")
    names = set(file.namelist())
    words, styles = _Words(), _Styles()
    if "xl/sharedStrings.xml" in names:
        _parse(_part(file, "xl/sharedStrings.xml"), words)
    if "xl/styles.xml" in names:
        _parse(_part(file, "xl/styles.xml"), styles)
    sheet = _Sheet(words.texts, styles.dates, book.since_1904, clean, most_rows)
    _parse(_part(file, path), sheet)
    return SheetRead(clean(name), tuple(sheet.rows), tuple(sheet.merged))


def _part(file: zipfile.ZipFile, name: str) -> bytes:
    """Never more than was declared is unpacked, and what is declared has an end."""
    info = file.getinfo(name)
    if info.file_size > BIGGEST_PART:
        raise Unreadable(say(N_("Таблица слишком велика. Оставьте в файле один лист с нужными строками")))
    return file.read(info)


class _Part:
    """What a part of the file says, element by element; names come without their namespace."""

    def start(self, name: str, asked: Mapping[str, str]) -> None: ...

    def words(self, text: str) -> None: ...

    def end(self, name: str) -> None: ...


def _parse(content: bytes, part: _Part) -> None:
    parser: Any = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def start(name: str, asked: Mapping[str, str]) -> None:
        part.start(_local(name), {_local(key): value for key, value in asked.items()})

    def refuse(*_: Any) -> None:
        raise Unreadable(BROKEN)

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: part.end(_local(name))
    parser.CharacterDataHandler = part.words
    parser.Parse(content, True)


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


@dataclass(slots=True)
class _Book(_Part):
    sheets: list[tuple[str, str, str]] = field(default_factory=list)  # name, relation, visible or hidden
    since_1904: bool = False

    def start(self, name: str, asked: Mapping[str, str]) -> None:
        if name == "sheet":
            self.sheets.append((asked.get("name", ""), asked["id"], asked.get("state", "visible")))
        elif name == "workbookPr":
            self.since_1904 = asked.get("date1904", "0") in ("1", "true")


@dataclass(slots=True)
class _Relations(_Part):
    targets: dict[str, str] = field(default_factory=dict)

    def start(self, name: str, asked: Mapping[str, str]) -> None:
        if name == "Relationship":
            self.targets[asked["Id"]] = asked["Target"]


@dataclass(slots=True)
class _Words(_Part):
    """Shared strings; how a word is read aloud (`rPh`) is no part of it."""

    texts: list[str] = field(default_factory=list)
    _said: list[str] = field(default_factory=list)
    _in_text: bool = False
    _aloud: bool = False

    def start(self, name: str, asked: Mapping[str, str]) -> None:
        if name == "si":
            self._said = []
        elif name == "rPh":
            self._aloud = True
        elif name == "t":
            self._in_text = not self._aloud

    def words(self, text: str) -> None:
        if self._in_text:
            self._said.append(text)

    def end(self, name: str) -> None:
        if name == "t":
            self._in_text = False
        elif name == "rPh":
            self._aloud = False
        elif name == "si":
            if len(self.texts) >= MOST_WORDS:
                raise Unreadable(
                    say(N_("Таблица слишком велика. Оставьте в файле один лист с нужными строками"))
                )
            self.texts.append("".join(self._said))


@dataclass(slots=True)
class _Styles(_Part):
    """Which styles show a number as a day; `dates` holds places of `cellXfs`."""

    dates: set[int] = field(default_factory=set)
    _codes: dict[str, str] = field(default_factory=dict)
    _in_cells: bool = False
    _place: int = 0

    def start(self, name: str, asked: Mapping[str, str]) -> None:
        if name == "numFmt":
            self._codes[asked["numFmtId"]] = asked.get("formatCode", "")
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            if self._is_day(asked.get("numFmtId", "0")):
                self.dates.add(self._place)
            self._place += 1

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._in_cells = False

    def _is_day(self, number: str) -> bool:
        if number in self._codes:
            code = _NOT_A_CODE.sub("", self._codes[number]).lower()
            return "y" in code or "d" in code or "г" in code
        return number.isdecimal() and int(number) in DATE_FORMATS


@dataclass(slots=True)
class _Sheet(_Part):
    shared: list[str]
    dates: set[int]
    since_1904: bool
    clean: Clean
    most_rows: int
    rows: list[RowRead] = field(default_factory=list)
    merged: list[tuple[int, int, str]] = field(default_factory=list)
    _number: int = 0
    _column: int = -1
    _kind: str = "n"
    _style: int = 0
    _cells: dict[int, CellRead] = field(default_factory=dict)
    _said: list[str] = field(default_factory=list)
    _listens: bool = False
    _has_formula: bool = False

    def start(self, name: str, asked: Mapping[str, str]) -> None:
        match name:
            case "row":
                self._number = int(asked["r"]) if "r" in asked else self._number + 1
                self._column, self._cells = -1, {}
            case "c":
                self._column = column_of(asked["r"]) if "r" in asked else self._column + 1
                self._kind, self._style = asked.get("t", "n"), int(asked.get("s", "0"))
                self._said, self._has_formula = [], False
            case "v" | "t":
                self._listens = True
            case "f":
                self._has_formula = True
            case "mergeCell":
                self.merged.append(_area(asked["ref"]))

    def words(self, text: str) -> None:
        if self._listens:
            self._said.append(text)

    def end(self, name: str) -> None:
        match name:
            case "v" | "t":
                self._listens = False
            case "c":
                self._keep_cell()
            case "row" if self._cells:
                if len(self.rows) >= self.most_rows:
                    raise Unreadable(too_many(self.most_rows))
                self.rows.append(RowRead(self._number, self._cells))

    def _keep_cell(self) -> None:
        raw = "".join(self._said)
        if self._has_formula:
            self._cells[self._column] = CellRead(self.clean(raw), FORMULA)
        elif self._kind == "e":
            self._cells[self._column] = CellRead(self.clean(raw), COUNTED_WRONG)
        elif text := self.clean(self._text(raw)).strip():
            if self._column >= MOST_COLUMNS:
                raise Unreadable(
                    say(N_("Ячейка %(place)s слишком далеко справа. Удалите лишние столбцы"), place=self._place)
                )
            self._cells[self._column] = CellRead(text)

    @property
    def _place(self) -> str:
        return f"{column_letters(self._column)}{self._number}"

    def _text(self, raw: str) -> str:
        if self._kind == "s":
            return _unescaped(self.shared[int(raw)]) if raw else ""
        if self._kind == "n":
            return shown_number(raw, is_day=self._style in self.dates, since_1904=self.since_1904)
        return _unescaped(raw)


FORMULA = say(N_("Здесь формула. Замените её значением: скопируйте и вставьте как значения"))
COUNTED_WRONG = say(N_("Здесь ошибка вычисления. Впишите значение"))


def _unescaped(text: str) -> str:
    """`_x000D_` stands for a sign that XML cannot hold."""
    return ENDINGS.sub(lambda found: chr(int(found[1], 16)), text)


def _area(ref: str) -> tuple[int, int, str]:
    numbers = [int(re.sub(r"\D", "", end) or 0) for end in ref.split(":")]
    return min(numbers), max(numbers), ref[:40]
