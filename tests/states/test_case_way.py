"""Whole ways of a case, a packet and a draft through their machines."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.states.situations import (
    CASE,
    CASE_WORKFLOWS,
    GENEROUS,
    PROGRAMMES,
    WORKFLOWS,
    Row,
    attempt,
    come_of,
)
from workflow.states.definition import Role
from workflow.states.facts import Collects, ProcessFacts
from workflow.states.machine import STAGES, Fired, UnknownTransition, Workflow, case_workflow

PACKET, ORDER, EVENT = WORKFLOWS["packet"], WORKFLOWS["order"], WORKFLOWS["event"]


def walk(workflow: Workflow, row: Row, *steps: tuple[str, Role]) -> None:
    for name, role in steps:
        fired = come_of(workflow, row, name, attempt(role, comment="Слово"))
        assert isinstance(fired, Fired), fired


def test_a_case_goes_through_all_six_stages_to_its_end() -> None:
    case = Row(CASE.initial)
    walk(
        CASE,
        case,
        ("submit_answers", Role.SCHOOL),
        ("submit_diagnosis", Role.METHODIST),
        ("approve_diagnosis", Role.ACT),
        ("send_plan_to_school", Role.METHODIST),
        ("submit_agreed_plan", Role.METHODIST),
        ("approve_plan", Role.ACT),
        ("propose_pair", Role.METHODIST),
        ("submit_pair", Role.METHODIST),
        ("approve_pair", Role.ACT),
        ("review_events", Role.METHODIST),
        ("finish_events", Role.METHODIST),
        ("submit_measurements", Role.METHODIST),
        ("submit_results", Role.METHODIST),
        ("approve_results", Role.ACT),
        ("finish_monitoring", Role.METHODIST),
        ("submit_closing", Role.METHODIST),
        ("approve_closing", Role.ACT),
    )
    assert case.state == "closure.closed"
    assert CASE.states[case.state].final


def test_after_a_round_the_case_measures_again_or_returns_to_events_or_to_its_plan() -> None:
    for step, where in (
        ("start_next_round", "monitoring.measuring"),
        ("return_to_events", "events.running"),
        ("return_to_plan", "plan_approval.drafting"),
    ):
        case = Row("monitoring.decided")
        walk(CASE, case, (step, Role.METHODIST))
        assert case.state == where


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_a_step_back_to_a_stage_that_the_programme_lacks_is_absent(programme: str) -> None:
    stages = PROGRAMMES[programme]
    workflow = CASE_WORKFLOWS["-".join(stages)]
    offered = {step.name for step in workflow.transitions_from("monitoring.decided")}
    assert ("return_to_plan" in offered) is ("plan_approval" in stages)
    assert ("return_to_events" in offered) is ("events" in stages)
    if "plan_approval" not in stages:
        with pytest.raises(UnknownTransition):
            workflow.fire(Row("monitoring.decided"), "return_to_plan", attempt(Role.METHODIST, comment="Слово"))


def test_a_step_back_leads_to_no_stage_that_is_still_ahead() -> None:
    """It would leave out every stage between, in silence."""
    workflow = case_workflow(("monitoring", "events", "diagnosis", "plan_approval", "closure"))
    offered = {step.name for step in workflow.transitions_from("monitoring.decided")}
    assert "finish_monitoring" in offered
    assert offered.isdisjoint({"return_to_events", "return_to_plan"})
    assert workflow.dest_of("monitoring.decided", "finish_monitoring") == "events.running"


@pytest.mark.parametrize("first", [one for one in STAGES if one != "closure"])
def test_every_list_that_a_programme_may_write_is_a_machine_without_dead_ends(first: str) -> None:
    others = [one for one in STAGES if one not in (first, "closure")]
    for many in range(len(others) + 1):
        for rest in permutations(others, many):
            stages = (first, *rest, "closure")
            assert tuple(stage.name for stage in case_workflow.__wrapped__(stages).stages) == stages


def test_an_event_is_announced_held_reflected_on_and_finished_by_acts_or_without() -> None:
    for announce, finish, by in (
        ("announce_event", "approve_event_results", Role.ACT),
        ("announce_without_act", "finish_event", Role.METHODIST),
    ):
        event = Row(EVENT.initial)
        walk(
            EVENT,
            event,
            (announce, by),
            ("hold_event", Role.PARTNER),
            ("reflect_event", Role.METHODIST),
            ("reopen_event", Role.METHODIST),
            ("reflect_event", Role.METHODIST),
            (finish, by),
        )
        assert event.state == "event.finished"


def test_a_returned_case_is_worked_on_again() -> None:
    case = Row("pairing.on_approval")
    walk(CASE, case, ("return_pair", Role.APPROVER), ("reconsider_pair", Role.METHODIST))
    assert case.state == "pairing.matching"


def test_a_programme_without_pairs_goes_from_diagnosis_to_closure() -> None:
    case = Row("diagnosis.on_approval")
    walk(CASE_WORKFLOWS["diagnosis-closure"], case, ("approve_diagnosis", Role.ACT))
    assert case.state == "closure.reporting"


#: The straight way through every stage.
ONWARD = {
    *(f"{verb}_{noun}" for verb in ("submit", "approve") for noun in ("diagnosis", "pair", "plan", "closing")),
    *("submit_answers", "propose_pair", "review_events", "finish_events", "submit_measurements"),
    *("submit_results", "approve_results", "finish_monitoring"),
}


@pytest.mark.parametrize("stages", CASE_WORKFLOWS)
def test_a_case_opened_at_the_entry_of_any_stage_comes_to_its_end(stages: str) -> None:
    workflow = CASE_WORKFLOWS[stages]
    assert list(workflow.entry) == stages.split("-")
    for entry in workflow.entry.values():
        case = Row(entry)
        while not workflow.states[case.state].final:
            name, by = next(
                (transition.name, transition.by)
                for transition in workflow.transitions_from(case.state)
                if transition.name in ONWARD
            )
            walk(workflow, case, (name, min(by, key=lambda role: role is Role.METHODIST)))
        assert case.state == "closure.closed"


def test_a_cancelled_case_is_reopened_at_the_first_stage_of_its_list() -> None:
    for stages, workflow in CASE_WORKFLOWS.items():
        case = Row("closure.reporting")
        walk(workflow, case, ("cancel_case", Role.APPROVER))
        assert case.state == "closure.cancelled"
        walk(workflow, case, ("reopen_case", Role.APPROVER))
        assert case.state == workflow.entry[stages.split("-")[0]]


def test_a_packet_is_submitted_signed_off_approved_and_enters_into_force() -> None:
    packet = Row(PACKET.initial)
    walk(
        PACKET,
        packet,
        ("submit_packet", Role.METHODIST),
        ("sign_off_packet", Role.COUNCIL),
        ("leave_case_out", Role.APPROVER),
        ("approve_packet", Role.APPROVER),
        ("enter_into_force", Role.ACT),
    )
    assert packet.state == "packet.in_force"


def test_an_approval_is_revoked_before_the_signature_and_the_packet_returned() -> None:
    packet = Row("packet.approved")
    walk(PACKET, packet, ("revoke_approval", Role.APPROVER), ("return_packet", Role.APPROVER))
    assert packet.state == "packet.assembled"


def test_a_packet_in_force_is_left_by_nothing() -> None:
    for state in ("packet.in_force", "packet.dissolved"):
        assert PACKET.transitions_from(state) == ()
    for state in ("order.registered", "order.withdrawn"):
        assert ORDER.transitions_from(state) == ()


def test_a_draft_is_signed_then_registered() -> None:
    draft = Row(ORDER.initial)
    walk(ORDER, draft, ("sign_order", Role.SIGNATORY), ("register_order", Role.REGISTRAR))
    assert draft.state == "order.registered"


def test_a_signature_on_paper_is_recorded_by_the_clerk_who_may_not_register() -> None:
    draft = Row(ORDER.initial)
    walk(ORDER, draft, ("sign_order", Role.CLERK))
    assert not isinstance(come_of(ORDER, draft, "register_order", attempt(Role.CLERK)), Fired)


def test_the_case_stands_in_the_queue_of_whom_its_state_waits_for() -> None:
    assert CASE.waits_for("diagnosis.collecting", GENEROUS.process) == Role.SCHOOL
    light = ProcessFacts(collects=Collects.METHODIST)
    assert CASE.waits_for("diagnosis.collecting", light) == Role.METHODIST
    assert CASE.waits_for("diagnosis.analysis", light) == Role.METHODIST


def test_a_state_knows_its_stage() -> None:
    assert CASE.stage_of("pairing.on_approval").name == "pairing"


def test_a_transition_is_found_by_its_name_and_no_other_is() -> None:
    assert CASE.transition("propose_pair").title == "Предложить пару школам"
    with pytest.raises(UnknownTransition, match="approve_packet"):
        CASE.transition("approve_packet")
