"""Kirishi: no school is named, seven projects want their curators, indicators are words; the head decides."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FilePayload, Locator

from tests.browser.conftest import SignIn
from tests.browser.house import House
from tests.browser.person import Person
from tests.browser.steps import (
    add_deficit,
    attend,
    begin_run,
    close_by_record,
    conclude,
    day,
    decide_by_record,
    measure,
    move,
    open_by_words,
    plan_event,
    put_up,
    reflect,
    report,
    school_of,
    step_of_event,
    submit_answers,
    tick,
    write_note,
)

CURATOR = "methodist@kirishi.example"
HEAD = "official@kirishi.example"
HEAD_POST = "начальник отдела Комитета по образованию"
SCHOOLS = ("Школа у реки", "Школа в посёлке")
PROJECT = "Мастер-класс: шаг за шагом"
COMPONENTS = ("результаты", "образовательный процесс", "среда", "управление")
NO_LIST = "Списка с источником нет: документ школ не называет"


@pytest.mark.browser
def test_a_school_typed_by_hand_passes_the_projects_and_is_measured_in_words(
    house: House, sign_in: SignIn
) -> None:
    house.start()
    methodist, head = sign_in(CURATOR), sign_in(HEAD)
    run = begin_run(house, methodist, "kirishi")
    opened = open_by_words(house, methodist, run, schools=SCHOOLS, why="Школы назвал отдел по итогам работ")
    assert sorted(opened) == sorted(SCHOOLS)
    case = opened[SCHOOLS[0]]

    add_deficit(methodist, case, text="Читательская грамотность", kind="common")
    conclude(methodist, case, instrument="Срез по району", text="Школе нужны мастер-классы")
    submit_answers(methodist, case)
    decide_by_record(head, put_up(methodist, "diagnosis", [case], reason=NO_LIST), ground="Справка отдела")

    a_curator_is_named(methodist, run)
    event = an_event_of_a_project(house, methodist, run)
    papers_of_the_event(methodist, head, run, event)
    move(methodist, case, "review_events")
    move(methodist, case, "finish_events")

    six_indicators_in_words(house, methodist, case)
    decide_by_record(head, put_up(methodist, "results", [case]), ground="Аналитика кураторов проектов")
    move(methodist, case, "finish_monitoring")
    report(methodist, case, text="Мастер-классы вошли в план школы")
    close_by_record(house, methodist, head, case, ground="Отчёт начальника отдела")

    methodist.open(f"/cases/{case}")
    assert methodist.sees("Завершение Сопровождение завершено запись с основанием")
    assert house.rows("SELECT count(*) FROM order_drafts") == [(0,)]
    house.stop()
    assert house.opora("verify").returncode == 0


def a_curator_is_named(methodist: Person, run: int) -> None:
    """Each of the seven says that nobody leads it, until a methodist does."""
    methodist.open(f"/runs/{run}/projects")
    without = methodist.page.locator("td strong", has_text="куратора нет")
    assert without.count() == 7
    row = methodist.page.locator("tbody tr", has_text=PROJECT)
    row.locator("summary").click()
    row.locator("[name=person_id]").select_option(label="методист — куратор проекта")
    methodist.go_by(row.get_by_role("button", name="Записать куратора"))
    assert without.count() == 6


def an_event_of_a_project(house: House, methodist: Person, run: int) -> int:
    """Planned in a project for a school that no document names; no act announces it."""
    page = methodist.page
    methodist.open(f"/runs/{run}/events/new")
    page.fill("[name=name]", "Мастер-класс по чтению")
    page.fill("[name=from_on]", day(0))
    page.select_option("[name=project_id]", label=PROJECT)
    tick(methodist, "audiences", label="педагоги")
    tick(methodist, "guests", label=SCHOOLS[0])
    event = plan_event(methodist)
    step_of_event(methodist, event, "hold_event", held_on=day(0))
    attend(methodist, event, school=SCHOOLS[0], teachers="Учитель первый\nУчитель второй")
    reflect(methodist, event, school_of(house, SCHOOLS[0]), text="Возьмём приёмы на уроки")
    step_of_event(methodist, event, "reflect_event")
    step_of_event(methodist, event, "finish_event")
    assert methodist.sees("Педагоги 2")
    assert methodist.sees(f"Муниципальный проект {PROJECT}")
    return event


def papers_of_the_event(methodist: Person, head: Person, run: int, event: int) -> None:
    """The curator hands in a note; the head, named for the run, a report; the rest is named as missing."""
    methodist.open(f"/events/{event}")
    assert methodist.sees("Аналитика мероприятия сдано 0 из 5")
    methodist.go_by(wanted(methodist, "справки"))
    hand_in(methodist, "Справка об уроке.txt")
    assert methodist.sees("Аналитика мероприятия сдано 1 из 5")

    methodist.open(f"/runs/{run}/deliverables")
    methodist.page.locator("#sums summary").click()
    methodist.page.locator("#sums [name=person_id]").select_option(label=HEAD_POST)
    methodist.press("Записать исполнителя")
    head.open(f"/runs/{run}/deliverables?cut=event")
    head.go_by(wanted(head, "отчёты"))
    hand_in(head, "Отчёт.txt")
    assert head.sees("Срез по мероприятию: 1 из 3")
    assert head.sees("Срез по мероприятию: 1 из 2")
    assert head.sees("Мониторинги: не сдано")
    assert head.download("Выгрузить в XLSX").read_bytes()[:2] == b"PK"
    head.press("Печать")
    assert head.sees("Отчёты: Отчёт.txt")
    assert head.sees("Рекомендации: не сдано")


def wanted(person: Person, kind: str) -> Locator:
    """Links differ by what only a reader of screens hears: the kind and the event."""
    return person.page.get_by_role("link", name=re.compile(rf"^сдать…\s*: {kind}"))


def hand_in(person: Person, name: str) -> None:
    chosen = FilePayload(name=name, mimeType="text/plain", buffer=b"text of the paper")
    person.page.locator("[name=paper]").set_input_files(chosen)
    person.press("Сдать документ")


def six_indicators_in_words(house: House, methodist: Person, case: int) -> None:
    """The first is told by its four components; each level says what it rests on."""
    said = [{"words": f"есть сдвиг: {one}", "rests_on": "справка куратора"} for one in COMPONENTS]
    others = [{"words": "в основном", "rests_on": f"опрос школ, вопрос {n}"} for n in range(2, 6)]
    measure(methodist, case, *said, *others, {"why_not": "Опрос школ пройдёт весной"})
    assert methodist.sees("есть сдвиг: управление")
    assert methodist.sees("Опрос школ пройдёт весной")
    [[measured]] = house.rows("SELECT count(*) FROM measurements WHERE words <> '' AND rests_on <> ''")
    assert measured == 8
    move(methodist, case, "submit_measurements")
    write_note(methodist, case, text="Сдвиг есть, довольство участников узнаем весной")
