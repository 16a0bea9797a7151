"""The background in the hands of a test: relay and worker in this process or as processes of their own."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, MutableMapping, MutableSequence, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from redis import Redis
from sqlalchemy import select, update

from jobs.relay import relay
from jobs.worker import worker_on
from tests.databases import short_folder
from tests.jobs.nursery import Child, Nursery
from workflow import clock, embedded_valkey
from workflow.extensions import connect_redis, db
from workflow.models.job import OutboxMessage
from workflow.models.notice import Notice
from workflow.uow import unit_of_work

#: What the background put into its log, an entry a dict.
Logged = MutableSequence[MutableMapping[str, Any]]
LONG_ENOUGH = 60  # seconds, on a busy machine


def travel(moment: datetime) -> None:
    """Jobs look at the clock themselves: from here on it shows this moment and goes on."""
    clock.set_shift(timedelta(0), allowed=True)
    clock.set_shift(moment - clock.now(), allowed=True)


def send(job: str, *, at: datetime | None = None, **payload: Any) -> int:
    """A message in the outbox, as a command leaves it."""
    at = at or clock.now()
    with unit_of_work() as session:
        message = OutboxMessage(job=job, payload=payload, created_at=at, available_at=at)
        session.add(message)
        session.flush()
        return message.id


def change(message_id: int, **columns: Any) -> None:
    with unit_of_work() as session:
        session.execute(update(OutboxMessage).where(OutboxMessage.id == message_id).values(**columns))


def pass_on(redis: Redis, *, later: timedelta = timedelta(0)) -> int:
    """The relay, once; `later` stands for the time that went by."""
    db.session.rollback()
    return relay(db.session(), redis, now=clock.now() + later)


def work_off(redis: Redis) -> None:
    """A worker in this process, until the queue is empty."""
    worker_on(redis).work(burst=True, with_scheduler=False, logging_level="WARNING")
    db.session.rollback()


def deliver(redis: Redis) -> None:
    """Relay and work off until nothing is left that may be sent now."""
    while pass_on(redis):
        work_off(redis)


def messages(*states: str) -> Sequence[OutboxMessage]:
    """Rows of the outbox as they are now, of no session; `states` of: waiting, done, dead."""
    db.session.rollback()
    db.session.expunge_all()
    rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
    db.session.expunge_all()
    return [row for row in rows if not states or state_of(row) in states]


def state_of(row: OutboxMessage) -> str:
    return "done" if row.done_at else "dead" if row.dead_at else "waiting"


def notices(kind: str = "") -> list[tuple[str, str, int]]:
    """(kind, event, recipient) of every notice, fresh."""
    db.session.rollback()
    query = select(Notice.kind, Notice.event, Notice.recipient_id).order_by(Notice.id)
    return [(one, event, who) for one, event, who in db.session.execute(query) if not kind or one == kind]


@dataclass
class OwnValkey:
    """A server of one test, to be hung, killed and started again."""

    folder: Path
    process: subprocess.Popen[bytes]

    @classmethod
    @contextmanager
    def started(cls) -> Iterator[OwnValkey]:
        folder = short_folder()
        own = cls(folder, embedded_valkey.start(folder / "door", folder))
        try:
            yield own
        finally:
            own.go_on()
            embedded_valkey.stop(own.process)
            shutil.rmtree(folder)

    @property
    def url(self) -> str:
        return f"unix://{self.folder / 'door'}"

    def client(self) -> Redis:
        return connect_redis(self.url)

    def hang(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(LONG_ENOUGH)

    def start_again(self) -> None:
        self.process = embedded_valkey.start(self.folder / "door", self.folder)


@dataclass
class Processes:
    """Worker, tick and web as processes of their own, on the test's database and Redis."""

    app: Flask
    nursery: Nursery

    def start(self, call: str, *arguments: Any, **environ: str) -> Child:
        known = {
            "DATABASE_URL": self.app.config["SQLALCHEMY_DATABASE_URI"],
            "REDIS_URL": self.app.config["REDIS_URL"],
            "OPORA_DATA": str(self.app.config["DATA"]),
            "OPORA_TESTING": "1",
        }
        log = str(self.log(call))
        return self.nursery.start(call, *arguments, environ={**known, **environ}, log=log)

    @contextmanager
    def running(self, call: str, **environ: str) -> Iterator[Child]:
        process = self.start(call, **environ)
        try:
            yield process
        finally:
            process.signal(signal.SIGTERM)
            if process.wait(LONG_ENOUGH) is None:
                process.signal(signal.SIGKILL)
                process.wait(LONG_ENOUGH)

    def log(self, call: str) -> Path:
        return Path(self.app.config["DATA"]) / f"{call}.log"

    def wait_until(self, true: Callable[[], object]) -> None:
        until = time.monotonic() + LONG_ENOUGH
        while not true():
            if time.monotonic() > until:
                logs = sorted(Path(self.app.config["DATA"]).glob("*.log"))
                raise AssertionError("\n".join(log.read_text("utf-8") for log in logs))
            time.sleep(0.05)
