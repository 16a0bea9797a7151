"""Who may take each step and which steps ask for words: written a second time, to be read by a methodist."""

from __future__ import annotations

import pytest

from tests.states.situations import TRANSITIONS
from workflow.states.definition import Comment, PacketKind, Role

SCHOOL, METHODIST, APPROVER, ACT = Role.SCHOOL, Role.METHODIST, Role.APPROVER, Role.ACT
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
    "suspend_case",
    "cancel_case",
    "reopen_case",
    "withdraw_sign_off",
    "leave_case_out",
    "return_packet",
    "revoke_approval",
    "unsign_order",
}


def test_each_step_belongs_to_those_whom_the_process_names() -> None:
    assert {name: transition.by for name, transition in TRANSITIONS.items()} == WHO


def test_the_steps_that_take_something_away_ask_for_words() -> None:
    asking = {name for name, step in TRANSITIONS.items() if step.comment is Comment.REQUIRED}
    assert asking == SAYS_WHY


@pytest.mark.parametrize(
    ("noun", "kind"),
    [
        ("diagnosis", PacketKind.DIAGNOSIS),
        ("pair", PacketKind.PAIR_LIST),
        ("closing", PacketKind.CLOSING),
    ],
)
def test_the_steps_of_a_packet_are_fired_by_packets_of_one_kind(noun: str, kind: PacketKind) -> None:
    of_kind = {name for name, step in TRANSITIONS.items() if step.packet is kind}
    assert of_kind == {f"{verb}_{noun}" for verb in ("submit", "withdraw", "return", "approve")}


def test_every_other_step_is_taken_without_a_packet() -> None:
    assert sum(step.packet is not None for step in TRANSITIONS.values()) == 4 * len(PacketKind)
