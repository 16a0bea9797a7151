"""Stored bytes, named by their fingerprint: one commit, one backup, up to 20 MB a file."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, deferred, mapped_column

from workflow.models.base import Base

MAX_BLOB_BYTES = 20 * 1024 * 1024


class Blob(Base):
    __tablename__ = "blobs"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int]
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    stored_at: Mapped[datetime]
