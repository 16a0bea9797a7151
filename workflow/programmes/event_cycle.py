"""The steps of an event in the settings: which comes first, and how many working days lie between them.

No programme says these counts as a rule; where its document dates a whole cycle, they come with their `source`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import AfterValidator, model_validator
from pydantic_core import PydanticCustomError

from workflow.programmes.record import Nested

FirstStep: TypeAlias = Literal["order", "kickoff", "either"]
#: Working days before the first day of the event (announce, kickoff) and after its last (reflect, results).
DEFAULT_OFFSETS: Final[Mapping[str, int]] = MappingProxyType(
    {"announce": 8, "kickoff": 5, "reflect": 5, "results": 15}
)
DEFAULT_FIRST: Final[FirstStep] = "either"


def _days(value: int) -> int:
    if not 0 <= value <= 366:
        raise PydanticCustomError("cycle_days", "not a number of days")
    return value


CycleDays: TypeAlias = Annotated[int, AfterValidator(_days)]


class EventCycle(Nested):
    """Every key is optional; what is left out is ours. 0 is the day of the event itself."""

    first: FirstStep | None = None
    announce: CycleDays | None = None
    kickoff: CycleDays | None = None
    reflect: CycleDays | None = None
    results: CycleDays | None = None

    @property
    def offsets(self) -> dict[str, int]:
        given = {name: getattr(self, name) for name in DEFAULT_OFFSETS}
        return {name: DEFAULT_OFFSETS[name] if days is None else days for name, days in given.items()}

    @model_validator(mode="after")
    def _in_order(self) -> EventCycle:
        """Steps planned from these counts follow each other as `first` says."""
        days = self.offsets
        wrong = {
            "order": days["announce"] < days["kickoff"],
            "kickoff": days["kickoff"] < days["announce"],
        }
        if wrong.get(self.first or DEFAULT_FIRST, False):
            raise PydanticCustomError("cycle_first", "another step is planned before the first", days)
        if days["results"] < days["reflect"]:
            raise PydanticCustomError("cycle_results", "results before reflections", days)
        return self

    def as_values(self) -> dict[str, Any]:
        """Plain values, with ours where it says nothing."""
        return {"first": self.first or DEFAULT_FIRST, **self.offsets, "source": self.source or ""}


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
