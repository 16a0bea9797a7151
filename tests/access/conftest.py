"""The kingdom is built once for all tests that only look; what one of them changed is put back after it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.access.kingdom import VISIT, build_kingdom, close_door
from tests.access.visits import SqliteFile, Visits
from tests.databases import Sqlite, make_sqlite_template, short_folder
from workflow import clock
from workflow.extensions import db

SHIFT = VISIT - datetime.now(UTC)  # one for the whole run, so that the visit goes on


@pytest.fixture(autouse=True)
def _visit_day() -> None:
    """The kingdom stands in October; its roles are in force and its sign-ins fresh, whenever it is tried."""
    clock.set_shift(SHIFT, allowed=True)


@pytest.fixture(scope="session")
def access_folder() -> Iterator[Path]:
    folder = short_folder()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def whole_kingdom(
    access_folder: Path, redis_url: str, pytestconfig: pytest.Config
) -> Iterator[tuple[Visits, SqliteFile]]:
    database = Sqlite(make_sqlite_template(pytestconfig), access_folder)
    database.fresh()
    app = database.app(redis_url)
    clock.set_shift(SHIFT, allowed=True)
    with app.app_context():
        visits = Visits(app, build_kingdom())
    visits.arrive()
    with app.app_context():
        close_door(visits.kingdom)
    file = SqliteFile(access_folder / "opora.sqlite3")
    yield visits, file
    file.close()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def visits(whole_kingdom: tuple[Visits, SqliteFile]) -> Iterator[Visits]:
    yield whole_kingdom[0]
    whole_kingdom[1].put_back()


@pytest.fixture
def file(whole_kingdom: tuple[Visits, SqliteFile]) -> SqliteFile:
    return whole_kingdom[1]
