"""A municipality where a council decides: every packet by its protocol."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.approvals.conftest import Town
from tests.world import SETTINGS, World, build_world

PROTOCOL = {**SETTINGS, "act": "protocol"}


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    with app.app_context():
        yield build_world(settings=PROTOCOL)


@pytest.fixture
def town(app: Flask) -> Town:
    return Town(app, settings=PROTOCOL)
