"""The steps of an event as the settings of a programme write them."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import AfterValidator, model_validator
from pydantic_core import PydanticCustomError

from workflow.programmes.event_cycle import DEFAULT_FIRST, DEFAULT_OFFSETS, FirstStep
from workflow.programmes.record import Nested


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
