"""A full disk and a cut connection in the middle of a press: a page says so, and nothing is half-done."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text

from tests.approvals.visitor import Visitor
from tests.reliability.scenes import fingerprint_of_tables, packet_of_pairs
from tests.world import World
from workflow import crashpoint
from workflow.extensions import db

PRESS = "Утвердить и зарегистрировать"


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    yield
    crashpoint.listen(None)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_full_disk_is_a_page_to_try_again_and_then_the_press_goes_through(app: Flask, world: World) -> None:
    packet_id = packet_of_pairs(world, "s1", "s2")
    official = Visitor(app, world.people["official"]).open(f"/packets/{packet_id}")
    before = fingerprint_of_tables()

    def fill(name: str) -> None:
        """The file may grow no more, and its last free pages are taken by a long order."""
        if name == "issue.approved":
            connection = db.session.connection()
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            connection.exec_driver_sql("UPDATE order_drafts SET preamble = hex(zeroblob(400000))")

    crashpoint.listen(fill)
    official.press(PRESS)
    assert official.status == 503
    assert "ничего не записано наполовину" in official.text
    crashpoint.listen(None)
    with app.app_context():
        db.engine.dispose()  # the disk has room again for whoever connects anew
    assert fingerprint_of_tables() == before

    official.open(f"/packets/{packet_id}").press(PRESS)
    assert official.status == 200
    assert "№ 1" in official.text


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize("point", ["issue.approved", "issue.in_force", "chain.after", "commit.before"])
def test_a_connection_cut_in_the_middle_is_a_page_to_try_again_and_then_the_press_goes_through(
    point: str, app: Flask, world: World
) -> None:
    packet_id = packet_of_pairs(world, "s1", "s2")
    official = Visitor(app, world.people["official"]).open(f"/packets/{packet_id}")
    before = fingerprint_of_tables()
    address = app.config["SQLALCHEMY_DATABASE_URI"].replace("postgresql+psycopg://", "postgresql://")

    def cut(name: str) -> None:
        if name == point:
            backend = db.session.execute(text("SELECT pg_backend_pid()")).scalar_one()
            with psycopg.connect(address, autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s)", [backend])

    crashpoint.listen(cut)
    official.press(PRESS)
    assert official.status == 503
    assert "ничего не записано наполовину" in official.text
    crashpoint.listen(None)
    assert fingerprint_of_tables() == before

    official.open(f"/packets/{packet_id}").press(PRESS)
    assert official.status == 200
    assert "№ 1" in official.text
