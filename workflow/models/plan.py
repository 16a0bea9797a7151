"""Plans and their measures: a school's own beside the municipal ones. An approved version is frozen."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, exists, text
from sqlalchemy.orm import Mapped, aliased, mapped_column

from workflow.models.base import Base, IntPk, enum_type, related
from workflow.models.order import VOID, OrderMark
from workflow.models.programme import Run
from workflow.models.recorded import Recorded


class Plan(Base):
    """Without a case it is a municipal plan of the run; with one, the plan (or trajectory) of that school."""

    __tablename__ = "plans"
    __table_args__ = (
        Index(
            "uq_plans_one_of_a_case",
            "case_id",
            unique=True,
            sqlite_where=text("case_id IS NOT NULL"),
            postgresql_where=text("case_id IS NOT NULL"),
        ),
        Index(None, "run_id", "id"),
        CheckConstraint("to_on >= from_on", name="term"),
    )

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    title: Mapped[str]
    from_on: Mapped[date]
    to_on: Mapped[date]
    #: Ended before its term: another plan took its place.
    ended_on: Mapped[date | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    version: Mapped[int] = mapped_column(server_default="1")

    run: Mapped[Run] = related()
    measures: Mapped[list[Measure]] = related(order_by="Measure.position, Measure.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it from the class


class MeasureStatus(StrEnum):
    """Done when the last of its tasks is; lifted with a reason. That it goes on in a later year is computed."""

    OPEN = "open"
    DONE = "done"
    LIFTED = "lifted"


class Measure(Recorded, Base):
    """A row of a plan as it stands now. What was approved is in the versions of the plan."""

    __tablename__ = "measures"
    __table_args__ = (
        Index(None, "plan_id", "position", "id"),
        Index(None, "deficit_id"),
        Index(None, "carried_from_id"),
    )

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    position: Mapped[int]
    number: Mapped[str] = mapped_column(default="")  # as the programme numbers it
    module: Mapped[str] = mapped_column(default="")
    title: Mapped[str]
    #: Words of commands.performers: school, partner, methodist, official; each becomes tasks of people.
    performers: Mapped[list[str]] = mapped_column(default=list)
    performer_titles: Mapped[str] = mapped_column(default="")  # the posts as the document writes them
    as_given: Mapped[str] = mapped_column(default="")  # the words of the term
    from_on: Mapped[date | None]
    due_on: Mapped[date | None]
    deadline: Mapped[dict[str, Any] | None]  # deadlines.stored: how the date was derived
    control_forms: Mapped[list[str]] = mapped_column(default=list)  # each must be shown
    result: Mapped[str] = mapped_column(default="")
    #: [{"value": "60", "unit": "%", "what": "…"}]: what the result promises in figures.
    quantities: Mapped[list[Any]] = mapped_column(default=list)
    deficit_id: Mapped[int | None] = mapped_column(ForeignKey("deficits.id"))
    #: Of the programme's own row it was taken from, e.g. «2.5»; empty: written here.
    activity: Mapped[str] = mapped_column(default="")
    #: The measure of the former term that it goes on with.
    carried_from_id: Mapped[int | None] = mapped_column(ForeignKey("measures.id"))
    #: Why a missing performer, term or control form is accepted.
    gap_accepted: Mapped[str] = mapped_column(default="")
    status: Mapped[MeasureStatus] = mapped_column(enum_type(MeasureStatus), default=MeasureStatus.OPEN)
    status_at: Mapped[datetime | None]
    lifted_reason: Mapped[str] = mapped_column(default="")
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it from the class


_following = aliased(Measure)
#: The measure goes on in the plan of a later year: it holds nothing open any more, nor do its tasks.
GOES_ON = (
    exists().where(_following.carried_from_id == Measure.id, _following.removed_at.is_(None)).correlate(Measure)
)


class PlanVersion(Base):
    """What was approved, word for word, by which packet and act, and the day from which it is in force."""

    __tablename__ = "plan_versions"
    __table_args__ = (UniqueConstraint("plan_id", "number"), Index(None, "packet_id"))

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    number: Mapped[int]
    snapshot: Mapped[dict[str, Any]]
    sha256: Mapped[str]
    packet_id: Mapped[int] = mapped_column(ForeignKey("packets.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("order_identities.id"))
    in_force_on: Mapped[date]


#: The order that approved it was annulled: it was never in force.
VERSION_IS_VOID = (
    exists().where(OrderMark.order_id == PlanVersion.order_id, OrderMark.kind == VOID).correlate(PlanVersion)
)


class PlanReview(Recorded, Base):
    """The school's answer to the plan as it read it: `content` is the sha256 of what it saw."""

    __tablename__ = "plan_reviews"

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), index=True)
    agreed: Mapped[bool]
    comment: Mapped[str] = mapped_column(default="")
    content: Mapped[str]
