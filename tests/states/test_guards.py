"""Each guard can be met alone, goes away when its obstacle does, and says what to do and whose step it is."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings

from tests.states.obstacles import OBSTACLES, SUSPENSION, Obstacle, but
from tests.states.situations import (
    CASE,
    GENEROUS,
    MEAGRE,
    PERSON,
    TRANSITIONS,
    WORKFLOWS,
    Row,
    any_facts,
    any_roles,
    attempt,
    come_of,
)
from workflow.states import entries
from workflow.states.case import LIFE
from workflow.states.closure import CLOSURE, obligatory_tasks_open, undated_tasks_open
from workflow.states.definition import (
    NOBODY,
    ROLE_TITLES,
    Act,
    Attempt,
    Guard,
    Message,
    Reason,
    Refusal,
    Role,
    Transition,
)
from workflow.states.facts import Facts, PacketFacts
from workflow.states.machine import STAGES, Fired, Refused, Workflow

PACKET = WORKFLOWS["packet"]


def workflow_of(state: str) -> Workflow:
    return next(workflow for workflow in WORKFLOWS.values() if state in workflow.states)


@pytest.mark.parametrize("one", [*OBSTACLES, *SUSPENSION], ids=lambda one: f"{one.step}-{one.code}")
def test_each_guard_can_be_the_only_refusal(one: Obstacle) -> None:
    workflow, row = workflow_of(one.state), Row(one.state)
    refused = come_of(workflow, row, one.step, attempt(one.by, one.facts, comment="Слово"))
    assert isinstance(refused, Refused)
    assert [(refusal.code, refusal.overridable) for refusal in refused.refusals] == [(one.code, one.warns)]
    assert row.writes == 0
    with_reason = attempt(one.by, one.facts, comment="Слово", reason="Так решили")
    assert isinstance(come_of(workflow, Row(one.state), one.step, with_reason), Fired if one.warns else Refused)


def test_each_guard_of_each_step_is_met_alone() -> None:
    met = {(one.step, one.code) for one in OBSTACLES}
    guarded = {
        (name, guard.__name__)
        for name, transition in TRANSITIONS.items()
        for guard in (*transition.guards, *transition.warnings)
    }
    assert met == guarded


@pytest.mark.parametrize("name", TRANSITIONS)
def test_each_step_can_be_taken_by_each_role_that_it_names(name: str) -> None:
    workflow, state = next(
        (workflow, source)
        for workflow in WORKFLOWS.values()
        for transition, source, _ in workflow.edges
        if transition.name == name
    )
    for role in TRANSITIONS[name].by:
        fired = come_of(workflow, Row(state), name, attempt_that_passes(name, role))
        assert isinstance(fired, Fired), (role, fired)


def attempt_that_passes(name: str, role: Role) -> Attempt:
    facts = GENEROUS
    if name == "resume_case":
        facts = replace(facts, case=MEAGRE.case)
    if name == "withdraw_sign_off":
        facts = but("packet", signed_off_by=frozenset({PERSON}))
    if name in ("adopt_packet", "reject_packet"):
        facts = but("packet", act=Act.PROTOCOL)
    if name == "send_plan_to_school":
        facts = but("plan_approval", agreed=False)
    records = Role.SCHOOL if (name, role) == ("submit_answers", Role.METHODIST) else None
    return attempt(role, facts, comment="Слово", on_behalf=records)


@pytest.mark.parametrize("name", TRANSITIONS)
def test_a_role_that_a_step_does_not_name_is_refused_by_that_alone(name: str) -> None:
    transition = TRANSITIONS[name]
    for role in Role:
        if role & transition.by:
            continue
        codes = [refusal.code for refusal in transition.refusals(attempt_that_passes(name, role))]
        assert codes[:1] == ["wrong_role"]
        assert set(codes) <= {"wrong_role", "school_has_not_answered"}


def test_every_reason_is_given_not_only_the_first() -> None:
    refused = come_of(PACKET, Row("packet.on_approval"), "approve_packet", attempt(Role.CLERK, MEAGRE))
    assert isinstance(refused, Refused)
    assert [refusal.code for refusal in refused.refusals] == [
        "wrong_role",
        "own_packet",
        "packet_empty",
        "sign_offs_missing",
        "case_suspended",
    ]


# -- four eyes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role, ids=lambda role: role.name)
def test_nobody_approves_a_packet_that_they_prepared(role: Role) -> None:
    mine = but("packet", authors=frozenset({1, PERSON}))
    for roles in (role, role | Role.APPROVER, Role(sum(each.value for each in Role))):
        assert isinstance(
            come_of(PACKET, Row("packet.on_approval"), "approve_packet", attempt(roles, mine)), Refused
        )


def test_another_approver_approves_it() -> None:
    mine = but("packet", authors=frozenset({1, PERSON}))
    theirs = attempt(Role.APPROVER, mine, person=PERSON + 1)
    assert isinstance(come_of(PACKET, Row("packet.on_approval"), "approve_packet", theirs), Fired)


def test_one_of_each_role_that_the_programme_names_signs_off() -> None:
    """Two of one kind are enough in number, and the other kind has not spoken."""
    both = PacketFacts(cases=1, sign_offs_required=2, signed_off_by=frozenset({3, 4}))
    one = replace(both, sign_offs_awaited=Role.COUNCIL)
    for packet, answer in ((one, Refused), (both, Fired)):
        facts = replace(GENEROUS, packet=packet)
        came = come_of(PACKET, Row("packet.on_approval"), "approve_packet", attempt(Role.APPROVER, facts))
        assert isinstance(came, answer)
    assert (one.sign_offs_waiting, one.sign_offs_counted) == (1, 1)


def test_a_signoff_of_somebody_who_edited_the_packet_later_does_not_count() -> None:
    signed = PacketFacts(cases=1, authors=frozenset({1, 3}), signed_off_by=frozenset({3}), sign_offs_required=1)
    refused = come_of(
        PACKET,
        Row("packet.on_approval"),
        "approve_packet",
        attempt(Role.APPROVER, replace(GENEROUS, packet=signed)),
    )
    assert isinstance(refused, Refused)
    assert [refusal.code for refusal in refused.refusals] == ["sign_offs_missing"]


# -- the sentences -------------------------------------------------------------------------------


def guards() -> Iterator[Guard]:
    for transition in TRANSITIONS.values():
        yield from (*transition.guards, *transition.warnings)


@settings(max_examples=500, deadline=None, database=None)
@given(facts=any_facts(), roles=any_roles, behalf=any_roles)
def test_every_reason_names_what_is_missing_what_to_do_and_whose_step_it_is(
    facts: Facts, roles: Role, behalf: Role
) -> None:
    for transition in TRANSITIONS.values():
        for refusal in transition.refusals(attempt(roles, facts, on_behalf=behalf)):
            assert_says(refusal.reason)


@pytest.mark.parametrize("one", SUSPENSION, ids=lambda one: one.step)
def test_the_suspension_says_since_when_and_who_resumes(one: Obstacle) -> None:
    refused = come_of(CASE, Row(one.state), one.step, attempt(one.by, one.facts, comment="Слово"))
    assert isinstance(refused, Refused)
    (refusal,) = refused.refusals
    assert_says(refusal.reason)
    assert written(refusal.reason.what) == "Сопровождение приостановлено с 01.10.2026"
    assert refusal.reason.whose & TRANSITIONS["resume_case"].by == refusal.reason.whose


def assert_says(reason: Reason) -> None:
    for message in (reason.what, reason.fix):
        for text in filter(None, (message.text, message.plural)):
            names = set(re.findall(r"%\((\w+)\)[sd]", text))
            assert names <= {name for name, _ in message.values}
            assert re.search("[а-яё]", text)
            assert text[0].isupper() or text.startswith("%(")
            assert text[-1] not in string.punctuation.replace(")", "")
        assert written(message).strip()
        assert (message.n is not None) is bool(message.plural)
    assert reason.whose != NOBODY
    assert all(role in ROLE_TITLES for role in reason.whose)


ENTRIES = {
    step.name: step
    for value in vars(entries).values()
    for step in (value.values() if isinstance(value, dict) else (value,))
    if isinstance(step, Transition)
}


@pytest.mark.parametrize("name", [name for name, one in vars(entries).items() if isinstance(one, Refusal)])
def test_every_reason_against_an_entry_says_as_much(name: str) -> None:
    refusal: Refusal = vars(entries)[name]
    assert refusal.code == name.lower()
    assert_says(refusal.reason)


def test_an_entry_is_named_and_titled_like_a_step_and_is_none() -> None:
    assert len(ENTRIES) > 10
    assert not ENTRIES.keys() & TRANSITIONS.keys()
    for name, step in ENTRIES.items():
        assert re.fullmatch(r"[a-z]+(_[a-z]+)+", name)
        assert re.fullmatch(r"[А-ЯЁ][^\"<>:\n]*[а-яё…]", step.title)
        assert step.by != NOBODY
        assert not step.by & (Role.SYSTEM | Role.ADMIN | Role.OBSERVER | Role.ACT)


def written(message: Message) -> str:
    return message.text % dict(message.values)


def test_every_guard_and_transition_carries_a_name_of_its_own() -> None:
    by_code = {guard.__name__: guard for guard in guards()}
    assert all(by_code[guard.__name__] is guard for guard in guards())
    assert not by_code.keys() & {"wrong_role", "not_recordable", "case_suspended"}
    assert not by_code.keys() & TRANSITIONS.keys()


def test_a_transition_name_is_unique_in_the_product() -> None:
    names = [
        name
        for workflow in (CASE, PACKET, WORKFLOWS["order"], WORKFLOWS["event"])
        for name in (transition.name for transition in workflow.transitions)
    ]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_everything_that_is_shown_has_a_russian_title(workflow: str) -> None:
    machine = WORKFLOWS[workflow]
    titles = [stage.title for stage in machine.stages]
    titles += [state.title for state in machine.states.values()]
    titles += [transition.title for transition in machine.transitions]
    for title in titles:
        assert re.fullmatch(r"[А-ЯЁ][^\"<>:\n]*[а-яё…]", title)


def test_every_role_has_a_title() -> None:
    assert set(ROLE_TITLES) == set(Role)
    assert all(ROLE_TITLES.values())
    assert len(set(ROLE_TITLES.values())) == len(Role)


def test_the_words_for_roles_in_the_record_never_change() -> None:
    assert (Role.METHODIST | Role.SCHOOL | Role.ACT).names == ("school", "methodist", "act")
    assert NOBODY.names == ()


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_every_open_state_waits_for_somebody_and_no_final_one_does(workflow: str) -> None:
    for state in WORKFLOWS[workflow].states.values():
        assert (state.waits_for == NOBODY) is state.final
        assert state.due is None or (state.due > 0 and not state.final)


#: Left by a step of another machine: a case waits for its packet, an approved packet for its act.
WAITS_FOR_ANOTHER_MACHINE = {
    "diagnosis.on_approval": Role.ACT,
    "pairing.on_approval": Role.ACT,
    "plan_approval.on_approval": Role.ACT,
    "monitoring.on_approval": Role.ACT,
    "closure.on_approval": Role.ACT,
    "packet.approved": Role.ACT,
}


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_whom_a_state_waits_for_can_take_a_step_out_of_it(workflow: str) -> None:
    machine = WORKFLOWS[workflow]
    for name, state in machine.states.items():
        whose = WAITS_FOR_ANOTHER_MACHINE.get(name, state.waits_for)
        onward = [step for step in machine.transitions_from(name) if step.name not in LIFE_STEPS]
        assert state.final or any(step.by & whose for step in onward), name


LIFE_STEPS = {"suspend_case", "resume_case", "cancel_case", "reopen_case"}


def test_open_tasks_are_asked_about_by_the_steps_of_closing_alone() -> None:
    """They are read for the cases that stand there and for no others."""
    asking = {obligatory_tasks_open, undated_tasks_open}
    stages = {
        stage.name
        for stage in STAGES.values()
        for transition in (*stage.transitions, *LIFE)
        if asking & {*transition.guards, *transition.warnings}
    }
    assert stages == {CLOSURE.name}
