"""A programme as a plain page: everything of the file, section by section, each row with its source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workflow.programmes.acts import Inconsistency
from workflow.programmes.dates import PartialDate
from workflow.programmes.labels import (
    CODED,
    INCONSISTENCY_KINDS,
    LABELS,
    LABELS_AT,
    SECTION_TITLES,
    WORDS,
)
from workflow.programmes.names import NAMED_AT, names_of
from workflow.programmes.passport import Pair, Period
from workflow.programmes.plan import Quantity, Result, Tally
from workflow.programmes.record import Described, Record, alias_of
from workflow.programmes.schema import Programme
from workflow.programmes.timing import Timing
from workflow.programmes.tree import Path
from workflow.programmes.wording import N_, Message, say

_Names = Mapping[str, Mapping[str, str]]

#: Keys that are the row itself and not a fact of it.
_ROW_KEYS = frozenset({"source", "title", "name", "number", "step"})
#: Ids that only tie records together; the texts they tie are shown instead. The file's own name says nothing.
_SILENT = frozenset({"id", "document_file"})
#: A code that the file made up for itself; one that the document has is in its own letters («ШНОР»).
_MADE_UP = re.compile(r"[a-z][a-z0-9_]*")


#: A figure and its unit are the title of a figure's row.
_IN_TITLE = frozenset({"value", "unit"})


@dataclass(frozen=True, slots=True)
class Fact:
    """`label` is a message id, or the file's own key when the schema has no word for it."""

    label: str
    values: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Rows inside a row: clauses of an order, milestones of a measure."""

    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One record of the file. `key` is its id or number and can be an anchor on the page."""

    key: str
    number: str = ""
    title: str
    facts: tuple[Fact, ...]
    parts: tuple[Part, ...] = ()
    source: str


@dataclass(frozen=True, slots=True)
class Section:
    """`title` is a message id; `key` is the section's key in the file."""

    key: str
    title: str
    rows: tuple[Row, ...]


def words(text: object) -> Message:
    """The document's own words: shown as they are in every language."""
    return Message("%(words)s", values=(("words", str(text)),))


def sections(programme: Programme) -> tuple[Section, ...]:
    """Only the sections the document has; `absent` tells about the others."""
    names = names_of(programme)
    found = []
    for key, title in SECTION_TITLES.items():
        path, records = _records(programme, key)
        rows = _with_own_keys([_row(record, path, names) for record in records])
        if rows:
            found.append(Section(key, title, rows))
    return tuple(found)


def _with_own_keys(rows: Sequence[Row]) -> tuple[Row, ...]:
    """A number may stand twice in a document, or nowhere; an anchor may not."""
    seen: set[str] = set()
    found = []
    for place, row in enumerate(rows, 1):
        key = row.key if row.key and row.key not in seen else f"{row.key}-{place}".lstrip("-")
        seen.add(key)
        found.append(replace(row, key=key))
    return tuple(found)


def _records(programme: Programme, key: str) -> tuple[Path, tuple[Record, ...]]:
    """The pattern path of a section's records and the records."""
    if key == "programme":
        return (key,), (programme.passport,)
    if key == "authority":
        return (key,), (programme.authority,)
    if key == "network":
        network = programme.participants.network
        return ("participants", key), (network,) if network else ()
    if key in ("categories", "schools", "others"):
        return ("participants", key, "*"), getattr(programme.participants, key)
    field = next(field for field in Programme.model_fields if alias_of(Programme, field) == key)
    return (key, "*"), getattr(programme, field)


def _row(record: Record, path: Path, names: _Names) -> Row:
    values = dict(_values(record))
    number = values.get("id") if isinstance(record, Inconsistency) else values.get("number")
    number = number or values.get("step") or ""
    hidden = _ROW_KEYS | _SILENT | (_IN_TITLE if isinstance(record, Tally | Quantity) else frozenset())
    pairs = [
        (key, value)
        for key, value in values.items()
        if key not in hidden and not (key == "code" and _MADE_UP.fullmatch(str(value)))
    ]
    parts = [_part(value, (*path, key), names) for key, value in pairs if _is_part(value)]
    facts = [_fact(value, (*path, key), names) for key, value in pairs if not _is_part(value)]
    return Row(
        key=str(values.get("id") or values.get("code") or number),
        number=str(number),
        title=_title(record, values, names),
        facts=tuple(fact for fact in facts if fact.values),
        parts=tuple(parts),
        source=str(values.get("source", "")),
    )


def _title(record: Record, values: Mapping[str, Any], names: _Names) -> str:
    if isinstance(record, Period):
        return record.shown
    if isinstance(record, Pair):
        return f"{names['school'][record.supported]} — {names['school'][record.partner]}"
    if isinstance(record, Tally | Quantity):
        return f"{_figure(record.value)} {record.unit or ''}".strip()
    return str(values.get("title") or values.get("name") or values.get("subject") or "").strip()


