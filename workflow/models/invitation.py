"""A link that lets its owner set a password once: for a new person, or for one who forgot it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from workflow.models.base import Base, IntPk


class Invitation(Base):
    """Only the hash of the link's secret is kept; it works once, until a moment."""

    __tablename__ = "invitations"

    id: Mapped[IntPk]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("authorities.id"))
    token_sha256: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[str]  # invite | reset
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    #: Replaced by a later link, or taken back.
    ended_at: Mapped[datetime | None]
