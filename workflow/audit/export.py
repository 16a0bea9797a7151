"""A chain written out as lines of JSON, for whoever wants to check it without us (docs/audit-format.md)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, TextIO

from sqlalchemy import Connection, select

from workflow.audit.canonical import DOMAIN, instant
from workflow.audit.checkpoint import chain_name
from workflow.models.audit import AuditChain, AuditEntry, AuditText
from workflow.models.authority import Authority

FORMAT = DOMAIN.rstrip(b"\x00").decode()


def export_chain(connection: Connection, authority_id: int | None, out: TextIO, *, now: datetime) -> int:
    """Ids, codes and hashes; no words that anybody typed. Answers how many entries were written."""
    return _write(connection, authority_id, out, now, {})


def export_chain_with_words(
    connection: Connection, authority_id: int | None, out: TextIO, *, now: datetime
) -> int:
    """The same with the words that were typed and not erased: they may name people."""
    words = {
        entry_id: {"salt": salt, "words": text}
        for entry_id, salt, text in connection.execute(
            select(AuditText.entry_id, AuditText.salt, AuditText.text)
            .join(AuditEntry, AuditEntry.id == AuditText.entry_id)
            .join(AuditChain, AuditChain.id == AuditEntry.chain_id)
            .where(_chain_of(authority_id))
        )
    }
    return _write(connection, authority_id, out, now, words)


def _write(
    connection: Connection,
    authority_id: int | None,
    out: TextIO,
    now: datetime,
    words: Mapping[int, Mapping[str, str]],
) -> int:
    chain_id, size, head, name = connection.execute(
        select(AuditChain.id, AuditChain.size, AuditChain.head, Authority.name)
        .outerjoin(Authority, Authority.id == AuditChain.authority_id)
        .where(_chain_of(authority_id))
    ).one()
    about = {"chain": chain_name(authority_id), "name": name, "size": size, "head": head, "at": instant(now)}
    out.write(_line({"format": FORMAT, **about}))
    written = 0
    for entry_id, seq, prev, hashed, body in _entries(connection, chain_id):
        line = {"seq": seq, "prev": prev, "hash": hashed, "body": body, **words.get(entry_id, {})}
        out.write(_line(line))
        written += 1
    return written


def _entries(connection: Connection, chain_id: int) -> Iterator[tuple[int, int, str, str, str]]:
    found = connection.execute(
        select(AuditEntry.id, AuditEntry.seq, AuditEntry.prev_hash, AuditEntry.hash, AuditEntry.body)
        .where(AuditEntry.chain_id == chain_id)
        .order_by(AuditEntry.seq),
        execution_options={"stream_results": True, "yield_per": 1000},
    )
    for row in found:
        yield row[0], row[1], row[2], row[3], row[4]


def _chain_of(authority_id: int | None) -> Any:
    if authority_id is None:
        return AuditChain.authority_id.is_(None)
    return AuditChain.authority_id == authority_id


def _line(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
