"""A municipality where a council decides: every packet by its protocol."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.approvals.conftest import Town
from tests.world import SETTINGS, World, appoint, build_world
from workflow.models.person import RoleName

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
    appoint(world, "admin", RoleName.ADMIN, post="Администратор")
