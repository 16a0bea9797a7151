"""Who may take each step and which steps ask for words: written a second time, to be read by a methodist."""

from __future__ import annotations

import pytest

from tests.states.situations import TRANSITIONS
from workflow.states.definition import Comment, PacketKind, Role

SCHOOL, PARTNER, METHODIST = Role.SCHOOL, Role.PARTNER, Role.METHODIST
APPROVER, ACT = Role.APPROVER, Role.ACT
WHO = {
    # diagnosis
    "submit_answers": SCHOOL | METHODIST,
    "return_answers": METHODIST,
    "submit_diagnosis": METHODIST,
    "withdraw_diagnosis": METHODIST,
    "return_diagnosis": APPROVER,
    "approve_diagnosis": ACT,
    # pairing
    "propose_pair": METHODIST,
    "reconsider_pair": METHODIST,
    "submit_pair": METHODIST,
    "withdraw_pair": METHODIST,
    "return_pair": APPROVER,
    "approve_pair": ACT,
    # plan approval
    "send_plan_to_school": METHODIST,
    "redraft_plan": METHODIST,
    "submit_agreed_plan": METHODIST,
    "submit_plan": METHODIST,
    "withdraw_plan": METHODIST,
    "return_plan": APPROVER,
    "approve_plan": ACT,
    # events, and one event
    "review_events": METHODIST,
    "resume_events": METHODIST,
    "finish_events": METHODIST,
    "announce_event": ACT,
    "announce_without_act": METHODIST,
    "hold_event": METHODIST | PARTNER,
    "reflect_event": METHODIST,
    "approve_event_results": ACT,
    "finish_event": METHODIST,
    "reopen_event": METHODIST,
    "cancel_event": METHODIST,
    # monitoring
    "submit_measurements": SCHOOL | METHODIST,
    "return_measurements": METHODIST,
    "submit_results": METHODIST,
    "withdraw_results": METHODIST,
    "return_results": APPROVER,
    "approve_results": ACT,
    "start_next_round": METHODIST,
    "return_to_events": METHODIST,
    "return_to_plan": METHODIST,
    "finish_monitoring": METHODIST,
    # closure
    "submit_closing": METHODIST,
    "withdraw_closing": METHODIST,
    "return_closing": APPROVER,
    "approve_closing": ACT,
    # any stage
    "suspend_case": METHODIST | APPROVER,
    "resume_case": METHODIST | APPROVER,
    "cancel_case": APPROVER,
    "reopen_case": APPROVER,
    # the packet: approving, signing and registering are three rights
    "submit_packet": METHODIST,
    "dissolve_packet": METHODIST,
    "withdraw_packet": METHODIST,
    "sign_off_packet": Role.OFFICIAL | Role.COUNCIL,
    "withdraw_sign_off": Role.OFFICIAL | Role.COUNCIL,
    "leave_case_out": APPROVER,
    "return_packet": APPROVER,
    "approve_packet": APPROVER,
    "adopt_packet": Role.SECRETARY | Role.CLERK | Role.OFFICIAL,
    "reject_packet": Role.SECRETARY | Role.CLERK | Role.OFFICIAL,
    "revoke_approval": APPROVER,
    "enter_into_force": ACT,
    # the order: a signature on paper is recorded by the clerk
    "sign_order": Role.SIGNATORY | Role.CLERK,
    "unsign_order": Role.SIGNATORY | Role.CLERK,
    "register_order": Role.REGISTRAR,
    "withdraw_order": METHODIST | APPROVER,
}
#: Somebody will ask why: the answer is written when the step is taken.
SAYS_WHY = {
    "return_answers",
    "return_diagnosis",
    "return_pair",
    "return_closing",
    "return_plan",
    "return_results",
    "return_measurements",
    "return_to_plan",
    "reopen_event",
    "cancel_event",
    "suspend_case",
    "cancel_case",
    "reopen_case",
    "withdraw_sign_off",
    "leave_case_out",
    "return_packet",
    "reject_packet",
    "revoke_approval",
    "unsign_order",
}


def test_each_step_belongs_to_those_whom_the_process_names() -> None:
    assert {name: transition.by for name, transition in TRANSITIONS.items()} == WHO


def test_the_steps_that_take_something_away_ask_for_words() -> None:
    asking = {name for name, step in TRANSITIONS.items() if step.comment is Comment.REQUIRED}
    assert asking == SAYS_WHY


OF_A_PACKET = {
    PacketKind.DIAGNOSIS: {"submit_diagnosis", "withdraw_diagnosis", "return_diagnosis", "approve_diagnosis"},
    PacketKind.PAIR_LIST: {"submit_pair", "withdraw_pair", "return_pair", "approve_pair"},
    # a plan goes up from the methodist's table or, agreed to, from the school's
    PacketKind.PLAN: {
        "submit_plan",
        "submit_agreed_plan",
        "withdraw_plan",
        "return_plan",
        "approve_plan",
    },
    # an event is not handed up by a step: it stays planned or reflected while its packet is out
    PacketKind.EVENT: {"announce_event"},
    PacketKind.EVENT_RESULTS: {"approve_event_results"},
    PacketKind.RESULTS: {"submit_results", "withdraw_results", "return_results", "approve_results"},
    PacketKind.CLOSING: {"submit_closing", "withdraw_closing", "return_closing", "approve_closing"},
}


@pytest.mark.parametrize("kind", PacketKind)
def test_the_steps_of_a_packet_are_fired_by_packets_of_one_kind(kind: PacketKind) -> None:
    assert {name for name, step in TRANSITIONS.items() if step.packet is kind} == OF_A_PACKET[kind]


def test_every_other_step_is_taken_without_a_packet() -> None:
    of_packets = {name for name, step in TRANSITIONS.items() if step.packet is not None}
    assert of_packets == set().union(*OF_A_PACKET.values())
