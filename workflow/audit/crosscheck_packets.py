"""Packets in force and the acts that put them there: exactly one each, and what it decided on is unchanged."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from workflow.audit.actions import AuditAction
from workflow.audit.beside import Entry, entries, finding, hashed, read_json, rows, rows_of
from workflow.audit.canonical import canonical_json
from workflow.audit.fingerprint import DECISION_COLUMNS, decision_row_sha256
from workflow.audit.report import Finding
from workflow.states.definition import N_, Act

IN_FORCE = "packet.in_force"
_PARTS = """
    SELECT s.packet_id, s.name, s.sha256, CAST(s.snapshot AS TEXT) FROM packet_parts s
    JOIN packets p ON p.id = s.packet_id WHERE p.state = 'packet.in_force' ORDER BY s.packet_id, s.name
"""

_DECISIONS = ("id", *DECISION_COLUMNS, "protocol_id", "canonical")


def packets(connection: Connection) -> Iterator[Finding]:
    acts: Counter[tuple[int, str]] = Counter()
    for (packet,) in rows(connection, "SELECT packet_id FROM orders WHERE packet_id IS NOT NULL"):
        acts[packet, "order"] += 1
    stored, found = _stored_parts(connection)
    yield from found
    announced = {entry.packet: entry for entry in entries(connection, (AuditAction.RECORD_WRITE,))}
    for row in rows_of(connection, "decision_records", _DECISIONS):
        acts[row["packet_id"], "record"] += 1
        yield from _decision(row, announced.pop(row["packet_id"], None), stored)
    for entry in announced.values():
        yield entry.finding("record_missing", N_("записанного решения нет"), table="decision_records")
    for entry in entries(connection, (AuditAction.ORDER_REGISTER,)):
        if entry.data.get("parts") != stored.get(entry.packet or 0, {}):
            what = N_("акт назвал другое содержание комплекта, чем хранится")
            yield entry.finding("parts_differ", what, table="packet_parts", row=entry.packet)
    yield from _in_force(connection, acts)


def _decision(
    row: Mapping[str, Any], entry: Entry | None, stored: Mapping[int, Mapping[str, str]]
) -> Iterator[Finding]:
    if entry is None:
        what = N_("решение не записано в журнале")
        yield finding("record_unrecorded", what, "decision_records", row["id"])
        return
    if not _same_decision(row, entry):
        what = N_("решение не то, что записано")
        yield entry.finding("record_changed", what, table="decision_records", row=row["id"])
    if read_json(row["canonical"]).get("parts", {}) != stored.get(row["packet_id"], {}):
        what = N_("решение назвало другое содержание комплекта, чем хранится")
        yield entry.finding("parts_differ", what, table="packet_parts", row=row["packet_id"])


def _same_decision(row: Mapping[str, Any], entry: Entry) -> bool:
    try:
        fingerprint = decision_row_sha256(row)
    except (TypeError, UnicodeEncodeError):  # a damaged value that no row was ever written with
        return False
    text = read_json(row["canonical"])
    return (
        entry.authority == row["authority_id"]
        and entry.data.get("row") == fingerprint
        and entry.data.get("protocol") == row["protocol_id"]
        and entry.data.get("sha256") == row["sha256"] == hashed(row["canonical"])
        and text.get("reason", row["reason"]) == row["reason"]
    )


def _in_force(connection: Connection, acts: Mapping[tuple[int, str], int]) -> Iterator[Finding]:
    entered = Counter(entry.packet for entry in entries(connection, (AuditAction.PACKET_ENTER_FORCE,)))
    for packet, act, state in rows(connection, "SELECT id, act, state FROM packets ORDER BY id"):
        orders, records = acts.get((packet, "order"), 0), acts.get((packet, "record"), 0)
        if state != IN_FORCE:
            if orders or records or entered[packet]:
                yield finding("act_without_force", N_("акт есть, а комплект не в силе"), "packets", packet)
            continue
        wanted = (1, 0) if act == Act.ORDER else (0, 1)
        if (orders, records) != wanted:
            yield finding("act_not_one", N_("у комплекта в силе не ровно один акт"), "packets", packet)
        if entered[packet] != 1:
            yield finding("force_unrecorded", N_("вступление в силу не записано один раз"), "packets", packet)


def _stored_parts(connection: Connection) -> tuple[dict[int, dict[str, str]], list[Finding]]:
    """Hashes of the parts of every packet in force, by name, and the parts that do not have theirs."""
    stored: dict[int, dict[str, str]] = defaultdict(dict)
    found: list[Finding] = []
    for packet, name, sha256, snapshot in rows(connection, _PARTS):
        stored[packet][name] = sha256
        if _snapshot_hash(snapshot) != sha256:
            what = N_("утверждённое содержание изменено")
            found.append(finding("part_changed", what, "packet_parts", f"{packet} {name}"))
    return stored, found


def _snapshot_hash(snapshot: object) -> str:
    try:
        return hashed(canonical_json(read_json(snapshot)))
    except (TypeError, UnicodeEncodeError):
        return ""
