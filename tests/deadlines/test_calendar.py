"""Which days are worked: the transfers of past years, the refusal of unknown ones, and the arithmetic."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.deadlines.calendar import (
    FIXED_HOLIDAYS,
    CalendarMissing,
    DayOverride,
    amended_calendar,
    changed_days,
    russian_calendar,
    with_table,
)

CALENDAR = russian_calendar()
DAYS = st.dates(date(2020, 4, 1), date(2027, 6, 30))  # sixty working days from the ends of what is known


@pytest.mark.parametrize(
    "day",
    [
        date(2021, 2, 20), date(2022, 3, 5), date(2024, 4, 27), date(2024, 11, 2), date(2024, 12, 28),
        date(2025, 11, 1), date(2027, 2, 20),
    ],
)  # fmt: skip
def test_a_working_saturday_is_worked(day):
    assert day.weekday() == 5
    assert CALENDAR.is_working_day(day)
    assert CALENDAR.note(day) == "Рабочая суббота"


@pytest.mark.parametrize(
    "day", [date(2022, 3, 7), date(2021, 12, 31), date(2026, 1, 9), date(2026, 12, 31), date(2027, 11, 5)]
)
def test_a_day_off_by_transfer_is_off_and_says_where_it_came_from(day):
    assert day.weekday() < 5
    assert not CALENDAR.is_working_day(day)
    assert CALENDAR.note(day).startswith("Выходной (перенесено с")


@pytest.mark.parametrize("year", [2020, 2023, 2026])
def test_years_without_working_weekends_have_none(year):
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    assert [day for day in days if day.weekday() >= 5 and CALENDAR.is_working_day(day)] == []


@pytest.mark.parametrize(
    ("year", "days"),
    [(2020, 248), (2021, 247), (2022, 247), (2023, 247), (2024, 248), (2025, 247), (2026, 247), (2027, 247)],
)
def test_the_year_has_the_official_number_of_working_days(year, days):
    assert CALENDAR.working_days_in(year) == days


def test_2026_is_confirmed_and_2027_is_not():
    assert not CALENDAR.is_provisional(2026)
    assert CALENDAR.is_provisional(2027)


@pytest.mark.parametrize("year", [2019, 2028, 2040])
def test_a_year_without_a_calendar_is_refused_by_name(year):
    with pytest.raises(CalendarMissing, match=str(year)):
        CALENDAR.is_working_day(date(year, 5, 20))


def test_counting_past_the_last_known_year_is_refused():
    with pytest.raises(CalendarMissing, match="2028"):
        CALENDAR.add_working_days(date(2027, 12, 30), 1)
    with pytest.raises(CalendarMissing, match="2019"):
        CALENDAR.add_working_days(date(2020, 1, 9), -1)
    with pytest.raises(CalendarMissing, match="2028"):
        CALENDAR.working_days_between(date(2027, 12, 30), date(2028, 1, 10))


@given(DAYS, st.integers(-40, 40).filter(bool))
def test_adding_working_days_is_walking_day_by_day(day, count):
    walked, left = day, abs(count)
    while left:
        walked += timedelta(days=1 if count > 0 else -1)
        left -= CALENDAR.is_working_day(walked)
    assert CALENDAR.add_working_days(day, count) == walked


@given(DAYS, DAYS)
def test_days_between_are_the_worked_days_after_the_first_up_to_the_last(one, other):
    first, last = sorted((one, other))
    walked = sum(CALENDAR.is_working_day(first + timedelta(days=n + 1)) for n in range((last - first).days))
    assert CALENDAR.working_days_between(first, last) == walked
    assert CALENDAR.working_days_between(last, first) == -walked


@given(DAYS, st.integers(1, 60))
def test_between_undoes_adding(day, count):
    assert CALENDAR.working_days_between(day, CALENDAR.add_working_days(day, count)) == count


@given(DAYS)
def test_the_neighbouring_working_days_enclose_the_day(day):
    previous, following = CALENDAR.previous_working_day(day), CALENDAR.next_working_day(day)
    assert previous <= day <= following
    assert CALENDAR.is_working_day(previous)
    assert CALENDAR.is_working_day(following)
    assert (previous == day) == CALENDAR.is_working_day(day) == (following == day)


def test_an_override_makes_a_new_version_and_leaves_the_old_one_alone():
    table = {date(2027, 11, 13): DayOverride(working=True, note="Рабочая суббота за 05.11")}
    amended = amended_calendar(CALENDAR, table, version="2027-2", source="Постановление", confirm=[2027])
    assert amended.is_working_day(date(2027, 11, 13))
    assert not amended.is_provisional(2027)
    assert amended.version == "2027-2"
    assert not CALENDAR.is_working_day(date(2027, 11, 13))
    assert changed_days(CALENDAR, amended) == (date(2027, 11, 13),)


def test_an_override_of_an_unknown_year_is_refused():
    with pytest.raises(CalendarMissing, match="2028"):
        amended_calendar(CALENDAR, {date(2028, 1, 1): DayOverride(False, "Новый год")}, version="x", source="x")


def table_of_2028():
    return {
        date(2028, month, day): DayOverride(working=False, note="Праздник") for month, day in FIXED_HOLIDAYS
    }


def test_a_year_is_not_known_by_being_named_without_its_holidays():
    with pytest.raises(CalendarMissing, match="2028"):
        amended_calendar(CALENDAR, {}, version="x", source="x", confirm=[2028])


def test_a_loaded_year_becomes_countable():
    amended = amended_calendar(
        CALENDAR, table_of_2028(), version="2028-1", source="Постановление", confirm=[2028]
    )
    assert amended.add_working_days(date(2027, 12, 30), 1) == date(2028, 1, 10)


def test_a_day_of_an_unfinished_year_leaves_that_year_refused_and_the_others_working():
    table = {
        date(2028, 5, 9): DayOverride(False, "День Победы"),
        date(2026, 5, 8): DayOverride(False, "Перенос"),
    }
    amended = with_table(CALENDAR, table, version="x")
    assert not amended.is_working_day(date(2026, 5, 8))
    with pytest.raises(CalendarMissing, match="2028"):
        amended.is_working_day(date(2028, 5, 10))


def test_the_year_becomes_known_with_the_last_of_its_holidays():
    table = table_of_2028()
    last = table.popitem()
    assert 2028 not in with_table(CALENDAR, table, version="x").years
    table.update([last])
    amended = with_table(CALENDAR, table, version="x")
    assert amended.add_working_days(date(2027, 12, 30), 1) == date(2028, 1, 10)
