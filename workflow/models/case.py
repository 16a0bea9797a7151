"""One school in one run, and what is recorded about it stage by stage."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.models.authority import Authority, School
from workflow.models.base import Base, IntPk, related
from workflow.models.programme import ProcessVersion, Run
from workflow.models.recorded import Recorded
from workflow.models.versioned import bumped_by_what_is_seen


@bumped_by_what_is_seen
class Case(Base):
    """`state` is written by the machine alone; `stage`, `waits_for` and the term follow it in the same step."""

    __tablename__ = "cases"
    __table_args__ = (
        Index(None, "authority_id", "stage", "due_on", "id"),
        Index(None, "authority_id", "due_on", "id"),
        Index(None, "authority_id", "sort_key", "id"),
        Index(
            "ix_cases_open",
            "authority_id",
            "due_on",
            "id",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "ix_cases_open_of_methodist",
            "methodist_id",
            "authority_id",
            "due_on",
            "id",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(None, "run_id", "state"),
        Index(None, "school_id", "id"),
        Index(
            None,
            "next_notice_at",
            "id",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "uq_cases_one_open_in_a_run",
            "run_id",
            "school_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        CheckConstraint("to_on >= from_on", name="term"),
    )

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    process_version_id: Mapped[int] = mapped_column(ForeignKey("process_versions.id"))
    methodist_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    state: Mapped[str]
    stage: Mapped[str]
    #: The value of states.Role whose move it is: a queue is a query.
    waits_for: Mapped[int]
    round: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    from_on: Mapped[date]
    to_on: Mapped[date]
    entered_at: Mapped[datetime]  # into the present state
    #: Term of the present state: working days of the programme's setting; shifted by suspension.
    due_on: Mapped[date | None]
    next_notice_at: Mapped[datetime | None]
    suspended_on: Mapped[date | None]

    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    #: What it was opened on: an earlier order, a letter, or a written reason.
    basis_order_id: Mapped[int | None] = mapped_column(ForeignKey("order_identities.id"))
    basis_act_id: Mapped[int | None] = mapped_column(ForeignKey("external_acts.id"))
    basis_text: Mapped[str] = mapped_column(default="")
    closed_at: Mapped[datetime | None]
    #: The case of the former term that it goes on with.
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    search: Mapped[str]
    sort_key: Mapped[str]

    school: Mapped[School] = related()
    run: Mapped[Run] = related()
    process_version: Mapped[ProcessVersion] = related()
    authority: Mapped[Authority] = related()

    __mapper_args__ = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        "version_id_col": version,
        "version_id_generator": False,
    }


class CaseSuspension(Base):
    """A dated fact beside the state: the clock of the case stands from a day to a day."""

    __tablename__ = "case_suspensions"

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    reason: Mapped[str]
    suspended_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    resumed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class DeficitKind(StrEnum):
    """Decides the channel of help: the common day, or a partner school."""

    COMMON = "common"
    INDIVIDUAL = "individual"


class Deficit(Recorded, Base):
    __tablename__ = "deficits"

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    title: Mapped[str]
    kind: Mapped[DeficitKind | None]
    #: Of the former year, where a measure against it goes on; the new year's diagnosis may remove it.
    carried_from_id: Mapped[int | None] = mapped_column(ForeignKey("deficits.id"))
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it from the class


class DiagnosisConclusion(Recorded, Base):
    """What the methodist concluded, with which instrument and its version. The latest of a round counts."""

    __tablename__ = "diagnosis_conclusions"

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    round: Mapped[int]
    instrument: Mapped[str]
    held_on: Mapped[date]
    text: Mapped[str]


class NetworkType(StrEnum):
    INSTRUMENTAL = "instrumental"  # exchange of resources, tasks of one's own
    IDENTICAL = "identical"  # common goal and resources


class Pair(Recorded, Base):
    """A supported school and its partner over a term. A changed partner is a new row."""

    __tablename__ = "pairs"
    __table_args__ = (
        Index(None, "partner_school_id", "to_on"),
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="term"),
    )

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    partner_school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    network_type: Mapped[NetworkType | None]
    why: Mapped[str] = mapped_column(default="")
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    approved_order_id: Mapped[int | None] = mapped_column(ForeignKey("order_identities.id"))

    partner_school: Mapped[School] = related()


class Consent(Recorded, Base):
    """One side's consent to one pair; a declined one is kept beside the later one."""

    __tablename__ = "consents"

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    pair_id: Mapped[int] = mapped_column(ForeignKey("pairs.id"), index=True)
    side: Mapped[str]  # school | partner
    given: Mapped[bool]
    comment: Mapped[str] = mapped_column(default="")


class ClosingReport(Recorded, Base):
    """The result of a case in words. The latest of a round counts."""

    __tablename__ = "closing_reports"

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    round: Mapped[int]
    text: Mapped[str]
    recommendations: Mapped[list[Any]] = mapped_column(default=list)
    #: What Opora counted when it was written: [{"what": message id, "value": 16}]. Never typed.
    counts: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
