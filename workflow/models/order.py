"""Registers, drafts, registered orders and what stands beside them. A registered order never changes."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.models.base import Base, IntPk, enum_type, related


class RegisterKind(StrEnum):
    OWN = "own"  # Opora numbers: no gap, date never goes back
    EXTERNAL = "external"  # the office numbers; the clerk types number and date
    IMPORTED = "imported"  # history from a document: may repeat and skip


class Register(Base):
    """One row a journal; locked to give a number. Year, number and date are read under the lock."""

    __tablename__ = "registers"
    __table_args__ = (UniqueConstraint("authority_id", "act_type", "series"),)

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    act_type: Mapped[str]
    series: Mapped[str] = mapped_column(default="")
    title: Mapped[str]
    kind: Mapped[RegisterKind] = mapped_column(enum_type(RegisterKind))
    #: Text of a number; %(n)d stands for the ordinal.
    pattern: Mapped[str] = mapped_column(default="%(n)d")
    restarts_yearly: Mapped[bool] = mapped_column(default=True)
    year: Mapped[int | None]  # of last_number, in the authority's zone
    first_number: Mapped[int] = mapped_column(default=1)
    last_number: Mapped[int] = mapped_column(default=0)
    last_on: Mapped[date | None]


class OrderIdentity(Base):
    """The id that a draft and its registered order share, so that tasks may refer to it beforehand."""

    __tablename__ = "order_identities"

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))


class OrderDraft(Base):
    """Carries the order machine until it is registered or withdrawn; its number does not exist yet."""

    __tablename__ = "order_drafts"
    __table_args__ = (Index(None, "authority_id", "state", "id"),)

    id: Mapped[int] = mapped_column(ForeignKey("order_identities.id"), primary_key=True, autoincrement=False)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    register_id: Mapped[int] = mapped_column(ForeignKey("registers.id"))
    packet_id: Mapped[int | None] = mapped_column(ForeignKey("packets.id"), unique=True)
    kind: Mapped[str]
    state: Mapped[str]
    version: Mapped[int] = mapped_column(server_default="1")
    title: Mapped[str]
    preamble: Mapped[str] = mapped_column(default="")
    #: Rows of orders.clauses.Clause, in order.
    clauses: Mapped[list[Any]] = mapped_column(default=list)
    signatory_post: Mapped[str] = mapped_column(default="")
    #: External register only: what the office gave.
    given_number: Mapped[str] = mapped_column(default="")
    given_on: Mapped[date | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    signed_at: Mapped[datetime | None]
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    #: Set when the clerk recorded a signature made on paper by `signed_by_id`.
    signature_recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    register: Mapped[Register] = related()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it from the class


class Order(Base):
    """A registered order, inserted once under its draft's id. Triggers refuse UPDATE and DELETE."""

    __tablename__ = "orders"
    __table_args__ = (
        Index(
            "uq_orders_register_year_ordinal",
            "register_id",
            "year",
            "ordinal",
            "suffix",
            unique=True,
            sqlite_where=text("NOT is_imported"),
            postgresql_where=text("NOT is_imported"),
        ),
        Index(None, "authority_id", "dated_on", "ordinal", "id"),
        CheckConstraint("is_imported OR canonical <> ''", name="text"),
    )

    id: Mapped[int] = mapped_column(ForeignKey("order_identities.id"), primary_key=True, autoincrement=False)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id"))
    register_id: Mapped[int] = mapped_column(ForeignKey("registers.id"))
    packet_id: Mapped[int | None] = mapped_column(ForeignKey("packets.id"))
    kind: Mapped[str]
    act_type: Mapped[str]
    number_text: Mapped[str]
    ordinal: Mapped[int]
    suffix: Mapped[str] = mapped_column(default="")
    year: Mapped[int]
    dated_on: Mapped[date]
    title: Mapped[str]
    #: The exact text that is hashed and printed: canonical JSON of orders.text.OrderText.
    canonical: Mapped[str]
    sha256: Mapped[str]
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    registered_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    registered_at: Mapped[datetime]
    is_imported: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(default="")
    search: Mapped[str]

    register: Mapped[Register] = related()


#: Registered by mistake: it was never in force.
VOID = "void"
#: In force until a day.
REPEAL = "repeal"


class OrderMark(Base):
    """Voided, repealed or amended: a dated row beside the order, which itself stays as it is."""

    __tablename__ = "order_marks"

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    kind: Mapped[str]  # void | repeal | amend
    on: Mapped[date]
    by_order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))
    reason: Mapped[str]
    marked_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    marked_at: Mapped[datetime]


class OrderDocument(Base):
    """The printed form, rendered once after registration and stored with its fingerprint."""

    __tablename__ = "order_documents"
    __table_args__ = (UniqueConstraint("order_id", "format"),)

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    format: Mapped[str]  # pdf | docx
    sha256: Mapped[str] = mapped_column(ForeignKey("blobs.sha256"))
    rendered_at: Mapped[datetime]
