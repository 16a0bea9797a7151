"""The sections of facts that have a reader of their own, by the stage whose steps ask about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from workflow.facts.events import events_sections
from workflow.facts.monitoring import monitoring_facts
from workflow.facts.plan_approval import closure_facts, plan_approval_facts
from workflow.models.case import Case

#: (session, cases of one stage, now) -> case id -> what changes of that stage's section of Facts.
Reader = Callable[[Session, Sequence[Case], datetime], Mapping[int, Any]]

SECTIONS: Mapping[str, Reader] = MappingProxyType(
    {
        "plan_approval": plan_approval_facts,
        "monitoring": monitoring_facts,
        "closure": closure_facts,
        "events": events_sections,
    }
)


def sections_of(session: Session, cases: Sequence[Case], now: datetime) -> dict[int, dict[str, Any]]:
    """Case id -> {stage: its section}, each reader asked once for all the cases of its stage."""
    read: dict[int, dict[str, Any]] = {}
    for stage, reader in SECTIONS.items():
        if standing := [case for case in cases if case.stage == stage]:
            read |= {case_id: {stage: section} for case_id, section in reader(session, standing, now).items()}
    return read
