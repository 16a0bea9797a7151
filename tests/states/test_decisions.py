"""Deciding on a packet reads no facts of its cases: so these steps must ask none."""

from __future__ import annotations

import pytest

from workflow.states.definition import Role, Transition
from workflow.states.event import EVENT
from workflow.states.machine import STAGES

DECIDED = [
    transition
    for stage in (*STAGES.values(), EVENT)
    for transition in stage.transitions
    if transition.packet is not None and not transition.name.startswith("submit_")
]


@pytest.mark.parametrize("transition", DECIDED, ids=lambda one: one.name)
def test_a_step_that_a_decision_makes_has_no_guard_and_asks_no_school(transition: Transition) -> None:
    assert transition.guards == transition.warnings == ()
    assert not transition.by & (Role.SCHOOL | Role.PARTNER)
