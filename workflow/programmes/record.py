"""What every record of a programme file has in common."""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Any, Literal, TypeAlias, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict

from workflow.programmes.values import Text

#: To which stage of a case an analyst ascribes a record; `programme` stands above any case.
CaseStage: TypeAlias = Literal[
    "programme", "diagnosis", "pairing", "plan_approval", "events", "monitoring", "closure"
]


class Record(BaseModel):
    """A record whose keys are all known: anything else is a slip of the pen and is refused."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", hide_input_in_errors=True)


class Nested(Record):
    """A record inside a record: it may name its own place in the document."""

    source: Text | None = None
    note: Text | None = None


class Sourced(Record):
    """A record of a list: where in the document it was found stands beside it."""

    source: Text
    note: Text | None = None


class Described(Record):
    """A record that documents describe freely, each in its own way.

    Further keys are kept and shown as they are; those that look like a misspelt known key are refused
    while loading (`workflow.programmes.keys`).
    """

    model_config = ConfigDict(extra="allow")

    source: Text
    note: Text | None = None

    @property
    def details(self) -> Mapping[str, Any]:
        return self.model_extra or {}


def alias_of(model: type[Record], field: str) -> str:
    """The key in the file: `from`, where Python must say `start`."""
    return model.model_fields[field].alias or field


def keys_of(model: type[Record]) -> tuple[str, ...]:
    """Its own keys first, then those that every record has."""
    keys = (alias_of(model, field) for field in model.model_fields)
    return tuple(sorted(keys, key=lambda key: key in ("source", "note")))


def record_under(model: type[Record], key: str) -> type[Record] | None:
    """The kind of record (alone or in a list) that stands under a key, if records stand there."""
    for field, info in model.model_fields.items():
        if (info.alias or field) == key:
            return _record_in(info.annotation)
    return None


def _record_in(annotation: Any) -> type[Record] | None:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    if get_origin(annotation) in (tuple, Union, types.UnionType):
        return next(filter(None, map(_record_in, get_args(annotation))), None)
    return None
