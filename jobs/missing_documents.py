"""Which registered orders lack a document? Asked by the hour, so that a new format reaches orders before it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from workflow.models.job import OutboxMessage
from workflow.orders.documents import orders_without_documents
from workflow.uow import unit_of_work

RENDER: Final = "documents.render"
#: Orders sent for at once: about half a minute of drawing, so that notices behind them do not wait long.
PORTION: Final = 500


def send_for_missing(session: Session, now: datetime) -> int:
    """Ask for the documents of orders that were registered before a format was made; answer for how many.

    An order whose message still waits, or was given up and stands before the administrator, is left alone.
    """
    undone = select(OutboxMessage.payload).where(OutboxMessage.job == RENDER, OutboxMessage.done_at.is_(None))
    asked = {payload["order_id"] for payload in session.scalars(undone)}
    lacking = orders_without_documents(session, most=PORTION + len(asked))
    wanted = [one for one in lacking if one[1] not in asked][:PORTION]
    session.rollback()
    if wanted:
        with unit_of_work() as writing:
            writing.execute(insert(OutboxMessage), [_message(*one, now) for one in wanted])
    return len(wanted)


def _message(authority_id: int, order_id: int, now: datetime) -> dict[str, object]:
    return {
        "authority_id": authority_id,
        "job": RENDER,
        "payload": {"order_id": order_id},
        "created_at": now,
        "available_at": now,
        "tries": 0,
        "error": "",
    }
