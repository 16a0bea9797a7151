"""What the page offers and what the machine does are the same thing, whoever asks and on whatever facts."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.states.situations import (
    CASE,
    CASE_WORKFLOWS,
    GENEROUS,
    MEAGRE,
    TRANSITIONS,
    WORKFLOWS,
    Row,
    any_facts,
    any_roles,
    attempt,
    come_of,
    expected_of,
    states_of,
)
from workflow.states.definition import (
    NOBODY,
    RECORDED_FOR,
    SYSTEM,
    Attempt,
    Comment,
    OnBehalf,
    PacketKind,
    Role,
)
from workflow.states.facts import CaseFacts, Collects, DiagnosisFacts, Facts, ProcessFacts
from workflow.states.machine import (
    CommentMissing,
    Fired,
    Option,
    Refused,
    UnknownTransition,
    Workflow,
)

EVERYBODY = Role(sum(role.value for role in Role))
WORDS = ("", "  \n", "Решили на совещании")


def assert_agreed(workflow: Workflow, state: str, asked: Attempt) -> None:
    """Every option is fired, with and without words; the outcome must be the one that was offered."""
    row = Row(state)
    options = workflow.options(row, asked)
    assert row.writes == 0
    assert [option.transition for option in options] == list(workflow.transitions_from(state))
    for option, comment, reason in itertools.product(options, WORDS, WORDS):
        tried = asked.recorded_for(option.recorded_for) if option.recorded_for else asked
        assert_as_offered(workflow, state, option, replace(tried, comment=comment, reason=reason))


def assert_as_offered(workflow: Workflow, state: str, option: Option, tried: Attempt) -> None:
    row = Row(state)
    outcome = come_of(workflow, row, option.transition.name, tried)
    if not option.allowed or (option.needs_reason and not tried.reason.strip()):
        assert isinstance(outcome, Refused)
        assert not isinstance(outcome, CommentMissing)
        assert outcome.refusals == option.refusals != ()
    elif option.transition.comment is Comment.REQUIRED and not tried.comment.strip():
        assert isinstance(outcome, CommentMissing)
    else:
        dest = expected_of(workflow, state, option.transition.name)
        codes = tuple(refusal.code for refusal in option.refusals)
        assert outcome == Fired(option.transition, state, dest, codes)
        assert row.state == dest
        assert row.writes == (dest != state)
        return
    assert (row.state, row.writes) == (state, 0)


@pytest.mark.parametrize("facts", [GENEROUS, MEAGRE, Facts()], ids=["generous", "meagre", "nothing"])
@pytest.mark.parametrize(("workflow", "state"), states_of())
def test_options_and_fire_never_disagree(workflow: str, state: str, facts: Facts) -> None:
    for role in (NOBODY, *Role):
        try:
            assert_agreed(WORKFLOWS[workflow], state, attempt(role, facts))
        except AssertionError as disagreement:
            disagreement.add_note(f"as {role!r}")
            raise


@settings(max_examples=600, deadline=None, database=None)
@given(data=st.data(), facts=any_facts(), roles=any_roles, behalf=st.none() | any_roles)
def test_options_and_fire_never_disagree_on_any_facts(
    data: st.DataObject, facts: Facts, roles: Role, behalf: Role | None
) -> None:
    workflow, state = data.draw(st.sampled_from(states_of()))
    assert_agreed(WORKFLOWS[workflow], state, attempt(roles, facts, on_behalf=behalf))


@pytest.mark.parametrize(("workflow", "state"), states_of())
def test_a_step_that_does_not_leave_the_state_is_unknown(workflow: str, state: str) -> None:
    offered = {transition.name for transition in WORKFLOWS[workflow].transitions_from(state)}
    for name in (*(TRANSITIONS.keys() - offered), "to_closure", f"to_{state}", "", "__init__"):
        row = Row(state)
        with pytest.raises(UnknownTransition):
            WORKFLOWS[workflow].fire(row, name, attempt(EVERYBODY, comment="x", reason="x"))
        assert row.writes == 0


def first_step(workflow: Workflow) -> str:
    """The first transition out of the beginning that leads to another state."""
    return next(
        transition.name
        for transition, source, dest in workflow.edges
        if source == workflow.initial and dest not in (None, source)
    )


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_nothing_is_bolted_onto_a_row_or_a_workflow(workflow: str) -> None:
    machine = WORKFLOWS[workflow]
    row = Row(machine.initial)
    asked = attempt(Role.METHODIST, GENEROUS, comment="x", reason="x")
    for option in machine.options(row, asked):
        come_of(machine, Row(machine.initial), option.transition.name, asked)
    assert isinstance(come_of(machine, row, first_step(machine), attempt(EVERYBODY, comment="x")), Fired)
    assert set(vars(row)) == {"writes", "_state"}
    for thing in (row, machine, machine._machine):
        assert not [name for name in dir(thing) if name.startswith(("to_", "may_"))]


#: A partner may take it, and the methodist takes it in their own name.
METHODISTS_OWN_TOO = {"hold_event"}


@pytest.mark.parametrize("party", [Role.SCHOOL, Role.PARTNER])
@pytest.mark.parametrize("name", TRANSITIONS)
def test_the_methodist_is_offered_every_step_of_a_party_to_record(name: str, party: Role) -> None:
    workflow, state = next(
        (workflow, state)
        for workflow in WORKFLOWS.values()
        for state in workflow.states
        if name in {transition.name for transition in workflow.transitions_from(state)}
    )
    facts = replace(GENEROUS, monitoring=replace(GENEROUS.monitoring, measures=Collects.SCHOOL))
    asked = attempt(Role.METHODIST, facts)
    options = {one.transition.name: one for one in workflow.options(Row(state), asked)}
    theirs = bool(TRANSITIONS[name].by & party) and name not in METHODISTS_OWN_TOO
    assert (options[name].recorded_for == party) is theirs
    if theirs:
        assert options[name].allowed


def test_the_schools_answers_are_its_own_step_recorded_for_it_by_the_methodist() -> None:
    row = Row("diagnosis.collecting")
    (answers,) = (
        option
        for option in CASE.options(row, attempt(Role.METHODIST))
        if option.transition.name == "submit_answers"
    )
    assert (answers.recorded_for, answers.allowed) == (Role.SCHOOL, True)
    refused = come_of(CASE, row, "submit_answers", attempt(Role.METHODIST))
    assert isinstance(refused, Refused)
    assert [refusal.code for refusal in refused.refusals] == ["school_has_not_answered"]
    recorded = come_of(CASE, row, "submit_answers", attempt(Role.METHODIST, on_behalf=Role.SCHOOL))
    assert isinstance(recorded, Fired)


def test_where_the_methodist_collects_the_answers_are_his_own_step() -> None:
    facts = replace(GENEROUS, process=ProcessFacts(collects=Collects.METHODIST))
    options = CASE.options(Row("diagnosis.collecting"), attempt(Role.METHODIST, facts))
    answers = next(option for option in options if option.transition.name == "submit_answers")
    assert (answers.recorded_for, answers.refusals) == (NOBODY, ())


@pytest.mark.parametrize("name", TRANSITIONS)
def test_only_a_methodist_records_and_only_a_step_of_the_party(name: str) -> None:
    transition = TRANSITIONS[name]
    for role, party in itertools.product(Role, Role):
        codes = [one.code for one in transition.refusals(attempt(role, on_behalf=party))]
        recordable = role is Role.METHODIST and party in RECORDED_FOR and party in transition.by
        assert ("not_recordable" in codes) is not recordable


def test_nobody_records_an_approval_for_somebody_else() -> None:
    for transition in TRANSITIONS.values():
        if transition.by & (Role.APPROVER | Role.SIGNATORY | Role.REGISTRAR | Role.ACT | Role.COUNCIL):
            assert transition.recordable_for == NOBODY
    row = Row("packet.on_approval")
    refused = come_of(
        WORKFLOWS["packet"], row, "approve_packet", attempt(Role.METHODIST, on_behalf=Role.APPROVER)
    )
    assert isinstance(refused, Refused)
    assert [refusal.code for refusal in refused.refusals] == ["wrong_role", "not_recordable"]


def test_a_warning_passes_with_a_reason_and_is_remembered() -> None:
    facts = replace(GENEROUS, diagnosis=DiagnosisFacts(deficits=0))
    row = Row("diagnosis.collecting")
    silent = come_of(CASE, row, "submit_answers", attempt(Role.SCHOOL, facts, reason=" "))
    assert isinstance(silent, Refused)
    assert [one.overridable for one in silent.refusals] == [True]
    said = come_of(CASE, row, "submit_answers", attempt(Role.SCHOOL, facts, reason="Школа новая"))
    assert isinstance(said, Fired)
    assert said.overridden == ("deficits_not_recorded",)


def test_a_reason_does_not_pass_what_blocks() -> None:
    facts = replace(GENEROUS, diagnosis=DiagnosisFacts(category_recorded=False, deficits=1))
    row = Row("diagnosis.analysis")
    refused = come_of(CASE, row, "submit_diagnosis", attempt(Role.METHODIST, facts, reason="Надо"))
    assert isinstance(refused, Refused)
    assert {one.code: one.overridable for one in refused.refusals} == {
        "conclusion_not_recorded": False,
        "category_not_recorded": True,
    }
    assert row.writes == 0


@pytest.mark.parametrize(("workflow", "state"), states_of(CASE_WORKFLOWS))
def test_a_suspended_case_takes_only_the_steps_that_say_so(workflow: str, state: str) -> None:
    suspended = replace(GENEROUS, case=CaseFacts(suspended_on=date(2026, 10, 1)))
    for role in Role:
        for option in CASE_WORKFLOWS[workflow].options(Row(state), attempt(role, suspended)):
            stopped = "case_suspended" in [refusal.code for refusal in option.refusals]
            assert stopped is (option.transition.name not in {"resume_case", "cancel_case", "reopen_case"})


@pytest.mark.parametrize(("workflow", "state"), states_of(CASE_WORKFLOWS))
def test_a_suspended_case_is_never_stuck(workflow: str, state: str) -> None:
    suspended = replace(GENEROUS, case=CaseFacts(suspended_on=date(2026, 10, 1)))
    options = CASE_WORKFLOWS[workflow].options(Row(state), attempt(Role.APPROVER, suspended))
    way_out = "reopen_case" if CASE_WORKFLOWS[workflow].states[state].final else "resume_case"
    assert way_out in {option.transition.name for option in options if option.allowed}


@pytest.mark.parametrize(("workflow", "state"), states_of())
def test_system_admin_and_observer_can_do_nothing(workflow: str, state: str) -> None:
    for actor, facts in itertools.product(
        (Role.SYSTEM, Role.ADMIN, Role.OBSERVER), (GENEROUS, MEAGRE, Facts())
    ):
        for option in WORKFLOWS[workflow].options(Row(state), attempt(actor, facts)):
            assert not option.allowed, (actor, option)


def test_the_actor_behind_a_job_is_system_and_no_person() -> None:
    assert (SYSTEM.id, SYSTEM.roles) == (None, Role.SYSTEM)


STAGE_OF = {
    PacketKind.DIAGNOSIS: "diagnosis",
    PacketKind.PAIR_LIST: "pairing",
    PacketKind.PLAN: "plan_approval",
    PacketKind.RESULTS: "monitoring",
    PacketKind.CLOSING: "closure",
}


def test_an_act_moves_a_case_and_no_person_does() -> None:
    approving = [name for name in TRANSITIONS if name.startswith("approve_") and name != "approve_packet"]
    approving.remove("approve_event_results")
    assert sorted(approving) == [
        "approve_closing",
        "approve_diagnosis",
        "approve_pair",
        "approve_plan",
        "approve_results",
    ]
    assert {TRANSITIONS[name].by for name in (*approving, "enter_into_force")} == {Role.ACT}
    people = Role(sum(role.value for role in Role if role is not Role.ACT))
    for name in approving:
        stage = STAGE_OF[TRANSITIONS[name].packet]
        row = Row(f"{stage}.on_approval")
        assert isinstance(come_of(CASE, row, name, attempt(people)), Refused)
        assert isinstance(come_of(CASE, row, name, attempt(Role.ACT)), Fired)


def test_what_is_recorded_keeps_the_role_of_the_methodist_beside_the_partys() -> None:
    recorded = attempt(Role.METHODIST, on_behalf=Role.SCHOOL)
    assert recorded.roles == Role.METHODIST | Role.SCHOOL
    stranger = attempt(Role.OFFICIAL, on_behalf=Role.SCHOOL)
    assert stranger.roles == Role.OFFICIAL
    assert isinstance(recorded.on_behalf, OnBehalf)
