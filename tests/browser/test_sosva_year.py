"""Sosva: the whole road map, each row closed by its control form, four protocols of the working group."""

from __future__ import annotations

from datetime import date

import pytest

from tests.browser.conftest import SignIn
from tests.browser.councils import (
    check_and_close,
    decide_by_protocol,
    decide_by_recorded_protocol,
    protocols_of,
    record_protocol,
    show_at_once,
    standing_on,
    take_body,
    take_rows,
)
from tests.browser.house import House
from tests.browser.person import Person
from tests.browser.steps import (
    begin_run,
    lift_measure,
    make_plan,
    measure,
    measures_of,
    move,
    open_by_words,
    put_up,
    report,
    state_of,
    write_note,
)

METHODIST = "methodist@sosva.example"
CLERK = "clerk@sosva.example"
OFFICIAL = "official@sosva.example"
SCHOOL = "СОШ № 1"
GROUP = "рабочая группа по целевой модели"
ROWS = [str(number) for number in range(1, 17)]
#: The clock stands here, so that the days of the document are read as they are written.
TODAY = date(2023, 12, 15)
INDICATORS = 17


@pytest.mark.browser
def test_a_road_map_is_closed_by_its_control_forms_and_four_protocols(house: House, sign_in: SignIn) -> None:
    with standing_on(TODAY) as shift:
        house.start(shift=shift)
        methodist, clerk, official = sign_in(METHODIST), sign_in(CLERK), sign_in(OFFICIAL)
        run = begin_run(house, methodist, "sosva", from_on="01.01.2022", to_on="31.12.2023")
        case = open_by_words(house, methodist, run, schools=[SCHOOL], why="Школа из списка ШНОР")[SCHOOL]
        group = take_body(methodist, GROUP)

        the_whole_road_map(house, methodist, clerk, case)
        what_is_not_shown_is_not_closed(house, methodist, official)
        measured_and_decided(methodist, clerk, case, dated_on="25.05.2023", satisfied="70", number="2")
        move(methodist, case, "return_to_events")
        the_forum_stands_twice(house, methodist, official)
        measured_and_decided(methodist, clerk, case, dated_on="24.08.2023", satisfied="78", number="3")
        move(methodist, case, "finish_monitoring")
        number = record_protocol(clerk, group, dated_on="14.12.2023", about="Итоги программы")
        assert number == "4"
        meetings_are_shown_by_their_protocols(house, methodist, official)
        report(methodist, case, text="Цели и задачи программы выполнены")
        packet = put_up(methodist, "closing", [case], reason="У п.5 и п.9 исполнителя не назвал документ")
        decide_by_recorded_protocol(clerk, packet, number="4", dated_on="14.12.2023")

        the_later_task_held_nothing(house, methodist, case)
        house.stop()
        assert house.opora("verify").returncode == 0


def the_whole_road_map(house: House, methodist: Person, clerk: Person, case: int) -> None:
    """Two rows lack something in the document itself; two name no year and are asked."""
    plan = make_plan(house, methodist, case, title="Дорожная карта школы")
    take_rows(methodist, plan, ROWS, years={"5": "2023", "6": "2023"})
    assert len(measures_of(house, plan)) == len(ROWS)
    packet = put_up(methodist, "plan", [case], reason="Исполнитель этих строк в документе не назван")
    number = decide_by_protocol(clerk, packet, dated_on="17.03.2023", about="Модель утверждена")
    assert number == "1"
    assert state_of(house, case) == "events.running"


def tasks_of(house: House, who: str, *rows: str) -> list[int]:
    """Open tasks of this performer from these rows of the road map."""
    query = (
        "SELECT tasks.id, measures.number FROM tasks JOIN measures ON measures.id = measure_id"
        " WHERE assignee_role = ? AND tasks.status = 'open' ORDER BY tasks.id"
    )
    return [int(str(task)) for task, row in house.rows(query, who) if row in rows]


def what_is_not_shown_is_not_closed(house: House, methodist: Person, official: Person) -> None:
    """One paper shows several forms, and somebody else accepts each."""
    spring = tasks_of(house, "methodist", "1", "2", "7")
    methodist.open(f"/tasks/{spring[0]}")
    methodist.press("Закрыть поручение")
    assert methodist.sees("Нет принятого подтверждения")
    show_at_once(methodist, spring, what="Приказ, протокол № 1 и справка")
    check_and_close(official, spring)
    assert done_rows(house) == {"1", "7"}  # the second row waits for the school


def the_forum_stands_twice(house: House, methodist: Person, official: Person) -> None:
    """It is shown once by all its forms; the second row of it is lifted with the reason."""
    autumn = tasks_of(house, "methodist", "3", "4", "6", "10", "11", "12", "13")
    show_at_once(methodist, autumn, what="Отчётные материалы ИМЦ за год")
    check_and_close(official, autumn)
    [[forum]] = house.rows("SELECT id FROM measures WHERE number = '15'")
    lift_measure(methodist, int(str(forum)), why="Тот же форум, что в п.11")
    assert done_rows(house) == {"1", "4", "6", "7", "10", "11", "12", "13"}


def done_rows(house: House) -> set[object]:
    return {row for [row] in house.rows("SELECT number FROM measures WHERE status = 'done'")}


def measured_and_decided(
    methodist: Person, clerk: Person, case: int, *, dated_on: str, satisfied: str, number: str
) -> None:
    """The events pause, a round is measured, the group hears the note; what was not measured says why."""
    move(methodist, case, "review_events")
    move(methodist, case, "finish_events", reason="Остальные строки карты идут дальше")
    others: list[dict[str, str]] = [{"why_not": "Данные соберут к концу года"}] * (INDICATORS - 1)
    measure(methodist, case, {"numerator": satisfied, "denominator": "100"}, *others)
    move(methodist, case, "submit_measurements")
    write_note(methodist, case, text=f"Довольны помощью {satisfied} из ста")
    packet = put_up(methodist, "results", [case])
    assert decide_by_protocol(clerk, packet, dated_on=dated_on, about="Рекомендации по факторам") == number


def meetings_are_shown_by_their_protocols(house: House, methodist: Person, official: Person) -> None:
    """The last one is on record before the packet that it decides, so its own row is closed in time."""
    for_school = tasks_of(house, "school", "2", "8", "16")
    show_at_once(methodist, for_school, what="Протоколы рабочей группы", for_school=True)
    check_and_close(official, for_school)
    own = tasks_of(house, "official", "3", "8", "16")
    show_at_once(official, own, what="Протоколы рабочей группы и материалы семинаров")
    check_and_close(methodist, own)
    assert done_rows(house) >= {"2", "3", "8", "16"}


def the_later_task_held_nothing(house: House, methodist: Person, case: int) -> None:
    assert state_of(house, case) == "closure.closed"
    query = "SELECT tasks.status, tasks.due_on FROM tasks JOIN measures ON measures.id = measure_id"
    assert house.rows(f"{query} WHERE number = '14'") == [("open", "2024-03-29")]
    protocols = protocols_of(house)
    assert [number for number, _ in protocols] == ["1", "2", "3", "4"]
    assert [day for _, day in protocols] == sorted(str(day) for _, day in protocols)
    assert house.rows("SELECT count(*) FROM order_drafts") == [(0,)]
    methodist.open(f"/cases/{case}")
    assert methodist.sees("Сопровождение завершено")
