"""Protocols of bodies against the record: each with its one entry, and not a column that is otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from workflow.audit.actions import AuditAction
from workflow.audit.beside import Entry, entries, finding, rows_of
from workflow.audit.fingerprint import (
    PROTOCOL_COLUMNS,
    RETURN_COLUMNS,
    protocol_row_sha256,
    return_row_sha256,
)
from workflow.audit.report import Finding
from workflow.states.definition import N_


def protocols(connection: Connection) -> Iterator[Finding]:
    announced: dict[Any, Entry] = {}
    for entry in entries(connection, (AuditAction.PROTOCOL_RECORD,)):
        if entry.data.get("protocol") in announced:
            yield entry.finding("protocol_twice", N_("протокол записан второй раз"), table="protocols")
        announced[entry.data.get("protocol")] = entry
    for row in rows_of(connection, "protocols", ("authority_id", "file_sha256", *PROTOCOL_COLUMNS)):
        entry_of = announced.pop(row["id"], None)
        if entry_of is None:
            what = N_("протокол не записан в журнале аудита")
            yield finding("protocol_unrecorded", what, "protocols", row["id"])
        elif not _same(row, entry_of, protocol_row_sha256):
            what = N_("протокол не тот, что записан")
            yield entry_of.finding("protocol_changed", what, table="protocols", row=row["id"])
    for number, entry in announced.items():
        what = N_("записанного протокола нет")
        yield entry.finding("protocol_missing", what, table="protocols", row=number)


def returns(connection: Connection) -> Iterator[Finding]:
    """Packets that a protocol sent back. An entry names its row by the hash alone."""
    announced = {
        entry.data.get("row"): entry
        for entry in entries(connection, (AuditAction.PACKET_RETURN,))
        if entry.data.get("protocol") is not None
    }
    for row in rows_of(connection, "protocol_returns", RETURN_COLUMNS):
        fingerprint = _fingerprint(row, return_row_sha256)
        entry_of = announced.pop(fingerprint, None)
        if entry_of is None or entry_of.packet != row["packet_id"]:
            what = N_("возврат по протоколу не тот, что записан")
            yield finding("return_changed", what, "protocol_returns", row["id"])
    for entry in announced.values():
        what = N_("записанного возврата по протоколу нет")
        yield entry.finding("return_missing", what, table="protocol_returns")


def _same(row: Mapping[str, Any], entry: Entry, fingerprint: Callable[[Mapping[str, Any]], str]) -> bool:
    return entry.authority == row["authority_id"] and entry.data.get("row") == _fingerprint(row, fingerprint)


def _fingerprint(row: Mapping[str, Any], fingerprint: Callable[[Mapping[str, Any]], str]) -> str:
    try:
        return fingerprint(row)
    except (TypeError, UnicodeEncodeError):  # a damaged value that no row was ever written with
        return ""
