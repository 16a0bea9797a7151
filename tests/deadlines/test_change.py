"""What moves a date after it was set, and that the old date is never lost."""

from datetime import date

import pytest

from workflow.deadlines.calendar import DayOverride, amended_calendar, russian_calendar
from workflow.deadlines.change import ChangeRefused, appoint, extend, replay, shift_by_suspension
from workflow.deadlines.deadline import ChangeKind, Deadline
from workflow.deadlines.due import due_date
from workflow.deadlines.wording import read_wording

CALENDAR = russian_calendar()


def deadline(words, **settings):
    return due_date(read_wording(words), calendar=CALENDAR, **settings)


def test_an_extension_keeps_the_old_date_and_the_reason():
    extended = extend(deadline("до 31.08.2023"), date(2023, 9, 15), "болезнь методиста", calendar=CALENDAR)
    assert extended.due_on == date(2023, 9, 15)
    assert extended.document_on == date(2023, 8, 31)
    change = extended.changes[0]
    assert (change.kind, change.from_on, change.reason) == (
        ChangeKind.EXTENSION, date(2023, 8, 31), "болезнь методиста"
    )  # fmt: skip


def test_an_extension_to_a_day_off_is_shifted_like_the_term_itself():
    extended = extend(deadline("до 31.08.2023"), date(2023, 9, 30), "", calendar=CALENDAR)
    assert (extended.changes[0].asked_on, extended.due_on) == (date(2023, 9, 30), date(2023, 9, 29))


@pytest.mark.parametrize("new_on", [date(2023, 8, 30), date(2023, 9, 29), date(2023, 9, 30)])
def test_an_extension_must_really_be_later(new_on):
    with pytest.raises(ChangeRefused, match=r"прежний 29\.09\.2023, пт"):
        extend(deadline("до 30.09.2023"), new_on, "", calendar=CALENDAR)


def test_there_is_nothing_to_extend_without_a_date():
    with pytest.raises(ChangeRefused, match="Сначала назначьте"):
        extend(deadline("по графику"), date(2023, 9, 15), "", calendar=CALENDAR)


def test_a_schedule_that_came_gives_the_date():
    appointed = appoint(deadline("по графику"), date(2023, 9, 15), "график от 01.09", calendar=CALENDAR)
    assert (appointed.due_on, appointed.waits_for) == (date(2023, 9, 15), None)
    with pytest.raises(ChangeRefused, match="Её можно продлить"):
        appoint(appointed, date(2023, 9, 20), "", calendar=CALENDAR)


def test_a_suspension_moves_the_date_by_its_working_days():
    moved = shift_by_suspension(deadline("до 04.03.2022"), 2, calendar=CALENDAR)
    assert moved.due_on == date(2022, 3, 9)  # 05.03 is worked, 6-8 are not
    assert moved.changes[0].working_days == 2


def test_a_suspension_leaves_a_deadline_without_a_date_alone():
    waiting = deadline("по графику")
    assert shift_by_suspension(waiting, 5, calendar=CALENDAR) == waiting
    dated = deadline("до 04.03.2022")
    assert shift_by_suspension(dated, 0, calendar=CALENDAR) == dated


def test_a_replay_by_the_same_calendar_changes_nothing():
    moved = shift_by_suspension(
        extend(deadline("до 31.08.2023"), date(2023, 9, 30), "прошение", calendar=CALENDAR),
        3,
        calendar=CALENDAR,
    )
    assert replay(moved, CALENDAR) == moved


def test_a_replay_shows_what_a_new_calendar_would_move():
    table = {
        date(2027, 11, 13): DayOverride(True, "Рабочая суббота"),
        date(2027, 11, 12): DayOverride(False, "x"),
    }
    amended = amended_calendar(CALENDAR, table, version="2027-2", source="Постановление", confirm=[2027])
    friday = deadline("до 12.11.2027")
    again = replay(friday, amended)
    assert (friday.due_on, again.due_on) == (date(2027, 11, 12), date(2027, 11, 11))
    assert (again.calendar_version, again.provisional) == ("2027-2", False)


def test_a_replay_counts_working_days_again():
    table = {date(2027, 11, 13): DayOverride(working=True, note="Рабочая суббота")}
    amended = amended_calendar(CALENDAR, table, version="2027-2", source="Постановление", confirm=[2027])
    counted = deadline("не позднее 2 рабочих дней после окончания", anchor=date(2027, 11, 12))
    assert counted.due_on == date(2027, 11, 16)
    assert replay(counted, amended).due_on == date(2027, 11, 15)


def test_a_date_that_no_words_gave_survives_changes_and_replays():
    entered = Deadline(rule=read_wording("по графику"), due_on=date(2023, 9, 15))
    assert not entered.shifted
    assert replay(entered, CALENDAR) == entered
    moved = shift_by_suspension(entered, 1, calendar=CALENDAR)
    assert moved.due_on == date(2023, 9, 18)
    assert replay(moved, CALENDAR) == moved
