"""Goal 5: the queue page of fifty rows against a bare page of fifty rows, and how many statements it takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import bindparam, event, select

from bench.report import Line, cpu_seconds
from tests.people import sign_in
from tests.world import TODAY, World, build_world, open_case
from workflow.extensions import db
from workflow.models.authority import School
from workflow.models.case import Case
from workflow.models.person import Person
from workflow.uow import unit_of_work

ROUNDS = 30
FLOOR = Path(__file__).with_name("floor.html")
ROWS = (
    select(Case.id, Case.due_on, Case.state, Case.stage, Case.entered_at, Case.waits_for, School.name)
    .join(School, School.id == Case.school_id)
    .where(Case.authority_id == bindparam("authority"), Case.closed_at.is_(None))
    .order_by(Case.due_on, Case.id)
    .limit(50)
)


def queue_against_floor(app: Flask) -> list[Line]:
    world = build_world("queue", schools=200)
    client = _methodist(app, world)
    few = _statements(client, world, cases=10)
    many = _statements(client, world, cases=200)
    floor = _floor(world)
    ratios = []
    for _ in range(ROUNDS):
        ours = cpu_seconds(lambda: asked(client, "/queue?tab=all"))
        theirs = cpu_seconds(lambda: asked(floor, "/"))
        ratios.append(ours / theirs)
    return [
        Line(5, "queue page, CPU against the floor", median(ratios[5:]), 4, "%.1f x", at_least=False),
        Line(5, "queue page, SQL statements with 200 rows", many, 10, "%.0f", at_least=False),
        Line(5, "queue page, more statements than with 10 rows", many - few, 0, "%.0f", at_least=False),
    ]


def _methodist(app: Flask, world: World) -> FlaskClient:
    person = db.session.get_one(Person, world.people["methodist"])
    client = app.test_client()
    sign_in(client, person)
    db.session.rollback()
    return client


def _statements(client: FlaskClient, world: World, *, cases: int) -> int:
    """Statements of the page itself, its person and its frame included, with so many cases to choose from."""
    for number in range(len(world.cases) + 1, cases + 1):
        _dated(open_case(world, f"s{number}", stage="pairing"), number)
    asked(client, "/queue?tab=all")
    with _counted() as statements:
        asked(client, "/queue?tab=all")
    return len([one for one in statements if one.lstrip().upper().startswith("SELECT")])


def _dated(case_id: int, number: int) -> None:
    """Terms of two months around the day, so that every row says how near it is, and why."""
    with unit_of_work() as session:
        session.get_one(Case, case_id).due_on = TODAY + timedelta(days=number % 60 - 20)


def asked(client: FlaskClient, url: str) -> None:
    """A request as it comes from outside: nothing of the one before it is at hand."""
    answer = Context().run(client.get, url)
    if answer.status_code != 200:
        raise RuntimeError(f"{url} answered {answer.status_code}")


@contextmanager
def _counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def _floor(world: World) -> FlaskClient:
    """The same table with its words written by hand: no frame, no languages, no machine, one statement."""
    bare = Flask("floor")
    engine = db.engine
    authority = world.authority_id
    template = bare.jinja_env.from_string(FLOOR.read_text())

    @bare.get("/")
    def page() -> str:
        with engine.connect() as connection:
            rows = connection.execute(ROWS, {"authority": authority}).all()
        return template.render(rows=rows, today=TODAY)

    return bare.test_client()
