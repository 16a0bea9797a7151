"""The backbone, as people live it: real Chromium, real server, worker, tick and Valkey."""

from __future__ import annotations

import re
from pathlib import Path

import pypdf
import pytest

from tests.browser.conftest import SignIn
from tests.browser.house import House
from tests.browser.person import Person

SCHOOLS = ("МКОУ «Шумская СОШ»", "МКОУ «Синявинская СОШ»", "МКОУ «ПООШ»")
NAMES = ("МКОУ «Шумская СОШ»", "МКОУ «Синявинская СОШ»", "МКОУ «Путиловская ООШ»")
PARTNERS = ("МБОУ «Шлиссельбургская СОШ №1»", "МБОУ «Шлиссельбургская СОШ №1»", "МКОУ «Приладожская СОШ»")
METHODIST = "methodist@kirovsk.example"
OFFICIAL = "official@kirovsk.example"


@pytest.mark.browser
def test_a_letter_opens_three_cases_one_order_pairs_two_and_the_third_follows(
    house: House, sign_in: SignIn
) -> None:
    house.start()
    methodist, official = sign_in(METHODIST), sign_in(OFFICIAL)

    cases = open_by_a_letter(house, methodist)
    for case in cases:
        diagnose(methodist, case)
    packet = put_up(methodist, "diagnosis", cases)
    issue(official, packet)

    for case, partner in zip(cases, PARTNERS, strict=True):
        if case == cases[0]:
            a_refusal_is_read(methodist, case)
        pair(methodist, case, partner)
    packet = put_up(methodist, "pair_list", cases)
    leave_out(official, packet, NAMES[2], "Приложите письмо партнёра")
    number = issue(official, packet)
    assert state_of(house, cases[2]) == "pairing.consent"
    assert state_of(house, cases[0]) == state_of(house, cases[1]) == "closure.reporting"
    the_document_is_downloaded(house, official, number)

    own_packet = put_up(methodist, "pair_list", [cases[2]])
    issue(official, own_packet)
    assert state_of(house, cases[2]) == "closure.reporting"

    finish_tasks(house, methodist, official, cases[0])
    close(methodist, official, house, cases[0])
    house.stop()
    assert house.opora("verify").returncode == 0

    a_task_becomes_late_and_is_noticed_once(house, sign_in, cases[1])


def open_by_a_letter(house: House, methodist: Person) -> list[int]:
    """A pasted list with an abbreviation is previewed, and nothing stands before the press."""
    page = methodist.page
    methodist.open("/programmes/kirovsk/runs/new")
    page.fill("[name=from_on]", "01.09.2026")
    page.fill("[name=to_on]", "31.08.2027")
    methodist.go_by(page.locator("main form button.btn-primary").last)
    [[run]] = house.rows("SELECT id FROM runs")
    methodist.open(f"/runs/{run}/open")
    page.fill("[name=pasted]", "\n".join(SCHOOLS))
    page.fill("[name=letter_issuer]", "Комитет общего и профессионального образования")
    page.fill("[name=letter_number]", "19-23931/2026")
    page.fill("[name=letter_on]", "02.09.2026")
    page.select_option("[name=category]", value="low_results")
    methodist.press("Показать, что откроется…")
    assert house.rows("SELECT * FROM cases") == []
    methodist.press("Открыть")
    rows = house.rows(
        "SELECT cases.id, schools.name FROM cases JOIN schools ON schools.id = school_id ORDER BY cases.id"
    )
    by_name = {str(name): int(str(case_id)) for case_id, name in rows}
    assert sorted(by_name) == sorted(NAMES)
    return [by_name[name] for name in NAMES]


def diagnose(methodist: Person, case: int) -> None:
    """The methodist records for the school what it told by letter; both names are kept."""
    page = methodist.page
    methodist.open(f"/cases/{case}/deficits")
    page.fill("[name=text]", "Нет учителя физики")
    page.check("[name=kind][value=individual]")
    for_the_school(page)
    methodist.press("Записать дефицит")
    methodist.open(f"/cases/{case}/conclusion")
    page.fill("[name=instrument]", "Самодиагностика, 2026")
    page.fill("[name=held_on]", "05.09.2026")
    page.fill("[name=text]", "Нужен наставник по физике")
    methodist.press("Записать вывод")
    methodist.open(f"/cases/{case}/transitions/submit_answers")
    for_the_school(page)
    methodist.go_by(page.locator("main form button.btn-primary").last)


