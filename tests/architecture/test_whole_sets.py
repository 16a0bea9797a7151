"""Sets that must be whole: every action of the record can be shown, every step has a place on a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from tests.architecture.source import ROOT, templates, text_of
from tests.casework.conftest import Town
from tests.world import NOW, build_world, open_case
from workflow.audit.actions import AuditAction
from workflow.audit.titles import TITLES
from workflow.models.case import Case
from workflow.states.definition import Role
from workflow.states.machine import ORDER_WORKFLOW, PACKET_WORKFLOW, Workflow, case_workflow
from workflow.uow import unit_of_work

CASE_WORKFLOW = case_workflow(("diagnosis", "pairing", "closure"))

PARTIALS = ROOT / "templates/partials/audit"


@pytest.fixture
def town(app: Flask) -> Iterator[Town]:
    with time_machine.travel(NOW, tick=False):
        with app.app_context():
            world = build_world()
        yield Town(app, world)


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
    shown = {path.name for path in PARTIALS.glob("*.html") if not path.name.startswith("_")}
    assert shown == {partial_of(action).name for action in AuditAction}


@pytest.mark.parametrize("workflow", [PACKET_WORKFLOW, ORDER_WORKFLOW], ids=["packet", "order"])
def test_every_step_of_a_packet_has_a_press_on_its_page(workflow: Workflow) -> None:
    """Some follow from another press: force from the act, the way back from a protocol that adopts nothing."""
    follows = {"enter_into_force", "withdraw_order", "reject_packet"}
    page = "".join(text_of(file) for file in templates() if file.startswith("templates/packet/"))
    for transition in workflow.transitions:
        asked = {f'"{transition.name}" in steps', f"page.steps.{transition.name} "}
        assert any(one in page for one in asked) is (transition.name not in follows), transition.name


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("state", sorted(CASE_WORKFLOW.states))
def test_every_step_of_a_case_has_a_place_on_its_page(town: Town, state: str) -> None:
    """Where somebody can take it, or where it says whose it is. An act is a press on the packet's page."""
    case_id = town.arrange(open_case, "s1")
    steps = [one for one in CASE_WORKFLOW.transitions_from(state) if one.by is not Role.ACT]
    assert steps
    pages = ""
    for suspended_on in (None, NOW.date()):
        with town.app.app_context(), unit_of_work() as session:
            values = {"state": state, "stage": CASE_WORKFLOW.stage_of(state).name, "suspended_on": suspended_on}
            session.execute(update(Case).where(Case.id == case_id).values(**values))
        pages += "".join(town.sign_in(who).open(f"/cases/{case_id}") for who in ("methodist", "official"))
    assert [one.name for one in steps if one.title.rstrip("…") not in pages] == []
