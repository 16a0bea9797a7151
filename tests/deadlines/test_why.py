"""«Почему эта дата»: the panel of a deadline, step by step."""

from datetime import date

import pytest

from workflow.deadlines.calendar import russian_calendar
from workflow.deadlines.change import appoint, extend, shift_by_suspension
from workflow.deadlines.day_names import day_name
from workflow.deadlines.deadline import ShiftPolicy, WaitsFor
from workflow.deadlines.due import due_date, state_due
from workflow.deadlines.messages import in_russian
from workflow.deadlines.rule import Period, with_year
from workflow.deadlines.why import waits_words
from workflow.deadlines.wording import read_wording
from workflow.states.definition import say

CALENDAR = russian_calendar()
VERSION = CALENDAR.version


def panel(deadline):
    return [(in_russian(step.title), in_russian(step.said)) for step in deadline.steps]


def test_a_saturday_shows_the_term_of_the_document_and_the_working_day():
    deadline = due_date(read_wording("до 30.09.2023"), calendar=CALENDAR)
    assert panel(deadline) == [
        ("Слова", "«до 30.09.2023»"),
        ("Правило", "до 30.09.2023 → 30.09.2023, сб"),
        ("Календарь", f"2023 год, версия {VERSION}: 30.09.2023, сб выходной"),
        ("Сдвиг", "с 30.09.2023, сб на предыдущий рабочий день: 29.09.2023, пт"),
        ("Продления", "не было"),
    ]


def test_a_counted_term_shows_from_what():
    rule = read_wording("в течение 10 дней со дня проведения")
    deadline = due_date(rule, calendar=CALENDAR, anchor=date(2022, 11, 7))
    assert panel(deadline) == [
        ("Слова", "«в течение 10 дней со дня проведения»"),
        ("От чего", "от дня: 07.11.2022, пн"),
        ("Правило", "после «проведения»: 10 календарных дней → 17.11.2022, чт"),
        ("Календарь", f"2022 год, версия {VERSION}: 17.11.2022, чт рабочий"),
        ("Сдвиг", "не нужен"),
        ("Продления", "не было"),
    ]


def test_a_holiday_is_named():
    steps = dict(panel(due_date(read_wording("до 07.03.2022"), calendar=CALENDAR)))
    assert steps["Календарь"].endswith("07.03.2022, пн — «Выходной (перенесено с 05.03.2022)»")
    steps = dict(panel(due_date(read_wording("до 05.03.2022"), calendar=CALENDAR)))
    assert steps["Календарь"].endswith("05.03.2022, сб — «Рабочая суббота»")
    assert steps["Сдвиг"] == "не нужен"


def test_a_draft_calendar_is_called_a_draft():
    steps = dict(panel(due_date(read_wording("до 20.05.2027"), calendar=CALENDAR)))
    assert steps["Календарь"] == f"2027 год, версия {VERSION}, ещё не утверждён: 20.05.2027, чт рабочий"


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        (ShiftPolicy.NEXT, "с 30.09.2023, сб на следующий рабочий день: 02.10.2023, пн"),
        (ShiftPolicy.NONE, "день выходной, срок не сдвигается"),
    ],
)
def test_the_policy_is_shown_beside_the_date(policy, words):
    deadline = due_date(read_wording("до 30.09.2023"), calendar=CALENDAR, shift_policy=policy)
    assert dict(panel(deadline))["Сдвиг"] == words


def test_who_named_the_year_is_said():
    asked = due_date(with_year(read_wording("ноябрь"), 2022), calendar=CALENDAR)
    assert dict(panel(asked))["Год"] == "в словах не назван, указан человеком"
    term = Period(date(2022, 9, 1), date(2023, 8, 31))
    taken = due_date(read_wording("в течение учебного года"), calendar=CALENDAR, term=term)
    assert dict(panel(taken))["Год"] == "в словах не назван, взят из срока программы"


def test_silent_words_and_settings_are_shown_as_assumed():
    silent = due_date(read_wording("—"), calendar=CALENDAR, dated_on=date(2022, 11, 7))
    assert panel(silent)[0] == ("Слова", "в документе не названы")
    assert dict(panel(silent))["Принято"] == "срок не назван: правило органа, не из документа"
    state = state_due(date(2022, 11, 7), 5, CALENDAR)
    assert dict(panel(state))["Принято"] == "срок состояния: настройка Опоры, не из документа"


def test_every_move_of_the_date_is_a_step_with_its_reason():
    deadline = due_date(read_wording("до 31.08.2023"), calendar=CALENDAR)
    deadline = extend(deadline, date(2023, 9, 30), "прошение школы", calendar=CALENDAR)
    deadline = shift_by_suspension(deadline, 5, calendar=CALENDAR, reason="карантин")
    assert panel(deadline)[-2:] == [
        (
            "Продление",
            "было 31.08.2023, чт, назначено 30.09.2023, сб, день выходной; рабочий день: 29.09.2023, пт",
        ),
        ("Приостановление", "на 5 рабочих дней, новый срок: 06.10.2023, пт"),
    ]
    assert [step.note for step in deadline.steps[-2:]] == ["прошение школы", "карантин"]


def test_an_appointed_date_is_a_step():
    deadline = appoint(
        due_date(read_wording("по графику"), calendar=CALENDAR),
        date(2023, 9, 30),
        "график",
        calendar=CALENDAR,
    )
    assert panel(deadline) == [
        ("Слова", "«по графику»"),
        ("Правило", "дату даст график"),
        ("Назначена дата", "30.09.2023, сб, день выходной; рабочий день: 29.09.2023, пт"),
    ]


def test_a_deadline_without_a_date_says_why():
    deadline = due_date(read_wording("ноябрь"), calendar=CALENDAR)
    assert panel(deadline)[-1] == (
        "Почему без даты", "не назван год: укажите его или выберите «каждый год программы»"
    )  # fmt: skip


def test_every_kind_of_waiting_has_words_of_its_own():
    assert len({in_russian(waits_words(waits_for)) for waits_for in WaitsFor}) == len(WaitsFor)


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("День Победы", say("День Победы")),
        ("День Победы (выходной)", say("%(name)s (выходной)", name=say("День Победы"))),
        ("Выходной (перенесено с 01.11.2025)", say("Выходной (перенесено с %(day)s)", day="01.11.2025")),
        ("День района", "День района"),
    ],
)
def test_a_day_of_the_calendar_is_named_in_the_words_of_the_reader(note, said):
    assert day_name(note) == said


def test_every_day_that_our_calendar_names_can_be_said_in_english():
    notes = {one.note for one in russian_calendar().exceptions.values()}
    assert {note for note in notes if isinstance(day_name(note), str)} == set()
