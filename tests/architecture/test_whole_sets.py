"""Sets that must be whole: every action of the record can be shown, every route says who is let in."""

from __future__ import annotations

import re
from pathlib import Path

from tests.architecture.source import ROOT
from workflow.audit.actions import AuditAction
from workflow.audit.titles import TITLES

PARTIALS = ROOT / "templates/partials/audit"


def partial_of(action: AuditAction) -> Path:
    """`case:open` is shown by templates/partials/audit/case_open.html."""
    return PARTIALS / f"{action.value.replace(':', '_')}.html"


def test_every_audit_action_is_shaped_subject_and_verb() -> None:
    for action in AuditAction:
        assert re.fullmatch(r"[a-z]+:[a-z]+(_[a-z]+)*", action.value)
        assert action.name == action.value.replace(":", "_").upper()


def test_audit_actions_are_sorted_so_that_a_new_one_is_seen_in_its_place() -> None:
    values = [action.value for action in AuditAction]
    assert values == sorted(values)
    assert len(set(values)) == len(AuditAction.__members__)


def test_every_audit_action_has_a_title_of_its_own() -> None:
    assert set(TITLES) == set(AuditAction)
    assert len(set(TITLES.values())) == len(AuditAction)
    assert all(re.match("[А-ЯЁ]", title) for title in TITLES.values())


def test_every_audit_action_has_a_partial_and_every_partial_an_action() -> None:
    if PARTIALS.exists():
        shown = {path.name for path in PARTIALS.glob("*.html") if not path.name.startswith("_")}
        assert shown == {partial_of(action).name for action in AuditAction}
