from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.look.chromium import launch_options
from tests.look.gallery import served


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, **launch_options()}


@pytest.fixture(scope="session")
def gallery() -> Iterator[str]:
    with served() as address:
        yield address
