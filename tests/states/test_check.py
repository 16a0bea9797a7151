"""A broken definition builds no machine, and the message names what is wrong."""

from __future__ import annotations

import itertools

import pytest

from workflow.states.check import BrokenDefinition
from workflow.states.definition import (
    ANYWHERE,
    ENDED,
    EVERYWHERE,
    NEXT_STAGE,
    NOBODY,
    STAY,
    Role,
    Stage,
    State,
    Transition,
)
from workflow.states.machine import STAGES, Workflow, case_workflow

BEGUN = State(name="begun", title="Начато")
HALFWAY = State(name="halfway", title="На полпути")
ENDS = State(name="ended", title="Закончено", final=True)


def step(
    name: str,
    source: str | tuple[str, ...],
    dest: str | None,
    by: Role = Role.METHODIST,
) -> Transition:
    return Transition(name=name, title="Шаг", source=source, dest=dest, by=by)


END = step("end", "begun", "ended")


def workflow(
    *steps: Transition,
    states: tuple[State, ...] = (BEGUN, ENDS),
    initial: str = "begun",
    life: tuple[Transition, ...] = (),
) -> Workflow:
    stage = Stage(name="stage", title="Этап", initial=initial, states=states, transitions=steps)
    return Workflow((stage,), life=life)


def test_a_sound_definition_is_built() -> None:
    sound = workflow(END, step("wait", "begun", STAY))
    assert sound.initial == "stage.begun"
    assert [transition.name for transition in sound.transitions_from("stage.begun")] == ["end", "wait"]


def test_a_workflow_without_a_stage_is_refused() -> None:
    with pytest.raises(BrokenDefinition, match="no stage"):
        Workflow(())


def test_two_transitions_of_one_name_are_refused() -> None:
    with pytest.raises(BrokenDefinition, match="end is defined twice"):
        workflow(END, step("end", "halfway", "ended"), states=(BEGUN, HALFWAY, ENDS))


def test_two_transitions_of_one_name_are_refused_across_stages() -> None:
    one = Stage(
        name="one",
        title="",
        initial="begun",
        states=(BEGUN,),
        transitions=(step("end", "begun", NEXT_STAGE),),
    )
    two = Stage(name="two", title="", initial="begun", states=(BEGUN, ENDS), transitions=(END,))
    with pytest.raises(BrokenDefinition, match="end is defined twice"):
        Workflow((one, two))


def test_a_transition_that_leaves_one_state_twice_is_refused() -> None:
    with pytest.raises(BrokenDefinition, match=r"end leaves stage\.begun twice"):
        workflow(step("end", ("begun", "begun"), "ended"))


def test_two_states_of_one_name_are_refused() -> None:
    with pytest.raises(BrokenDefinition, match=r"defined twice: \['stage\.begun'\]"):
        workflow(END, states=(BEGUN, State(name="begun", title="Другое"), ENDS))


def test_two_stages_of_one_name_are_refused() -> None:
    one = Stage(name="one", title="", initial="begun", states=(BEGUN, ENDS), transitions=(END,))
    other = Stage(name="one", title="", initial="halfway", states=(HALFWAY,))
    with pytest.raises(BrokenDefinition, match=r"defined twice: \['one'\]"):
        Workflow((one, other))


def test_an_unreachable_state_is_refused() -> None:
    with pytest.raises(BrokenDefinition, match=r"unreachable: \['stage\.halfway'\]"):
        workflow(END, step("hurry", "halfway", "ended"), states=(BEGUN, HALFWAY, ENDS))


def test_a_trap_is_refused() -> None:
    with pytest.raises(BrokenDefinition, match=r"no way out of: \['stage\.halfway'\]"):
        workflow(
            END,
            step("stray", "begun", "halfway"),
            step("linger", "halfway", STAY),
            states=(BEGUN, HALFWAY, ENDS),
        )


