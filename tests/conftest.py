"""Real parts for every test: both databases, a real Valkey, no network."""

from __future__ import annotations

import gc
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.chromium import launch_options
from tests.databases import (
    PostgreSql,
    Sqlite,
    is_in_memory,
    make_sqlite_template,
    short_folder,
    start_postgresql,
    stop_servers,
    work_in_memory,
)
from workflow import clock, embedded_valkey
from workflow.audit.checkpoint import CHECKPOINTS, VERIFIED
from workflow.extensions import db

LOCAL = ("127.0.0.1", "::1", "localhost")


def pytest_configure(config: pytest.Config) -> None:
    """Under xdist only the controller starts the server: two first starts as root race and fail."""
    if not hasattr(config, "workerinput"):
        work_in_memory(config)
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        start_postgresql(config)
        make_sqlite_template(config)


def pytest_report_header(config: pytest.Config) -> list[str]:
    slow = "no gigabyte is free in /dev/shm: databases lie on the disk, which takes longer"
    return [] if is_in_memory(config) else [slow]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A year in the browser takes a minute or two: first, so that no worker ends up alone with one."""
    items.sort(key=lambda item: "browser" not in item.path.parts)


def pytest_collection_finish() -> None:
    """What was imported lives to the end: looking for garbage in it over and over is a tenth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_unconfigure(config: pytest.Config) -> None:
    stop_servers(config)


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """A test that reaches for another machine would pass only where there is one."""
    connect = socket.socket.connect

    def only_local(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in LOCAL:
            raise PermissionError(f"tests have no network: {address}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", only_local)
        yield


@pytest.fixture(autouse=True)
def _clock_put_back() -> Iterator[None]:
    yield
    clock.set_shift(clock.parse_shift(None), allowed=True)


@pytest.fixture(scope="session")
def worker_folder() -> Iterator[Path]:
    folder = short_folder()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def redis_url(worker_folder: Path) -> Iterator[str]:
    door = worker_folder / "valkey.sock"
    process = embedded_valkey.start(door, worker_folder)
    yield f"unix://{door}"
    embedded_valkey.stop(process)


@pytest.fixture(scope="session")
def _apps() -> Iterator[dict[str, Flask]]:
    """One app per database for the whole run; its database is exchanged under it."""
    apps: dict[str, Flask] = {}
    yield apps
    for app in apps.values():
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, worker_folder: Path) -> Sqlite | PostgreSql:
    """Both databases in turn. A test of one: parametrize("database", ["sqlite"], indirect=True)."""
    if request.param == "sqlite":
        return Sqlite(make_sqlite_template(request.config), worker_folder)
    name = "opora_test_" + os.environ.get("PYTEST_XDIST_WORKER", "alone")
    return PostgreSql(start_postgresql(request.config), worker_folder, name)


@pytest.fixture
def app(
    database: Sqlite | PostgreSql, _apps: dict[str, Flask], redis_url: str, worker_folder: Path
) -> Iterator[Flask]:
    """The app on a fresh, migrated, empty database. No context is pushed: each request brings its own."""
    app = _apps.get(database.name)
    if app is not None:
        with app.app_context():
            db.engine.dispose()
    database.fresh()
    forget_witnesses(worker_folder)
    if app is None:
        app = _apps[database.name] = database.app(redis_url)
    yield app
    with app.app_context():
        db.engine.dispose()


def forget_witnesses(folder: Path) -> None:
    """What they saw of the database before is no past of this one."""
    for name in (CHECKPOINTS, VERIFIED):
        (folder / name).unlink(missing_ok=True)


@pytest.fixture
def app_context(app: Flask) -> Iterator[None]:
    """For tests of commands and readers. Not together with `client`: its requests would share this context."""
    with app.app_context():
        yield


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """For arranging and for looking, beside the app's own. Commit what you arrange; look again after a commit.

    On SQLite it writes without BEGIN, so that it never holds the lock which a command under test waits for.
    """
    with app.app_context():
        engine = db.engine.execution_options(sqlite_bare=True)
    with Session(engine) as session:
        yield session


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, **launch_options()}
