"""Draws a workflow from the definitions the working machine is built from, as a mermaid state diagram.

python -m workflow.states.diagram diagnosis pairing closure > docs/machines/case.mmd
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from workflow.states.definition import EVERYWHERE, ROLE_TITLES, Role, Transition
from workflow.states.machine import EVENT_WORKFLOW, ORDER_WORKFLOW, PACKET_WORKFLOW, Workflow, case_workflow


def _as_written(message: str) -> str:
    return message


def mermaid(workflow: Workflow, *, at: str | None = None, say: Callable[[str], str] = _as_written) -> str:
    """The whole machine as text; `at` marks the current state, `say` translates titles.

    Steps that may be taken from every open state (suspend, cancel) are told in a note, not drawn as
    arrows: they would hide the way.
    """
    lines = ["stateDiagram-v2", "    direction LR", f"    [*] --> {_id(workflow.initial)}"]
    for stage in workflow.stages:
        lines.append(f'    state "{say(stage.title)}" as stage_{stage.name} {{')
        for state in stage.states:
            lines.append(f'        state "{say(state.title)}" as {_id(f"{stage.name}.{state.name}")}')
        lines.append("    }")
    everywhere: dict[str, Transition] = {}
    for transition, source, dest in workflow.edges:
        if transition.source == EVERYWHERE:
            everywhere[transition.name] = transition
            continue
        label = f"{say(transition.title)} ({_whose(transition.by, say)})"
        lines.append(f"    {_id(source)} --> {_id(dest or source)}: {label}")
    for name, state in workflow.states.items():
        if state.final:
            lines.append(f"    {_id(name)} --> [*]")
    if everywhere:
        lines.append(f"    note left of {_id(workflow.initial)}")
        lines.extend(
            f"        {say(transition.title)} ({_whose(transition.by, say)})"
            for transition in everywhere.values()
        )
        lines.append("    end note")
    if at is not None:
        lines += ["    classDef current stroke-width:4px,font-weight:bold", f"    class {_id(at)} current"]
    return "\n".join(lines) + "\n"


def _id(state: str) -> str:
    return state.replace(".", "_")


def _whose(by: Role, say: Callable[[str], str]) -> str:
    return ", ".join(say(ROLE_TITLES[role]) for role in by)


def main(arguments: Sequence[str]) -> int:
    named = {"packet": PACKET_WORKFLOW, "order": ORDER_WORKFLOW, "event": EVENT_WORKFLOW}
    workflow = named[arguments[0]] if arguments[0] in named else case_workflow(tuple(arguments))
    sys.stdout.write(mermaid(workflow))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
