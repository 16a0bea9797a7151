"""Days the administrator set apart from the official calendar, with a note and a source."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.models.base import Base, IntPk


class CalendarDay(Base):
    """`authority_id` 0 would not be a tenant: NULL means the day holds for every authority."""

    __tablename__ = "calendar_days"
    __table_args__ = (UniqueConstraint("authority_id", "on"),)

    id: Mapped[IntPk]
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("authorities.id"))
    on: Mapped[date]
    is_working: Mapped[bool]
    note: Mapped[str]
