"""What is put up for one decision, its parts with fingerprints, and who signed which content off."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.models.base import Base, IntPk, enum_type, related
from workflow.models.case import Case
from workflow.models.programme import Run
from workflow.models.versioned import bumped_by_what_is_seen
from workflow.states.definition import Act, PacketKind


@bumped_by_what_is_seen
class Packet(Base):
    """`text` is the decision's own words when its act is a record; an order has a draft of its own."""

    __tablename__ = "packets"
    __table_args__ = (
        Index(None, "authority_id", "state", "due_on", "id"),
        Index(None, "event_id"),
        Index(None, "plan_id"),
        Index(
            None,
            "next_notice_at",
            "id",
            sqlite_where=text("next_notice_at IS NOT NULL"),
            postgresql_where=text("next_notice_at IS NOT NULL"),
        ),
        CheckConstraint(
            "approved_by_id IS NULL OR submitted_by_id IS NULL OR approved_by_id <> submitted_by_id",
            name="four_eyes",
        ),
    )

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    kind: Mapped[PacketKind] = mapped_column(enum_type(PacketKind))
    #: What it decides beside cases: a municipal plan of the run, or one event.
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plans.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"))
    act: Mapped[Act] = mapped_column(enum_type(Act))
    title: Mapped[str]
    state: Mapped[str]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    #: Everyone who put it up or changed it: none of them may approve it.
    author_ids: Mapped[list[int]] = mapped_column(default=list)
    sign_offs_required: Mapped[int] = mapped_column(default=0)

    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    submitted_at: Mapped[datetime | None]
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    in_force_at: Mapped[datetime | None]
    return_comment: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]
    next_notice_at: Mapped[datetime | None]
    search: Mapped[str] = mapped_column(default="", server_default="")  # the title as people look for it

    run: Mapped[Run] = related()
    cases: Mapped[list[PacketCase]] = related(order_by="PacketCase.id")
    parts: Mapped[list[PacketPart]] = related(order_by="PacketPart.name")

    __mapper_args__ = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        "version_id_col": version,
        "version_id_generator": False,
    }


class PacketCase(Base):
    """A case in a packet. One left out keeps its row and the words it was returned with."""

    __tablename__ = "packet_cases"
    __table_args__ = (
        Index(
            "ix_packet_cases_one_at_a_time",
            "case_id",
            unique=True,
            sqlite_where=text("is_in"),
            postgresql_where=text("is_in"),
        ),
        Index(None, "packet_id", "case_id"),
        Index(None, "case_id"),
    )

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    packet_id: Mapped[int] = mapped_column(ForeignKey("packets.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    #: Held by the packet. Ends when the case is left out or the packet is dissolved or in force.
    is_in: Mapped[bool] = mapped_column(default=True)
    decided: Mapped[bool] = mapped_column(default=False)  # in force for this case
    left_out_at: Mapped[datetime | None]
    left_out_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    comment: Mapped[str] = mapped_column(default="")
    #: Why warnings were passed when it was put up.
    reason: Mapped[str] = mapped_column(default="")

    case: Mapped[Case] = related()


class PacketPart(Base):
    """One part of what is approved, as it was shown: a snapshot and the sha256 of its canonical text."""

    __tablename__ = "packet_parts"
    __table_args__ = (UniqueConstraint("packet_id", "name"),)

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    packet_id: Mapped[int] = mapped_column(ForeignKey("packets.id"))
    name: Mapped[str]  # order, case:7, …
    sha256: Mapped[str]
    snapshot: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]


class PacketPartVersion(Base):
    """What a part said from a moment on, so that whoever saw it earlier is shown the difference."""

    __tablename__ = "packet_part_versions"
    __table_args__ = (Index(None, "packet_id", "name", "id"),)

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    packet_id: Mapped[int] = mapped_column(ForeignKey("packets.id"))
    name: Mapped[str]
    #: None: the part left the packet.
    snapshot: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class SignOff(Base):
    """Given or withdrawn, never edited. It counts while the parts it saw are unchanged."""

    __tablename__ = "sign_offs"
    __table_args__ = (Index(None, "packet_id", "person_id"),)

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    packet_id: Mapped[int] = mapped_column(ForeignKey("packets.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    role: Mapped[str]
    seen: Mapped[dict[str, Any]]  # part name -> sha256
    given_at: Mapped[datetime]
    comment: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str] = mapped_column(default="")  # withdrawn | content_changed | returned


class DecisionRecord(Base):
    """«Запись с основанием»: a decision without an order, written by the official who decides."""

    __tablename__ = "decision_records"

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    packet_id: Mapped[int] = mapped_column(ForeignKey("packets.id"), unique=True)
    dated_on: Mapped[date]
    reason: Mapped[str]
    #: The body's protocol that decided; its own words stand in `canonical`.
    protocol_id: Mapped[int | None] = mapped_column(ForeignKey("protocols.id"), index=True)
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime]
    sha256: Mapped[str]  # of the canonical text of what was decided
    canonical: Mapped[str]
