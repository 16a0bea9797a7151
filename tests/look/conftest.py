from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.look.gallery import served


@pytest.fixture(scope="session")
def gallery() -> Iterator[str]:
    with served() as address:
        yield address
