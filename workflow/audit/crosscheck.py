"""The record against the tables beside it, in both directions: what was recorded is there, and nothing else.

A chain proves that the record was not changed. It cannot prove that an order, a document or a case was not:
that is compared here, each with the entry that announced it.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from workflow.audit.beside import finding, hashed, lenient, rows
from workflow.audit.checkpoint import chain_name
from workflow.audit.crosscheck_cases import cases
from workflow.audit.crosscheck_deliverables import deliverables
from workflow.audit.crosscheck_orders import documents, files, orders
from workflow.audit.crosscheck_packets import packets
from workflow.audit.crosscheck_protocols import protocols, returns
from workflow.audit.report import Finding
from workflow.states.definition import N_, say


def crosscheck(connection: Connection) -> list[Finding]:
    connection.exec_driver_sql("SELECT 1")  # begins the transaction whose snapshot is read
    with lenient(connection):
        return [
            *orders(connection),
            *documents(connection),
            *files(connection),
            *packets(connection),
            *protocols(connection),
            *returns(connection),
            *deliverables(connection),
            *cases(connection),
            *texts(connection),
        ]


def texts(connection: Connection) -> Iterator[Finding]:
    """Words that are still there are the words that were recorded; erased ones leave their hash behind."""
    query = (
        "SELECT t.entry_id, t.salt, t.text, e.id, e.authority_id, e.seq, e.body"
        " FROM audit_texts t LEFT JOIN audit_entries e ON e.id = t.entry_id ORDER BY t.entry_id"
    )
    for entry_id, salt, text, found, authority, seq, body in rows(connection, query):
        if found is None:
            yield finding("text_stray", N_("слова без записи журнала"), "audit_texts", entry_id)
        elif not str(body).endswith(f'"text":"{hashed(f"{salt}|{text}")}","v":1}}'):
            yield Finding(
                "text_changed",
                say(N_("слова при записи изменены")),
                chain=chain_name(authority),
                seq=seq,
                table="audit_texts",
                row=str(entry_id),
            )
