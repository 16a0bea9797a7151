"""A programme calls its stages and states by its own words, and its cases stand under them on every page."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests.casework.conftest import Town
from tests.world import NOW, SETTINGS, appoint, build_world, open_case
from workflow.commands.tasks import CreateTask
from workflow.models.case import Case
from workflow.models.person import RoleName

LABELS = {
    "diagnosis": "Самообследование",
    "diagnosis.collecting": "Анкета у школы",
}
OURS = ("Школа собирает сведения",)


@pytest.fixture
def town(app: Flask) -> Iterator[Town]:
    with time_machine.travel(NOW, tick=False):
        with app.app_context():
            world = build_world(settings={**SETTINGS, "labels": LABELS})
            case_id = open_case(world, "s1")
            methodist = world.people["methodist"]
            appoint(world, "colleague", RoleName.METHODIST)
            world.do(
                "methodist",
                CreateTask(
                    case_id=case_id,
                    title="Проверить",
                    assignee_role="methodist",
                    assignee_id=methodist,
                    term="до 25.11.2026",
                ),
            )
        yield Town(app, world)


@pytest.mark.parametrize(
    ("who", "place", "label"),
    [
        ("methodist", "/cases", "diagnosis.collecting"),
        ("methodist", "/cases", "diagnosis"),
        ("methodist", "/queue?tab=all", "diagnosis"),
        ("methodist", "/queue?tab=now", "diagnosis"),
        ("methodist", "/cases/1", "diagnosis"),
        ("methodist", "/cases/1", "diagnosis.collecting"),
        ("methodist", "/search?q=s1", "diagnosis"),
        ("methodist", "/runs/1/open", "diagnosis"),
        ("official", "/authorities/1/handover/1", "diagnosis.collecting"),
        ("s1", "/school", "diagnosis"),
    ],
)
def test_a_case_stands_under_the_words_of_its_programme(town: Town, who: str, place: str, label: str) -> None:
    page = town.sign_in(who).open(place.replace("handover/1", f"handover/{town.world.people['methodist']}"))
    assert LABELS[label] in page
    assert not any(words in page for words in OURS)


def test_what_has_happened_is_told_in_the_words_of_the_programme(town: Town) -> None:
    official = town.sign_in("official")
    paper = (io.BytesIO(b"%PDF-1.7 act"), "приказ.pdf")
    official.press("/cases/1/transitions/cancel_case", comment="Школа закрыта", file=paper, **seen(town))
    official.press("/cases/1/transitions/reopen_case", comment="Школа работает", **seen(town))
    history = official.open("/cases/1/history")
    assert "Сопровождение открыто снова: Анкета у школы" in history
    assert not any(words in history for words in OURS)


def seen(town: Town) -> dict[str, str]:
    return {"version": str(town.look(select(Case.version)))}
