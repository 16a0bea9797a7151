"""Who leaves hands over the projects one leads and the papers one answers for, beside the cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests.approvals.visitor import Visitor
from tests.deliverables.conftest import SIXTH, curated, of_programme, project_of
from tests.events.conftest import WITHOUT_ACTS
from tests.world import NOW, World, appoint, build_world
from workflow.audit.actions import AuditAction
from workflow.commands import BadInput
from workflow.commands.deliverables import NamePerformer
from workflow.commands.hand_over import HandOver
from workflow.extensions import db
from workflow.models.audit import AuditEntry
from workflow.models.body import Project
from workflow.models.deliverable import RunPerformer
from workflow.models.job import OutboxMessage
from workflow.models.person import RoleName
from workflow.models.programme import Run
from workflow.uow import unit_of_work


@pytest.fixture
def leaving(app: Flask) -> Iterator[tuple[Flask, World]]:
    """A methodist leads both projects and answers for the papers of the council."""
    with time_machine.travel(NOW, tick=False):
        with app.app_context():
            world = build_world(settings=WITHOUT_ACTS)
            appoint(world, "colleague", RoleName.METHODIST)
            of_programme(world, SIXTH)
            curated(world, 1, "methodist")
            curated(world, 2, "methodist")
            methodist = world.people["methodist"]
            world.do(
                "official",
                NamePerformer(run_id=world.run_id, role="council", version=0, person_id=methodist),
            )
        yield app, world


def test_projects_and_papers_go_in_one_press_each_with_its_entry(leaving: tuple[Flask, World]) -> None:
    app, world = leaving
    official = Visitor(app, world.people["official"])
    official.open(f"/authorities/{world.authority_id}/handover/{world.people['methodist']}")
    for words in ("Куратор муниципальных проектов: 2", "Чтение", "Исполнитель аналитики и отчётов: 1"):
        assert words in official.text
    official.press("Показать, что передаётся…", to_id=world.people["colleague"])
    assert "Передаётся: 3 обязанности" in official.text
    official.press("Передать")
    with app.app_context():
        to = world.people["colleague"]
        assert set(db.session.scalars(select(Project.curator_id))) == {to}
        assert list(db.session.scalars(select(RunPerformer.person_id))) == [to]
        assert db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq.desc()).limit(3)).all() == [
            AuditAction.DELIVERABLE_APPOINT,
            AuditAction.PROJECT_CURATE,
            AuditAction.PROJECT_CURATE,
        ]
        told = db.session.scalars(select(OutboxMessage.payload).order_by(OutboxMessage.id.desc()))
        assert next(told)["posts"] == 3


def test_a_part_may_stay_and_what_is_another_s_does_not_go(leaving: tuple[Flask, World]) -> None:
    app, world = leaving
    with app.app_context():
        given = {"authority_id": world.authority_id, "from_id": world.people["methodist"]}
        first, second = project_of(1), project_of(2)
        to = world.people["colleague"]
        world.do("official", HandOver(to_id=to, project_ids=(first,), **given))
        assert db.session.get_one(Project, second).curator_id == world.people["methodist"]
        db.session.rollback()
        with pytest.raises(BadInput, match="rows"):
            world.do("official", HandOver(to_id=to, project_ids=(first, second), **given))


def test_a_year_that_is_over_keeps_who_led_its_projects(leaving: tuple[Flask, World]) -> None:
    app, world = leaving
    with app.app_context(), unit_of_work() as session:
        run = session.get_one(Run, world.run_id)
        run.from_on, run.to_on = date(2025, 9, 1), date(2026, 6, 30)
    official = Visitor(app, world.people["official"]).open("/handover")
    assert "Ни у кого нет открытой работы" in official.text
    official.open(f"/authorities/{world.authority_id}/handover/{world.people['methodist']}")
    assert "Передавать нечего" in official.text
