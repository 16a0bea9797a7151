"""A worker of one queue: short batches in one process, under a supervisor that starts it again."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

import structlog
from redis import Redis
from rq import SimpleWorker
from rq.serializers import JSONSerializer
from sqlalchemy.exc import SQLAlchemyError

from jobs import context
from jobs.heartbeat import heartbeat
from jobs.relay import queue_on
from workflow import clock
from workflow.extensions import connect_redis

if TYPE_CHECKING:
    from flask import Flask

log = structlog.get_logger()
WORKER_TTL = 25  # seconds; an idle worker looks for lost jobs this often
MAINTENANCE = 10
BEAT = 20.0  # seconds between two signs of life at the least


class Worker(SimpleWorker):
    """RQ asks for a heartbeat between jobs and while it waits; ours goes to the database as well."""

    _beaten_at = float("-inf")

    def subscribe(self) -> None:
        """To no channel: whoever may write in Redis could stop workers by it, and nobody of ours does."""

    def heartbeat(self, *arguments: Any, **options: Any) -> None:
        super().heartbeat(*arguments, **options)
        if time.monotonic() - self._beaten_at < BEAT:
            return
        self._beaten_at = time.monotonic()
        try:
            with context.entered():
                heartbeat("worker", clock.now())
        except SQLAlchemyError as error:
            log.error("heartbeat", error=str(error.__cause__ or error))


def worker_on(redis: Redis) -> Worker:
    return Worker(
        [queue_on(redis)],
        connection=redis,
        serializer=JSONSerializer,
        worker_ttl=WORKER_TTL,
        maintenance_interval=MAINTENANCE,
        log_job_description=False,
    )


def main(app: Flask) -> None:
    """Until SIGTERM: the job in hand is finished first."""
    context.use(app)
    logging.getLogger("rq").setLevel(logging.WARNING)
    # A blocking read waits for work: this connection alone must be patient.
    redis = connect_redis(app.config["REDIS_URL"], socket_timeout=WORKER_TTL + 10)
    worker_on(redis).work(with_scheduler=False, logging_level="WARNING")
