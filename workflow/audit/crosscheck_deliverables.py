"""Papers that were handed in, against the record: each with its one entry, and no column that is otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from workflow.audit.actions import AuditAction
from workflow.audit.beside import Entry, entries, finding, rows_of
from workflow.audit.fingerprint import DELIVERABLE_COLUMNS, deliverable_row_sha256
from workflow.audit.report import Finding
from workflow.states.definition import N_

TABLE = "deliverable_documents"


def deliverables(connection: Connection) -> Iterator[Finding]:
    announced: dict[Any, Entry] = {}
    for entry in entries(connection, (AuditAction.DELIVERABLE_HAND_IN,)):
        if entry.data.get("document") in announced:
            yield entry.finding("deliverable_twice", N_("сданный документ записан второй раз"), table=TABLE)
        announced[entry.data.get("document")] = entry
    for row in rows_of(connection, TABLE, DELIVERABLE_COLUMNS):
        entry_of = announced.pop(row["id"], None)
        if entry_of is None:
            what = N_("сданный документ не записан в журнале аудита")
            yield finding("deliverable_unrecorded", what, TABLE, row["id"])
        elif not _same(row, entry_of):
            what = N_("сданный документ не тот, что записан")
            yield entry_of.finding("deliverable_changed", what, table=TABLE, row=row["id"])
    for number, entry in announced.items():
        yield entry.finding("deliverable_missing", N_("сданного документа нет"), table=TABLE, row=number)


def _same(row: Mapping[str, Any], entry: Entry) -> bool:
    try:
        fingerprint = deliverable_row_sha256(row)
    except (TypeError, UnicodeEncodeError):  # a damaged value that no row was ever written with
        return False
    return entry.authority == row["authority_id"] and entry.data.get("row") == fingerprint
