"""The heart: relays the outbox when the bell rings or every two seconds, claims periodic work each minute.

Its own process. Works without Redis: it then looks by itself, and messages wait in their table.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from jobs import context
from jobs.event_series import send_sweeps
from jobs.heartbeat import heartbeat
from jobs.missing_documents import send_for_missing
from jobs.record import witness
from jobs.relay import relay
from workflow import clock
from workflow.audit.checkpoint import CHECKPOINTS
from workflow.commands.due_rows import due_work
from workflow.extensions import DOORBELL, connect_redis, db
from workflow.models.job import JobPeriod, OutboxMessage
from workflow.uow import unit_of_work

if TYPE_CHECKING:
    from flask import Flask

log = structlog.get_logger()
PAUSE = 2.0  # seconds between looks when no bell rings
KEEP_PERIODS = timedelta(days=2)
KEEP_DONE = timedelta(days=30)
SLACK = timedelta(minutes=1)  # between the clocks of two ticks
SWEEP = "deadlines.sweep"


def main(app: Flask) -> None:
    """Until SIGTERM or Ctrl-C; a database or Redis that is away is waited for."""
    context.use(app)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    redis = connect_redis(app.config["REDIS_URL"])
    bell = Bell(connect_redis(app.config["REDIS_URL"], socket_timeout=PAUSE + 1))
    while not stop.is_set():
        try:
            with context.entered():
                beat(db.session(), redis, now=clock.now(), checkpoints=context.data() / CHECKPOINTS)
        except SQLAlchemyError as error:
            log.error("tick", error=str(error.__cause__ or error))
        bell.wait(PAUSE, stop)


def beat(session: Session, redis: Redis, *, now: datetime, checkpoints: Path | None = None) -> int:
    """One round: claim this minute's work, relay until nothing is left or the queue is full."""
    if claim(session, now) and checkpoints is not None:
        witness(session, checkpoints, now=now)
    sent = 0
    while part := relay(session, redis, now=now):
        sent += part
    return sent


def claim(session: Session, now: datetime) -> bool:
    """Put this minute's periodic jobs into the outbox, once however many ticks there are."""
    if _clock_went_back(session, now):
        _forget_ahead(now)
    if not _is_mine(session, "minute", _minute(now), now):
        return False
    due = due_work(session, now)
    if due:
        _send_sweeps(due, now)
    if _is_mine(session, "hour", f"{now:%Y-%m-%dT%H}", now):
        send_for_missing(session, now)
    if _is_mine(session, "day", f"{now:%Y-%m-%d}", now):
        _forget_old(now)
        send_sweeps(session, now)
    heartbeat("tick", now)
    return True


def _is_mine(session: Session, job: str, period: str, now: datetime) -> bool:
    """The first who inserts the row of the period has it. Looked at first, so that waiting takes no lock."""
    if session.scalar(select(JobPeriod.id).where(JobPeriod.job == job, JobPeriod.period == period)):
        return False
    with unit_of_work() as writing:
        dialect = postgresql if writing.get_bind().dialect.name == "postgresql" else sqlite
        claimed = writing.execute(
            dialect.insert(JobPeriod)
            .values(job=job, period=period, claimed_at=now)
            .on_conflict_do_nothing()
            .returning(JobPeriod.id)
        ).first()
    return claimed is not None


def _clock_went_back(session: Session, now: datetime) -> bool:
    """Minutes that lie ahead were claimed: until they came again, nobody would be reminded of anything."""
    ahead = select(JobPeriod.id).where(JobPeriod.job == "minute", JobPeriod.period > _minute(now + SLACK))
    return session.scalar(ahead.limit(1)) is not None


def _forget_ahead(now: datetime) -> None:
    log.warning("clock went back", now=now.isoformat())
    with unit_of_work() as session:
        session.execute(delete(JobPeriod).where(JobPeriod.claimed_at >= now))


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}"


def _send_sweeps(due: Sequence[tuple[int, str]], now: datetime) -> None:
    """One that still waits from an earlier minute will find what is due now as well."""
    with unit_of_work() as session:
        waiting = session.scalars(
            select(OutboxMessage.payload).where(
                OutboxMessage.job == SWEEP, OutboxMessage.done_at.is_(None), OutboxMessage.dead_at.is_(None)
            )
        )
        begun = {(payload["authority_id"], payload["kind"]) for payload in waiting}
        for authority_id, kind in due:
            if (authority_id, kind) not in begun:
                session.execute(
                    insert(OutboxMessage).values(
                        authority_id=authority_id,
                        job=SWEEP,
                        payload={"authority_id": authority_id, "kind": kind},
                        created_at=now,
                        available_at=now,
                        tries=0,
                        error="",
                    )
                )


def _forget_old(now: datetime) -> None:
    with unit_of_work() as session:
        session.execute(delete(JobPeriod).where(JobPeriod.claimed_at < now - KEEP_PERIODS))
        session.execute(delete(OutboxMessage).where(OutboxMessage.done_at < now - KEEP_DONE))


class Bell:
    """The channel on which a commit wakes us. Deaf while Redis is away, and tries again at each wait."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._channel: Any = None

    def wait(self, seconds: float, stop: threading.Event) -> None:
        until = time.monotonic() + seconds
        try:
            if self._channel is None:
                pubsub: Any = self._redis.pubsub  # untyped in the library
                self._channel = pubsub(ignore_subscribe_messages=True)
                self._channel.subscribe(DOORBELL)
            while not stop.is_set() and (left := until - time.monotonic()) > 0:
                if self._channel.get_message(timeout=min(left, 0.5)) is not None:
                    return
        except (RedisError, OSError):
            self._channel = None
            stop.wait(max(0.0, until - time.monotonic()))