def test_two_states_that_lead_only_to_each_other_are_refused() -> None:
    first, second = State(name="first", title=""), State(name="second", title="")
    with pytest.raises(BrokenDefinition, match=r"never comes to an end: \['stage\.first', 'stage\.second'\]"):
        workflow(
            END,
            step("stray", "begun", "first"),
            step("go", "first", "second"),
            step("come", "second", "first"),
            states=(BEGUN, first, second, ENDS),
        )


def test_a_machine_without_an_end_is_refused() -> None:
    with pytest.raises(BrokenDefinition, match="never comes to an end"):
        workflow(step("go", "begun", "halfway"), step("come", "halfway", "begun"), states=(BEGUN, HALFWAY))


def test_a_step_that_nobody_may_take_is_refused() -> None:
    with pytest.raises(BrokenDefinition, match="nobody may end"):
        workflow(step("end", "begun", "ended", NOBODY))


def test_a_step_that_leads_nowhere_is_refused() -> None:
    with pytest.raises(BrokenDefinition, match=r"stray leads nowhere: stage\.elsewhere"):
        workflow(END, step("stray", "begun", "elsewhere"))


def test_a_step_that_starts_nowhere_is_refused() -> None:
    with pytest.raises(BrokenDefinition, match=r"stray starts nowhere: stage\.elsewhere"):
        workflow(END, step("stray", "elsewhere", "ended"))


def test_a_beginning_that_is_no_state_is_refused() -> None:
    with pytest.raises(BrokenDefinition, match="no state to begin in"):
        workflow(END, initial="elsewhere")


@pytest.mark.parametrize("source", [EVERYWHERE, ENDED])
def test_a_step_of_every_stage_does_not_stand_in_one(source: str) -> None:
    with pytest.raises(BrokenDefinition, match="stray is not of one stage"):
        workflow(END, step("stray", source, "ended"))


def test_the_last_stage_has_no_next_one() -> None:
    with pytest.raises(BrokenDefinition, match="no stage after stage"):
        workflow(END, step("go_on", "begun", NEXT_STAGE))


def test_a_step_from_anywhere_leaves_each_open_state_and_no_final_one() -> None:
    machine = workflow(
        END,
        step("go", "begun", "halfway"),
        step("stop", ANYWHERE, "ended"),
        states=(BEGUN, HALFWAY, ENDS),
    )
    assert [source for transition, source, _ in machine.edges if transition.name == "stop"] == [
        "stage.begun",
        "stage.halfway",
    ]


# -- lists of stages -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stages", "complaint"),
    [
        (("diagnosis", "excursion", "closure"), r"unknown stages: \['excursion'\]"),
        (("diagnosis", "diagnosis", "closure"), "each stage once, closure last"),
        (("diagnosis", "pairing"), "each stage once, closure last"),
        (("closure", "diagnosis"), "each stage once, closure last"),
        ((), "each stage once, closure last"),
    ],
    ids=["unknown", "twice", "without closure", "closure first", "empty"],
)
def test_a_list_of_stages_that_makes_no_way_is_refused(stages: tuple[str, ...], complaint: str) -> None:
    with pytest.raises(BrokenDefinition, match=complaint):
        case_workflow(stages)


@pytest.mark.parametrize(
    "stages",
    [
        ("diagnosis", "pairing", "closure"),
        ("pairing", "diagnosis", "closure"),
        ("diagnosis", "closure"),
        ("pairing", "closure"),
        ("closure",),
    ],
    ids="-".join,
)
def test_the_order_of_the_list_is_the_order_of_the_way(stages: tuple[str, ...]) -> None:
    machine = case_workflow(stages)
    assert machine.initial == f"{stages[0]}.{STAGES[stages[0]].initial}"
    onward = [
        (source.split(".")[0], dest)
        for transition, source, dest in machine.edges
        if transition.dest == NEXT_STAGE
    ]
    assert onward == [(stage, machine.entry[following]) for stage, following in itertools.pairwise(stages)]
    assert {dest for transition, _, dest in machine.edges if transition.name == "reopen_case"} == {
        machine.initial
    }


def test_programmes_with_equal_lists_share_one_machine() -> None:
    assert case_workflow(("diagnosis", "closure")) is case_workflow(("diagnosis", "closure"))
