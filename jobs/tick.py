"""The heart: relays the outbox when the bell rings or every two seconds, claims periodic work each minute.

Its own process. Works without Redis: it then looks by itself, and messages wait in their table.
"""

from __future__ import annotations

import signal
import threading
import time
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
from jobs.record import witness
from jobs.relay import relay
from workflow import clock
from workflow.audit.checkpoint import CHECKPOINTS
from workflow.extensions import DOORBELL, connect_redis, db
from workflow.models.authority import Authority
from workflow.models.job import Heartbeat, JobPeriod, OutboxMessage
from workflow.uow import unit_of_work

if TYPE_CHECKING:
    from flask import Flask

log = structlog.get_logger()
PAUSE = 2.0  # seconds between looks when no bell rings
KEEP_PERIODS = timedelta(days=2)
KEEP_DONE = timedelta(days=30)


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
    claimed = claim(now)
    if claimed and checkpoints is not None:
        witness(session, checkpoints, now=now)
    sent = 0
    while part := relay(session, redis, now=now):
        sent += part
    return sent


def claim(now: datetime) -> bool:
    """Put this minute's periodic jobs into the outbox, once however many ticks there are."""
    period = now.strftime("%Y-%m-%dT%H:%M")
    with unit_of_work() as session:
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        claimed = session.execute(
            dialect.insert(JobPeriod)
            .values(job="minute", period=period, claimed_at=now)
            .on_conflict_do_nothing()
            .returning(JobPeriod.id)
        ).first()
        if claimed is None:
            return False
        for authority_id in session.scalars(select(Authority.id).order_by(Authority.id)).all():
            session.execute(
                insert(OutboxMessage).values(
                    authority_id=authority_id,
                    job="deadlines.sweep",
                    payload={"authority_id": authority_id},
                    created_at=now,
                    available_at=now,
                    tries=0,
                    error="",
                )
            )
        _forget_old(session, now)
        session.merge(Heartbeat(process="tick", at=now))
    return True


def _forget_old(session: Session, now: datetime) -> None:
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
