"""Draws docs/machines anew: `python -m tests.states.draw_machines`. A test compares it with what is there."""

from __future__ import annotations

from pathlib import Path

import yaml

from workflow.states.diagram import mermaid
from workflow.states.machine import EVENT_WORKFLOW, ORDER_WORKFLOW, PACKET_WORKFLOW, Workflow, case_workflow
from workflow.states.picture import picture

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs/machines"
HEAD = """# The machines

Drawn by `python -m tests.states.draw_machines` from the definitions that the working machines are built from
(`workflow/states`); a test compares them. The pages show the same pictures, with the current state marked.
"""


def stage_lists() -> dict[str, tuple[str, ...]]:
    """Each programme's ordered list of stages, as its process settings give it."""
    files = sorted((ROOT / "programmes/process").glob("*.yaml"))
    return {file.stem: tuple(yaml.safe_load(file.read_text(encoding="utf-8"))["stages"]) for file in files}


def machines() -> dict[str, Workflow]:
    """By the name of the picture; programmes with equal lists share one."""
    cases = {f"case-{'-'.join(stages)}": case_workflow(stages) for stages in stage_lists().values()}
    others = {"packet": PACKET_WORKFLOW, "order": ORDER_WORKFLOW, "event": EVENT_WORKFLOW}
    return {**dict(sorted(cases.items())), **others}


def index() -> str:
    sections = [HEAD]
    for name, workflow in machines().items():
        programmes = [one for one, stages in stage_lists().items() if name == f"case-{'-'.join(stages)}"]
        title = f"The case: {', '.join(programmes)}" if programmes else f"The {name}"
        stages = ", ".join(stage.name for stage in workflow.stages)
        sections.append(
            f"## {title}\n\nStages: {stages}. As text: [{name}.mmd]({name}.mmd).\n\n![{title}]({name}.svg)\n"
        )
    return "\n".join(sections)


def drawn() -> dict[str, str]:
    """Everything that stands in docs/machines, by file name."""
    files = {"README.md": index()}
    for name, workflow in machines().items():
        files[f"{name}.mmd"] = mermaid(workflow)
        files[f"{name}.svg"] = picture(workflow)
    return files


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for file, text in drawn().items():
        (FOLDER / file).write_text(text, encoding="utf-8")
