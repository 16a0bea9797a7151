"""A YAML text as a tree of values that remember their lines.

Built from parser events, not by a YAML constructor: a programme needs lists, records, texts, numbers
and yes/no, and nothing else, so aliases, tags and the guesses of YAML 1.1 (dates, sexagesimal numbers,
«on» as true) have no way in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from workflow.programmes.wording import N_, BrokenProgramme, Message, Problem, quoted, say

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 12
#: Letters of one text: three pages of a document, and more than any of its paragraphs has.
MAX_TEXT = 10_000

Scalar: TypeAlias = str | int | float | bool | None
Path: TypeAlias = tuple[str | int, ...]

NO_CONTROL = N_("текст без управляющих знаков")
A_SIGN = N_("знак с кодом %(code)s")
#: What YAML takes for the end of a line, so that its lines and ours are counted alike.
_LINE_BREAK = re.compile("\r\n|[\r\x85\u2028\u2029]")
_INTEGER = re.compile(r"-?(0|[1-9]\d{0,14})")
_DECIMAL = re.compile(r"-?\d{1,15}\.\d{1,15}")
_WORDS: dict[str, Scalar] = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Node:
    """A scalar, a list or a record; `lines` are the lines of a record's keys."""

    line: int
    value: Scalar | tuple[Node, ...] | dict[Scalar, Node]
    lines: dict[Scalar, int] = field(default_factory=dict)

    def below(self, step: str | int) -> Node | None:
        if isinstance(self.value, dict):
            return self.value.get(step)
        if isinstance(self.value, tuple) and isinstance(step, int) and step < len(self.value):
            return self.value[step]
        return None

    def at(self, path: Path) -> Node:
        """The node at the path, or the nearest one above it that exists."""
        here = self
        for step in path:
            below = here.below(step)
            if below is None:
                break
            here = below
        return here

    def line_of(self, path: Path) -> int:
        """The line of the key for a record's key, else of the value."""
        if path:
            above = self.at(path[:-1])
            if path[-1] in above.lines:
                return above.lines[path[-1]]
        return self.at(path).line

    def scalars(self, pattern: Path) -> Iterator[tuple[Path, Scalar]]:
        """Every scalar at the pattern, where "*" stands for each element of a list."""
        yield from _scalars(self, pattern, ())


def _scalars(node: Node, pattern: Path, path: Path) -> Iterator[tuple[Path, Scalar]]:
    if not pattern:
        if not isinstance(node.value, (tuple, dict)):
            yield path, node.value
        return
    step, rest = pattern[0], pattern[1:]
    if step == "*" and isinstance(node.value, tuple):
        for number, below in enumerate(node.value):
            yield from _scalars(below, rest, (*path, number))
    elif isinstance(node.value, dict) and step in node.value:
        yield from _scalars(node.value[step], rest, (*path, step))


def plain(node: Node) -> Any:
    """The bare values, lists as tuples: what the schema is asked to accept."""
    if isinstance(node.value, tuple):
        return tuple(plain(below) for below in node.value)
    if isinstance(node.value, dict):
        return {key: plain(below) for key, below in node.value.items()}
    return node.value


def place(root: Node, path: Path) -> str:
    """The path as a person reads it: «orders «276/2021» → clauses «3.1» → deadline»."""
    parts: list[str] = []
    for depth, step in enumerate(path):
        if isinstance(step, int) and parts and isinstance(root.at(path[:depth]).value, tuple):
            parts[-1] += f" «{_label(root.at(path[: depth + 1]), step)}»"
        else:
            parts.append(str(step))
    return " → ".join(parts)


def _label(node: Node, position: int) -> str:
    if isinstance(node.value, dict):
        for key in ("id", "number", "code", "title"):
            if key in node.value and isinstance(node.value[key].value, (str, int)):
                return str(node.value[key].value)
    return str(position + 1)


def read_tree(text: bytes, *, name: str) -> Node:
    """The root record of the file, or BrokenProgramme."""
    reader = _Reader(_decoded(text, name), name)
    try:
        root = reader.document()
    except yaml.MarkedYAMLError as error:
        line = _line(_mark(error))
        reader.refuse(line, _syntax(error), reader.row(line))
        raise BrokenProgramme(reader.problems) from None
    if reader.problems:
        raise BrokenProgramme(reader.problems)
    return root


