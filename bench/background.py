"""Goal 11: rows that the relay passes on in a second, and how soon after a commit its job is done."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from statistics import quantiles
from typing import Any, cast

from flask import Flask
from sqlalchemy import Table, delete, insert, select

from bench.report import Line
from jobs.relay import queue_on, relay
from workflow import clock, config, embedded_valkey
from workflow.extensions import connect_redis, db
from workflow.models.job import OutboxMessage
from workflow.uow import unit_of_work

PATIENCE = 120.0  # seconds: processes of their own come up slowly on a busy machine
TABLE = cast(Table, OutboxMessage.__table__)


@contextmanager
def valkey(folder: Path) -> Iterator[str]:
    process = embedded_valkey.start(folder / "valkey.sock", folder)
    try:
        yield f"unix://{folder / 'valkey.sock'}"
    finally:
        embedded_valkey.stop(process)


def rows_a_second(app: Flask, *, rows: int, on: str) -> Line:
    """The queue is emptied before each round: the relay is measured, not its patience with a full one."""
    queue: Any = queue_on(connect_redis(app.config["REDIS_URL"]))  # untyped in the library
    _send(rows)
    took, sent = 0.0, 0
    while sent < rows:
        queue.empty()
        start = time.perf_counter()
        part = relay(db.session(), queue.connection, now=clock.now())
        took += time.perf_counter() - start
        if not part:
            raise RuntimeError("the relay passes nothing on")
        sent += part
    queue.empty()
    with unit_of_work() as session:
        session.execute(delete(OutboxMessage))
    return Line(11, f"relay, {on}", sent / took, 1_000, "%.0f rows/s")


def commit_to_job(app: Flask, *, commits: int, on: str) -> Line:
    """Tick and worker as processes of their own. Until the job is done, which is later than its beginning."""
    with ExitStack() as stack:
        for name in ("tick", "worker"):
            stack.enter_context(_running(app, name))
        _trip()  # they come up
        waits = [_trip() for _ in range(commits)]
    p95 = quantiles(waits, n=20)[-1]
    return Line(11, f"commit to the end of its job, p95, {on}", p95, 2, "%.2f s", at_least=False)


def _trip() -> float:
    began = clock.now()
    message_id = _send(1)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        db.session.rollback()
        done: datetime | None = db.session.scalar(
            select(OutboxMessage.done_at).where(OutboxMessage.id == message_id)
        )
        if done is not None:
            return (done - began).total_seconds()
        time.sleep(0.02)
    raise RuntimeError("the background does not work")


def _send(rows: int) -> int:
    """Messages that tell of nothing, as a command leaves them; answers the last id."""
    now = clock.now()
    message: dict[str, Any] = {
        "job": "notices.tell",
        "payload": {"kind": "task:created", "event": "bench"},
        "created_at": now,
        "available_at": now,
    }
    with unit_of_work() as session:
        session.connection().execute(insert(TABLE), [message] * rows)
        session.info["rings"] = True
        last = session.scalar(select(OutboxMessage.id).order_by(OutboxMessage.id.desc()).limit(1))
    return last or 0


@contextmanager
def _running(app: Flask, name: str) -> Iterator[None]:
    environ = {
        **os.environ,
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "REDIS_URL": app.config["REDIS_URL"],
        "OPORA_DATA": str(app.config["DATA"]),
        "OPORA_TESTING": "1",
    }
    code = f"from workflow.cli import main; main(['{name}'])"
    with (Path(app.config["DATA"]) / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(  # our own code
            [sys.executable, "-c", code], cwd=config.ROOT, env=environ, stdout=log, stderr=log
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(PATIENCE)
