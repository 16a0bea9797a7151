"""Entries as they are stored, one after the other, without building objects: a million in seconds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine


class Row(NamedTuple):
    """A stored entry. On a damaged SQLite file a value may be of any type."""

    seq: Any
    prev: Any
    hash: Any
    body: Any
    action: Any
    actor: Any
    at: Any
    authority: Any
    case: Any
    order: Any
    packet: Any


_COLUMNS = "seq, prev_hash, hash, body, action, actor_id, {at}, authority_id, case_id, order_id, packet_id"
_WRITTEN_AT = """to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
_TYPES = ["int4", "text", "text", "text", "text", "int4", "text", "int4", "int4", "int4", "int4"]
_BYTES = (
    "seq, CAST(prev_hash AS BLOB), CAST(hash AS BLOB), CAST(body AS BLOB), CAST(action AS BLOB), actor_id,"
    " CAST(at AS BLOB), authority_id, case_id, order_id, packet_id"
)
_FROM = " FROM audit_entries WHERE chain_id = {chain:d} AND seq > {after:d} ORDER BY seq"


class Undecodable(Exception):
    """The file holds text that is not UTF-8: read the chain again with `rows_as_bytes`."""


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """One moment of the whole database: entries and the rows beside them as they stood together."""
    level = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with engine.connect().execution_options(**level) as connection:
        if level:
            connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield connection


def rows(connection: Connection, chain_id: int, *, after: int = 0) -> Iterator[tuple[Any, ...]]:
    """Entries of a chain behind `after`, in the fields of Row, by seq."""
    if connection.dialect.name == "postgresql":
        columns = _COLUMNS.format(at=_WRITTEN_AT)
        yield from _copied(connection, f"SELECT {columns}{_FROM.format(chain=chain_id, after=after)}")
        return
    columns = _COLUMNS.format(at="at")
    try:
        yield from _driver(connection).execute(f"SELECT {columns}{_FROM.format(chain=chain_id, after=after)}")
    except sqlite3.OperationalError as error:
        if "decode" not in str(error):
            raise
        raise Undecodable from error


def rows_as_bytes(connection: Connection, chain_id: int, *, after: int = 0) -> Iterator[tuple[Any, ...]]:
    """The same from a damaged SQLite file, slower: what is not UTF-8 comes as lone surrogates."""
    found = _driver(connection).execute(f"SELECT {_BYTES}{_FROM.format(chain=chain_id, after=after)}")
    for row in found:
        yield tuple(
            value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value for value in row
        )


def _driver(connection: Connection) -> Any:
    """The driver's own connection, inside the transaction of this one."""
    connection.exec_driver_sql("SELECT 1")  # begins it
    return connection.connection.driver_connection


def _copied(connection: Connection, query: str) -> Iterator[tuple[Any, ...]]:
    """By the index of the chain: a sort of millions would go through the disk."""
    with _driver(connection).cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off")
        with cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT BINARY)") as copy:
            copy.set_types(_TYPES)
            yield from copy.rows()
        cursor.execute("SET LOCAL enable_sort = on")
