import datetime as dt

import pytest
import time_machine

from workflow import clock


@pytest.fixture(autouse=True)
def _clock_put_back():
    yield
    clock.set_shift(dt.timedelta(0), allowed=True)


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        (None, 0),
        ("", 0),
        ("90", 90),
        ("-90.5", -90.5),
        ("P30D", 2592000),
        ("-PT2H30M", -9000),
        ("P1W", 604800),
    ],
)
def test_a_shift_is_seconds_or_a_duration(words, seconds):
    assert clock.parse_shift(words) == dt.timedelta(seconds=seconds)


@pytest.mark.parametrize("words", ["завтра", "P", "PT", "P1M", "1h"])
def test_an_unreadable_shift_is_refused(words):
    with pytest.raises(clock.ClockShiftError):
        clock.parse_shift(words)


def test_the_clock_is_aware_and_moves_by_the_shift():
    with time_machine.travel(dt.datetime(2026, 11, 17, 9, tzinfo=dt.UTC), tick=False):
        clock.set_shift(dt.timedelta(days=30), allowed=True)
        assert clock.now() == dt.datetime(2026, 12, 17, 9, tzinfo=dt.UTC)
        assert clock.now().tzinfo is dt.UTC

    evening = dt.datetime(2026, 12, 31, 22, 30, tzinfo=dt.UTC)
    assert clock.local_date(evening, "Europe/Moscow") == dt.date(2027, 1, 1)


def test_a_moved_clock_is_refused_where_real_orders_are_dated():
    with pytest.raises(clock.ClockShiftError):
        clock.set_shift(dt.timedelta(days=1), allowed=False)
    clock.set_shift(dt.timedelta(0), allowed=False)


def test_an_evening_in_utc_is_the_next_day_in_moscow():
    assert clock.local_date(dt.datetime(2026, 12, 31, 22, 30, tzinfo=dt.UTC), "Europe/Moscow") == dt.date(
        2027, 1, 1
    )
