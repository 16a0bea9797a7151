"""What the background remembers: the database is the memory, Redis only rings the bell."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.models.base import Base, IntPk

_UNDONE = text("done_at IS NULL")


class OutboxMessage(Base):
    """A job to be done after the commit that wrote this row; sent again until the job marks it done."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_undone", "available_at", "id", sqlite_where=_UNDONE, postgresql_where=_UNDONE),
    )

    id: Mapped[IntPk]
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("authorities.id"))
    job: Mapped[str]  # a name in jobs.registry
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)  # ids only
    created_at: Mapped[datetime]
    available_at: Mapped[datetime]  # not before; moved on by every lease
    sent_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    dead_at: Mapped[datetime | None]


class IdempotencyKey(Base):
    """One form, one effect: the second press answers what the first one did."""

    __tablename__ = "idempotency_keys"

    key: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    command: Mapped[str]
    payload_sha256: Mapped[str]
    result: Mapped[dict[str, Any] | None]
    at: Mapped[datetime]


class JobPeriod(Base):
    """Periodic work is claimed by a row per (job, period): two ticks at once do it once."""

    __tablename__ = "job_periods"
    __table_args__ = (UniqueConstraint("job", "period"),)

    id: Mapped[IntPk]
    job: Mapped[str]
    period: Mapped[str]  # 2026-11-22T09:05
    claimed_at: Mapped[datetime]


class Heartbeat(Base):
    """A process says it lives. Health is read here, never from Redis."""

    __tablename__ = "heartbeats"

    process: Mapped[str] = mapped_column(primary_key=True)  # tick, worker:notices
    at: Mapped[datetime]