def _values(record: Record) -> Iterator[tuple[str, Any]]:
    """Key of the file -> value, for every key of the record that stands in the file; its note last."""
    for field in sorted(type(record).model_fields, key=lambda field: field == "note"):
        if field in record.model_fields_set and getattr(record, field) is not None:
            yield alias_of(type(record), field), getattr(record, field)
    if isinstance(record, Described | Result):
        yield from record.details.items()


def _is_part(value: Any) -> bool:
    if isinstance(value, tuple):
        return bool(value) and isinstance(value[0], Record)
    return isinstance(value, Record) and not isinstance(value, Timing)


def _part(value: Any, path: Path, names: _Names) -> Part:
    if isinstance(value, tuple):
        return Part(label_of(path), tuple(_row(one, (*path, "*"), names) for one in value))
    return Part(label_of(path), (_row(value, path, names),))


def _fact(value: Any, path: Path, names: _Names) -> Fact:
    if isinstance(value, tuple) and not value:
        return Fact(label_of(path), (say(N_("раздел есть, но пуст")),))
    if isinstance(value, tuple):
        return Fact(label_of(path), tuple(_said(one, (*path, "*"), names) for one in value))
    if isinstance(value, Mapping):
        shown = (words(f"{name}: {_figure(one)}") for name, one in value.items())
        return Fact(label_of(path), tuple(shown))
    if isinstance(value, Timing):
        return Fact(label_of(path), timing_words(value))
    return Fact(label_of(path), (_said(value, path, names),))


def _said(value: Any, path: Path, names: _Names) -> Message:
    if isinstance(value, bool):
        return say(N_("да")) if value else say(N_("нет"))
    if isinstance(value, PartialDate):
        return words(value.shown)
    if isinstance(value, (int, float)):
        return words(_figure(value))
    if path in NAMED_AT:
        return words(names[NAMED_AT[path]].get(str(value), value))
    if isinstance(value, Mapping):
        return words("; ".join(f"{name}: {one}" for name, one in value.items()))
    if CODED.intersection(path[-2:]) or path in (("orders", "*", "kind"), ("organisations", "*", "role")):
        return Message(WORDS[value])
    if path == ("inconsistencies", "*", "kind") and value in INCONSISTENCY_KINDS:
        return Message(INCONSISTENCY_KINDS[value])
    return words(str(value).strip())


def label_of(path: Path) -> str:
    """The message id of a key; a few keys mean different things in different sections."""
    key = str(path[-1])
    return LABELS_AT.get(path, LABELS.get(key, key))


def _figure(value: object) -> str:
    """Decimals with a comma, as the documents have them."""
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)


def timing_words(timing: Timing) -> tuple[Message, ...]:
    """The term as the system reads it, and the document's own words beside it."""
    read = read_back(timing)
    given = (say(N_("в документе: «%(words)s»"), words=timing.as_given),) if timing.as_given else ()
    beside = tuple(words(one) for one in (timing.note, timing.source) if one)
    return (*((read,) if read else ()), *given, *beside)


_WITHOUT_DATES = {
    "monthly": N_("ежемесячно"),
    "by_schedule": N_("по графику"),
    "by_request": N_("по запросам"),
}


def read_back(timing: Timing) -> Message | None:
    """What the system takes the term for; None when it says nothing of a day."""
    if timing.kind in ("monthly", "by_schedule", "by_request"):
        if timing.schedule_source:
            return say(N_("по графику: %(source)s"), source=timing.schedule_source)
        return Message(_WITHOUT_DATES[timing.kind])
    if timing.deadline is not None:
        every_year, once = N_("ежегодно до %(last)s"), N_("до %(last)s")
        return say(every_year if timing.every_year else once, last=timing.deadline.shown)
    if timing.kind in ("continuous", "within"):
        return _continuous(timing)
    if timing.start and timing.end:
        if timing.start == timing.end:
            return words(timing.start.shown)
        return say(N_("%(first)s — %(last)s"), first=timing.start.shown, last=timing.end.shown)
    if timing.school_year:
        return say(N_("%(year)s учебный год"), year=timing.school_year)
    return words(timing.year) if timing.year else None


def _continuous(timing: Timing) -> Message:
    if timing.start is not None:
        return say(N_("постоянно, с: %(first)s"), first=timing.start.shown)
    if timing.school_year is not None:
        return say(N_("в течение %(year)s учебного года"), year=timing.school_year)
    if timing.scope == "school_year":
        return say(N_("в течение учебного года"))
    if timing.year is not None:
        return say(N_("в течение %(year)s года"), year=str(timing.year))
    return say(N_("в течение года")) if timing.scope == "year" else say(N_("постоянно"))
