"""A deadline as JSON for a task's row, and back: versioned, the same bytes for the same deadline.

The names of shapes and fields are the format. Version 1 is read for ever; a new field needs a default, a
changed meaning needs version 2.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from workflow.deadlines.deadline import Deadline
from workflow.deadlines.rule import (
    Anchored,
    Continuous,
    Day,
    Month,
    Monthly,
    Unstated,
    Waiting,
    Window,
    Within,
    Year,
    Yearly,
)
from workflow.states.definition import Message

VERSION: Final = 1
#: Names of shapes in storage; a class may be renamed, these may not.
SHAPES: Final[Mapping[str, type]] = {
    "day": Day, "month": Month, "window": Window, "year": Year, "within": Within, "continuous": Continuous,
    "monthly": Monthly, "yearly": Yearly, "waiting": Waiting, "anchored": Anchored, "unstated": Unstated,
}  # fmt: skip
NAMES: Final = {shape: name for name, shape in SHAPES.items()}

Json = dict[str, Any]


class UnknownVersion(ValueError):
    """The row was written by a later version of Opora."""


def to_json(deadline: Deadline) -> Json:
    """A dict for a JSON column; fields that hold their defaults are left out."""
    return {"v": VERSION, **_packed_fields(deadline)}


def from_json(stored: Mapping[str, Any]) -> Deadline:
    if stored.get("v") != VERSION:
        raise UnknownVersion(f"a deadline of version {stored.get('v')!r}; this release knows {VERSION}")
    deadline = _unpacked(Deadline, {name: value for name, value in stored.items() if name != "v"})
    assert isinstance(deadline, Deadline)
    return deadline


def _packed_fields(value: Any) -> Json:
    return {
        field.name: _packed(getattr(value, field.name))
        for field in fields(value)
        if field.default is MISSING or getattr(value, field.name) != field.default
    }


def _packed(value: Any) -> Any:
    if isinstance(value, Message):
        return _packed_message(value)
    if is_dataclass(value):
        name = NAMES.get(type(value))
        return {"is": name, **_packed_fields(value)} if name else _packed_fields(value)
    if isinstance(value, tuple):
        return [_packed(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


def _packed_message(message: Message) -> Json:
    """The source sentence: it is translated again when shown, or shown as it is if the catalogue lost it."""
    return {"text": message.text, "values": {name: _packed(value) for name, value in message.values}}


def _unpacked(kind: Any, stored: Any) -> Any:
    if stored is None:
        return None
    if kind is Message:
        return Message(stored["text"], values=tuple(sorted(stored["values"].items())))
    if get_origin(kind) in (Union, types.UnionType):
        return _unpacked(_choice(get_args(kind), stored), stored)
    if get_origin(kind) is tuple:
        return tuple(_unpacked(get_args(kind)[0], item) for item in stored)
    if kind is date:
        return date.fromisoformat(stored)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(stored)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{name: _unpacked(hints[name], value) for name, value in stored.items() if name != "is"})
    return stored


def _choice(kinds: tuple[Any, ...], stored: Any) -> Any:
    """Either «this or None», or one of the shapes by its name."""
    if isinstance(stored, dict) and "is" in stored:
        return SHAPES[stored["is"]]
    return next(kind for kind in kinds if kind is not types.NoneType)


@lru_cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)
