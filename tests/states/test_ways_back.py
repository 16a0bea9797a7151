"""A void decision: which step leads the case back to it, in every state of every programme."""

from __future__ import annotations

from itertools import product

import pytest

from tests.states.situations import CASE_WORKFLOWS
from workflow.states.definition import PacketKind
from workflow.states.machine import STAGES, Workflow, case_workflow
from workflow.states.ways_back import Back, way_back

WHOLE = case_workflow(tuple(STAGES))
KINDS = (
    PacketKind.DIAGNOSIS,
    PacketKind.PAIR_LIST,
    PacketKind.PLAN,
    PacketKind.RESULTS,
    PacketKind.CLOSING,
)


@pytest.mark.parametrize(
    ("state", "kind", "back", "step", "stage"),
    [
        ("pairing.matching", PacketKind.DIAGNOSIS, Back.NONE, "", ""),
        ("events.running", PacketKind.PLAN, Back.LATER, "return_to_plan", "monitoring"),
        ("monitoring.decided", PacketKind.PLAN, Back.NOW, "return_to_plan", "monitoring"),
        ("monitoring.decided", PacketKind.RESULTS, Back.NOW, "start_next_round", "monitoring"),
        ("monitoring.decided", PacketKind.PAIR_LIST, Back.NONE, "", ""),
        ("closure.reporting", PacketKind.PLAN, Back.NONE, "", ""),
        ("closure.closed", PacketKind.CLOSING, Back.NOW, "reopen_case", "closure"),
        ("closure.closed", PacketKind.DIAGNOSIS, Back.NOW, "reopen_case", "closure"),
        ("plan_approval.drafting", PacketKind.PLAN, Back.AGAIN, "", ""),
        ("diagnosis.collecting", PacketKind.CLOSING, Back.AGAIN, "", ""),
    ],
)
def test_the_way_back_from_where_the_case_stands(
    state: str, kind: PacketKind, back: Back, step: str, stage: str
) -> None:
    way = way_back(WHOLE, state, kind)
    assert (way.back, way.step.name if way.step else "", way.stage.name if way.stage else "") == (
        back,
        step,
        stage,
    )


@pytest.mark.parametrize("workflow", CASE_WORKFLOWS.values(), ids=CASE_WORKFLOWS.keys())
def test_a_step_that_is_named_can_be_taken_and_leads_before_the_decision(
    workflow: Workflow,
) -> None:
    for state, kind in product(workflow.states, KINDS):
        way = way_back(workflow, state, kind)
        if way.back is not Back.NOW:
            continue
        assert way.step is not None
        assert way.step in workflow.transitions_from(state)
        dest = workflow.dest_of(state, way.step.name)
        assert dest is not None
        assert way_back(workflow, dest, kind).back is Back.AGAIN
