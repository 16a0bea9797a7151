"""Append entries to an authority's chain. The chain row is the last lock of a transaction."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, insert, select, update
from sqlalchemy.orm import Session

from workflow.audit.actions import AuditAction
from workflow.audit.canonical import VERSION, canonical_json, chain_hash, instant, salted
from workflow.models.audit import AuditChain, AuditEntry, AuditText
from workflow.states.definition import OnBehalf

#: The table, not the class: one statement however many entries, ids in the order of the rows.
_ENTRIES = cast(Table, AuditEntry.__table__)
_INSERT = insert(_ENTRIES).returning(_ENTRIES.c.id, sort_by_parameter_order=True)


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

    id: int
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
    ids = session.connection().execute(_INSERT, rows).scalars().all()
    texts = [
        {"entry_id": entry_id, "salt": salt, "text": entry.text}
        for entry_id, salt, entry in zip(ids, salts, entries, strict=True)
        if entry.text
    ]
    if texts:
        session.execute(insert(AuditText), texts)
    session.execute(
        update(AuditChain)
        .where(AuditChain.id == chain_id)
        .values(size=seq, head=head, last_at=entries[-1].at)
        .execution_options(synchronize_session=False)
    )
    return [Appended(entry_id, row["seq"], row["hash"]) for entry_id, row in zip(ids, rows, strict=True)]


def open_chain(session: Session, authority_id: int | None) -> None:
    """Begin the chain of an authority, or the system's own, when it is not there yet."""
    if session.scalar(select(AuditChain.id).where(_chain_of(authority_id))) is None:
        session.add(AuditChain(authority_id=authority_id))
        session.flush()  # entries of this very transaction will lock it


def _locked_chain(session: Session, authority_id: int | None) -> tuple[int, int, str]:
    """Id, length and head of the chain, its row locked until the end of the transaction."""
    if authority_id is None:
        open_chain(session, None)  # the first administrator is older than any authority
    chain_id, size, head = session.execute(
        select(AuditChain.id, AuditChain.size, AuditChain.head)
        .where(_chain_of(authority_id))
        .with_for_update(key_share=True)
    ).one()
    return chain_id, size, head


def _chain_of(authority_id: int | None) -> ColumnElement[bool]:
    if authority_id is None:
        return AuditChain.authority_id.is_(None)
    return AuditChain.authority_id == authority_id


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
