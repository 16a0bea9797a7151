"""Programmes as versioned data, the process settings beside them, and a programme's runs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.models.authority import Authority
from workflow.models.base import Base, IntPk, related


class Programme(Base):
    __tablename__ = "programmes"

    id: Mapped[IntPk]
    code: Mapped[str] = mapped_column(unique=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))

    authority: Mapped[Authority] = related()


class ProgrammeVersion(Base):
    """One loaded file, word for word. Loading the same bytes again changes nothing."""

    __tablename__ = "programme_versions"
    __table_args__ = (
        UniqueConstraint("programme_id", "number"),
        UniqueConstraint("programme_id", "sha256", name="uq_programme_versions_programme_id_sha256"),
    )

    id: Mapped[IntPk]
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    number: Mapped[int]
    title: Mapped[str]
    file_name: Mapped[str]
    text: Mapped[str]  # the file as it was loaded
    sha256: Mapped[str]
    loaded_at: Mapped[datetime]
    loaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    programme: Mapped[Programme] = related()


class ProcessVersion(Base):
    """How a programme runs in Opora: our settings, not the document's. A case pins one and ends on it."""

    __tablename__ = "process_versions"
    __table_args__ = (UniqueConstraint("programme_id", "number"),)

    id: Mapped[IntPk]
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    number: Mapped[int]
    settings: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    programme: Mapped[Programme] = related()


class Run(Base):
    """One programme of one authority over one term. It owns cases, packets, orders and tasks."""

    __tablename__ = "runs"
    __table_args__ = (
        UniqueConstraint("programme_id", "from_on"),
        CheckConstraint("to_on > from_on", name="term"),
    )

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    programme_version_id: Mapped[int] = mapped_column(ForeignKey("programme_versions.id"))
    process_version_id: Mapped[int] = mapped_column(ForeignKey("process_versions.id"))
    title: Mapped[str]  # «2026/27»
    from_on: Mapped[date]
    to_on: Mapped[date]

    programme: Mapped[Programme] = related()
    programme_version: Mapped[ProgrammeVersion] = related()
    process_version: Mapped[ProcessVersion] = related()


class TermAnswer(Base):
    """«Which year?» answered for a row of the plan whose month has none: ours, beside the document."""

    __tablename__ = "term_answers"
    __table_args__ = (
        UniqueConstraint("run_id", "activity"),
        CheckConstraint("every_year OR year IS NOT NULL", name="answered"),
    )

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    activity: Mapped[str]  # the row's number in the document
    every_year: Mapped[bool] = mapped_column(default=False)
    year: Mapped[int | None]
    answered_at: Mapped[datetime]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
