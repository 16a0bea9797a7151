"""Statements of the acceptance list about terms, each under its own number."""

from datetime import date

import pytest

from workflow.deadlines.calendar import russian_calendar
from workflow.deadlines.deadline import WaitsFor
from workflow.deadlines.due import due_date
from workflow.deadlines.messages import in_russian
from workflow.deadlines.rule import Period, Rule, proposed_years, with_year
from workflow.deadlines.timing import read_timing
from workflow.deadlines.wording import read_wording

pytestmark = pytest.mark.acceptance
CALENDAR = russian_calendar()


@pytest.mark.parametrize(
    ("timing", "waits_for", "due_on"),
    [
        ({"kind": "once", "from": "2021-11", "to": "2021-11"}, None, date(2021, 11, 30)),
        ({"kind": "monthly", "as_given": "1 раз в месяц"}, WaitsFor.SERIES, None),
        ({"kind": "continuous", "as_given": "постоянно"}, WaitsFor.NOTHING, None),
        ({"kind": "by_schedule", "as_given": "по графику"}, WaitsFor.SCHEDULE, None),
        ({"kind": "by_request", "as_given": "по запросам"}, WaitsFor.REQUEST, None),
        ({"kind": "window", "from": "2023-09", "to": "2023-10"}, None, date(2023, 10, 31)),
        ({"kind": "once", "from": "11", "to": "11", "as_given": "ноябрь"}, WaitsFor.YEAR, None),
    ],
    ids=["разово", "ежемесячно", "постоянно", "по графику", "по запросам", "окно", "месяц без года"],
)
def test_obshchie_5_six_kinds_of_term_and_a_month_without_a_year_are_accepted(timing, waits_for, due_on):
    rule = read_timing(timing)
    assert isinstance(rule, Rule)
    deadline = due_date(rule, calendar=CALENDAR)
    assert (deadline.waits_for, deadline.due_on) == (waits_for, due_on)


@pytest.mark.parametrize(
    ("words", "document_on", "due_on"),
    [
        ("до 30.09.2023", date(2023, 9, 30), date(2023, 9, 29)),
        ("до 10 сентября", date(2023, 9, 10), date(2023, 9, 8)),
        ("не позднее 10 сентября", date(2023, 9, 10), date(2023, 9, 8)),
    ],
)
def test_obshchie_10_the_term_of_the_document_and_the_working_day_before_it_are_both_shown(
    words, document_on, due_on
):
    rule = read_wording(words)
    assert isinstance(rule, Rule)
    if due_date(rule, calendar=CALENDAR).waits_for is WaitsFor.YEAR:
        (year,) = proposed_years(rule, Period(date(2023, 9, 1), date(2024, 8, 31)))
        rule = with_year(rule, year)
    deadline = due_date(rule, calendar=CALENDAR)
    assert (deadline.document_on, deadline.due_on) == (document_on, due_on)
    panel = " ".join(in_russian(step.said) for step in deadline.steps)
    assert in_russian(deadline.steps[0].said) == f"«{words}»"
    assert f"{document_on:%d.%m.%Y}" in panel
    assert f"на предыдущий рабочий день: {due_on:%d.%m.%Y}" in panel


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("03.02 2022", date(2022, 2, 3)),
        ("28.10. 2022", date(2022, 10, 28)),
        ("05 марта 2022 года", date(2022, 3, 5)),
    ],
)
def test_kirovsk_30_a_date_with_a_stray_space_or_in_words_is_accepted(words, day):
    rule = read_wording(words)
    assert isinstance(rule, Rule)
    assert rule.as_given == words
    assert due_date(rule, calendar=CALENDAR).document_on == day
