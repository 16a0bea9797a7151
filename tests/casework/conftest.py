"""A municipality for the tests of case work, and the ways they look at what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.world import World, build_world
from workflow.extensions import db
from workflow.models.audit import AuditEntry
from workflow.models.job import OutboxMessage


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    with app.app_context():
        yield build_world()


def one(query: Any) -> Any:
    """A fresh look: nothing that an earlier transaction read."""
    db.session.rollback()
    return db.session.execute(query).scalar_one()


def how_many(model: type) -> int:
    number: int = one(select(func.count()).select_from(model))
    return number


def last_entry() -> AuditEntry:
    entry: AuditEntry = one(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1))
    return entry


def told() -> list[str]:
    """Kinds of notices that were asked for, in order."""
    db.session.rollback()
    payloads = db.session.scalars(select(OutboxMessage.payload).order_by(OutboxMessage.id))
    return [payload["kind"] for payload in payloads if "kind" in payload]
