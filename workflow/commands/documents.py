"""Keeping the documents of an order: each made once, put on record with its fingerprint, kept as it is."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from workflow.audit.actions import AuditAction
from workflow.commands.errors import NotAllowed, NotHere
from workflow.commands.files import keep_file
from workflow.commands.work import Command, Result, Work, handles
from workflow.models.order import Order, OrderDocument, OrderIdentity
from workflow.orders.documents import FORMATS


@dataclass(frozen=True, kw_only=True)
class KeepDocument(Command):
    """Asked by the system alone, after it has drawn the document."""

    order_id: int
    format: str
    content: bytes


@handles(KeepDocument)
def _(command: KeepDocument, work: Work) -> Result:
    if not work.is_system:
        raise NotAllowed
    if command.format not in FORMATS:
        raise NotHere
    work.enter_home_of(Order, command.order_id)
    work.session.execute(  # two workers with one order: the second finds what the first has kept
        select(OrderIdentity.id).where(OrderIdentity.id == command.order_id).with_for_update()
    )
    kept = work.session.scalar(
        select(OrderDocument.sha256).where(
            OrderDocument.order_id == command.order_id, OrderDocument.format == command.format
        )
    )
    if kept is not None:
        return {"order_id": command.order_id, "sha256": kept}
    sha256 = keep_file(work, command.content)
    work.session.add(
        OrderDocument(
            authority_id=work.authority_id,
            order_id=command.order_id,
            format=command.format,
            sha256=sha256,
            rendered_at=work.now,
        )
    )
    work.record(
        AuditAction.ORDER_RENDER,
        order_id=command.order_id,
        data={"format": command.format, "sha256": sha256},
    )
    return {"order_id": command.order_id, "sha256": sha256}
