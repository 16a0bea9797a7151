"""A municipality for the tests of case work, and the ways they look at what came of it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests import people
from tests.world import NOW, World, build_world
from workflow.commands import Command, Result
from workflow.extensions import db
from workflow.models.audit import AuditEntry
from workflow.models.job import OutboxMessage
from workflow.models.person import Person


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


@dataclass
class Town:
    """A world behind its pages: commands are run in a context that ends before the next request begins."""

    app: Flask
    world: World

    def do(self, who: str, command: Command) -> Result:
        with self.app.app_context():
            return self.world.do(who, command)

    def arrange(self, act: Callable[..., Any], *given: Any, **named: Any) -> Any:
        with self.app.app_context():
            return act(self.world, *given, **named)

    def look(self, query: Any) -> Any:
        with self.app.app_context():
            return one(query)

    def sign_in(self, who: str) -> Browser:
        client = self.app.test_client()
        with self.app.app_context():
            person = db.session.get_one(Person, self.world.people[who])
            people.sign_in(client, person)
        return Browser(client)


@dataclass
class Browser:
    """What a person does with pages: opens them, fills the form that stands there, presses."""

    client: FlaskClient

    def open(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return plain(answer.text)

    def press(self, path: str, status: int = 303, **fields: Any) -> str:
        token = people.csrf_token(self.client)
        data = {"csrf_token": token, "key": secrets.token_hex(8), **fields}
        answer = self.client.post(path, data=data, headers={"Referer": f"http://localhost{path}"})
        assert answer.status_code == status, plain(answer.text)
        return answer.headers.get("Location", "") if status == 303 else plain(answer.text)


def plain(html: str) -> str:
    """Text as it reads, whatever kind of space keeps a line together."""
    return re.sub(r"[\u00a0\u202f]", " ", unescape(html))


@pytest.fixture
def town(app: Flask) -> Iterator[Town]:
    """Pages live on the day of the world, so that terms mean the same in every year."""
    with time_machine.travel(NOW, tick=False):
        with app.app_context():
            world = build_world()
        yield Town(app, world)
