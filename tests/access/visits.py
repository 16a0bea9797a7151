"""Visitors of the kingdom, each in a browser of their own, and a look at what a visit left behind."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from tests.access.kingdom import Kingdom
from tests.access.oracle import VISITORS
from tests.people import csrf_token, sign_in
from workflow.extensions import db
from workflow.models.base import Base
from workflow.models.person import Person

#: Written by a look alone: when a sign-in was seen.
NOT_JUDGED = frozenset({"web_sessions", "alembic_version"})
TABLES = tuple(sorted(name for name in Base.metadata.tables if name not in NOT_JUDGED))


@dataclass
class Visits:
    app: Flask
    kingdom: Kingdom
    clients: dict[str, FlaskClient] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    pressed: int = 0

    def arrive(self) -> None:
        with self.app.app_context():
            everybody = {person.id: person for person in db.session.scalars(select(Person))}
            db.session.rollback()
            for person in everybody.values():
                _ = person.fs_uniquifier
            db.session.expunge_all()
        for visitor, name in VISITORS.items():
            client = self.clients[visitor] = self.app.test_client()
            if name:
                self.people[visitor] = everybody[self.kingdom.people[name]]
                sign_in(client, self.people[visitor])
            self.tokens[visitor] = csrf_token(client)

    def address(self, endpoint: str, values: dict[str, object]) -> str:
        if endpoint in ("static", "security.static"):
            values = {"filename": "app.css"}
        return str(self.app.url_map.bind("localhost").build(endpoint, values))

    def ask(self, visitor: str, method: str, url: str, data: dict[str, Any] | None = None) -> TestResponse:
        """With all that a form of the product carries, each press with a key of its own."""
        client = self.clients[visitor]
        if visitor == "closed":  # the first look ends the sign-in, so each visit begins with a live one
            sign_in(client, self.people[visitor])
            csrf_token(client)
        if method != "POST":
            return client.open(url, method=method, buffered=True)
        self.pressed += 1
        carried = {"csrf_token": self.tokens[visitor], "key": f"walk-{self.pressed}", "version": "1"}
        form = {**carried, **(data or {})}
        if any(isinstance(value, tuple) for value in form.values()):  # a file: sent in parts
            return client.post(url, data=form, buffered=True)
        kind = "application/x-www-form-urlencoded"
        return client.post(url, data=as_sent(form), content_type=kind, buffered=True)


def as_sent(fields: Mapping[str, str]) -> str:
    """Half a letter too goes on its way: a browser would not send it, a program does."""
    return urlencode({name: value.encode("utf-8", "surrogatepass") for name, value in fields.items()})


class SqliteFile:
    """The file under the app: was it written, what does it hold, and back to what it held at the start."""

    def __init__(self, path: Path) -> None:
        self.looking = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self.kept = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self.keep()

    def keep(self) -> None:
        self.looking.backup(self.kept)
        self.sums = self.checksums()
        self.seen = self.version()

    def version(self) -> int:
        """Changes when somebody else has committed anything at all."""
        number: int = self.looking.execute("PRAGMA data_version").fetchone()[0]
        return number

    def checksums(self) -> dict[str, str]:
        return {table: self._checksum(table) for table in TABLES}

    def changed(self) -> list[str]:
        """Names of tables whose rows are not what they were at the start."""
        version = self.version()
        if version == self.seen:
            return []
        self.seen = version
        now = self.checksums()
        return [table for table in TABLES if now[table] != self.sums[table]]

    def put_back(self) -> None:
        self.kept.backup(self.looking)
        self.seen = self.version()

    def close(self) -> None:
        self.looking.close()
        self.kept.close()

    def _checksum(self, table: str) -> str:
        rows = self.looking.execute(f'SELECT * FROM "{table}" ORDER BY 1').fetchall()
        return hashlib.sha256(repr(rows).encode()).hexdigest()


class AnyDatabase:
    """The same question asked of a server: slower, so asked less often."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.sums = self.checksums()

    def checksums(self) -> dict[str, str]:
        with self._connection() as connection:
            return {
                table: str(
                    connection.execute(
                        text(f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM \"{table}\" t")
                    ).scalar()
                )
                for table in TABLES
            }

    def changed(self) -> list[str]:
        now = self.checksums()
        return [table for table in TABLES if now[table] != self.sums[table]]

    @contextmanager
    def _connection(self) -> Iterator[Any]:
        with self.app.app_context(), db.engine.connect() as connection:
            yield connection