def _decoded(text: bytes, name: str) -> str:
    def refused(line: int, expected: Message, found: Message) -> BrokenProgramme:
        return BrokenProgramme([Problem(file=name, line=line, where="", expected=expected, found=found)])

    if len(text) > MAX_BYTES:
        raise refused(
            1,
            say(N_("файл не больше %(limit)d КБ"), limit=MAX_BYTES // 1024),
            say(N_("%(size)d КБ"), size=len(text) // 1024),
        )
    try:
        decoded = text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = text[: error.start].count(b"\n") + 1
        raise refused(
            line, say(N_("текст в кодировке UTF-8")), say(N_("байт %(byte)s"), byte=hex(text[error.start]))
        ) from None
    decoded = _LINE_BREAK.sub("\n", decoded)
    for number, row in enumerate(decoded.split("\n"), start=1):
        if unprintable := yaml.reader.Reader.NON_PRINTABLE.search(row):
            raise refused(
                number,
                say(NO_CONTROL),
                say(A_SIGN, code=hex(ord(unprintable.group()))),
            )
    return decoded


#: The parser's own words -> what was expected there.
_SYNTAX = (
    ("'\\t'", N_("отступ пробелами: табуляция в YAML не допускается")),
    ("<block end>", N_("записи одного уровня с одинаковым отступом")),
    ("mapping values are not allowed", N_("одно двоеточие после ключа; текст с двоеточием берут в кавычки")),
    ("could not find expected ':'", N_("двоеточие после ключа")),
    ("unexpected end of stream", N_("закрывающая кавычка")),
    ("unknown escape", N_("в двойных кавычках обратная косая черта только удвоенная")),
    ("expected ',' or", N_("запятая или закрывающая скобка")),
    ("cannot start any token", N_("текст, который начинается с особого знака, в кавычках")),
    ("block sequence", N_("список на своей строке, с отступом под ключом")),
    ("document start", N_("один документ YAML в файле")),
)


def _syntax(error: yaml.MarkedYAMLError) -> Message:
    words = f"{error.context or ''} {error.problem or ''}"
    return say(next((text for mark, text in _SYNTAX if mark in words), N_("верная запись YAML")))


def _mark(error: yaml.MarkedYAMLError) -> Any:
    """Where the slip is: for an unclosed quote or a forgotten colon the place where it began."""
    words = error.problem or ""
    if "end of stream" in words or "expected ':'" in words:
        return error.context_mark
    return error.problem_mark or error.context_mark


def _line(mark: Any) -> int:
    return int(mark.line) if mark is not None else 0


class _Reader:
    def __init__(self, text: str, name: str) -> None:
        self.problems: list[Problem] = []
        self._name = name
        self._rows = text.split("\n")
        self._events: Iterator[Any] = yaml.parse(text, Loader=yaml.SafeLoader)

    def document(self) -> Node:
        root: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    line = _line(event.start_mark)
                    self.refuse(line, say(N_("один документ YAML в файле")), say(N_("начало второго")))
                    break
                root = self._node(next(self._events), 0)
        if root is None or root.value is None:
            self.refuse(0, say(N_("разделы программы")), say(N_("пустой файл")))
        elif not isinstance(root.value, dict) and not self.problems:
            self.refuse(root.line - 1, say(N_("разделы программы")), self.row(root.line - 1))
        if self.problems or root is None:
            raise BrokenProgramme(self.problems)
        return root

    def refuse(self, line: int, expected: Message, found: Message) -> None:
        """`line` is counted from nought, as the parser counts."""
        self.problems.append(Problem(file=self._name, line=line + 1, where="", expected=expected, found=found))

    def row(self, line: int) -> Message:
        row = self._rows[line].strip() if line < len(self._rows) else ""
        if not row:
            return say(N_("конец файла")) if line >= len(self._rows) - 1 else say(N_("пустая строка"))
        return quoted(row)

    def _node(self, event: Any, depth: int) -> Node:
        line = _line(event.start_mark)
        if depth > MAX_DEPTH:
            self.refuse(line, say(N_("вложенность не глубже %(limit)d"), limit=MAX_DEPTH), self.row(line))
            raise BrokenProgramme(self.problems)
        if isinstance(event, yaml.AliasEvent):
            expected = say(N_("запись целиком: ссылки YAML («*») не принимаются"))
            self.refuse(line, expected, quoted(f"*{event.anchor}"))
            return Node(line + 1, None)
        if event.anchor is not None:
            expected = say(N_("запись без якоря YAML («&»)"))
            self.refuse(line, expected, quoted(f"&{event.anchor}"))
        if event.tag is not None:
            expected = say(N_("значение без метки YAML («!»)"))
            self.refuse(line, expected, quoted(event.tag))
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(line, depth)
        if isinstance(event, yaml.MappingStartEvent):
            return self._record(line, depth)
        value = _resolved(event)
        if isinstance(value, str):
            self._look_at_text(line, value)
        return Node(line + 1, value)

    def _look_at_text(self, line: int, text: str) -> None:
        """An escape in quotation marks brings in what the file itself may not hold."""
        if unprintable := yaml.reader.Reader.NON_PRINTABLE.search(text):
            self.refuse(line, say(NO_CONTROL), say(A_SIGN, code=hex(ord(unprintable.group()))))
        if len(text) > MAX_TEXT:
            expected = say(N_("текст не длиннее %(limit)d знаков"), limit=MAX_TEXT)
            self.refuse(line, expected, say(N_("%(size)d знаков"), size=len(text)))

    def _list(self, line: int, depth: int) -> Node:
        below: list[Node] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            below.append(self._node(event, depth + 1))
        return Node(line + 1, tuple(below))

    def _record(self, line: int, depth: int) -> Node:
        below: dict[Scalar, Node] = {}
        lines: dict[Scalar, int] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key_line = _line(event.start_mark)
            key = self._node(event, depth + 1).value
            value = self._node(next(self._events), depth + 1)
            if isinstance(key, (tuple, dict)) or key is None:
                self.refuse(key_line, say(N_("ключ — одно слово")), self.row(key_line))
                continue
            if key in below:
                self.refuse(
                    key_line,
                    say(N_("каждый ключ один раз")),
                    say(N_("«%(key)s» уже стоит в строке %(line)d"), key=str(key), line=lines[key]),
                )
                continue
            below[key], lines[key] = value, key_line + 1
        return Node(line + 1, below, lines)


def _resolved(event: Any) -> Scalar:
    text: str = event.value
    if not event.implicit[0]:  # quoted: always a text
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    return text
