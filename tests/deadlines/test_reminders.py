"""Reminders by the authority's own clock: on their day, once, after a downtime, in every zone."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.deadlines.calendar import russian_calendar
from workflow.deadlines.reminders import (
    Notice,
    NoticeKind,
    first_notice_at,
    local_date,
    local_year,
    next_notice_at,
    notice_moment,
    notice_now,
    notices_due,
    schedule,
)

CALENDAR = russian_calendar()
MOSCOW = ZoneInfo("Europe/Moscow")
ZONES = [
    ZoneInfo(name)
    for name in (
        "Europe/Kaliningrad", "Europe/Moscow", "Europe/Samara", "Asia/Yekaterinburg", "Asia/Omsk",
        "Asia/Krasnoyarsk", "Asia/Irkutsk", "Asia/Yakutsk", "Asia/Vladivostok", "Asia/Magadan",
        "Asia/Kamchatka",
    )
]  # fmt: skip
FRIDAY = date(2022, 11, 25)
SOON, DUE, OVERDUE = NoticeKind.SOON, NoticeKind.DUE, NoticeKind.OVERDUE


def moscow(day, hour, minute=0):
    return datetime(2022, 11, day, hour, minute, tzinfo=MOSCOW)


def sweep(deadline_on, moments, *, created_at, zone=MOSCOW):
    """A tick's loop over one row: the stored moment is its only memory."""
    planned_at, sent = next_notice_at(deadline_on, CALENDAR, after=created_at, zone=zone), []
    for now in moments:
        if planned_at is None:
            break
        notice = notice_now(deadline_on, CALENDAR, planned_at=planned_at, now=now, zone=zone)
        if notice:
            sent.append(notice)
            planned_at = next_notice_at(deadline_on, CALENDAR, after=now, zone=zone)
    return sent


def test_notices_stand_three_and_one_working_days_before_on_the_day_and_after_it():
    assert schedule(FRIDAY, CALENDAR) == (
        Notice(SOON, date(2022, 11, 22)),
        Notice(SOON, date(2022, 11, 24)),
        Notice(DUE, FRIDAY),
        Notice(OVERDUE, date(2022, 11, 28)),
    )


def test_before_a_working_saturday_days_are_counted_with_it():
    assert [notice.on for notice in schedule(date(2022, 3, 9), CALENDAR)] == [
        date(2022, 3, 3), date(2022, 3, 5), date(2022, 3, 9), date(2022, 3, 10)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("today", "notices"),
    [
        (date(2022, 11, 21), ()),
        (date(2022, 11, 22), (Notice(SOON, date(2022, 11, 22)),)),
        (date(2022, 11, 23), (Notice(SOON, date(2022, 11, 22), late=True),)),
        (date(2022, 11, 25), (Notice(DUE, FRIDAY),)),
        (date(2022, 11, 26), (Notice(DUE, FRIDAY, late=True),)),
        (date(2022, 11, 28), (Notice(OVERDUE, date(2022, 11, 28)),)),
        (date(2023, 2, 1), (Notice(OVERDUE, date(2022, 11, 28), late=True),)),
    ],
)
def test_only_the_latest_notice_is_due_and_a_missed_one_is_late(today, notices):
    assert notices_due(FRIDAY, today, CALENDAR) == notices


def test_what_was_told_is_not_told_again():
    assert notices_due(FRIDAY, FRIDAY, CALENDAR, told_on=FRIDAY) == ()
    assert notices_due(FRIDAY, date(2022, 12, 9), CALENDAR, told_on=date(2022, 11, 28)) == ()


def test_a_sweep_every_ten_minutes_sends_each_notice_once():
    moments = [moscow(20, 0) + timedelta(minutes=10 * step) for step in range(6 * 24 * 12)]
    assert sweep(FRIDAY, moments, created_at=moscow(18, 12)) == list(schedule(FRIDAY, CALENDAR))


def test_a_sweep_run_twice_at_one_moment_sends_once():
    assert len(sweep(FRIDAY, [moscow(25, 9), moscow(25, 9)], created_at=moscow(24, 12))) == 1


def test_nothing_is_sent_before_eight_in_the_morning():
    assert sweep(FRIDAY, [moscow(25, 7, 59)], created_at=moscow(24, 12)) == []
    assert sweep(FRIDAY, [moscow(25, 8)], created_at=moscow(24, 12)) == [Notice(DUE, FRIDAY)]


def test_after_a_night_off_the_notice_of_the_day_waits_for_its_hour():
    sent = sweep(FRIDAY, [moscow(25, 3), moscow(25, 8)], created_at=moscow(18, 12))
    assert sent == [Notice(SOON, date(2022, 11, 24), late=True), Notice(DUE, FRIDAY)]


def test_after_twenty_six_hours_of_downtime_one_notice_is_sent_and_marked_late():
    sent = sweep(FRIDAY, [moscow(24, 12), moscow(26, 14), moscow(26, 15)], created_at=moscow(24, 6))
    assert sent == [Notice(SOON, date(2022, 11, 24)), Notice(DUE, FRIDAY, late=True)]


def test_a_task_born_inside_the_reminder_days_is_not_reminded_of_the_past():
    assert next_notice_at(FRIDAY, CALENDAR, after=moscow(23, 12), zone=MOSCOW) == moscow(24, 8)


def test_a_task_born_late_is_overdue_once():
    sent = sweep(FRIDAY, [moscow(28, 9), moscow(29, 9)], created_at=moscow(26, 12))
    assert sent == [Notice(OVERDUE, date(2022, 11, 28))]


