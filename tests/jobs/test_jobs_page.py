"""The page of the background: who lives, what was given up, and a second chance that goes on record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from jobs import context
from jobs.heartbeat import heartbeat
from jobs.registry import JOBS
from tests.jobs.background import change, send
from tests.jobs.test_notices_page import text_of
from tests.people import csrf_token, sign_in
from tests.world import World, appoint, build_world
from workflow import clock
from workflow.models.audit import AuditEntry
from workflow.models.job import OutboxMessage
from workflow.models.person import Person, RoleName
from workflow.pages.jobs import TITLES


@pytest.fixture
def world(app: Flask) -> World:
    context.use(app)
    with app.app_context():
        world = build_world()
        for authority_id in (world.authority_id, None):
            dead = send("deadlines.sweep", authority_id=world.authority_id, kind="task")
            change(dead, dead_at=clock.now(), tries=5, error="ZeroDivisionError: no", authority_id=authority_id)
        return world


@pytest.fixture
def admin_of(app: Flask, session: Session, world: World) -> Callable[[int | None], FlaskClient]:
    def signed_in(authority_id: int | None) -> FlaskClient:
        with app.app_context():
            appoint(world, "admin", RoleName.ADMIN, authority_id=authority_id)
        client = app.test_client()
        sign_in(client, session.get_one(Person, world.people["admin"]))
        return client

    return signed_in


def dead_ids(session: Session) -> list[int]:
    session.rollback()
    query = select(OutboxMessage.id).where(OutboxMessage.dead_at.is_not(None)).order_by(OutboxMessage.id)
    return list(session.scalars(query))


def test_what_was_given_up_is_tried_again_and_that_goes_on_record(
    admin_of: Callable[[int | None], FlaskClient], session: Session
) -> None:
    client = admin_of(None)
    first, second = dead_ids(session)
    assert "ZeroDivisionError: no" in text_of(client.get("/jobs"))

    answer = client.post(f"/jobs/{first}/retry", data={"csrf_token": csrf_token(client), "key": "k1"})

    assert answer.location == "/jobs"
    assert dead_ids(session) == [second]
    row = session.get_one(OutboxMessage, first)
    assert (row.tries, row.error) == (0, "")
    assert session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc())).first() == "job:retry"
    again = client.post(f"/jobs/{first}/retry", data={"csrf_token": csrf_token(client), "key": "k2"})
    assert again.status_code == 422


def test_an_administrator_of_one_authority_meets_only_its_messages(
    admin_of: Callable[[int | None], FlaskClient], session: Session, world: World
) -> None:
    client = admin_of(world.authority_id)
    own, nobodys = dead_ids(session)

    html = client.get("/jobs").get_data(as_text=True)
    assert f"/jobs/{own}/retry" in html
    assert f"/jobs/{nobodys}/retry" not in html
    refused = client.post(f"/jobs/{nobodys}/retry", data={"csrf_token": csrf_token(client), "key": "k"})
    assert refused.status_code == 403
    assert dead_ids(session) == [own, nobodys]


def test_a_process_that_is_silent_is_named(app: Flask, admin_of: Callable[[int | None], FlaskClient]) -> None:
    client = admin_of(None)
    with app.app_context():
        heartbeat("tick", clock.now())
        heartbeat("worker", clock.now() - timedelta(minutes=10))

    words = text_of(client.get("/jobs"))

    assert words.count("молчит") == 2  # the sentence above and the worker's row
    assert words.count("работает") == 1


def test_nobody_else_is_let_in(app: Flask, session: Session, world: World) -> None:
    client = app.test_client()
    sign_in(client, session.get_one(Person, world.people["official"]))
    assert client.get("/jobs").status_code == 403


def test_every_job_has_a_title() -> None:
    assert TITLES.keys() == JOBS.keys()
