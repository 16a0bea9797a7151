"""Tenants and what stands in them: the authority, its schools and their dated categories."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.models.base import Base, IntPk, related


class Authority(Base):
    """A municipal education authority: the tenant. Every tenant's row carries its id."""

    __tablename__ = "authorities"

    id: Mapped[IntPk]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    short_name: Mapped[str]
    territory: Mapped[str]
    region: Mapped[str] = mapped_column(default="")
    act_type: Mapped[str]  # the word for its act: распоряжение, приказ
    zone: Mapped[str]  # IANA name; local dates are this zone's


class School(Base):
    __tablename__ = "schools"
    __table_args__ = (
        UniqueConstraint("authority_id", "code"),
        Index(None, "authority_id", "sort_key", "id"),
    )

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    code: Mapped[str]
    name: Mapped[str]
    aliases: Mapped[list[str]] = mapped_column(default=list)
    #: No document names it: a demo school, shown with the mark «пример».
    is_example: Mapped[bool] = mapped_column(default=False)
    #: How many schools it can support at once as a partner; None: not stated.
    partner_capacity: Mapped[int | None]
    phone: Mapped[str] = mapped_column(default="")
    search: Mapped[str]  # lower case, ё written as е
    sort_key: Mapped[str]
    source: Mapped[str] = mapped_column(default="")

    authority: Mapped[Authority] = related()


class ExternalAct(Base):
    """A letter or act of another issuer. Never in our number checks (DOMAIN.md 4)."""

    __tablename__ = "external_acts"
    __table_args__ = (Index(None, "authority_id", "dated_on", "id"),)

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    kind: Mapped[str]  # письмо, распоряжение, …: the word of its issuer
    issuer: Mapped[str]
    number: Mapped[str] = mapped_column(default="")
    dated_on: Mapped[date | None]
    title: Mapped[str]
    file_sha256: Mapped[str | None] = mapped_column(ForeignKey("blobs.sha256"))
    source: Mapped[str] = mapped_column(default="")


class CategoryRecord(Base):
    """A school stands on a list from a day to a day, by a letter. Membership is never computed."""

    __tablename__ = "category_records"
    __table_args__ = (
        Index(None, "school_id", "category"),
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="term"),
    )

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    category: Mapped[str]  # low_results, high_results, risk_zone, resilient, adverse_conditions, …
    title: Mapped[str] = mapped_column(default="")  # as the document calls it
    external_act_id: Mapped[int | None] = mapped_column(ForeignKey("external_acts.id"))
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    external_act: Mapped[ExternalAct | None] = related()
