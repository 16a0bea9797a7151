"""What a pinned process version says, as the guards and the machines ask it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow.states.facts import Collects, ProcessFacts


def process_facts(settings: Mapping[str, Any]) -> ProcessFacts:
    return ProcessFacts(collects=Collects(settings.get("collects", Collects.SCHOOL)))


def stages_of(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """The ordered list of stages of a pinned process version; the key of its machine."""
    return tuple(settings["stages"])
