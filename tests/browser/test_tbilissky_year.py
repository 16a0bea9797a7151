"""Tbilissky: the coordination council decides by its protocols, school by school, and no order is needed."""

from __future__ import annotations

from datetime import date

import pytest

from tests.browser.conftest import SignIn
from tests.browser.councils import (
    check_and_close,
    decide_by_protocol,
    protocols_of,
    standing_on,
    take_body,
    take_rows,
)
from tests.browser.house import House
from tests.browser.person import Person
from tests.browser.steps import (
    begin_run,
    diagnose,
    make_plan,
    measures_of,
    move,
    open_by_a_letter,
    pair,
    put_up,
    report,
    state_of,
    write_note,
)

METHODIST = "methodist@tbilissky.example"
CLERK = "clerk@tbilissky.example"
SCHOOL = "school@tbilissky.example"
SCHOOLS = ("МБОУ «СОШ № 8»", "школа № 3")
COUNCIL = "Координационный совет сети образовательных организаций"
ROWS_OF_PLAN = 24
INDICATOR = "Педагоги в активных формах взаимодействия"
#: The second year of the programme: its targets begin here.
TODAY = date(2022, 12, 1)


@pytest.mark.browser
def test_the_council_decides_on_each_school_and_five_protocols_lead_one_to_its_end(
    house: House, sign_in: SignIn
) -> None:
    with standing_on(TODAY) as shift:
        house.start(shift=shift)
        methodist, clerk = sign_in(METHODIST), sign_in(CLERK)
        run = begin_run(house, methodist, "tbilissky", from_on="01.09.2021", to_on="31.12.2024")
        opened = open_by_a_letter(house, methodist, run, schools=SCHOOLS)
        case, beside = (opened[name] for name in SCHOOLS)
        take_body(methodist, COUNCIL)

        one_is_adopted_and_one_is_returned(house, methodist, clerk, case, beside)
        the_school_reads_its_plan(house, methodist, sign_in(SCHOOL), case)
        packet = put_up(methodist, "plan", [case], reason="Формы контроля документ не называет")
        decide_by_protocol(clerk, packet, dated_on="15.09.2022", about="План школы № 8")
        pair(methodist, case, partner="СОШ № 1", why="Сильная подготовка к ЕГЭ")
        packet = put_up(methodist, "pair_list", [case])
        decide_by_protocol(clerk, packet, dated_on="10.10.2022", about="Поддерживающая школа")

        what_the_plan_promised_is_done(house, methodist, clerk, case)
        the_municipality_falls_behind_its_target(house, methodist, run)
        move(methodist, case, "submit_measurements")
        write_note(methodist, case, text="Педагоги школы вошли в сетевое объединение")
        packet = put_up(methodist, "results", [case])
        decide_by_protocol(clerk, packet, dated_on="25.11.2022", about="Итоги мониторинга")
        move(methodist, case, "finish_monitoring")
        report(methodist, case, text="Школа перешла в эффективный режим")
        packet = put_up(methodist, "closing", [case])
        assert decide_by_protocol(clerk, packet, dated_on="30.11.2022", about="Итог по школе № 8") == "5"

        the_way_stands_without_an_order(house, methodist, case)
        house.stop()
        assert house.opora("verify").returncode == 0


def one_is_adopted_and_one_is_returned(
    house: House, methodist: Person, clerk: Person, case: int, beside: int
) -> None:
    """One packet, one protocol, two decisions; whoever prepared the packet does not enter them."""
    for school in (case, beside):
        diagnose(methodist, school, lack="Результаты ЕГЭ ниже по всем предметам")
    packet = put_up(methodist, "diagnosis", [case, beside])
    methodist.open(f"/packets/{packet}")
    assert not methodist.page.get_by_role("link", name="Внести решение протокола").count()
    words = "Добавить анализ по предметам"
    number = decide_by_protocol(
        clerk, packet, dated_on="30.05.2022", about="Выводы диагностики", returned={beside: words}
    )
    assert number == "1"
    assert state_of(house, case) == "plan_approval.drafting"
    assert state_of(house, beside).startswith("diagnosis.")
    methodist.open(f"/cases/{beside}")
    assert methodist.sees(words)


def the_school_reads_its_plan(house: House, methodist: Person, school: Person, case: int) -> None:
    """Two of the 24 rows are taken; a month without a year is not guessed but asked."""
    plan = make_plan(house, methodist, case, title="План школы в сети")
    methodist.open(f"/plans/{plan}/activities")
    assert methodist.page.locator("[name=activities]").count() == ROWS_OF_PLAN
    take_rows(methodist, plan, ["1.8", "2.6"])
    assert methodist.sees("Назовите год: «ноябрь» его не называет")
    take_rows(methodist, plan, ["1.8", "2.6"], years={"1.8": "2022", "2.6": "2022"})
    assert len(measures_of(house, plan)) == 2
    move(methodist, case, "send_plan_to_school", reason="Формы контроля документ не называет")
    school.open(f"/plans/{plan}/review")
    school.page.check("[name=answer][value=yes]")
    school.press("Записать ответ")
    assert school.sees("согласна с планом")


def what_the_plan_promised_is_done(house: House, methodist: Person, clerk: Person, case: int) -> None:
    assert state_of(house, case) == "events.running"
    tasks = house.rows("SELECT id FROM tasks WHERE case_id = ? AND status = 'open' ORDER BY id", case)
    check_and_close(methodist, [int(str(task)) for [task] in tasks])
    assert {status for [status] in house.rows("SELECT status FROM measures")} == {"done"}
    move(methodist, case, "review_events")
    move(methodist, case, "finish_events")


def the_municipality_falls_behind_its_target(house: House, methodist: Person, run: int) -> None:
    """Indicator 5 of the document: 243 were planned for 2022."""
    [[round_id]] = house.rows("SELECT min(id) FROM measurement_rounds WHERE run_id = ?", run)
    methodist.open(f"/rounds/{round_id}/sheet")
    methodist.page.fill("[name=measured_on]", f"{TODAY:%d.%m.%Y}")
    cell = methodist.page.locator("fieldset", has_text=INDICATOR)
    cell.locator("[name$='-value']").fill("230")
    methodist.press("Записать измерения")
    methodist.open(f"/runs/{run}/indicators")
    row = methodist.page.locator("#municipality tbody tr", has_text=INDICATOR).filter(has_text="2022")
    assert " ".join(row.first.inner_text().split()).endswith("2022 243 230 −13")


def the_way_stands_without_an_order(house: House, methodist: Person, case: int) -> None:
    assert state_of(house, case) == "closure.closed"
    assert [number for number, _ in protocols_of(house)] == ["1", "2", "3", "4", "5"]
    assert house.rows("SELECT count(*) FROM order_drafts") == [(0,)]
    assert house.rows("SELECT count(*) FROM decision_records") == [(5,)]
    methodist.open(f"/cases/{case}")
    assert methodist.sees("Сопровождение завершено")
