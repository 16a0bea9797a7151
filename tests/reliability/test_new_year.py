"""The year of a number is the authority's own, and a number is never dated into a year that is over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from tests.reliability.scenes import packet_of_pairs, version
from tests.world import NOW, build_world
from workflow.commands.orders import IssueOrder
from workflow.extensions import db
from workflow.models.order import Order

ZONES = ("Europe/Kaliningrad", "Europe/Moscow", "Asia/Yekaterinburg", "Asia/Vladivostok", "Asia/Kamchatka")


@pytest.mark.parametrize("zone", ZONES)
def test_the_new_year_begins_at_local_midnight_with_number_one(app: Flask, zone: str) -> None:
    midnight = datetime(2027, 1, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    with app.app_context():
        world = build_world(zone=zone, schools=4)
        for school, moment in zip(
            ("s1", "s2", "s3", "s4"),
            (
                midnight - timedelta(seconds=2),
                midnight - timedelta(seconds=1),
                midnight,
                midnight - timedelta(seconds=1),  # a press that was waiting when the year turned
            ),
            strict=True,
        ):
            packet_id = packet_of_pairs(world, school)
            world.do("official", IssueOrder(packet_id=packet_id, version=version(packet_id)), now=moment)

        rows = db.session.execute(select(Order.year, Order.ordinal, Order.dated_on).order_by(Order.id)).all()

    assert rows == [
        (2026, 1, date(2026, 12, 31)),
        (2026, 2, date(2026, 12, 31)),
        (2027, 1, date(2027, 1, 1)),
        (2027, 2, date(2027, 1, 1)),
    ]


def test_a_clock_that_goes_back_never_dates_an_order_before_the_last_one(app: Flask) -> None:
    with app.app_context():
        world = build_world(schools=2)
        for school, moment in (("s1", NOW), ("s2", NOW - timedelta(days=1))):
            packet_id = packet_of_pairs(world, school)
            world.do("official", IssueOrder(packet_id=packet_id, version=version(packet_id)), now=moment)

        assert db.session.scalars(select(Order.dated_on).order_by(Order.id)).all() == [date(2026, 10, 12)] * 2
