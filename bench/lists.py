"""Goals 6 and 7: every list page at a country's size against a district's, and page 400 against page 1."""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import Context
from statistics import median, quantiles

from flask import Flask
from flask.testing import FlaskClient

from bench.generate import Country, generate
from bench.pages import asked
from bench.report import Line, seconds
from tests.people import sign_in
from tests.world import TODAY
from workflow.extensions import db
from workflow.models.person import Person
from workflow.queues import ALL, Cursor, Desk, Filters, rows_after

ROUNDS = 20
#: Who opens which list: the longest ones there are, those of the city.
LISTS = (
    ("methodist", "/queue"),
    ("methodist", "/queue?tab=others"),
    ("methodist", "/queue?tab=late"),
    ("methodist", "/queue?tab=all"),
    ("methodist", "/queue?tab=all&q=школа+17"),
    ("methodist", "/cases"),
    ("methodist", "/cases?q=школа+17"),
    ("methodist", "/search?q=школа+17"),
    ("methodist", "/notices"),
    ("official", "/approvals"),
    ("official", "/register"),
    ("official", "/register?q=17"),
    ("observer", "/audit"),
    ("observer", "/people"),
)


class Place:
    """A database full of work, and somebody of each post signed in."""

    def __init__(self, app: Flask, cases: int) -> None:
        self.app = app
        with app.app_context():
            self.country: Country = generate(cases)
            self.clients = {who: self._signed_in(who) for who in sorted({who for who, _ in LISTS})}
            db.session.remove()

    def _signed_in(self, who: str) -> FlaskClient:
        client = self.app.test_client()
        sign_in(client, db.session.get_one(Person, self.country.city.people[who]))
        db.session.rollback()
        return client

    def seconds(self, who: str, url: str) -> float:
        """The quickest of three: what else the machine does at the moment is no matter of the page's."""
        return min(seconds(lambda: asked(self.clients[who], url)) for _ in range(3))


def against_each_other(small: Place, big: Place, *, on: str, rounds: int) -> list[Line]:
    lines = []
    for who, url in LISTS:
        times: tuple[list[float], list[float]] = ([], [])
        for _ in range(rounds + 2):
            times[0].append(small.seconds(who, url))
            times[1].append(big.seconds(who, url))
        ratio = _p95(times[1][2:]) / _p95(times[0][2:])  # the first two warm up
        lines.append(Line(6, f"{url}, {on}", ratio, 3, "%.1f x", at_least=False))
    return lines


def far_against_first(big: Place, *, on: str, rounds: int) -> Line:
    """The farthest page of the city's queue, up to the four hundredth, against the first."""
    page, cursor = Context().run(_far, big)
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds + 2):
        times[0].append(big.seconds("methodist", "/queue?tab=all"))
        times[1].append(big.seconds("methodist", f"/queue?tab=all&after={cursor}"))
    ratio = median(times[1][2:]) / median(times[0][2:])
    return Line(7, f"queue, page {page} against page 1, {on}", ratio, 1.5, "%.2f x", at_least=False)


def _far(big: Place) -> tuple[int, str]:
    with big.app.app_context():
        city = big.country.city
        desk = Desk(person_id=city.people["methodist"], authorities=frozenset({city.authority_id}), today=TODAY)
        rows = rows_after(db.session(), ALL, desk, Filters(), None, limit=400 * 50)
        page = min(400, len(rows) // 50)
        last = rows[(page - 1) * 50 - 1]
        return page, Cursor(last.due_on, last.kind, last.id).text


def _p95(times: Sequence[float]) -> float:
    return quantiles(times, n=20)[-1]
