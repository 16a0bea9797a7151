"""A worker of one queue: short batches in one process, under a supervisor that starts it again."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from rq import SimpleWorker
from rq.serializers import JSONSerializer

from jobs import context
from jobs.relay import queue_on
from workflow.extensions import connect_redis

if TYPE_CHECKING:
    from flask import Flask

WORKER_TTL = 25  # seconds; an idle worker looks for lost jobs this often
MAINTENANCE = 10


def main(app: Flask) -> None:
    """Until SIGTERM: the job in hand is finished first."""
    context.use(app)
    logging.getLogger("rq").setLevel(logging.WARNING)
    # A blocking read waits for work: this connection alone must be patient.
    redis = connect_redis(app.config["REDIS_URL"], socket_timeout=WORKER_TTL + 10)
    worker = SimpleWorker(
        [queue_on(redis)],
        connection=redis,
        serializer=JSONSerializer,
        worker_ttl=WORKER_TTL,
        maintenance_interval=MAINTENANCE,
        log_job_description=False,
    )
    worker.work(with_scheduler=False, logging_level="WARNING")
