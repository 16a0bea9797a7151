"""The mermaid text of each machine."""

from __future__ import annotations

import re

import pytest

from tests.states.situations import WORKFLOWS
from workflow.states.definition import ROLE_TITLES
from workflow.states.diagram import mermaid


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_the_diagram_shows_every_state_and_every_transition_with_its_roles(workflow: str) -> None:
    machine = WORKFLOWS[workflow]
    text = mermaid(machine)
    for stage in machine.stages:
        assert f'"{stage.title}" as stage_{stage.name}' in text
    for name, state in machine.states.items():
        assert f'"{state.title}" as {name.replace(".", "_")}\n' in text
    for transition in machine.transitions:
        whose = ", ".join(ROLE_TITLES[role] for role in transition.by)
        assert f"{transition.title} ({whose})" in text


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_the_diagram_draws_each_edge_between_states_that_it_declares(workflow: str) -> None:
    text = mermaid(WORKFLOWS[workflow])
    declared = set(re.findall(r'state ".*?" as (\w+)$', text, re.MULTILINE))
    drawn = set(re.findall(r"^    (\w+) --> (\w+): ", text, re.MULTILINE))
    assert {end for edge in drawn for end in edge} <= declared
    expected = {
        (source.replace(".", "_"), (dest or source).replace(".", "_"))
        for transition, source, dest in WORKFLOWS[workflow].edges
        if transition.name not in {"suspend_case", "resume_case", "cancel_case"}
    }
    assert drawn == expected


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_the_diagram_marks_the_current_state(workflow: str) -> None:
    machine = WORKFLOWS[workflow]
    for state in machine.states:
        assert f"class {state.replace('.', '_')} current\n" in mermaid(machine, at=state)
    assert "current" not in mermaid(machine)


def test_the_diagram_speaks_the_language_that_it_is_given() -> None:
    text = mermaid(WORKFLOWS["order"], say=lambda message: f"<{message}>")
    assert "<Подписать> (<подписант>, <делопроизводитель>)" in text
