"""What a pinned process version says, as the guards and the machines ask it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow.states.facts import Collects, ProcessFacts
from workflow.states.machine import Workflow, case_workflow


def process_facts(settings: Mapping[str, Any]) -> ProcessFacts:
    return ProcessFacts(collects=Collects(settings.get("collects", Collects.SCHOOL)))


def stages_of(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """The ordered list of stages of a pinned process version; the key of its machine."""
    return tuple(settings["stages"])


def labels_of(settings: Mapping[str, Any]) -> Mapping[str, str]:
    """What the programme calls its stages («pairing») and states («pairing.consent»)."""
    labels: Mapping[str, str] = settings.get("labels") or {}
    return labels


def workflow_of(settings: Mapping[str, Any]) -> Workflow:
    """The machine of a pinned process version, its stages and states called as the programme calls them."""
    return case_workflow(stages_of(settings), tuple(labels_of(settings).items()))


def state_title(settings: Mapping[str, Any], state: str) -> str:
    """Of a state by its full name («pairing.consent»): a message id, or what the programme calls it."""
    return workflow_of(settings).states[state].title


def titles_of(settings: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """(name, title) of its stages in their order."""
    return tuple((stage.name, stage.title) for stage in workflow_of(settings).stages)
