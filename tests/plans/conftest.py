"""A municipality whose programme approves plans, and the ways to look at what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask

from tests.casework.conftest import Town
from tests.world import NOW, World, build_world

SETTINGS: dict[str, Any] = {
    "version": 1,
    "stages": ["plan_approval", "pairing", "closure"],
    "act": {"plan": "order", "pair_list": "order", "closing": "record"},
    "collects": "school",
    "plan_review": "school",
}


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    with app.app_context():
        yield build_world(settings=SETTINGS)


@pytest.fixture
def town(app: Flask) -> Iterator[Town]:
    with time_machine.travel(NOW, tick=False):
        with app.app_context():
            world = build_world(settings=SETTINGS)
        yield Town(app, world)
