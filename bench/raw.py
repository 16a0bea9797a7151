"""The same unit of work by hand: eight statements and a commit, without a machine, facts or access."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

import psycopg

TABLES = """
CREATE TABLE raw_cases (id INTEGER PRIMARY KEY, state TEXT NOT NULL, version INTEGER NOT NULL);
CREATE TABLE raw_registers (id INTEGER PRIMARY KEY, year INTEGER NOT NULL, last_number INTEGER NOT NULL);
CREATE TABLE raw_orders (id INTEGER PRIMARY KEY, register_id INTEGER NOT NULL, number INTEGER, text TEXT);
CREATE TABLE raw_chains (id INTEGER PRIMARY KEY, size INTEGER NOT NULL, head TEXT NOT NULL);
CREATE TABLE raw_audit (seq INTEGER PRIMARY KEY, body TEXT NOT NULL, hash TEXT NOT NULL);
CREATE TABLE raw_outbox (id INTEGER PRIMARY KEY, job TEXT NOT NULL, payload TEXT NOT NULL);
INSERT INTO raw_registers VALUES (1, 2026, 0);
INSERT INTO raw_chains VALUES (1, 0, '0');
"""
BODY = "{" + "x" * 400 + "}"


def on_sqlite(path: Path, cases: int) -> Callable[[int], None]:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.executescript(TABLES)
    connection.executemany(
        "INSERT INTO raw_cases VALUES (?, 'on_approval', 1)", [(number,) for number in range(cases)]
    )

    def approve(case: int) -> None:
        connection.execute("BEGIN IMMEDIATE")
        execute = connection.execute
        [(version,)] = execute("SELECT version FROM raw_cases WHERE id = ?", (case,)).fetchall()
        execute(
            "UPDATE raw_cases SET state = 'approved', version = ? WHERE id = ? AND version = ?",
            (version + 1, case, version),
        )
        execute("INSERT INTO raw_outbox (job, payload) VALUES ('render', ?)", (str(case),))
        [(number,)] = execute("SELECT last_number + 1 FROM raw_registers WHERE id = 1").fetchall()
        execute("UPDATE raw_registers SET last_number = ? WHERE id = 1", (number,))
        execute("INSERT INTO raw_orders VALUES (?, 1, ?, ?)", (case, number, BODY))
        [(size, head)] = execute("SELECT size, head FROM raw_chains WHERE id = 1").fetchall()
        digest = hashlib.sha256((head + BODY).encode()).hexdigest()
        execute("INSERT INTO raw_audit VALUES (?, ?, ?)", (size + 1, BODY, digest))
        execute("UPDATE raw_chains SET size = ?, head = ? WHERE id = 1", (size + 1, digest))
        connection.execute("COMMIT")

    return approve


def on_postgresql(address: str, cases: int) -> Callable[[int], None]:
    connection = psycopg.connect(address.replace("postgresql+psycopg://", "postgresql://"))
    for statement in TABLES.split(";"):
        if statement.strip():
            connection.execute(statement.encode())
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO raw_cases VALUES (%s, 'on_approval', 1)", [(number,) for number in range(cases)]
        )
    connection.commit()

    def approve(case: int) -> None:
        execute = connection.execute
        [(version,)] = execute("SELECT version FROM raw_cases WHERE id = %s FOR UPDATE", (case,)).fetchall()
        execute(
            "UPDATE raw_cases SET state = 'approved', version = %s WHERE id = %s AND version = %s",
            (version + 1, case, version),
        )
        execute("INSERT INTO raw_outbox (id, job, payload) VALUES (%s, 'render', %s)", (case, str(case)))
        [(number,)] = execute(
            "UPDATE raw_registers SET last_number = last_number + 1 WHERE id = 1 RETURNING last_number"
        ).fetchall()
        execute("INSERT INTO raw_orders VALUES (%s, 1, %s, %s)", (case, number, BODY))
        [(size, head)] = execute("SELECT size, head FROM raw_chains WHERE id = 1 FOR UPDATE").fetchall()
        digest = hashlib.sha256((head + BODY).encode()).hexdigest()
        execute("INSERT INTO raw_audit VALUES (%s, %s, %s)", (size + 1, BODY, digest))
        execute("UPDATE raw_chains SET size = %s, head = %s WHERE id = 1", (size + 1, digest))
        connection.commit()

    return approve
