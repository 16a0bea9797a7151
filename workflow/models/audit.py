"""The record: one hash chain an authority. The format is final; it is written down in docs/audit-format.md."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.models.base import Base, IntPk

GENESIS = "0" * 64


class AuditChain(Base):
    """The locked row of a chain: its length and head. `authority_id` is NULL for the system's own chain."""

    __tablename__ = "audit_chains"
    # On SQLite the write lock already keeps two transactions from opening the system's chain at once.
    __table_args__ = (UniqueConstraint("authority_id", postgresql_nulls_not_distinct=True),)

    id: Mapped[IntPk]
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("authorities.id"))
    size: Mapped[int] = mapped_column(default=0)
    head: Mapped[str] = mapped_column(default=GENESIS)
    last_at: Mapped[datetime | None]


class AuditEntry(Base):
    """`body` holds the exact bytes (UTF-8) that were hashed; the columns beside it are for finding."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        UniqueConstraint("chain_id", "seq"),
        UniqueConstraint("chain_id", "prev_hash", name="uq_audit_entries_chain_id_prev_hash"),
        Index(None, "case_id", "id"),
        Index(None, "order_id"),
        Index(None, "packet_id"),
    )

    id: Mapped[IntPk]
    chain_id: Mapped[int] = mapped_column(ForeignKey("audit_chains.id"))
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("authorities.id"))
    seq: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    action: Mapped[str]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    packet_id: Mapped[int | None] = mapped_column(ForeignKey("packets.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("order_identities.id"))
    body: Mapped[str]
    prev_hash: Mapped[str]
    hash: Mapped[str]


class AuditText(Base):
    """Free text of an entry, beside the chain: erasing it leaves sha256(salt | text) and a chain that holds."""

    __tablename__ = "audit_texts"

    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entries.id"), primary_key=True, autoincrement=False)
    salt: Mapped[str]
    text: Mapped[str]


class EventEntry(Base):
    """Where entries about an event are found: its id stands in their bodies alone. Not a part of the chain."""

    __tablename__ = "event_entries"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entries.id"), primary_key=True, autoincrement=False)
