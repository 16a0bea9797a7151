"""From a rule to a date: the day of the document, the working day, and what waits for an answer."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.deadlines.calendar import CalendarMissing, russian_calendar
from workflow.deadlines.deadline import ShiftPolicy, WaitsFor
from workflow.deadlines.due import OfficeRules, due_date, series, state_due
from workflow.deadlines.rule import (
    Anchored,
    Day,
    NoSuchDay,
    Period,
    Point,
    Rule,
    Side,
    Unit,
    YearFrom,
    every_year,
    proposed_years,
    with_year,
)
from workflow.deadlines.wording import read_wording

CALENDAR = russian_calendar()
PROGRAMME = Period(date(2021, 1, 1), date(2024, 12, 31))
SCHOOL_YEAR = Period(date(2022, 9, 1), date(2023, 8, 31))


def deadline(words, **settings):
    rule = read_wording(words)
    assert isinstance(rule, Rule)
    return due_date(rule, calendar=CALENDAR, **settings)


@pytest.mark.parametrize(
    ("words", "document_on", "due_on"),
    [
        ("до 31.08.2023", date(2023, 8, 31), date(2023, 8, 31)),
        ("до 30.09.2023", date(2023, 9, 30), date(2023, 9, 29)),
        ("05 марта 2022 года", date(2022, 3, 5), date(2022, 3, 5)),
        ("до 07.03.2022", date(2022, 3, 7), date(2022, 3, 5)),
        ("не позднее 09.01.2026", date(2026, 1, 9), date(2025, 12, 30)),
        ("ноябрь 2021", date(2021, 11, 30), date(2021, 11, 30)),
        ("февраль 2024", date(2024, 2, 29), date(2024, 2, 29)),
        ("сентябрь - октябрь 2023", date(2023, 10, 31), date(2023, 10, 31)),
        ("декабрь - январь 2023", date(2023, 1, 31), date(2023, 1, 31)),
        ("в 2023 году", date(2023, 12, 31), date(2023, 12, 29)),
        ("в течение 2026 года", date(2026, 12, 31), date(2026, 12, 30)),
        ("2022/2023 учебный год", date(2023, 8, 31), date(2023, 8, 31)),
    ],
)
def test_words_with_a_year_have_a_date(words, document_on, due_on):
    found = deadline(words)
    assert (found.document_on, found.due_on) == (document_on, due_on)
    assert found.shifted == (document_on != due_on)
    assert found.calendar_version == CALENDAR.version


def test_a_window_opens_on_its_first_day():
    assert deadline("ноябрь 2023 - январь 2024").opens_on == date(2023, 11, 1)
    assert deadline("с 26 по 30 сентября 2022 года").opens_on == date(2022, 9, 26)


@pytest.mark.parametrize(
    ("policy", "due_on"),
    [
        (ShiftPolicy.PREVIOUS, date(2023, 9, 29)),
        (ShiftPolicy.NEXT, date(2023, 10, 2)),
        (ShiftPolicy.NONE, date(2023, 9, 30)),
    ],
)
def test_the_policy_decides_where_a_day_off_goes(policy, due_on):
    assert deadline("до 30.09.2023", shift_policy=policy).due_on == due_on


def test_until_may_leave_its_own_day_out():
    office = OfficeRules(until_includes_its_day=False)
    assert deadline("до 31.08.2023", office=office).document_on == date(2023, 8, 30)
    assert deadline("не позднее 31.08.2023", office=office).document_on == date(2023, 8, 31)
    assert deadline("до 31.08.2023 включительно", office=office).document_on == date(2023, 8, 31)


@pytest.mark.parametrize(
    ("words", "anchor", "due_on"),
    [
        ("за 3 рабочих дня до", date(2022, 3, 9), date(2022, 3, 3)),  # 05.03 was a working Saturday
        ("за 3 дня до начала", date(2022, 11, 25), date(2022, 11, 22)),
        ("в течение 10 дней со дня проведения", date(2022, 11, 7), date(2022, 11, 17)),
        ("в течение 10 дней со дня проведения", date(2022, 11, 9), date(2022, 11, 18)),  # 19.11 is a Saturday
        ("не позднее 2 рабочих дней после окончания", date(2022, 11, 23), date(2022, 11, 25)),
        ("через неделю после семинара", date(2022, 11, 7), date(2022, 11, 14)),
        ("в начале курсов", date(2022, 11, 7), date(2022, 11, 7)),
        ("по запросам", date(2022, 11, 7), date(2022, 11, 21)),
    ],
)
def test_a_term_is_counted_from_the_event_it_names(words, anchor, due_on):
    found = deadline(words, anchor=anchor)
    assert (found.due_on, found.anchor_on) == (due_on, anchor)


@pytest.mark.parametrize(
    ("words", "dated_on", "due_on"),
    [
        ("в течение месяца", date(2023, 1, 31), date(2023, 2, 28)),
        ("в течение месяца", date(2024, 1, 31), date(2024, 2, 29)),
        ("в течение 10 дней со дня подписания настоящего распоряжения", date(2022, 11, 7), date(2022, 11, 17)),
        ("", date(2022, 3, 31), date(2022, 4, 29)),  # a month: 30.04 is a Saturday
        ("срочно", date(2022, 11, 7), date(2022, 11, 10)),
        ("оперативно", date(2022, 11, 7), date(2022, 11, 17)),
    ],
)
def test_a_term_that_names_no_event_is_counted_from_the_document(words, dated_on, due_on):
    found = deadline(words, dated_on=dated_on)
    assert (found.due_on, found.anchor_on) == (due_on, dated_on)


def test_the_date_of_the_document_never_stands_in_for_the_event():
    assert deadline("в течение 10 дней со дня проведения", dated_on=date(2022, 11, 7)).due_on is None
    assert deadline("за 3 рабочих дня до", dated_on=date(2022, 11, 7)).due_on is None
    assert deadline("срочно", anchor=date(2022, 11, 7)).due_on is None


@pytest.mark.parametrize("words", ["", "срочно", "оперативно", "в 10-дневный срок"])
def test_what_stands_in_for_silent_words_is_marked_as_assumed(words):
    assert deadline(words, dated_on=date(2022, 11, 7)).assumed is not None


def test_the_time_for_an_answer_is_marked_as_assumed():
    assert deadline("по запросам", anchor=date(2022, 11, 7)).assumed is not None


@pytest.mark.parametrize(
    ("words", "waits_for"),
    [
        ("ноябрь", WaitsFor.YEAR),
        ("до 10 сентября", WaitsFor.YEAR),
        ("май - июнь", WaitsFor.YEAR),
        ("в течение года", WaitsFor.YEAR),
        ("в течение 10 дней со дня проведения", WaitsFor.ANCHOR),
        ("срочно", WaitsFor.ANCHOR),
        ("по графику", WaitsFor.SCHEDULE),
        ("в течение года по графику", WaitsFor.SCHEDULE),
        ("по договору", WaitsFor.AGREEMENT),
        ("по запросам", WaitsFor.REQUEST),
        ("ежемесячно", WaitsFor.SERIES),
        ("ежегодно до 10 сентября", WaitsFor.SERIES),
        ("постоянно", WaitsFor.NOTHING),
    ],
)
def test_open_words_have_no_date_and_say_what_they_wait_for(words, waits_for):
    found = deadline(words)
    assert (found.due_on, found.document_on, found.waits_for) == (None, None, waits_for)


@pytest.mark.parametrize(
    ("words", "years"),
    [
        ("ноябрь", (2021, 2022, 2023, 2024)),
        ("до 10 сентября", (2021, 2022, 2023, 2024)),
        ("ноябрь - январь", (2020, 2021, 2022, 2023, 2024)),
        ("29 февраля", (2024,)),
        ("в течение учебного года", (2020, 2021, 2022, 2023, 2024)),
        ("ноябрь 2021", ()),
    ],
)
def test_the_years_that_fit_the_term_are_proposed(words, years):
    assert proposed_years(read_wording(words), PROGRAMME) == years


def test_a_school_year_leaves_one_november():
    assert proposed_years(read_wording("ноябрь"), SCHOOL_YEAR) == (2022,)


def test_the_answer_of_a_person_completes_the_rule():
    rule = with_year(read_wording("ноябрь - январь"), 2022)
    found = due_date(rule, calendar=CALENDAR)
    assert (found.opens_on, found.due_on) == (date(2022, 11, 1), date(2023, 1, 31))
    assert rule.year_from is YearFrom.PERSON


def test_29_february_cannot_be_given_a_common_year():
    with pytest.raises(NoSuchDay):
        with_year(read_wording("29 февраля"), 2023)


def test_within_the_year_takes_the_only_year_of_the_term_and_says_so():
    found = deadline("в течение учебного года", term=SCHOOL_YEAR)
    assert (found.due_on, found.rule.year_from) == (date(2023, 8, 31), YearFrom.TERM)
    assert deadline("в течение года", term=SCHOOL_YEAR).waits_for is WaitsFor.YEAR


@pytest.mark.parametrize("policy", ShiftPolicy)
def test_a_year_without_a_calendar_is_refused_under_any_policy(policy):
    with pytest.raises(CalendarMissing, match="2031"):
        deadline("до 15.05.2031", shift_policy=policy)


def test_a_date_of_an_unconfirmed_year_is_marked():
    assert deadline("до 20.05.2027").provisional
    assert not deadline("до 20.05.2026").provisional


def test_a_state_has_a_term_in_working_days():
    found = state_due(date(2022, 3, 4), 3, CALENDAR)
    assert found.due_on == date(2022, 3, 10)
    assert found.assumed is not None


def test_a_monthly_series_has_one_date_a_month():
    found = series(read_wording("ежемесячно"), term=SCHOOL_YEAR, calendar=CALENDAR)
    assert len(found.deadlines) == 12
    assert (found.deadlines[0].document_on, found.deadlines[0].due_on) == (
        date(2022, 9, 30),
        date(2022, 9, 30),
    )
    assert found.deadlines[3].due_on == date(2022, 12, 30)  # 31.12.2022 is a Saturday


def test_the_31st_of_a_shorter_month_is_its_last_day():
    found = series(read_wording("до 31 числа каждого месяца"), term=PROGRAMME, calendar=CALENDAR)
    days = [one.document_on for one in found.deadlines]
    assert date(2023, 2, 28) in days
    assert date(2024, 2, 29) in days
    assert date(2023, 4, 30) in days


def test_a_yearly_series_has_one_date_a_year():
    found = series(read_wording("ежегодно в срок до 10 сентября"), term=PROGRAMME, calendar=CALENDAR)
    assert [one.due_on for one in found.deadlines] == [
        date(2021, 9, 10), date(2022, 9, 9), date(2023, 9, 8), date(2024, 9, 10)
    ]  # fmt: skip


def test_every_year_is_an_answer_to_a_missing_year():
    rule = every_year(read_wording("сентябрь-октябрь"))
    found = series(rule, term=PROGRAMME, calendar=CALENDAR)
    assert [(one.opens_on, one.document_on) for one in found.deadlines][:2] == [
        (date(2021, 9, 1), date(2021, 10, 31)),
        (date(2022, 9, 1), date(2022, 10, 31)),
    ]


def test_29_february_every_year_is_the_28th_of_a_common_year():
    rule = every_year(read_wording("29 февраля"))
    found = series(rule, term=Period(date(2023, 1, 1), date(2024, 12, 31)), calendar=CALENDAR)
    assert [one.document_on for one in found.deadlines] == [date(2023, 2, 28), date(2024, 2, 29)]


def test_constant_work_is_reviewed_from_its_beginning():
    rule = read_wording("постоянно, начиная с января 2022 г.")
    found = series(rule, term=Period(date(2021, 6, 1), date(2022, 12, 31)), calendar=CALENDAR)
    assert [one.document_on for one in found.deadlines] == [
        date(2022, 3, 31), date(2022, 6, 30), date(2022, 9, 30), date(2022, 12, 31)
    ]  # fmt: skip


def test_a_series_computes_what_it_can_and_names_the_years_it_cannot():
    term = Period(date(2026, 1, 1), date(2029, 12, 31))
    found = series(read_wording("ежегодно до 10 сентября"), term=term, calendar=CALENDAR)
    assert [one.document_on.year for one in found.deadlines] == [2026, 2027]
    assert found.missing_years == (2028, 2029)


KNOWN_DAYS = st.dates(date(2020, 2, 1), date(2027, 11, 30))


@given(KNOWN_DAYS, st.sampled_from([ShiftPolicy.PREVIOUS, ShiftPolicy.NEXT]))
def test_a_shifted_date_is_never_a_day_off(day, policy):
    rule = Rule("", Day(Point(day.month, day.day, day.year)))
    found = due_date(rule, calendar=CALENDAR, shift_policy=policy)
    assert CALENDAR.is_working_day(found.due_on)
    assert (found.due_on <= day) if policy is ShiftPolicy.PREVIOUS else (found.due_on >= day)
    assert found.document_on == day


@given(
    st.dates(date(2023, 1, 1), date(2024, 12, 31)),
    st.integers(0, 24),
    st.sampled_from(Unit),
    st.sampled_from(Side),
)
def test_a_counted_date_lies_on_its_side_of_the_anchor(day, count, unit, side):
    rule = Rule("", Anchored(count, unit, side, "события"))
    found = due_date(rule, calendar=CALENDAR, anchor=day, shift_policy=ShiftPolicy.NONE)
    assert found.due_on >= day if side is Side.AFTER else found.due_on <= day
