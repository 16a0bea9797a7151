"""Random falsifications by somebody who owns the database, each inside a transaction that is rolled back."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, text

from tests.record.attacks import change_entries, entries, follow, rehash, renumber
from workflow.audit.fingerprint import DECISION_COLUMNS, ORDER_COLUMNS
from workflow.models import append_only

LETTERS = 'абвёй019afZ{}":, №'
#: Table -> its key and the columns of which a change must never be missed.
COLUMNS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "audit_entries": (
        "id",
        (
            *("chain_id", "authority_id", "seq", "at", "actor_id", "action", "case_id", "packet_id"),
            *("order_id", "body", "prev_hash", "hash"),
        ),
    ),
    "audit_texts": ("entry_id", ("salt", "text")),
    "audit_chains": ("id", ("authority_id", "size", "head")),
    "orders": ("id", (*ORDER_COLUMNS, "canonical")),
    "order_documents": ("id", ("authority_id", "order_id", "format", "sha256", "rendered_at")),
    "decision_records": ("id", (*DECISION_COLUMNS, "canonical")),
    "blobs": ("sha256", ("sha256", "size", "content")),
    "cases": ("id", ("authority_id", "run_id", "school_id", "process_version_id", "state", "stage", "round")),
    "registers": ("id", ("year", "last_number", "last_on")),
}
#: Every row of these is announced somewhere.
DELETABLE = ("audit_entries", "orders", "order_documents", "decision_records", "blobs", "cases", "audit_chains")


@dataclass(frozen=True)
class Mutation:
    """What was done, in words for a failed test, and the entry that must be named where it is known."""

    what: str
    seq: int | None = None


@contextmanager
def owned(engine: Engine) -> Iterator[Connection]:
    """A connection that no trigger and no foreign key holds back."""
    with engine.connect().execution_options(sqlite_immediate=True) as connection:
        if engine.dialect.name == "sqlite":  # a transaction would ignore it
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
        append_only.remove(connection)
        connection.commit()
        yield connection


def change_a_value(chance: random.Random, connection: Connection, _home: int) -> Mutation:
    """One letter, digit, byte or emptiness of one column of one row."""
    table = chance.choice(list(COLUMNS))
    key, columns = COLUMNS[table]
    column = chance.choice(columns)
    row, value, seq = _drawn(chance, connection, table, key, column)
    changed = other_than(chance, value)
    connection.execute(
        text(f"UPDATE {table} SET {column} = :changed WHERE {key} = :row"), {"changed": changed, "row": row}
    )
    known = seq if column in ("body", "hash", "action") else None
    return Mutation(f"{table}.{column} of {row}: {str(value)[:60]!r} -> {str(changed)[:60]!r}", known)


def delete_a_row(chance: random.Random, connection: Connection, _home: int) -> Mutation:
    table = chance.choice(DELETABLE)
    key, _ = COLUMNS[table]
    row, *_ = _drawn(chance, connection, table, key, key)
    connection.execute(text(f"DELETE FROM {table} WHERE {key} = :row"), {"row": row})
    return Mutation(f"deleted {table} {row}")


def swap_entries(chance: random.Random, connection: Connection, home: int) -> Mutation:
    rows = entries(connection, home)
    one, two = sorted(chance.sample(range(len(rows)), 2))
    rows[one], rows[two] = rows[two].but(seq=one + 1), rows[one].but(seq=two + 1)
    change_entries(connection, home, rows)
    return Mutation(f"swapped {one + 1} and {two + 1}", one + 1)


def insert_an_entry(chance: random.Random, connection: Connection, home: int) -> Mutation:
    """At the end, with right links, and the chain's row follows: only what was seen before can tell, or nothing
    but the rows beside it."""
    rows = entries(connection, home)
    place = chance.randrange(len(rows))
    forged = rows[place].but(id=10_000)
    rows = rehash(renumber([*rows[:place], forged, *rows[place:]]), place)
    change_entries(connection, home, rows)
    follow(connection, home)
    return Mutation(f"inserted at {place + 1}, all made anew")


def cut_the_tail(chance: random.Random, connection: Connection, home: int) -> Mutation:
    rows = entries(connection, home)
    keep = chance.randrange(len(rows))
    change_entries(connection, home, rows[:keep])
    follow(connection, home)
    return Mutation(f"cut behind {keep}", keep + 1)


def rehash_everything(chance: random.Random, connection: Connection, home: int) -> Mutation:
    """Change one letter of one entry and make the whole rest fit."""
    rows = entries(connection, home)
    place = chance.randrange(len(rows))
    rows[place] = rows[place].but(body=other_than(chance, rows[place].body))
    change_entries(connection, home, rehash(rows, place))
    follow(connection, home)
    return Mutation(f"changed {place + 1}, all made anew")


KINDS: tuple[tuple[int, Callable[[random.Random, Connection, int], Mutation]], ...] = (
    (60, change_a_value),
    (12, delete_a_row),
    (7, swap_entries),
    (7, insert_an_entry),
    (7, cut_the_tail),
    (7, rehash_everything),
)


def mutate(chance: random.Random, connection: Connection, home: int) -> Mutation:
    weights = [weight for weight, _ in KINDS]
    [kind] = chance.choices([kind for _, kind in KINDS], weights)
    return kind(chance, connection, home)


def other_than(chance: random.Random, value: Any) -> Any:
    """A value of the same kind that differs in one place."""
    if value is None:
        return 1
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return chance.choice((value - 1, value + 1, value + 7, "x"))
    if isinstance(value, bytes | memoryview):
        flipped = bytearray(value)
        flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
        return bytes(flipped)
    if not isinstance(value, str):  # PostgreSQL gives dates and moments as such
        return value.replace(year=value.year + chance.choice((-1, 1)))
    if not value:
        return chance.choice(LETTERS)
    place = chance.randrange(len(value))
    letter = chance.choice([one for one in LETTERS if one != value[place]])
    return value[:place] + letter + value[place + 1 :]


def _drawn(
    chance: random.Random, connection: Connection, table: str, key: str, column: str
) -> tuple[Any, Any, int | None]:
    seq = "seq" if table == "audit_entries" else "NULL"
    rows = connection.execute(text(f"SELECT {key}, {column}, {seq} FROM {table} ORDER BY {key}")).all()
    row, value, number = chance.choice(rows)
    return row, value, number
