"""The libraries that live as long as the process, made here and joined to the app in app.py."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask_babel import Babel, Domain
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import Connection, Engine, event

from workflow.models.base import Base

if TYPE_CHECKING:
    from redis import Redis

SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # an acknowledged order survives a power cut
    "wal_autocheckpoint=4000",  # 16 MB: most pages of an approval are written again by the next
    "busy_timeout=15000",
    "foreign_keys=ON",
    "recursive_triggers=ON",  # else REPLACE INTO walks past the append-only triggers
    "trusted_schema=OFF",
)
POSTGRESQL_SETTINGS = {
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "30s",
    "timezone": "UTC",
}
DOORBELL = "opora:outbox"  # the Redis channel on which a commit wakes tick
_WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)


class WriteOutsideTransactionError(RuntimeError):
    """On SQLite a statement wrote in a transaction begun by a reader: it would fail beside another writer.

    Write in unit_of_work(). Only the sign-in pages and the store of sign-ins write without any transaction.
    """


class OporaSession(FlaskSession):
    """A session that can be told to write without BEGIN (`write_bare()`), for flask-security's own pages.

    They read, hash a password for a long time and then write; a transaction around that blocks or fails
    beside other writers, and each of their writes stands alone anyway.
    """

    def write_bare(self) -> None:
        self.rollback()
        self.info["bare"] = True

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        """The one database there is: the library would look for it table by table before each statement."""
        bind: Engine = self._db.engine
        if not self.info.get("bare"):
            return bind
        # One object per session: the session keeps its connection by the engine that it was asked for.
        bare: Engine = self.info.setdefault("bare_engine", bind.execution_options(sqlite_bare=True))
        return bare


class Database(SQLAlchemy):
    """Puts our hooks on each engine it makes, and on no other engine of the process."""

    def init_app(self, app: Flask) -> None:
        super().init_app(app)
        with app.app_context():
            install_hooks(self.engine)


def engine_options(url: str) -> dict[str, Any]:
    # Parameters are what people typed; they have no place in a log.
    options: dict[str, Any] = {"json_serializer": _json, "hide_parameters": True}
    if not url.startswith("sqlite"):
        options["pool_pre_ping"] = True
        settings = " ".join(f"-c {name}={value}" for name, value in POSTGRESQL_SETTINGS.items())
        options["connect_args"] = {"options": settings}
    return options


def install_hooks(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _on_sqlite_connect)
    event.listen(engine, "begin", _on_sqlite_begin)
    event.listen(engine, "before_cursor_execute", _on_sqlite_statement)


def connect_redis(url: str, **options: Any) -> Redis:
    """A client that gives up after half a second: Redis is a doorbell, nobody waits at the door for it."""
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    options = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5, **options}
    return Redis.from_url(url, retry=Retry(NoBackoff(), 0), **options)


_bell = cache(connect_redis)


def ring(url: str) -> None:
    """Wakes tick; when Redis is away it looks by itself two seconds later."""
    from redis.exceptions import RedisError

    with contextlib.suppress(RedisError):
        _bell(url).publish(DOORBELL, "1")


def _on_sqlite_connect(dbapi: sqlite3.Connection, _record: object) -> None:
    dbapi.isolation_level = None  # BEGIN is ours: the driver's own begins too late
    for pragma in SQLITE_PRAGMAS:
        dbapi.execute(f"PRAGMA {pragma}")
    dbapi.create_function("lower", 1, _lower, deterministic=True)
    dbapi.create_collation("ru", _compare_russian)


def _on_sqlite_begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("sqlite_bare"):
        return
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("sqlite_immediate") else "BEGIN")


def _on_sqlite_statement(
    connection: Connection, _cursor: Any, statement: str, _parameters: Any, context: Any, _many: bool
) -> None:
    options = connection.get_execution_options()
    if options.get("sqlite_immediate") or options.get("sqlite_bare"):
        return
    compiled = context is not None and (context.isinsert or context.isupdate or context.isdelete)
    if compiled or _WRITES.match(statement):
        raise WriteOutsideTransactionError(f"outside unit_of_work(): {statement[:80]}")


def _lower(words: Any) -> Any:
    return words.lower() if isinstance(words, str) else words


def _compare_russian(left: str, right: str) -> int:
    """Ё beside Е; case counts only between otherwise equal words. For queries only, never in an index."""
    x, y = ((words.casefold().replace("ё", "е"), words) for words in (left, right))
    return (x > y) - (x < y)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def bare_session() -> None:
    """From here on the request writes each statement for itself; see OporaSession."""
    session = db.session()
    assert isinstance(session, OporaSession)
    session.write_bare()


class Sentences(Domain):  # type: ignore[misc]  # the library has no types
    """gettext keeps the head of a catalogue under the empty text: a page with nothing to say would show it."""

    def get_translations(self) -> Any:
        translations = super().get_translations()
        getattr(translations, "_catalog", {}).pop("", None)
        return translations


class Languages(Babel):  # type: ignore[misc]  # the library has no types
    @cached_property
    def domain_instance(self) -> Domain:
        return Sentences(domain=self.domain)


db = Database(model_class=Base, session_options={"expire_on_commit": False, "class_": OporaSession})
csrf = CSRFProtect()
babel = Languages()
