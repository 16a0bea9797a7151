"""A right counts from its first day to its last by the clock of its own authority, on pages as in commands."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests.people import sign_in
from tests.world import World, build_world
from workflow.extensions import db
from workflow.models.person import Person, RoleAssignment
from workflow.uow import unit_of_work

LAST = date(2026, 10, 12)
#: In Vladivostok it is one in the morning of the 13th, in Moscow still the 12th.
NIGHT = datetime(2026, 10, 12, 15, 0, tzinfo=UTC)
#: In Kaliningrad it is still the 12th, in Moscow already the 13th.
LATE = datetime(2026, 10, 12, 21, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "at", "by_today"),
    [("Asia/Vladivostok", NIGHT, False), ("Europe/Kaliningrad", LATE, True), ("Europe/Moscow", NIGHT, True)],
)
def test_pages_close_and_open_at_midnight_where_the_authority_is(
    app: Flask, zone: str, at: datetime, by_today: bool
) -> None:
    with app.app_context():
        world = build_world(zone=zone)
        _set_days(world, "methodist", to_on=LAST)
        _set_days(world, "clerk", from_on=date(2026, 10, 13))
    with time_machine.travel(at, tick=False):
        assert _opens_cases(app, world, "methodist") is by_today
        assert _opens_cases(app, world, "clerk") is not by_today


def _set_days(world: World, who: str, **days: date) -> None:
    with unit_of_work() as session:
        query = select(RoleAssignment).where(RoleAssignment.person_id == world.people[who])
        for assignment in session.scalars(query):
            for name, day in days.items():
                setattr(assignment, name, day)


def _opens_cases(app: Flask, world: World, who: str) -> bool:
    client = app.test_client()
    with app.app_context():
        person = db.session.scalars(select(Person).where(Person.id == world.people[who])).one()
        sign_in(client, person)
    status = client.get("/cases").status_code
    assert status in (200, 403)
    return status == 200