def test_a_task_born_after_its_overdue_day_is_told_of_at_once_and_only_once():
    born = moscow(30, 12)
    planned_at = first_notice_at(FRIDAY, CALENDAR, now=born, zone=MOSCOW)
    assert planned_at == born
    notice = notice_now(FRIDAY, CALENDAR, planned_at=planned_at, now=born, zone=MOSCOW)
    assert notice == Notice(OVERDUE, date(2022, 11, 28), late=True)
    assert next_notice_at(FRIDAY, CALENDAR, after=born, zone=MOSCOW) is None


def test_what_is_over_at_night_is_told_of_in_the_morning():
    assert first_notice_at(FRIDAY, CALENDAR, now=moscow(29, 3), zone=MOSCOW) == moscow(29, 8)
    notice = notice_now(FRIDAY, CALENDAR, planned_at=moscow(29, 8), now=moscow(29, 8), zone=MOSCOW)
    assert notice == Notice(OVERDUE, date(2022, 11, 28), late=True)


def test_a_task_born_in_time_begins_with_its_next_reminder():
    assert first_notice_at(FRIDAY, CALENDAR, now=moscow(18, 12), zone=MOSCOW) == moscow(22, 8)
    assert first_notice_at(None, CALENDAR, now=moscow(18, 12), zone=MOSCOW) is None


def test_when_all_is_said_there_is_no_next_moment():
    assert next_notice_at(FRIDAY, CALENDAR, after=moscow(28, 8), zone=MOSCOW) is None
    assert next_notice_at(None, CALENDAR, after=moscow(28, 8), zone=MOSCOW) is None


def test_an_extended_deadline_is_silent_until_its_new_days():
    planned_at = moscow(25, 8)
    later = date(2022, 12, 23)
    assert notice_now(later, CALENDAR, planned_at=planned_at, now=moscow(25, 9), zone=MOSCOW) is None
    assert next_notice_at(later, CALENDAR, after=moscow(25, 9), zone=MOSCOW).date() == date(2022, 12, 20)


def test_the_last_day_of_the_last_known_year_is_still_noticed_afterwards():
    kinds = {notice.kind: notice.on for notice in schedule(date(2027, 12, 30), CALENDAR)}
    assert kinds[OVERDUE] == date(2027, 12, 31)


@given(
    st.dates(date(2022, 2, 1), date(2026, 11, 30)),
    st.lists(st.integers(1, 400), min_size=1, max_size=60),
    st.sampled_from(ZONES),
)
def test_whatever_the_sweeps_each_notice_is_sent_at_most_once_and_in_order(deadline_on, gaps, zone):
    now = datetime.combine(deadline_on - timedelta(days=14), datetime.min.time(), tzinfo=UTC)
    moments = []
    for gap in gaps:
        now += timedelta(minutes=11 * gap)
        moments.append(now)
    sent = sweep(deadline_on, moments, created_at=moments[0] - timedelta(hours=1), zone=zone)
    keys = [(notice.kind, notice.on) for notice in sent]
    assert len(keys) == len(set(keys))
    assert all(one.on < other.on for one, other in pairwise(sent))
    assert all(
        notice_moment(notice.on, zone) <= moments[-1]
        and notice.on in {n.on for n in schedule(deadline_on, CALENDAR)}
        for notice in sent
    )


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_the_morning_of_the_day_comes_by_the_zone_of_the_authority(zone):
    moment = notice_moment(FRIDAY, zone)
    assert (moment.date(), moment.hour) == (FRIDAY, 8)
    at_greenwich = moment.astimezone(UTC)
    assert local_date(at_greenwich, zone) == FRIDAY
    assert local_date(at_greenwich - timedelta(hours=8, seconds=1), zone) == FRIDAY - timedelta(days=1)


def test_a_zone_that_moves_its_clocks_keeps_eight_in_the_morning():
    berlin = ZoneInfo("Europe/Berlin")
    assert notice_moment(date(2023, 3, 24), berlin).astimezone(UTC).hour == 7
    assert notice_moment(date(2023, 3, 27), berlin).astimezone(UTC).hour == 6


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_the_year_begins_at_local_midnight(zone):
    midnight = datetime(2027, 1, 1, tzinfo=zone).astimezone(UTC)
    assert local_year(midnight, zone) == 2027
    assert local_year(midnight - timedelta(microseconds=1), zone) == 2026


def test_vladivostok_is_in_the_new_year_while_moscow_is_not():
    now = datetime(2026, 12, 31, 15, 30, tzinfo=UTC)
    assert local_year(now, ZoneInfo("Asia/Vladivostok")) == 2027
    assert local_year(now, MOSCOW) == 2026


def test_a_naive_moment_is_refused():
    with pytest.raises(ValueError, match="aware"):
        local_year(datetime(2026, 12, 31, 15, 30), MOSCOW)  # noqa: DTZ001  the mistake itself is the subject


@pytest.mark.parametrize("machine", ["UTC", "Asia/Vladivostok", "America/New_York"])
def test_the_zone_of_the_machine_changes_nothing(machine, monkeypatch):
    import time

    monkeypatch.setenv("TZ", machine)
    time.tzset()
    try:
        moment = next_notice_at(FRIDAY, CALENDAR, after=moscow(24, 12), zone=MOSCOW)
        assert moment.astimezone(UTC) == datetime(2022, 11, 25, 5, tzinfo=UTC)
        assert local_date(moment, MOSCOW) == FRIDAY
    finally:
        monkeypatch.undo()
        time.tzset()
