"""A municipality whose packets are decided, and a visitor who reads pages and presses what stands on them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.world import World, build_world


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    """For tests of commands: within one context of the application."""
    with app.app_context():
        yield build_world()
