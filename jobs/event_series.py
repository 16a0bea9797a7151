"""Which months have begun without their day? Asked once a day; each month is told of once."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from workflow import clock
from workflow.commands import run
from workflow.commands.event_series import SweepSeries
from workflow.models.event import EventSeries
from workflow.models.job import OutboxMessage
from workflow.uow import unit_of_work

SWEEP: Final = "series.sweep"


def send_sweeps(session: Session, now: datetime) -> None:
    """A message to each authority whose series has not ended."""
    today = now.date()
    query = select(EventSeries.authority_id).where(EventSeries.to_on >= today).distinct()
    authorities = session.scalars(query.order_by(EventSeries.authority_id)).all()
    session.rollback()
    if authorities:
        with unit_of_work() as writing:
            writing.execute(insert(OutboxMessage), [_message(one, now) for one in authorities])


def sweep(authority_id: int) -> None:
    run(SweepSeries(authority_id=authority_id), actor_id=None, now=clock.now(), system=True)


def _message(authority_id: int, now: datetime) -> dict[str, object]:
    return {
        "authority_id": authority_id,
        "job": SWEEP,
        "payload": {"authority_id": authority_id},
        "created_at": now,
        "available_at": now,
        "tries": 0,
        "error": "",
    }
