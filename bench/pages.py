"""Goal 5: the queue page of fifty rows against a bare page of fifty rows, and how many statements it takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

from flask import Flask, render_template_string
from flask.testing import FlaskClient
from sqlalchemy import event, text

from bench.report import Line, cpu_seconds
from tests.people import sign_in
from tests.world import World, build_world, open_case
from workflow.extensions import db
from workflow.models.person import Person

ROUNDS = 30
FLOOR = """<!doctype html><html lang="ru"><head><title>Очередь</title></head><body><table>
{% for row in rows %}<tr><td>{{ row.due_on }}</td><td><a href="/cases/{{ row.id }}">{{ row.name }}</a></td>
<td>{{ row.state }}</td><td>{{ row.stage }}</td></tr>{% endfor %}</table></body></html>"""
QUERY = """
SELECT cases.id, cases.due_on, cases.state, cases.stage, schools.name FROM cases
JOIN schools ON schools.id = cases.school_id WHERE cases.authority_id = :authority
ORDER BY cases.due_on, cases.id LIMIT 50
"""


def queue_against_floor(app: Flask) -> list[Line]:
    world = build_world("queue", schools=200)
    client = _methodist(app, world)
    few = _statements(client, world, cases=10)
    many = _statements(client, world, cases=200)
    floor = _floor(app, world)
    ratios = []
    for _ in range(ROUNDS):
        ours = cpu_seconds(lambda: client.get("/queue?tab=all"))
        theirs = cpu_seconds(lambda: floor.get("/"))
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
        open_case(world, f"s{number}", stage="pairing")
    answer = client.get("/queue?tab=all")
    if answer.status_code != 200:
        raise RuntimeError(f"the queue answered {answer.status_code}")
    with _counted() as statements:
        client.get("/queue?tab=all")
    return len([one for one in statements if one.lstrip().upper().startswith("SELECT")])


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


def _floor(app: Flask, world: World) -> FlaskClient:
    bare = Flask("floor")
    engine = db.engine
    authority = world.authority_id

    @bare.get("/")
    def page() -> str:
        with engine.connect() as connection:
            rows = connection.execute(text(QUERY), {"authority": authority}).all()
        return render_template_string(FLOOR, rows=rows)

    return bare.test_client()
