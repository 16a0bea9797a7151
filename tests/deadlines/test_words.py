"""A term in words: the plurals, the edges of days off, and a year that has no calendar."""

from datetime import date

import pytest

from workflow.deadlines.calendar import russian_calendar
from workflow.deadlines.messages import in_russian, plural_form
from workflow.deadlines.words import TermKind, term_words

CALENDAR = russian_calendar()
TODAY = date(2022, 11, 22)


@pytest.mark.parametrize(
    ("due_on", "kind", "words"),
    [
        (None, TermKind.NONE, "без даты"),
        (date(2022, 10, 31), TermKind.LATE, "на 15 раб. дней"),
        (date(2022, 11, 17), TermKind.LATE, "на 3 раб. дня"),
        (date(2022, 11, 21), TermKind.LATE, "на 1 раб. день"),
        (date(2022, 11, 22), TermKind.TODAY, "сегодня"),
        (date(2022, 11, 23), TermKind.TOMORROW, "завтра"),
        (date(2022, 11, 25), TermKind.SOON, "осталось 3 раб. дня"),
        (date(2022, 11, 28), TermKind.OK, "осталось 4 раб. дня"),
        (date(2022, 11, 29), TermKind.OK, "осталось 5 раб. дней"),
        (date(2022, 12, 21), TermKind.OK, "осталось 21 раб. день"),
    ],
)
def test_a_term_is_said_as_a_person_would(due_on, kind, words):
    term = term_words(due_on, TODAY, CALENDAR)
    assert (term.kind, in_russian(term.message)) == (kind, words)


def test_a_term_of_friday_is_late_on_saturday_though_no_working_day_has_passed():
    term = term_words(date(2022, 11, 18), date(2022, 11, 19), CALENDAR)
    assert (term.kind, in_russian(term.message)) == (TermKind.LATE, "срок вышел")


def test_an_unshifted_sunday_seen_on_friday_leaves_no_working_days():
    term = term_words(date(2022, 11, 27), date(2022, 11, 25), CALENDAR)
    assert (term.kind, in_russian(term.message)) == (TermKind.SOON, "рабочих дней не осталось")


def test_a_monday_seen_on_friday_is_one_working_day_away():
    term = term_words(date(2022, 11, 28), date(2022, 11, 25), CALENDAR)
    assert (term.kind, in_russian(term.message)) == (TermKind.SOON, "осталось 1 раб. день")


def test_a_working_saturday_counts():
    assert term_words(date(2022, 3, 9), date(2022, 3, 4), CALENDAR).message.n == 2


def test_the_threshold_of_soon_is_a_setting():
    assert term_words(date(2022, 11, 29), TODAY, CALENDAR, soon_days=5).kind == TermKind.SOON


@pytest.mark.parametrize(
    ("due_on", "kind", "words"),
    [
        (date(2030, 1, 13), TermKind.OK, "осталось 3 календ. дня, производственного календаря нет"),
        (date(2030, 1, 5), TermKind.LATE, "на 5 календ. дней, производственного календаря нет"),
    ],
)
def test_a_year_without_a_calendar_is_said_and_the_list_still_opens(due_on, kind, words):
    term = term_words(due_on, date(2030, 1, 10), CALENDAR)
    assert (term.kind, in_russian(term.message)) == (kind, words)


@pytest.mark.parametrize(
    ("n", "form"),
    [(0, 2), (1, 0), (2, 1), (4, 1), (5, 2), (11, 2), (12, 2), (14, 2), (21, 0), (22, 1), (101, 0), (111, 2)],
)
def test_russian_counts_have_three_forms(n, form):
    assert plural_form(n) == form
