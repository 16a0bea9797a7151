"""What a worker runs: a batch of outbox messages, each in its own transactions, one bad row stops no other."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import structlog
from rq.timeouts import JobTimeoutException, UnixSignalDeathPenalty
from sqlalchemy import select, update

from jobs import context
from jobs.registry import job_named
from jobs.relay import MOST_TRIES
from workflow import clock
from workflow.crashpoint import crashpoint
from workflow.models.job import OutboxMessage
from workflow.uow import unit_of_work

log = structlog.get_logger()
PAUSE = timedelta(seconds=2)  # before a failed message is tried again, doubled each time
LONGEST_ERROR = 500  # characters
stopped_after: Any = UnixSignalDeathPenalty  # untyped in the library
LONGEST_JOB = 30  # seconds; one that hangs is stopped, counted and tried again like one that raised


def do(ids: list[int]) -> None:
    """Safe to run twice and at once: a message that is done is passed by."""
    for message_id in ids:
        with context.entered():
            _one(message_id)


def _one(message_id: int) -> None:
    begun = _begin(message_id, clock.now())
    if begun is None:
        return
    name, payload = begun
    with structlog.contextvars.bound_contextvars(message=message_id, job=name):
        try:
            with stopped_after(LONGEST_JOB, JobTimeoutException):
                job_named(name)(**payload)
        except Exception as error:
            log.exception("job failed")
            _failed(message_id, f"{type(error).__name__}: {error}"[:LONGEST_ERROR], clock.now())
            return
    crashpoint("job.done")
    _done(message_id, clock.now())


def _begin(message_id: int, now: datetime) -> tuple[str, dict[str, Any]] | None:
    """Count the try before it is made, so that a job that kills its worker is given up as well."""
    with unit_of_work() as session:
        row = session.execute(
            select(OutboxMessage.job, OutboxMessage.payload, OutboxMessage.tries)
            .where(
                OutboxMessage.id == message_id,
                OutboxMessage.done_at.is_(None),
                OutboxMessage.dead_at.is_(None),
            )
            .with_for_update(key_share=True)
        ).first()
        if row is None:
            return None
        name, payload, tries = row
        given_up = tries >= MOST_TRIES
        session.execute(
            update(OutboxMessage).where(OutboxMessage.id == message_id).values(dead_at=now)
            if given_up
            else update(OutboxMessage).where(OutboxMessage.id == message_id).values(tries=tries + 1)
        )
    if given_up:
        log.error("job given up", message=message_id, job=name, tries=tries)
        return None
    return name, payload


def _done(message_id: int, now: datetime) -> None:
    with unit_of_work() as session:
        session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id == message_id)
            .values(done_at=now, dead_at=None, error="")
        )


def _failed(message_id: int, error: str, now: datetime) -> None:
    with unit_of_work() as session:
        tries = session.scalar(select(OutboxMessage.tries).where(OutboxMessage.id == message_id)) or 1
        session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id == message_id, OutboxMessage.done_at.is_(None))
            .values(
                error=error,
                available_at=now + PAUSE * 2**tries,
                dead_at=now if tries >= MOST_TRIES else None,
            )
        )