def for_the_school(page) -> None:  # type: ignore[no-untyped-def]  # a Page of the library
    """The step is the school's, told by letter; recorded by the methodist."""
    if page.locator("[name=recorded_for][value=school]").count():
        page.check("[name=recorded_for][value=school]")
    page.fill("[name=channel]", "письмом")
    page.fill("[name=happened_on]", "07.09.2026")


def a_refusal_is_read(methodist: Person, case: int) -> None:
    """What cannot be done yet says why, and whose step it is."""
    methodist.open(f"/cases/{case}")
    assert methodist.sees("Не выбрана школа-партнёр")


def pair(methodist: Person, case: int, partner: str) -> None:
    page = methodist.page
    methodist.open(f"/cases/{case}/partner")
    page.select_option("[name=partner_school_id]", label=partner)
    page.fill("[name=why]", "Сильная физика")
    methodist.press("Выбрать партнёра")
    methodist.open(f"/cases/{case}")
    methodist.press("Предложить пару школам")
    for side in ("school", "partner"):
        methodist.open(f"/cases/{case}/consent/{side}")
        page.check("[name=answer][value=yes]")
        if page.locator(f"[name=recorded_for][value={side}]").count():
            page.check(f"[name=recorded_for][value={side}]")
        page.fill("[name=channel]", "по телефону")
        page.fill("[name=happened_on]", "10.09.2026")
        methodist.press("Записать ответ")


def put_up(methodist: Person, kind: str, cases: list[int]) -> int:
    """A packet of these cases goes for approval; answers its id."""
    methodist.open("/packets/new")
    page = methodist.page
    form = page.locator(f"form:has(input[name=kind][value={kind}])")
    for box in form.locator("[name=case_ids]").all():
        box.set_checked(int(str(box.get_attribute("value"))) in cases)
    methodist.go_by(form.get_by_role("button", name="Собрать комплект из отмеченных"))
    methodist.press("Передать комплект на утверждение")
    return int(re.findall(r"/packets/(\d+)", page.url)[0])


def leave_out(official: Person, packet: int, school: str, why: str) -> None:
    official.open(f"/packets/{packet}")
    row = official.page.locator("tr", has_text=school).last
    row.locator("summary").click()
    row.locator("[name=comment]").fill(why)
    official.go_by(row.get_by_role("button", name="Вернуть"))


def issue(official: Person, packet: int) -> str:
    """Approve, sign and register in one press; answers the number that was given."""
    official.open(f"/packets/{packet}")
    official.press("Утвердить и зарегистрировать")
    numbers = re.findall(r"№\s*(\d+) от", official.page.inner_text("main").replace("\xa0", " "))
    assert numbers
    return str(numbers[0])


def the_document_is_downloaded(house: House, official: Person, number: str) -> None:
    [[order]] = house.rows("SELECT id FROM orders WHERE number_text = ? AND NOT is_imported", number)
    house.until("SELECT 1 FROM order_documents WHERE order_id = ?", order)
    official.open(f"/orders/{order}")
    with official.page.expect_download() as waiting:
        official.page.get_by_role("link", name=re.compile("PDF")).first.click()
    text = "".join(page.extract_text() for page in pypdf.PdfReader(Path(str(waiting.value.path()))).pages)
    assert f"№ {number}" in text.replace("\xa0", " ")
    assert "Шумская СОШ" in text
    assert "Путиловская" not in text


def finish_tasks(house: House, methodist: Person, official: Person, case: int) -> None:
    """Evidence given for the school by the methodist, checked by somebody else, and the task is closed."""
    open_tasks = "SELECT id FROM tasks WHERE case_id = ? AND status = 'open' AND due_on <= '2027-08-31'"
    for [task] in house.rows(open_tasks, case):
        page = methodist.page
        methodist.open(f"/tasks/{task}")
        page.fill("[name=what]", "Договор подписан")
        for_the_school(page)
        methodist.go_by(page.locator("form[action$=evidence] button").first)
        official.open(f"/tasks/{task}")
        official.press("Принять")
        methodist.open(f"/tasks/{task}")
        if methodist.page.get_by_role("button", name="Закрыть поручение").count():
            methodist.press("Закрыть поручение")
    assert house.rows(open_tasks, case) == []


def close(methodist: Person, official: Person, house: House, case: int) -> None:
    methodist.open(f"/cases/{case}/report")
    methodist.page.fill("[name=text]", "Учитель физики найден, качество выросло")
    methodist.press("Записать итог")
    issue(official, put_up(methodist, "closing", [case]))
    assert state_of(house, case) == "closure.closed"


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


def state_of(house: House, case: int) -> str:
    [[state]] = house.rows("SELECT state FROM cases WHERE id = ?", case)
    return str(state)
