"""Triggers under the record and the registered orders: a slip of a program or of a hand is refused.

They are a speed bump, not a proof: who owns the database can drop them. What was done then is found by
`opora verify`. `install` may be run again; it must be, after a migration that copies one of these tables
(SQLite drops a table's triggers with it).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, inspect


@dataclass(frozen=True, slots=True)
class Guarded:
    """A table, and when a change of a row is refused; an empty condition refuses it always, None never."""

    table: str
    update: str | None = ""
    delete: str | None = ""


PRINTED = "EXISTS (SELECT 1 FROM order_documents WHERE order_documents.sha256 = OLD.sha256)"
SHRINKS = "NEW.size < OLD.size OR NEW.id <> OLD.id OR NEW.authority_id IS DISTINCT FROM OLD.authority_id"

GUARDED = (
    Guarded("audit_entries"),
    Guarded("audit_chains", update=SHRINKS),
    Guarded("audit_texts", delete=None),  # words may be erased, never exchanged
    Guarded("orders"),
    Guarded("order_documents"),
    Guarded("decision_records"),
    Guarded("protocols"),
    Guarded("protocol_returns"),
    Guarded("deliverable_documents"),
    Guarded("blobs", delete=PRINTED),
)
FUNCTION = "opora_append_only"


def install(connection: Connection) -> None:
    """Make the triggers of both databases; harmless where they stand already.

    A table that a later migration makes is passed over: that migration installs again.
    """
    stand = set(inspect(connection).get_table_names())
    guarded = tuple(one for one in GUARDED if one.table in stand)
    for statement in _statements(connection.dialect.name, guarded):
        connection.exec_driver_sql(statement)


def remove(connection: Connection) -> None:
    postgresql = connection.dialect.name == "postgresql"
    for guarded in GUARDED:
        for event in ("update", "delete", "truncate") if postgresql else ("update", "delete"):
            table = f" ON {guarded.table}" if postgresql else ""
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {_name(guarded.table, event)}{table}")
    if postgresql:
        connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {FUNCTION}_blob()")
        connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {FUNCTION}()")


def _name(table: str, event: str) -> str:
    return f"append_only_{table}_{event}"


def _statements(dialect: str, tables: Sequence[Guarded]) -> list[str]:
    if dialect == "postgresql":
        return _FUNCTIONS + [line for guarded in tables for line in _postgresql(guarded)]
    return [line for guarded in tables for line in _sqlite(guarded)]


def _sqlite(guarded: Guarded) -> list[str]:
    """`IS DISTINCT FROM` is `IS NOT` there; REPLACE counts as a deletion when recursive_triggers is on."""
    return [
        f"CREATE TRIGGER IF NOT EXISTS {_name(guarded.table, event)} BEFORE {event.upper()} ON {guarded.table}"
        + (f" WHEN {condition.replace('IS DISTINCT FROM', 'IS NOT')}" if condition else "")
        + f" BEGIN SELECT RAISE(ABORT, 'append-only: {event} of {guarded.table}'); END"
        for event, condition in (("update", guarded.update), ("delete", guarded.delete))
        if condition is not None
    ]


def _postgresql(guarded: Guarded) -> list[str]:
    """ALWAYS: they fire under session_replication_role = replica too. A row trigger would miss TRUNCATE."""
    lines = [_postgresql_trigger(guarded.table, "truncate", each="STATEMENT", call=f"{FUNCTION}()")]
    if guarded.update is not None:
        when = f" WHEN ({guarded.update})" if guarded.update else ""
        lines += [_postgresql_trigger(guarded.table, "update", each="ROW", call=f"{FUNCTION}()", when=when)]
    if guarded.delete is not None:
        # A trigger's WHEN may not ask another table there.
        call = f"{FUNCTION}_blob()" if guarded.delete == PRINTED else f"{FUNCTION}()"
        lines += [_postgresql_trigger(guarded.table, "delete", each="ROW", call=call)]
    return [
        *lines,
        *(
            f"ALTER TABLE {guarded.table} ENABLE ALWAYS TRIGGER {_name(guarded.table, event)}"
            for event, refused in (
                ("truncate", True),
                ("update", guarded.update is not None),
                ("delete", guarded.delete is not None),
            )
            if refused
        ),
    ]


def _postgresql_trigger(table: str, event: str, *, each: str, call: str, when: str = "") -> str:
    return (
        f"CREATE OR REPLACE TRIGGER {_name(table, event)} BEFORE {event.upper()} ON {table}"
        f" FOR EACH {each}{when} EXECUTE FUNCTION {call}"
    )


_REFUSE = (
    "RAISE EXCEPTION USING MESSAGE = 'append-only: ' || lower(TG_OP) || ' of ' || TG_TABLE_NAME,"
    " ERRCODE = 'restrict_violation';"
)
_FUNCTIONS = [
    f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_REFUSE} END $$",
    f"CREATE OR REPLACE FUNCTION {FUNCTION}_blob() RETURNS trigger LANGUAGE plpgsql AS"
    f" $$ BEGIN IF {PRINTED} THEN {_REFUSE} END IF; RETURN OLD; END $$",
]
