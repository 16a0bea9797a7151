"""A sixth programme: it too wants papers of its performers, in words of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.events.conftest import WITHOUT_ACTS, move, plan
from tests.world import TODAY, World, build_world
from workflow.commands.deliverables import HandInDocument, Told
from workflow.extensions import db
from workflow.models.body import Project
from workflow.models.programme import ProgrammeVersion, Run
from workflow.uow import unit_of_work

GOOD = (Path(__file__).parent.parent / "programmes" / "good.yaml").read_text("utf-8")
#: A curator for each project, one council for the rest; «сводка» stands without a cut and is not collected.
SIXTH = (
    GOOD
    + """
projects:
  - {number: 1, title: "Чтение", curator_role: methodist, source: "п.12"}
  - {number: 2, title: "Счёт", curator_role: methodist, source: "п.12"}
deliverables:
  - id: notes
    title: "Записки кураторов"
    kind: [записка]
    by: methodist
    scope: [по каждому мероприятию, за этап]
    source: "п.13"
  - {id: year, title: "Итоги совета", by: council, scope: [за год], source: "п.14"}
  - {id: digest, title: "Сводка", kind: [сводка], by: council, source: "п.15"}
"""
)
STAGES = """
stages:
  - {number: 1, title: "Запуск", from: "2026-09", to: "2026-09", source: "п.16"}
  - {number: 2, title: "Проба", from: "2026-10", to: "2027-05", source: "п.16"}
"""
CAME = Told(channel="на бумаге", happened_on=TODAY)


def of_programme(world: World, text: str) -> None:
    """The run's document, and its projects as they are taken from it."""
    with unit_of_work() as session:
        run = session.get_one(Run, world.run_id)
        version = session.get_one(ProgrammeVersion, run.programme_version_id)
        version.text, version.sha256 = text, hashlib.sha256(text.encode()).hexdigest()
        for number, title in ((1, "Чтение"), (2, "Счёт")):
            values = {"authority_id": world.authority_id, "run_id": run.id, "number": number, "title": title}
            if session.scalar(select(Project.id).filter_by(run_id=run.id, number=number)) is None:
                session.add(Project(**values))


def project_of(number: int) -> int:
    found = db.session.scalars(select(Project.id).where(Project.number == number)).one()
    db.session.rollback()
    return found


def curated(world: World, number: int, who: str) -> None:
    with unit_of_work() as session:
        project = session.scalars(select(Project).where(Project.number == number)).one()
        project.curator_id = world.people[who]


def held_event(world: World, number: int, title: str = "Урок чтения") -> int:
    event_id = plan(world, title=title, from_on=date(2026, 10, 5), project_id=project_of(number))
    move(world, event_id, "announce_without_act")
    move(world, event_id, "hold_event")
    return event_id


def paper(world: World, **changed: Any) -> HandInDocument:
    values: dict[str, Any] = {
        "run_id": world.run_id,
        "deliverable": "notes",
        "kind": "записка",
        "file_name": "Записка.pdf",
        "content": b"%PDF-1.7 note",
    }
    return HandInDocument(**{**values, **changed})


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    with app.app_context():
        world = build_world(settings=WITHOUT_ACTS)
        of_programme(world, SIXTH)
        curated(world, 1, "methodist")
        yield world
