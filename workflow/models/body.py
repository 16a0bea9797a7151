"""Councils and working groups of an authority, their protocols, and projects with a curator."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.models.base import Base, IntPk, related
from workflow.models.recorded import Recorded


class Body(Base):
    """A council or a working group: its protocols are one sequence of numbers."""

    __tablename__ = "bodies"
    __table_args__ = (UniqueConstraint("authority_id", "name"),)

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id"))
    name: Mapped[str]
    kind: Mapped[str]  # council | working_group
    #: Numbers begin anew each calendar year, or run on for the whole programme.
    restarts_yearly: Mapped[bool] = mapped_column(default=False)
    created_by_order: Mapped[str] = mapped_column(default="")  # «№ 369 от 24.09.2020»
    source: Mapped[str] = mapped_column(default="")
    #: Who keeps its protocols: secretary | clerk | official; empty: any of them.
    kept_by: Mapped[str] = mapped_column(default="", server_default="")
    #: From this day on it decides nothing; what it decided before stays and may still be recorded.
    closed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it from the class


class Protocol(Recorded, Base):
    """A protocol as it lies on paper: number in its body's sequence, date, file. It never changes."""

    __tablename__ = "protocols"
    __table_args__ = (
        UniqueConstraint("body_id", "year", "ordinal", "suffix"),
        Index(None, "authority_id", "dated_on", "id"),
    )

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id"))
    #: 0 where the body's numbers do not begin anew each year.
    year: Mapped[int] = mapped_column(default=0)
    ordinal: Mapped[int]
    suffix: Mapped[str] = mapped_column(default="")
    number_text: Mapped[str]
    dated_on: Mapped[date]
    about: Mapped[str] = mapped_column(default="")  # what the meeting was about, in words
    file_name: Mapped[str] = mapped_column(default="")

    body: Mapped[Body] = related()


class ProtocolReturn(Base):
    """A packet that a body sent back as a whole, with its words: the packet itself may be put up again."""

    __tablename__ = "protocol_returns"

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    protocol_id: Mapped[int] = mapped_column(ForeignKey("protocols.id"), index=True)
    packet_id: Mapped[int] = mapped_column(ForeignKey("packets.id"), index=True)
    reason: Mapped[str]


class Project(Base):
    """A municipal project that crosses all schools; one without a curator is shown as such."""

    __tablename__ = "projects"
    __table_args__ = (UniqueConstraint("run_id", "number"),)

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    number: Mapped[int]
    title: Mapped[str]
    appendix: Mapped[str] = mapped_column(default="")
    curator_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    source: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it from the class
