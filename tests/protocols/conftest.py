"""A municipality where a council decides: every packet by its protocol."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask

from tests.approvals.conftest import Town
from tests.world import SETTINGS, World, build_world
from workflow.models.person import Person, RoleAssignment, RoleName
from workflow.uow import unit_of_work

PROTOCOL = {**SETTINGS, "act": "protocol"}


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    with app.app_context():
        world = build_world(settings=PROTOCOL)
        administer(world)
        yield world


@pytest.fixture
def town(app: Flask) -> Town:
    made = Town(app, settings=PROTOCOL)
    made.within(administer, made.world)
    return made


def administer(world: World) -> None:
    """An administrator of this authority joins its people."""
    with unit_of_work() as session:
        person = Person(email="admin@north.example", post="Администратор", full_name=None)
        session.add(person)
        session.flush()
        world.people["admin"] = person.id
        session.add(
            RoleAssignment(
                person_id=person.id,
                authority_id=world.authority_id,
                role=RoleName.ADMIN,
                title="Администратор",
                from_on=date(2026, 1, 1),
            )
        )
