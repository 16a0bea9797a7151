"""A deadline in a task's row: the format that may not change, and nothing lost on the way."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.deadlines.calendar import russian_calendar
from workflow.deadlines.change import appoint, extend, shift_by_suspension
from workflow.deadlines.due import due_date, series, state_due
from workflow.deadlines.rule import Period
from workflow.deadlines.stored import SHAPES, UnknownVersion, from_json, to_json
from workflow.deadlines.wording import read_wording

CALENDAR = russian_calendar()


def due(words, **settings):
    return due_date(read_wording(words), calendar=CALENDAR, **settings)


def deadlines():
    yield from (due(words) for words in (
        "до 30.09.2023", "ноябрь 2021", "сентябрь - октябрь 2023", "в 2023 году", "2022/2023 учебный год",
        "постоянно, с сентября 2021", "ежемесячно до 5 числа", "ежегодно, сентябрь-октябрь", "до 10 сентября",
        "в течение года по графику", "в течение 10 дней со дня проведения", "срочно",
    ))  # fmt: skip
    yield due("за 3 рабочих дня до", anchor=date(2022, 3, 9))
    yield due("срочно", dated_on=date(2022, 3, 9))
    yield state_due(date(2022, 3, 4), 3, CALENDAR)
    yield appoint(due("по графику"), date(2023, 9, 30), "график", calendar=CALENDAR)
    extended = extend(due("до 31.08.2023"), date(2023, 9, 30), "прошение", calendar=CALENDAR)
    yield shift_by_suspension(extended, 5, calendar=CALENDAR, reason="карантин")
    term = Period(date(2022, 9, 1), date(2023, 8, 31))
    yield from series(read_wording("ежемесячно"), term=term, calendar=CALENDAR).deadlines


@pytest.mark.parametrize("deadline", list(deadlines()), ids=lambda one: one.as_given or "—")
def test_a_stored_deadline_comes_back_equal(deadline):
    through_the_database = json.loads(json.dumps(to_json(deadline)))
    assert from_json(through_the_database) == deadline


def test_every_shape_is_among_the_examples():
    assert {to_json(one)["rule"]["shape"]["is"] for one in deadlines()} == set(SHAPES)


def test_the_format_of_version_1_stands():
    stored = {
        "v": 1,
        "rule": {
            "as_given": "до 30.09.2023",
            "shape": {"is": "day", "point": {"month": 9, "day": 30, "year": 2023}, "bound": "until"},
        },
        "document_on": "2023-09-30",
        "due_on": "2023-09-29",
        "calendar": {"version": CALENDAR.version, "day_on": "2023-09-30", "working": False},
    }
    assert to_json(due("до 30.09.2023")) == stored
    assert from_json(stored) == due("до 30.09.2023")


def test_a_row_of_a_later_version_is_refused():
    with pytest.raises(UnknownVersion, match="2"):
        from_json({**to_json(due("до 30.09.2023")), "v": 2})


@given(st.dates(date(2020, 2, 1), date(2027, 11, 30)))
def test_any_dated_deadline_comes_back_equal(day):
    deadline = due(f"до {day:%d.%m.%Y}")
    assert from_json(json.loads(json.dumps(to_json(deadline)))) == deadline
