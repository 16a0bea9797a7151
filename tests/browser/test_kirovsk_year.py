"""Kirovsk: plans before pairs, all by orders; a letter opens three schools, a year closes one of them."""

from __future__ import annotations

import re
from pathlib import Path

import pypdf
import pytest

from tests.browser.conftest import SignIn
from tests.browser.house import House
from tests.browser.person import Person
from tests.browser.steps import (
    add_deficit,
    attend,
    begin_run,
    day,
    finish_tasks,
    issue,
    leave_out,
    make_plan,
    move,
    open_by_a_letter,
    pair,
    plan_event,
    put_up,
    reflect,
    report,
    school_of,
    state_of,
    step_of_event,
    submit,
    tick,
    told,
    write_note,
)

SCHOOLS = ("МКОУ «Шумская СОШ»", "МКОУ «Синявинская СОШ»", "МКОУ «ПООШ»")
NAMES = ("МКОУ «Шумская СОШ»", "МКОУ «Синявинская СОШ»", "МКОУ «Путиловская ООШ»")
PARTNERS = ("МБОУ «Шлиссельбургская СОШ №1»", "МБОУ «Шлиссельбургская СОШ №1»", "МКОУ «Приладожская СОШ»")
METHODIST = "methodist@kirovsk.example"
OFFICIAL = "official@kirovsk.example"


@pytest.mark.browser
def test_three_schools_plan_pair_and_one_of_them_lives_the_year_to_its_end(
    house: House, sign_in: SignIn
) -> None:
    house.start()
    methodist, official = sign_in(METHODIST), sign_in(OFFICIAL)
    run = begin_run(house, methodist, "kirovsk")
    opened = open_by_a_letter(house, methodist, run, schools=SCHOOLS)
    assert sorted(opened) == sorted(NAMES)
    cases = [opened[name] for name in NAMES]

    for case in cases:
        the_school_agrees_to_its_plan(house, methodist, case)
    issue(official, put_up(methodist, "plan", cases))
    assert {state_of(house, case) for case in cases} == {"pairing.matching"}

    for case, partner in zip(cases, PARTNERS, strict=True):
        if case == cases[0]:
            a_refusal_is_read(methodist, case)
        pair(methodist, case, partner=partner)
    packet = put_up(methodist, "pair_list", cases)
    leave_out(official, packet, school=NAMES[2], why="Приложите письмо партнёра")
    number = issue(official, packet)
    assert [state_of(house, case) for case in cases] == ["events.running", "events.running", "pairing.consent"]
    the_document_is_downloaded(house, official, number)
    issue(official, put_up(methodist, "pair_list", [cases[2]]))
    assert state_of(house, cases[2]) == "events.running"

    a_festival_is_held_between_two_orders(house, methodist, official, run)
    move(methodist, cases[0], "review_events")
    move(methodist, cases[0], "finish_events")
    a_round_is_approved(house, methodist, official, cases[0])
    finish_tasks(house, methodist, official, cases[0])
    report(methodist, cases[0], text="Учитель физики найден, качество выросло")
    issue(official, put_up(methodist, "closing", [cases[0]]))
    assert state_of(house, cases[0]) == "closure.closed"
    house.stop()
    assert house.opora("verify").returncode == 0

    a_task_becomes_late_and_is_noticed_once(house, sign_in, cases[1])


def the_school_agrees_to_its_plan(house: House, methodist: Person, case: int) -> None:
    """One measure answers the deficit; the school read it and answered by letter."""
    add_deficit(methodist, case, text="Нет учителя физики", kind="individual")
    page = methodist.page
    plan = make_plan(house, methodist, case, title="План адресной помощи")
    methodist.open(f"/plans/{plan}/measures")
    page.fill("[name=what]", "Открытые уроки физики в школе-партнёре")
    page.check("[name=performers][value=school]")
    page.fill("[name=term]", f"до {day(30)}")
    page.fill("[name=control_forms]", "аналитическая справка")
    page.select_option("[name=deficit_id]", label="Нет учителя физики")
    methodist.press("Добавить в план")
    move(methodist, case, "send_plan_to_school")
    methodist.open(f"/plans/{plan}/review")
    page.locator("[name=answer]").first.check()
    told(methodist)
    methodist.press("Записать ответ")


def a_refusal_is_read(methodist: Person, case: int) -> None:
    """What cannot be done yet says why, and whose step it is."""
    methodist.open(f"/cases/{case}")
    assert methodist.sees("Не выбрана школа-партнёр")


def a_festival_is_held_between_two_orders(house: House, methodist: Person, official: Person, run: int) -> None:
    page = methodist.page
    methodist.open(f"/runs/{run}/events/new")
    page.fill("[name=name]", "Фестиваль открытых уроков")
    page.fill("[name=from_on]", day(0))
    tick(methodist, "guests", label=NAMES[0])
    tick(methodist, "hosts", label=PARTNERS[0])
    event = plan_event(methodist)
    methodist.go_by(page.locator("form[action$='/packets/event'] button"))
    issue(official, submit(methodist))
    step_of_event(methodist, event, "hold_event", held_on=day(0))
    attend(methodist, event, school=NAMES[0], teachers="Учитель физики\nУчитель математики")
    reflect(methodist, event, school_of(house, NAMES[0]), text="Приёмы взяты в работу")
    step_of_event(methodist, event, "reflect_event")
    methodist.go_by(page.locator("form[action$='/packets/event_results'] button"))
    issue(official, submit(methodist))
    assert house.rows("SELECT state FROM events WHERE id = ?", event) == [("event.finished",)]


def a_round_is_approved(house: House, methodist: Person, official: Person, case: int) -> None:
    """The document names no indicator, so the note alone tells of the round; the second round is not needed."""
    move(methodist, case, "submit_measurements")
    write_note(methodist, case, text="Учитель физики нашёлся, уроки идут")
    issue(official, put_up(methodist, "results", [case]))
    assert state_of(house, case) == "monitoring.decided"
    move(methodist, case, "finish_monitoring", reason="Измерять больше нечего")


def the_document_is_downloaded(house: House, official: Person, number: str) -> None:
    [[order]] = house.rows("SELECT id FROM orders WHERE number_text = ? AND NOT is_imported", number)
    house.until("SELECT 1 FROM order_documents WHERE order_id = ? AND format = 'pdf'", order)
    official.open(f"/orders/{order}")
    with official.page.expect_download() as waiting:
        official.page.get_by_role("link", name=re.compile("PDF")).first.click()
    text = "".join(page.extract_text() for page in pypdf.PdfReader(Path(str(waiting.value.path()))).pages)
    assert f"№ {number}" in text.replace("\xa0", " ")
    assert "Шумская СОШ" in text
    assert "Путиловская" not in text


def a_task_becomes_late_and_is_noticed_once(house: House, sign_in: SignIn, case: int) -> None:
    """The clock is moved by forty days: the house catches up, marks the task and tells of it once."""
    house.start(shift="P40D")
    query = (
        "SELECT count(*) FROM notices JOIN tasks ON tasks.id = task_id WHERE notices.kind = 'deadline:overdue'"
    )
    house.until(f"{query} AND tasks.case_id = ? HAVING count(*) > 0", case)
    per_person = f"{query} AND tasks.case_id = ? GROUP BY recipient_id, task_id HAVING count(*) > 1"
    assert house.rows(per_person, case) == []
    methodist = sign_in(METHODIST, afresh=True)
    methodist.open(f"/cases/{case}")
    assert methodist.page.locator(".due--late").count() > 0
