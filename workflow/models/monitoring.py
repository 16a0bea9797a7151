"""Rounds of measuring, indicators of a run, what was measured, notes and addressed recommendations."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.models.base import Base, IntPk, enum_type
from workflow.models.recorded import Recorded


class MeasurementRound(Base):
    """A round of the whole run, beside the events; each case takes its rounds in their order."""

    __tablename__ = "measurement_rounds"
    __table_args__ = (UniqueConstraint("run_id", "number"),)

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    number: Mapped[int]
    title: Mapped[str]
    from_on: Mapped[date | None]
    due_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it from the class


class IndicatorKind(StrEnum):
    NUMBER = "number"  # pieces, points: a value with its unit
    SHARE = "share"  # numerator of denominator, per cent computed
    WORDS = "words"  # a level in words with what it rests on


class Indicator(Base):
    """One indicator of a run, from the programme or added here. Values are decimal text: «83.3»."""

    __tablename__ = "indicators"
    __table_args__ = (UniqueConstraint("run_id", "code"),)

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    code: Mapped[str]  # unique in the run even where the document repeats a number
    number: Mapped[str] = mapped_column(default="")  # as the document numbers it
    group: Mapped[str] = mapped_column(default="")  # passport, section3
    title: Mapped[str]
    kind: Mapped[IndicatorKind] = mapped_column(enum_type(IndicatorKind))
    unit: Mapped[str] = mapped_column(default="")
    share_of: Mapped[str] = mapped_column(default="")  # who is counted below the line of a share
    #: Of each supported school, or one value for the municipality.
    per_school: Mapped[bool] = mapped_column(default=True)
    components: Mapped[list[str]] = mapped_column(default=list)
    baseline_year: Mapped[int | None]
    baseline: Mapped[str | None]
    #: Year (or the words of a date) -> decimal text.
    targets: Mapped[dict[str, Any]] = mapped_column(default=dict)
    #: What the document itself reports: {"as_of": "2022-05", "value": "83.3"}.
    reported: Mapped[dict[str, Any] | None]
    #: How it is counted from what Opora holds; empty: measured and entered.
    computed_from: Mapped[str] = mapped_column(default="")  # attendance
    source: Mapped[str] = mapped_column(default="")
    removed_at: Mapped[datetime | None]

    @property
    def seen(self) -> str:
        """A fingerprint of all that a person may change: the row keeps no version."""
        parts = (
            self.title,
            self.kind.value,
            self.unit,
            self.share_of,
            self.per_school,
            list(self.components),
            self.baseline_year,
            self.baseline,
            sorted(self.targets.items()),
            self.computed_from,
            self.removed_at is not None,
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


class Measurement(Recorded, Base):
    """One value of one round, for a school's case or for the municipality. The later one counts.

    A number or a share has `value`; a share keeps both counts behind it; words have `words` and `rests_on`.
    Not measured is a row with `why_not`, never a zero.
    """

    __tablename__ = "measurements"
    __table_args__ = (
        Index(None, "case_id", "round_id", "indicator_id", "id"),
        Index(None, "indicator_id", "round_id", "id"),
        CheckConstraint("value IS NOT NULL OR words <> '' OR why_not <> ''", name="said"),
    )

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicators.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("measurement_rounds.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    component: Mapped[str] = mapped_column(default="")
    value: Mapped[str | None]
    numerator: Mapped[str | None]
    denominator: Mapped[str | None]
    words: Mapped[str] = mapped_column(default="")
    rests_on: Mapped[str] = mapped_column(default="")  # the document or observation behind the words
    why_not: Mapped[str] = mapped_column(default="")
    measured_on: Mapped[date]


class AnalyticalNote(Recorded, Base):
    """«Справка» of one case and round. The later one counts."""

    __tablename__ = "analytical_notes"
    __table_args__ = (Index(None, "case_id", "round_id", "id"),)

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("measurement_rounds.id"))
    text: Mapped[str]


class RoundResult(Base):
    """A case's round whose results an act approved; the next round without one is the one it measures now."""

    __tablename__ = "round_results"
    __table_args__ = (UniqueConstraint("case_id", "case_round", "round_id"),)

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    case_round: Mapped[int]  # of the case itself: a reopened one begins again
    round_id: Mapped[int] = mapped_column(ForeignKey("measurement_rounds.id"))
    packet_id: Mapped[int] = mapped_column(ForeignKey("packets.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("order_identities.id"))
    approved_on: Mapped[date]


class Recommendation(Recorded, Base):
    """Addressed: to whom, what, by when. It becomes a task by its act and outlives the case."""

    __tablename__ = "recommendations"
    __table_args__ = (Index(None, "case_id", "id"), Index(None, "run_id", "id"))

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("measurement_rounds.id"))
    school_id: Mapped[int | None] = mapped_column(ForeignKey("schools.id"))
    addressee: Mapped[str]  # administration | union | teacher | partner | methodist | official
    text: Mapped[str]
    as_given: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]
    deadline: Mapped[dict[str, Any] | None]
    #: Set when an act made it binding.
    order_id: Mapped[int | None] = mapped_column(ForeignKey("order_identities.id"))
    packet_id: Mapped[int | None] = mapped_column(ForeignKey("packets.id"))
    carried_from_id: Mapped[int | None] = mapped_column(ForeignKey("recommendations.id"))
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it from the class
