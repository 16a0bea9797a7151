"""One municipality a story, the queue empty before it; a Valkey of one's own where it is to be stopped."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog.testing
from flask import Flask
from redis import Redis

from jobs import context
from tests.jobs.background import Logged, OwnValkey, Processes
from tests.jobs.nursery import Nursery
from tests.world import World, build_world
from workflow import crashpoint
from workflow.app import hang_bell
from workflow.extensions import connect_redis


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    context.use(app)
    with app.app_context():
        yield build_world()


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    client = connect_redis(redis_url)
    client.flushall()
    yield client
    client.close()


@pytest.fixture
def valkey(app: Flask) -> Iterator[OwnValkey]:
    """The application rings at this one's door meanwhile."""
    usual = app.config["REDIS_URL"]
    with OwnValkey.started() as own:
        app.config["REDIS_URL"] = own.url
        hang_bell(app)
        yield own
        app.config["REDIS_URL"] = usual
        hang_bell(app)


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    nursery = Nursery()
    yield nursery
    nursery.close()


@pytest.fixture
def processes(app: Flask, nursery: Nursery) -> Processes:
    for log in Path(app.config["DATA"]).glob("*.log"):
        log.unlink()
    return Processes(app, nursery)


@pytest.fixture(autouse=True)
def _put_back() -> Iterator[None]:
    """A worker takes the signals of its process, a test listens at crash points."""
    held = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)}
    yield
    crashpoint.listen(None)
    for number, handler in held.items():
        signal.signal(number, handler)


@pytest.fixture(autouse=True)
def logged() -> Iterator[Logged]:
    """Unrendered: a traceback in colours costs more than most of what is tried here."""
    with structlog.testing.capture_logs() as entries:
        yield entries
