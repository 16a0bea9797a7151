"""The same unit of work by hand: the same rows read and written, in the fewest statements, and a commit.

No machine, no facts, no access, no forms: only what must stand in the tables after «утвердить и
зарегистрировать» of one pair, and what has to be read to write it. `few` is the bare eight statements that
any approval takes; `same` writes what this product writes: the decision on packet, draft, case and pair, the
order, two tasks, two messages and seven entries of the record, each hashed over the one before.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

Approve = Callable[[int], None]
TABLES = """
CREATE TABLE raw_people (id INTEGER PRIMARY KEY, authority_id INTEGER, may_approve INTEGER, may_sign INTEGER);
CREATE TABLE raw_cases (id INTEGER PRIMARY KEY, state TEXT NOT NULL, stage TEXT, due_on TEXT,
    version INTEGER NOT NULL);
CREATE TABLE raw_packets (id INTEGER PRIMARY KEY, state TEXT NOT NULL, version INTEGER NOT NULL,
    approved_by INTEGER, parts TEXT);
CREATE TABLE raw_packet_cases (id INTEGER PRIMARY KEY, packet_id INTEGER, case_id INTEGER, is_in INTEGER);
CREATE TABLE raw_drafts (id INTEGER PRIMARY KEY, state TEXT NOT NULL, version INTEGER NOT NULL, clauses TEXT);
CREATE TABLE raw_pairs (id INTEGER PRIMARY KEY, case_id INTEGER, partner_id INTEGER, order_id INTEGER);
CREATE TABLE raw_registers (id INTEGER PRIMARY KEY, year INTEGER NOT NULL, last_number INTEGER NOT NULL);
CREATE TABLE raw_orders (id INTEGER PRIMARY KEY, register_id INTEGER NOT NULL, number INTEGER, text TEXT);
CREATE TABLE raw_tasks (id INTEGER PRIMARY KEY, case_id INTEGER, school_id INTEGER, title TEXT, due_on TEXT);
CREATE TABLE raw_chains (id INTEGER PRIMARY KEY, size INTEGER NOT NULL, head TEXT NOT NULL);
CREATE TABLE raw_audit (seq INTEGER PRIMARY KEY, body TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL);
CREATE TABLE raw_outbox (id INTEGER PRIMARY KEY, job TEXT NOT NULL, payload TEXT NOT NULL);
CREATE INDEX raw_pairs_case ON raw_pairs (case_id);
CREATE INDEX raw_packet_cases_packet ON raw_packet_cases (packet_id);
CREATE INDEX raw_tasks_case ON raw_tasks (case_id);
CREATE UNIQUE INDEX raw_audit_prev ON raw_audit (prev);
INSERT INTO raw_people VALUES (1, 1, 1, 1);
INSERT INTO raw_registers VALUES (1, 2026, 0);
INSERT INTO raw_chains VALUES (1, 0, '0');
"""
BODY = "{" + "x" * 400 + "}"
ENTRIES = ("packet:approve", "order:sign", "case:move", "packet:enter_force", "order:register")
STOCK = {
    "raw_cases": "(%s, 'on_approval', 'pairing', NULL, 1)",
    "raw_packets": "(%s, 'on_approval', 1, NULL, '{BODY}')",
    "raw_packet_cases": "(%s, %s, %s, 1)",
    "raw_drafts": "(%s, 'draft', 1, '{BODY}')",
    "raw_pairs": "(%s, %s, 7, NULL)",
}


class OnSqlite:
    """Statements with «?», a lock on the whole file."""

    def __init__(self, path: Path, cases: int) -> None:
        connection = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.executescript(TABLES)
        for table, values in STOCK.items():
            row = values.replace("%s", "?").replace("{BODY}", BODY)
            places = row.count("?")
            connection.executemany(
                f"INSERT INTO {table} VALUES {row}",  # the names stand above
                [(number,) * places for number in range(cases)],
            )
        self._connection = connection

    def begin(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def one(self, statement: str, *values: Any) -> Any:
        [row] = self._connection.execute(_sqlite(statement), values).fetchall()
        return row

    def do(self, statement: str, *values: Any) -> None:
        self._connection.execute(_sqlite(statement), values)

    def commit(self) -> None:
        self._connection.execute("COMMIT")


class OnPostgresql:
    """Statements with «%s», a lock on each row."""

    def __init__(self, address: str, cases: int) -> None:
        connection = psycopg.connect(address.replace("postgresql+psycopg://", "postgresql://"))
        for statement in TABLES.split(";"):
            if statement.strip():
                connection.execute(statement.encode())
        with connection.cursor() as cursor:
            for table, values in STOCK.items():
                row = values.replace("{BODY}", BODY)
                statement = f"INSERT INTO {table} VALUES {row}"  # the names stand above
                places = row.count("%s")
                cursor.executemany(statement.encode(), [(number,) * places for number in range(cases)])
        connection.commit()
        self._connection = connection

    def begin(self) -> None:
        """The driver begins by itself."""

    def one(self, statement: str, *values: Any) -> Any:
        [row] = self._connection.execute(statement.encode(), values).fetchall()
        return row

    def do(self, statement: str, *values: Any) -> None:
        self._connection.execute(statement.encode(), values)

    def commit(self) -> None:
        self._connection.commit()


def few(base: OnSqlite | OnPostgresql) -> Approve:
    """Case, order, number, one entry of the record, one message: eight statements."""

    def approve(case: int) -> None:
        base.begin()
        (version,) = base.one("SELECT version FROM raw_cases WHERE id = %s FOR UPDATE", case)
        base.do(
            "UPDATE raw_cases SET state = 'approved', version = %s WHERE id = %s AND version = %s",
            version + 1,
            case,
            version,
        )
        base.do("INSERT INTO raw_outbox (id, job, payload) VALUES (%s, 'render', %s)", -case - 1, str(case))
        number = _number(base)
        base.do("INSERT INTO raw_orders VALUES (%s, 1, %s, %s)", -case - 1, number, BODY)
        _on_record(base, [BODY])
        base.commit()

    return approve


def same(base: OnSqlite | OnPostgresql) -> Approve:
    """All that one press writes here: nineteen rows in sixteen statements."""

    def approve(case: int) -> None:
        base.begin()
        base.one("SELECT authority_id, may_approve, may_sign FROM raw_people WHERE id = 1")
        _, version, parts = base.one(
            "SELECT state, version, parts FROM raw_packets WHERE id = %s FOR UPDATE", case
        )
        clauses, draft_version = base.one(
            "SELECT clauses, version FROM raw_drafts WHERE id = %s FOR UPDATE", case
        )
        case_version, partner = base.one(
            "SELECT c.version, p.partner_id FROM raw_packet_cases i JOIN raw_cases c ON c.id = i.case_id "
            "JOIN raw_pairs p ON p.case_id = c.id WHERE i.packet_id = %s AND i.is_in = 1 FOR UPDATE OF c",
            case,
        )
        for table, state, seen in (
            ("raw_cases", "approved", case_version),
            ("raw_packets", "in_force", version),
            ("raw_drafts", "registered", draft_version),
        ):
            base.do(
                f"UPDATE {table} SET state = %s, version = %s WHERE id = %s AND version = %s",
                state,
                seen + 1,
                case,
                seen,
            )
        base.do("UPDATE raw_packet_cases SET is_in = 0 WHERE packet_id = %s AND is_in = 1", case)
        number = _number(base)
        base.do("INSERT INTO raw_orders VALUES (%s, 1, %s, %s)", case, number, parts + clauses)
        base.do("UPDATE raw_pairs SET order_id = %s WHERE case_id = %s", case, case)
        base.do(
            "INSERT INTO raw_tasks VALUES (%s, %s, %s, 'Task', '2026-12-01'), "
            "(%s, %s, %s, 'Task', '2026-12-01')",
            *(2 * case, case, case, 2 * case + 1, case, partner),
        )
        base.do(
            "INSERT INTO raw_outbox VALUES (%s, 'render', %s), (%s, 'tell', %s)",
            *(2 * case, str(case), 2 * case + 1, str(case)),
        )
        entries = (*ENTRIES, "task:create", "task:create")
        _on_record(base, [json.dumps({"action": one, "case": case, "data": BODY}) for one in entries])
        base.commit()

    return approve


def _number(base: OnSqlite | OnPostgresql) -> int:
    (number,) = base.one(
        "UPDATE raw_registers SET last_number = last_number + 1 WHERE id = 1 RETURNING last_number"
    )
    return int(number)


def _on_record(base: OnSqlite | OnPostgresql, bodies: list[str]) -> None:
    size, head = base.one("SELECT size, head FROM raw_chains WHERE id = 1 FOR UPDATE")
    values: list[Any] = []
    for body in bodies:
        size, prev, head = size + 1, head, hashlib.sha256((head + body).encode()).hexdigest()
        values += (size, body, prev, head)
    rows = ", ".join(["(%s, %s, %s, %s)"] * len(bodies))
    base.do(f"INSERT INTO raw_audit VALUES {rows}", *values)
    base.do("UPDATE raw_chains SET size = %s, head = %s WHERE id = 1", size, head)


def _sqlite(statement: str) -> str:
    """It locks the file and not rows."""
    return statement.replace("%s", "?").replace(" FOR UPDATE OF c", "").replace(" FOR UPDATE", "")
