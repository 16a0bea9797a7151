"""Sign-ins, kept on the server: the browser holds a random token, the table holds its hash."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflow.models.base import Base, IntPk


class WebSession(Base):
    """Written by sessions.py on its own connection, never inside a command's transaction."""

    __tablename__ = "web_sessions"
    __table_args__ = (
        UniqueConstraint("token_hash", name="uq_web_sessions_token_hash"),
        Index("ix_web_sessions_person_id", "person_id"),
        Index("ix_web_sessions_seen_at", "seen_at"),
    )

    id: Mapped[IntPk]
    token_hash: Mapped[str] = mapped_column(String(64))
    data: Mapped[str]  # tagged JSON of flask, so that what comes back has the types that went in
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    created_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]


def kill_sessions_of(session: Session, person_id: int) -> None:
    """Ends every sign-in of a person in the transaction that is the reason for it."""
    # Nothing of this table is ever loaded as an object beside it.
    session.execute(
        delete(WebSession).where(WebSession.person_id == person_id),
        execution_options={"synchronize_session": False},
    )
