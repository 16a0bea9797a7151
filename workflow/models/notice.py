"""Notices people read, and the marks that make each of them unique."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.models.base import Base, IntPk


class Notice(Base):
    """One (event, recipient, channel) is one notice, however often the job runs."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("event", "recipient_id", "channel"),
        Index(None, "recipient_id", "read_at", "id"),
        Index(None, "recipient_id", "id"),
    )

    id: Mapped[IntPk]
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("authorities.id"))
    event: Mapped[str]  # packet:12:submitted:3, task:5:overdue:2026-11-23, …
    kind: Mapped[str]  # names the sentence and its partial
    recipient_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    channel: Mapped[str] = mapped_column(default="app")
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)  # ids and dates the sentence needs
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    packet_id: Mapped[int | None] = mapped_column(ForeignKey("packets.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("order_identities.id"))
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class DeadlineNotice(Base):
    """A deadline was told of on a local day. Asked by the sweep: what is due and has no row here?"""

    __tablename__ = "deadline_notices"
    __table_args__ = (UniqueConstraint("deadline", "kind", "local_on"),)

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    deadline: Mapped[str]  # task:5, case:7, packet:3
    kind: Mapped[str]  # soon | due | overdue
    local_on: Mapped[date]
    created_at: Mapped[datetime]
