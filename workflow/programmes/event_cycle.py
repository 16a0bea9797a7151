"""The steps of an event in the settings: which comes first, and how many working days lie between them.

No programme says these counts as a rule; where its document dates a whole cycle, they come with their `source`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

FirstStep: TypeAlias = Literal["order", "kickoff", "either"]
#: Working days before the first day of the event (announce, kickoff) and after its last (reflect, results).
DEFAULT_OFFSETS: Final[Mapping[str, int]] = MappingProxyType(
    {"announce": 8, "kickoff": 5, "reflect": 5, "results": 15}
)
DEFAULT_FIRST: Final[FirstStep] = "either"


def offsets_of(settings: Mapping[str, Any]) -> Mapping[str, int]:
    """Of a process version. One that was published before it said anything of events has ours."""
    own = settings.get("event_cycle") or {}
    return {name: int(own.get(name, days)) for name, days in DEFAULT_OFFSETS.items()}


def first_step_of(settings: Mapping[str, Any]) -> str:
    """order, kickoff, or either: which of the two comes first."""
    return str((settings.get("event_cycle") or {}).get("first", DEFAULT_FIRST))


def source_of(settings: Mapping[str, Any]) -> str:
    """Place in the document, where the counts were taken from dated cases; empty: they are ours."""
    return str((settings.get("event_cycle") or {}).get("source", ""))
