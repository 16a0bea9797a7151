"""What was approved of a plan, version by version, and what its school said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow import access
from workflow.models.order import Order
from workflow.models.person import Person
from workflow.models.plan import VERSION_IS_VOID, PlanReview, PlanVersion
from workflow.orders.plans import row_words


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """`order_id` is None where a record decided, or the order is not for this reader."""

    number: int
    in_force_on: date
    order_id: int | None
    order_number: str
    is_void: bool  # the order that approved it was annulled
    packet_id: int
    sha256: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewView:
    """`is_current`: the plan is as the school read it."""

    agreed: bool
    comment: str
    at: datetime
    by: str
    on_behalf_of: str
    channel: str
    happened_on: date | None
    file: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Frozen:
    """A version as it was approved: its content, and what a page says of it."""

    snapshot: Mapping[str, Any]
    view: VersionView


def versions_of(session: Session, memberships: access.Memberships, plan_id: int) -> list[Frozen]:
    rows = session.execute(
        select(
            PlanVersion,
            Order.number_text,
            access.order_is_visible(memberships).label("open"),
            VERSION_IS_VOID.label("is_void"),
        )
        .outerjoin(Order, Order.id == PlanVersion.order_id)
        .where(PlanVersion.plan_id == plan_id)
        .order_by(PlanVersion.number.desc())
    )
    return [
        Frozen(
            one.snapshot,
            VersionView(
                number=one.number,
                in_force_on=one.in_force_on,
                order_id=one.order_id if is_open else None,
                order_number=number or "",
                is_void=is_void,
                packet_id=one.packet_id,
                sha256=one.sha256,
                rows=tuple(row_words(n, row) for n, row in enumerate(one.snapshot["measures"], 1)),
            ),
        )
        for one, number, is_open, is_void in rows
    ]


def reviews_of(session: Session, plan_id: int, seen: str) -> tuple[ReviewView, ...]:
    rows = session.execute(
        select(PlanReview, Person.post)
        .outerjoin(Person, Person.id == PlanReview.recorded_by_id)
        .where(PlanReview.plan_id == plan_id)
        .order_by(PlanReview.id.desc())
    )
    return tuple(
        ReviewView(
            agreed=one.agreed,
            comment=one.comment,
            at=one.recorded_at,
            by=post or "",
            on_behalf_of=one.on_behalf_of,
            channel=one.channel,
            happened_on=one.happened_on,
            file=one.file_sha256 or "",
            is_current=one.content == seen,
        )
        for one, post in rows
    )
