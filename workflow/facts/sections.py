"""The sections of facts that have a reader of their own, by the stage whose steps ask about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from workflow.facts.events import events_sections
from workflow.facts.monitoring import monitoring_facts
from workflow.facts.of_case import OfCase
from workflow.facts.plan_approval import closure_facts, plan_approval_facts

#: (session, cases of one stage, now) -> case id -> what changes of that stage's section of Facts.
Reader = Callable[[Session, Sequence[OfCase], datetime], Mapping[int, Any]]

SECTIONS: Mapping[str, Reader] = MappingProxyType(
    {
        "plan_approval": plan_approval_facts,
        "monitoring": monitoring_facts,
        "closure": closure_facts,
        "events": events_sections,
    }
)


def sections_of(
    session: Session, standing: Mapping[str, Sequence[OfCase]], now: datetime
) -> dict[int, dict[str, Any]]:
    """Case id -> {stage: its section}, each reader asked once for all the cases that stand in its stage."""
    read: dict[int, dict[str, Any]] = {}
    for stage in SECTIONS.keys() & standing.keys():
        found = SECTIONS[stage](session, standing[stage], now)
        read |= {case_id: {stage: section} for case_id, section in found.items()}
    return read
