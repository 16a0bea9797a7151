"""One municipality a story."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.world import World, build_world


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    with app.app_context():
        yield build_world()
