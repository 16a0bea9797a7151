"""From the outbox to the queue: leased, bounded in flight, batched, backing off.

A row that was sent and not done in time is sent again, so an emptied Redis or a killed worker costs nothing
but the lease. This is the only commit beside the unit of work.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from workflow.crashpoint import crashpoint
from workflow.models.job import OutboxMessage

QUEUE = "opora"
BATCH = 50  # messages a job
IN_FLIGHT = 20  # jobs waiting in the queue
MOST = 1_000  # rows a round
LEASE = timedelta(seconds=8)  # doubled with every try
LONGEST_LEASE = timedelta(seconds=32)
LONGEST_WAIT = timedelta(minutes=2)  # of a lease or a failure; what lies further ahead, a former clock has set
MOST_TRIES = 5
JOB_TIMEOUT = 3600  # seconds; jobs.work stops a single message long before
RESULT_TTL = 60  # seconds: nothing is read from Redis afterwards
FAILURE_TTL = 3600


def queue_on(redis: Redis) -> Queue:
    return Queue(QUEUE, connection=redis, serializer=JSONSerializer)


def relay(session: Session, redis: Redis, *, now: datetime) -> int:
    """Send what is available and answer how much; with Redis away nothing is leased and 0 is answered."""
    if not anything_waits(session, now=now):
        return 0
    try:
        queue = queue_on(redis)
        room = IN_FLIGHT - queue.count
    except RedisError:
        return 0
    if room <= 0:
        return 0
    ids = lease(session, now=now, most=min(room * BATCH, MOST))
    crashpoint("relay.leased")
    try:
        for start in range(0, len(ids), BATCH):
            queue.enqueue(
                "jobs.work.do",
                ids[start : start + BATCH],
                result_ttl=RESULT_TTL,
                failure_ttl=FAILURE_TTL,
                job_timeout=JOB_TIMEOUT,
                description="outbox",  # workers log it: no arguments in logs
            )
    except RedisError:
        return 0
    return len(ids)


def anything_waits(session: Session, *, now: datetime) -> bool:
    """Asked first: an idle relay takes no lock and troubles no Redis."""
    return session.scalar(select(OutboxMessage.id).where(*_available(now)).limit(1)) is not None


def lease(session: Session, *, now: datetime, most: int) -> list[int]:
    """Take rows for a while. Two relays at once take different ones."""
    session.rollback()  # the write lock must be the first thing of the transaction
    session.connection(execution_options={"sqlite_immediate": True})
    rows = session.execute(
        select(OutboxMessage.id, OutboxMessage.tries)
        .where(*_available(now))
        .order_by(OutboxMessage.available_at, OutboxMessage.id)
        .limit(most)
        .with_for_update(skip_locked=True, key_share=True)
    ).all()
    for tries in {tries for _, tries in rows}:
        session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id.in_([row_id for row_id, held in rows if held == tries]))
            .values(sent_at=now, available_at=now + min(LEASE * 2**tries, LONGEST_LEASE))
            .execution_options(synchronize_session=False)
        )
    session.commit()
    return [row_id for row_id, _ in rows]


def _available(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        OutboxMessage.done_at.is_(None),
        OutboxMessage.dead_at.is_(None),
        or_(OutboxMessage.available_at <= now, OutboxMessage.available_at > now + LONGEST_WAIT),
    )
