"""A decision turned out to be void: what leads the case back to it. Nothing is moved by itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workflow.states.case import LIFE
from workflow.states.definition import PacketKind, Stage, Transition
from workflow.states.machine import Workflow


class Back(StrEnum):
    """NOW: a step out of the present state; LATER: one at a stage ahead; AGAIN: the case stands before the
    decision once more; NONE: no step leads there."""

    NOW = "now"
    LATER = "later"
    AGAIN = "again"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class WayBack:
    """`step` and the `stage` it is taken at, where there is one."""

    back: Back
    step: Transition | None = None
    stage: Stage | None = None


def way_back(workflow: Workflow, state: str, kind: PacketKind) -> WayBack:
    """From a state to before the decision of this kind; of several steps the one that loses least."""
    decided = next(
        (
            (workflow.stage_of(source), dest)
            for step, source, dest in workflow.edges
            if step.packet is kind and step.name.startswith("approve_") and dest is not None
        ),
        None,
    )
    if decided is None:
        return WayBack(Back.NONE)
    places = {stage.name: place for place, stage in enumerate(workflow.stages)}

    def place(name: str) -> int:
        return places[workflow.stage_of(name).name]

    line, behind = places[decided[0].name], decided[1]

    def is_after(name: str) -> bool:
        return place(name) > line or name == behind or workflow.states[name].final

    if not is_after(state):
        return WayBack(Back.AGAIN)
    steps = [
        (step, source, dest)
        for step, source, dest in workflow.edges
        if dest is not None and is_after(source) and not is_after(dest)
    ]
    here = [(step, source, dest) for step, source, dest in steps if source == state]
    if here:
        step, source, _ = max(here, key=lambda one: place(one[2]))
        return WayBack(Back.NOW, step, workflow.stage_of(source))
    ahead = [one for one in steps if one[0] not in LIFE and place(one[1]) >= place(state)]
    if ahead:
        step, source, _ = min(ahead, key=lambda one: (place(one[1]), -place(one[2])))
        return WayBack(Back.LATER, step, workflow.stage_of(source))
    return WayBack(Back.NONE)
