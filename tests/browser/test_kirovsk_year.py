"""The backbone, as people live it: real Chromium, real server, worker, tick and Valkey."""

from __future__ import annotations

import re
from pathlib import Path

import pypdf
import pytest

from tests.browser.conftest import SignIn
from tests.browser.house import House
from tests.browser.person import Person
from tests.browser.steps import (
    begin_run,
    diagnose,
    finish_tasks,
    issue,
    leave_out,
    open_by_a_letter,
    pair,
    put_up,
    report,
    state_of,
)

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

    opened = open_by_a_letter(house, methodist, begin_run(house, methodist, "kirovsk"), schools=SCHOOLS)
    assert sorted(opened) == sorted(NAMES)
    cases = [opened[name] for name in NAMES]
    for case in cases:
        diagnose(methodist, case, lack="Нет учителя физики")
    packet = put_up(methodist, "diagnosis", cases)
    issue(official, packet)

    for case, partner in zip(cases, PARTNERS, strict=True):
        if case == cases[0]:
            a_refusal_is_read(methodist, case)
        pair(methodist, case, partner=partner)
    packet = put_up(methodist, "pair_list", cases)
    leave_out(official, packet, school=NAMES[2], why="Приложите письмо партнёра")
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


def a_refusal_is_read(methodist: Person, case: int) -> None:
    """What cannot be done yet says why, and whose step it is."""
    methodist.open(f"/cases/{case}")
    assert methodist.sees("Не выбрана школа-партнёр")


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


def close(methodist: Person, official: Person, house: House, case: int) -> None:
    report(methodist, case, text="Учитель физики найден, качество выросло")
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
