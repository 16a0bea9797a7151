"""Every action of the record has a sentence that can be drawn, with all that it may hold and with nothing."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, render_template

from tests.world import NOW
from workflow.audit.actions import AuditAction
from workflow.pages.timeline import NAMED, TimelineEntry
from workflow.states.definition import NOBODY, Role

FULL: dict[str, Any] = {
    "transition": "submit_answers",
    "from": "diagnosis.collecting",
    "to": "diagnosis.analysis",
    "state": "diagnosis.collecting",
    "side": "partner",
    "kind": "common",
    "former": 3,
    "done": True,
    "due_on": "2026-10-30",
}
#: Fields that hold something else in the entries of these actions.
OTHERWISE: dict[AuditAction, dict[str, Any]] = {
    AuditAction.DIAGNOSIS_TYPE_DEFICIT: {"from": "", "to": "individual"},
    AuditAction.TASK_PROLONG: {"from": "2026-10-30", "to": "2026-11-06"},
}


def entry(action: AuditAction, data: dict[str, Any], **columns: Any) -> TimelineEntry:
    values: dict[str, Any] = {
        "id": 1,
        "at": NOW,
        "zone": "Europe/Moscow",
        "who": "",
        "behalf": NOBODY,
        "channel": "",
        "happened_on": "",
        "paper": "",
        "names": {},
        "text": "",
        "case_id": None,
        "packet_id": None,
        "order_id": None,
        "order_number": "",
        "order_on": None,
        "order_title": "",
        **columns,
    }
    return TimelineEntry(action=action, data=data, **values)


def drawn(app: Flask, one: TimelineEntry) -> str:
    with app.test_request_context("/"):
        return render_template(one.partial, entry=one, link=lambda endpoint, **_: f"/{endpoint}")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("action", list(AuditAction))
def test_an_action_is_drawn_with_everything_and_with_nothing(app: Flask, action: AuditAction) -> None:
    full = entry(
        action,
        {**FULL, **OTHERWISE.get(action, {})},
        who="методист",
        behalf=Role.SCHOOL,
        channel="письмом",
        happened_on="2026-10-10",
        paper="0" * 64,
        names=dict.fromkeys(NAMED, "<b>имя</b>"),
        text="<script>слова</script>",
        case_id=7,
        packet_id=8,
        order_id=9,
        order_number="354",
        order_on=NOW.date(),
        order_title="О сети",
    )
    for page in (drawn(app, full), drawn(app, entry(action, OTHERWISE.get(action, {})))):
        assert page.strip()
        assert "<script>" not in page
        assert "<b>имя" not in page
