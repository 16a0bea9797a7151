"""Append entries to an authority's chain. The chain row is the last lock of a transaction."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from workflow.audit.actions import AuditAction
from workflow.audit.canonical import VERSION, canonical_json, chain_hash, instant, salted
from workflow.models.audit import AuditChain, AuditEntry, AuditText, EventEntry
from workflow.states.definition import OnBehalf

#: Tables, not classes, and made once: one statement however many entries.
_INSERT = insert(cast(Table, AuditEntry.__table__))
_INSERT_TEXTS = insert(cast(Table, AuditText.__table__))
_INSERT_EVENTS = insert(cast(Table, EventEntry.__table__))
_IDS = select(AuditEntry.id, AuditEntry.seq).where(
    AuditEntry.chain_id == bindparam("chain"), AuditEntry.seq >= bindparam("first")
)
_MOVE = (
    update(cast(Table, AuditChain.__table__))
    .where(AuditChain.id == bindparam("chain"))
    .values(size=bindparam("new_size"), head=bindparam("new_head"), last_at=bindparam("now"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """What happened, in ids and codes; `text` holds the words that a person typed and may be erased."""

    action: AuditAction
    actor_id: int | None
    at: datetime
    case_id: int | None = None
    case_version: int | None = None
    packet_id: int | None = None
    order_id: int | None = None
    on_behalf: OnBehalf | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True, slots=True)
class Appended:
    """Where an entry stands: printed on orders, kept in checkpoints."""

    seq: int
    hash: str


def append(session: Session, authority_id: int | None, entries: Sequence[NewEntry]) -> list[Appended]:
    """Lock the chain, write the entries after its head, move the head. Call last, after a flush."""
    chain_id, seq, head = _locked_chain(session, authority_id)
    rows: list[dict[str, Any]] = []
    salts = []
    for entry in entries:
        seq += 1
        salt = secrets.token_hex(16) if entry.text else ""
        body = _body(entry, authority_id=authority_id, seq=seq, salt=salt)
        prev, head = head, chain_hash(head, body)
        rows.append(
            {
                "chain_id": chain_id,
                "authority_id": authority_id,
                "seq": seq,
                "at": entry.at,
                "actor_id": entry.actor_id,
                "action": str(entry.action),
                "case_id": entry.case_id,
                "packet_id": entry.packet_id,
                "order_id": entry.order_id,
                "body": body,
                "prev_hash": prev,
                "hash": head,
            }
        )
        salts.append(salt)
    connection = session.connection()
    connection.execute(_INSERT, rows)
    if any(salts) or any(_event_of(entry) for entry in entries):
        _write_beside(connection, rows, salts, entries)
    connection.execute(_MOVE, {"chain": chain_id, "new_size": seq, "new_head": head, "now": entries[-1].at})
    return [Appended(row["seq"], row["hash"]) for row in rows]


def _write_beside(
    connection: Connection, rows: Sequence[Mapping[str, Any]], salts: Sequence[str], entries: Sequence[NewEntry]
) -> None:
    """Words, and where an event's entries are found. Ids are asked for only here: most entries have neither."""
    places = {"chain": rows[0]["chain_id"], "first": rows[0]["seq"]}
    ids = {seq: entry_id for entry_id, seq in connection.execute(_IDS, places)}
    texts = [
        {"entry_id": ids[row["seq"]], "salt": salt, "text": entry.text}
        for row, salt, entry in zip(rows, salts, entries, strict=True)
        if salt
    ]
    events = [
        {"event_id": event_id, "entry_id": ids[row["seq"]]}
        for row, entry in zip(rows, entries, strict=True)
        if (event_id := _event_of(entry))
    ]
    for statement, values in ((_INSERT_TEXTS, texts), (_INSERT_EVENTS, events)):
        if values:
            connection.execute(statement, values)


def _event_of(entry: NewEntry) -> int | None:
    event_id = entry.data.get("event")
    return event_id if isinstance(event_id, int) else None


def open_chain(session: Session, authority_id: int | None) -> None:
    """Begin the chain of an authority, or the system's own, when it is not there yet."""
    if session.scalar(select(AuditChain.id).where(_chain_of(authority_id))) is None:
        session.add(AuditChain(authority_id=authority_id))
        session.flush()  # entries of this very transaction will lock it


def _locked_chain(session: Session, authority_id: int | None) -> tuple[int, int, str]:
    """Id, length and head of the chain, its row locked until the end of the transaction."""
    if authority_id is None:
        open_chain(session, None)  # the first administrator is older than any authority
        chain_id, size, head = session.execute(_LOCKED.where(_chain_of(None))).one()
    else:
        chain_id, size, head = session.execute(_LOCKED_HOME, {"authority": authority_id}).one()
    return chain_id, size, head


def _chain_of(authority_id: int | None) -> ColumnElement[bool]:
    if authority_id is None:
        return AuditChain.authority_id.is_(None)
    return AuditChain.authority_id == authority_id


_LOCKED = select(AuditChain.id, AuditChain.size, AuditChain.head).with_for_update(key_share=True)
_LOCKED_HOME = _LOCKED.where(AuditChain.authority_id == bindparam("authority"))


def _body(entry: NewEntry, *, authority_id: int | None, seq: int, salt: str) -> str:
    behalf = entry.on_behalf
    return canonical_json(
        {
            "v": VERSION,
            "authority": authority_id,
            "seq": seq,
            "at": instant(entry.at),
            "actor": entry.actor_id,
            "for": {
                "roles": list(behalf.role.names),
                "channel": behalf.channel,
                "on": behalf.happened_on,
                "file": behalf.file,
            }
            if behalf
            else None,
            "action": str(entry.action),
            "case": entry.case_id,
            "case_version": entry.case_version,
            "packet": entry.packet_id,
            "order": entry.order_id,
            "data": dict(entry.data),
            "text": salted(salt, entry.text) if entry.text else None,
        }
    )
