"""Gatchina: help by the monthly day and by a strong school, the school's trajectory, records; not one order."""

from __future__ import annotations

import pytest

from tests.browser.conftest import SignIn
from tests.browser.house import House
from tests.browser.person import Person
from tests.browser.steps import (
    add_deficit,
    add_share,
    agree_to_pair,
    attend,
    begin_run,
    choose_partner,
    close_by_record,
    conclude,
    day,
    decide_by_record,
    finish_measure,
    lift_measure,
    make_plan,
    measure,
    measures_of,
    move,
    open_by_a_letter,
    plan_event,
    put_up,
    reflect,
    report,
    school_of,
    step_of_event,
    strong,
    submit_answers,
    tick,
    write_note,
)

METHODIST = "methodist@gatchina.example"
OFFICIAL = "official@gatchina.example"
SCHOOL = "МБОУ «Сиверская ООШ»"
STRONG = "МБОУ «Гатчинский лицей №3»"
STRONG_SCHOOLS = (
    "МБОУ «Гатчинская СОШ №2»",
    STRONG,
    "МБОУ «Гатчинская СОШ №8 «Центр образования»",
    "МБОУ «Гатчинская СОШ №9 с углубленным изучением отдельных предметов»",
    "МБОУ «Гатчинская гимназия им. К.Д.Ушинского»",
    "МБОУ «Сиверская гимназия»",
)
DAY = "День образовательных интенсивов"
AUDIENCES = ("руководители", "педагоги", "обучающиеся", "родители")


@pytest.mark.browser
def test_a_weak_school_goes_its_trajectory_with_a_strong_one_and_no_order_is_needed(
    house: House, sign_in: SignIn
) -> None:
    house.start()
    methodist, official = sign_in(METHODIST), sign_in(OFFICIAL)
    run = begin_run(house, methodist, "gatchina")
    case = open_by_a_letter(house, methodist, run, schools=[SCHOOL])[SCHOOL]

    add_deficit(methodist, case, text="Смысловое чтение", kind="common")
    add_deficit(methodist, case, text="Нет учителя химии", kind="individual")
    conclude(methodist, case, instrument="Анкета школы", text="Общее — на интенсивы, химия — сильной школе")
    submit_answers(methodist, case)
    decide_by_record(official, put_up(methodist, "diagnosis", [case]), ground="Обсуждено на совещании")

    one_of_six_strong_schools(methodist, case)
    decide_by_record(official, put_up(methodist, "pair_list", [case]), ground="Обе школы согласны")

    common, individual = a_trajectory(house, methodist, case)
    the_monthly_day(house, methodist, run, common)
    finish_measure(methodist, common[0], shown_by=f"{DAY} проведён, лист посещения заполнен")
    lift_measure(methodist, individual[0], why="Учитель химии принят на работу")
    assert methodist.sees("выполнено или снято: 2 из 2")
    move(methodist, case, "review_events")
    move(methodist, case, "finish_events")

    an_indicator_of_ones_own(methodist, run, case)
    decide_by_record(official, put_up(methodist, "results", [case]), ground="Справка обсуждена на совещании")
    move(methodist, case, "finish_monitoring")
    report(methodist, case, text="Траектория школы выполнена")
    close_by_record(house, methodist, official, case, ground="Итог подтверждён справкой")

    the_whole_way_stands_without_an_order(house, methodist, case)
    house.stop()
    assert house.opora("verify").returncode == 0


def one_of_six_strong_schools(methodist: Person, case: int) -> None:
    """The document names the six; each may be chosen."""
    methodist.open(f"/cases/{case}/partner")
    offered = methodist.page.locator("[name=partner_school_id] option").all_inner_texts()
    assert set(map(strong, STRONG_SCHOOLS)) <= set(offered)
    choose_partner(methodist, case, partner=strong(STRONG), why="Сильная химия")
    agree_to_pair(methodist, case)


def a_trajectory(house: House, methodist: Person, case: int) -> list[tuple[int, str]]:
    """Each deficit becomes a row of the plan with the way of help that the document gives its kind."""
    plan = make_plan(house, methodist, case, title="Индивидуальная траектория школы")
    assert methodist.sees("общий: на общий день")
    assert methodist.sees("индивидуальный: к школе-партнёру")
    methodist.press("Добавить меры по отмеченным")
    measures = measures_of(house, plan)
    titles = [title for _, title in measures]
    assert titles == [f"{DAY}: Смысловое чтение", "Помощь школы-партнёра: Нет учителя химии"]
    return measures


def the_monthly_day(house: House, methodist: Person, run: int, fulfils: tuple[int, str]) -> None:
    """Made from the day that the document repeats; four audiences and one sheet; no act is asked for."""
    page = methodist.page
    methodist.open(f"/runs/{run}/series/new")
    methodist.press("Завести повторяющийся день")
    assert methodist.sees("каждый месяц")
    assert methodist.sees("дня нет")
    methodist.press("Запланировать день")
    page.fill("[name=from_on]", day(0))
    for audience in AUDIENCES:
        tick(methodist, "audiences", label=audience)
    tick(methodist, "hosts", label=STRONG)
    tick(methodist, "guests", label=SCHOOL)
    tick(methodist, "measures", label=f"{SCHOOL} · {fulfils[1]}")
    event = plan_event(methodist)
    step_of_event(methodist, event, "hold_event", held_on=day(0))
    staff = {"heads": "Директор, директор", "teachers": "Учитель первый, учитель химии\nУчитель второй"}
    attend(methodist, event, school=SCHOOL, **staff, pupils="24", parents="11")
    reflect(methodist, event, school_of(house, SCHOOL), text="Попробуем приёмы чтения на каждом уроке")
    step_of_event(methodist, event, "reflect_event")
    step_of_event(methodist, event, "finish_event")
    assert methodist.sees("Итоги утверждены")
    assert methodist.sees("Участников 38")
    assert methodist.sees("Обучающиеся 24 Родители 11")
    [[names]] = house.rows("SELECT count(*) FROM participants")
    assert names == 3


def an_indicator_of_ones_own(methodist: Person, run: int, case: int) -> None:
    """The document names no indicator; nothing is measured until one is added by hand."""
    name = "Доля учеников, понимающих учебный текст"
    add_share(methodist, run, name=name, share_of="ученики 7–9 классов")
    methodist.open(f"/cases/{case}")
    assert methodist.sees("Нет значения или причины у 1 показателя")
    measure(methodist, case, {"numerator": "31", "denominator": "40"})
    assert methodist.sees("77,5 31 из 40")
    move(methodist, case, "submit_measurements")
    write_note(methodist, case, text="Учебный текст понимают три четверти учеников")


def the_whole_way_stands_without_an_order(house: House, methodist: Person, case: int) -> None:
    methodist.open(f"/cases/{case}")
    assert not methodist.sees("не проходился")
    assert methodist.sees("Завершение Сопровождение завершено запись с основанием")
    assert methodist.sees("Посещений 38")
    assert house.rows("SELECT count(*) FROM order_drafts") == [(0,)]
    assert house.rows("SELECT count(*) FROM orders WHERE NOT is_imported") == [(0,)]
    assert house.rows("SELECT count(*) FROM decision_records") == [(4,)]
