"""Who entered a thing, when, and for whom: columns of every row that a person may record for a party."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column


class Recorded:
    """`on_behalf_of` is empty for one's own step; otherwise both names are kept and shown."""

    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    on_behalf_of: Mapped[str] = mapped_column(default="")  # school | partner
    channel: Mapped[str] = mapped_column(default="")  # letter, phone, meeting, …
    happened_on: Mapped[date | None]
    file_sha256: Mapped[str | None] = mapped_column(ForeignKey("blobs.sha256"))
