"""Raw rows for the cross-check: as stored, on either database, from a damaged file too.

No column types of the models: one damaged date must be a finding that names its row, not an exception.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from workflow.audit.actions import AuditAction
from workflow.audit.canonical import instant
from workflow.audit.checkpoint import chain_name
from workflow.audit.report import Finding
from workflow.states.definition import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What an entry says, from its hashed text. `version` is the case's after the move."""

    authority: int | None
    seq: int
    at: str
    action: str
    case: int | None
    version: int | None
    packet: int | None
    order: int | None
    data: dict[str, Any]

    @property
    def chain(self) -> str:
        return chain_name(self.authority)

    def finding(self, code: str, what: str, *, table: str = "", row: object = "") -> Finding:
        return Finding(code, say(what), chain=self.chain, seq=self.seq, table=table, row=str(row))


def finding(code: str, what: str, table: str, row: object) -> Finding:
    return Finding(code, say(what), table=table, row=str(row))


def entries(connection: Connection, actions: Sequence[AuditAction]) -> Iterator[Entry]:
    """Entries of these actions in the order of their chains. An unreadable one is the chain's own finding."""
    wanted = ", ".join(f"'{action}'" for action in actions)
    query = (
        "SELECT authority_id, seq, body FROM audit_entries"  # noqa: S608 - words of our own enum
        f" WHERE action IN ({wanted}) ORDER BY chain_id, seq"
    )
    for authority, seq, body in rows(connection, query):
        try:
            said = json.loads(body)
            yield Entry(
                authority=authority,
                seq=int(seq),
                at=said["at"],
                action=said["action"],
                case=said["case"],
                version=said["case_version"],
                packet=said["packet"],
                order=said["order"],
                data=dict(said["data"]),
            )
        except (ValueError, TypeError, KeyError):
            continue


def rows(connection: Connection, query: str, *, batch: int = 500) -> Iterator[tuple[Any, ...]]:
    """Streamed, so that a journal of any length fits into memory."""
    streamed = {"stream_results": True, "yield_per": batch}
    for row in connection.exec_driver_sql(query, execution_options=streamed):
        yield tuple(row)


def rows_of(connection: Connection, table: str, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Every row of a table by the names of its columns, in the order of ids; a local date as it is written."""
    query = f"SELECT {', '.join(columns)} FROM {table} ORDER BY id"  # noqa: S608 - our own names, no one else's
    for values in rows(connection, query):
        row = dict(zip(columns, values, strict=True))
        yield {name: day(value) if name == "dated_on" else value for name, value in row.items()}


@contextmanager
def lenient(connection: Connection) -> Iterator[None]:
    """On SQLite text that is not UTF-8 comes with lone surrogates instead of ending the check."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    before = driver.text_factory
    driver.text_factory = lambda stored: stored.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = before


def hashed(text: object) -> str:
    """Of the stored bytes, not of their normal form: a letter written otherwise is another text."""
    return sha256(stored_bytes(text)).hexdigest()


def stored_bytes(value: object) -> bytes:
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    return str(value).encode("utf-8", "surrogateescape")


def read_json(text: object) -> dict[str, Any]:
    """Empty when it cannot be read: whatever is compared with it then differs."""
    try:
        value = json.loads(str(text))
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def moment(value: object) -> str:
    """A stored moment as the record writes it."""
    return instant(value) if isinstance(value, datetime) else str(value)


def day(value: object) -> str:
    """A stored date in its one written form; PostgreSQL gives a date, SQLite its text."""
    return str(value)
