"""A sixth programme lives its calendar year by its pages, in its own order and its own words."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from jobs import documents
from tests.approvals.visitor import Visitor
from tests.unseen.conftest import HERE, Office, at_work, faults

TOLD = {"channel": "письмом", "happened_on": "20.11.2026"}
FOR_SCHOOL = {"recorded_for": "school", **TOLD}
CASES = (1, 2)


@pytest.fixture
def office(app: Flask) -> Office:
    return at_work(app, HERE / "zarechye.yaml")


def press(page: Visitor, button: str, **typed: Any) -> Visitor:
    """The button that begins so; warnings on the page are answered."""
    name = next(one for form in page.forms for one in form.buttons if one.startswith(button))
    form = next(form for form in page.forms if name in form.buttons)
    if "reason" in form.names and "reason" not in typed:
        typed["reason"] = "Так решено на совещании"
    page.press(name, **typed)
    assert page.status == 200, page.text
    return page


def states(office: Office) -> set[str]:
    return {row[0] for row in office.rows("SELECT state FROM cases")}


def put_up(office: Office) -> int:
    """Both schools in one packet."""
    methodist = office["methodist"]
    press(methodist.open("/packets/new"), "Собрать комплект", case_ids=[str(one) for one in CASES])
    packet_id = int(office.one("SELECT max(id) FROM packets"))
    press(methodist.open(f"/packets/{packet_id}"), "Передать комплект")
    return packet_id


def open_year(office: Office) -> None:
    methodist = office["methodist"].open(f"/programmes/{office.code}/runs/new")
    press(methodist, "Начать год", from_on="01.01.2026", to_on="31.12.2026")
    schools = [str(row[0]) for row in office.rows("SELECT id FROM schools WHERE code IN ('gorka', 'zaton')")]
    press(
        methodist.open("/runs/1/open"),
        "Показать, что",
        schools=schools,
        ground="order",
        order=str(office.one("SELECT id FROM orders WHERE is_imported")),
    )
    press(methodist, "Открыть сопровождения")
    assert states(office) == {"monitoring.measuring"}


def measure(office: Office) -> None:
    """Shares, words and what was not measured; what the school measures is recorded for it."""
    methodist = office["methodist"]
    for case in CASES:
        cells = {
            "0-numerator": "30",
            "0-denominator": "40",
            "1-why_not": "работу перенесли",
            "2-words": "хорошо",
            "2-rests_on": "наблюдение",
            "3-why_not": "не спрашивали",
        }
        typed = {f"m{case}-{cell}": words for cell, words in cells.items()}
        press(methodist.open(f"/cases/{case}/measurements"), "Записать измерения", **FOR_SCHOOL, **typed)
        press(methodist.open(f"/cases/{case}/transitions/submit_measurements"), "Передать", **FOR_SCHOOL)
        press(methodist.open(f"/cases/{case}/note"), "Записать справку", text="По математике лучше")
    official = office["official"].open(f"/packets/{put_up(office)}")
    assert "Об итогах мониторинга показателей школ в 2026 году" in official.text
    press(official, "Утвердить записью", reason="Обсуждено")
    for case in CASES:
        page = methodist.open(f"/cases/{case}")
        assert "Вернуться к мероприятиям" not in page.buttons
        press(page, "Перейти к следующему этапу")
    assert states(office) == {"events.running"}


def hold_an_event(office: Office) -> None:
    """Announced without an act, its results decided by the council's protocol."""
    methodist = office["methodist"]
    press(methodist.open("/bodies"), "Записать из программы")
    hosts = [str(office.one("SELECT id FROM schools WHERE code = 'mayak'"))]
    guests = [str(row[0]) for row in office.rows("SELECT school_id FROM cases ORDER BY id")]
    press(
        methodist.open("/runs/1/events/new"),
        "Запланировать",
        name="Практикум «Дроби»",
        from_on="23.11.2026",
        hosts=hosts,
        guests=guests,
        required="y",
    )
    press(methodist.open("/events/1/transitions/hold_event"), "Отметить", held_on="23.11.2026")
    attended = {"school_id": guests[0], "teachers": "Учитель первый, математик", "pupils": "12"}
    press(methodist.open("/events/1/attendance"), "Внести в лист", **attended)
    for school in guests:
        press(methodist.open(f"/events/1/reflections/{school}"), "Записать отзыв", text="Пригодилось", **TOLD)
    press(methodist.open("/events/1/transitions/reflect_event"), "Подвести")
    press(methodist.open("/events/1"), "Собрать комплект")
    assert "Об итогах мероприятия «Практикум „Дроби“»" in methodist.text
    packet_id = int(office.one("SELECT max(id) FROM packets"))
    press(methodist, "Передать комплект")
    adopt(office, packet_id)
    assert office.one("SELECT state FROM events") == "event.finished"


def adopt(office: Office, packet_id: int) -> None:
    clerk = office["clerk"].open(f"/packets/{packet_id}/protocol")
    body = str(office.one("SELECT min(id) FROM bodies"))
    press(clerk, "Внести решение", body_id=body, dated_on="23.11.2026", about="Рассмотрено")


def diagnose(office: Office) -> None:
    methodist = office["methodist"]
    for case in CASES:
        press(methodist.open(f"/cases/{case}/transitions/review_events"), "Подвести")
        press(methodist.open(f"/cases/{case}/transitions/finish_events"), "Перейти")
        lack = {"text": "Нет учителя физики", "kind": "individual"}
        press(methodist.open(f"/cases/{case}/deficits"), "Записать дефицит", **lack, **TOLD)
        found = {"instrument": "Анкета", "held_on": "20.11.2026", "text": "Нужна помощь"}
        press(methodist.open(f"/cases/{case}/conclusion"), "Записать вывод", **found)
        press(methodist.open(f"/cases/{case}/transitions/submit_answers"), "Передать")
    press(office["official"].open(f"/packets/{put_up(office)}"), "Утвердить записью", reason="Обсуждено")
    assert states(office) == {"plan_approval.drafting"}


def plan(office: Office) -> None:
    """Every wording of a term; a number that stands twice is two rows; both named sign-offs are awaited."""
    methodist = office["methodist"]
    for case in CASES:
        press(methodist.open(f"/cases/{case}/plan"), "Составить план")
        numbers = [*map(str, range(1, 15)), "14 (2)"]
        page = methodist.open(f"/plans/{case}/activities")
        press(page, "Взять отмеченные", activities=numbers, **{"year-3": "2026"})
        assert "Итоговый сбор" in page.text
        assert "Сбор школ-маяков" in page.text
        assert "в течение 2026 года: последний рабочий день года" in page.text
        assert "Год в словах не назван, взят из срока программы Правило в течение 2027" not in page.text
    terms = office.rows("SELECT as_given FROM measures WHERE activity = '14 (2)'")
    assert {row[0] for row in terms} == {"по графику"}
    packet_id = put_up(office)
    official = office["official"].open(f"/packets/{packet_id}")
    for who, left in (("second", "член совета"), ("council", "")):
        press(office[who].open(f"/packets/{packet_id}"), "Согласовать")
        official.open(f"/packets/{packet_id}")
        assert ("Утвердить и зарегистрировать" in official.buttons) is not bool(left)
        assert f"{left} ждём согласования" in official.text or not left
    press(official, "Утвердить и", number="5-у", dated_on="23.11.2026")
    assert "№ 5-у от 23.11.2026" in official.text
    assert "на 2026 год" in official.text
    assert states(office) == {"closure.reporting"}


def close(office: Office) -> None:
    methodist = office["methodist"]
    for task in office.rows("SELECT id FROM tasks WHERE status = 'open' AND case_id IS NOT NULL"):
        press(methodist.open(f"/tasks/{task[0]}"), "Снять", comment="Войдёт в план следующего года")
    for case in CASES:
        page = methodist.open(f"/cases/{case}/report")
        assert "доверие. Было: не измерено, стало: хорошо" in page.text
        press(page, "Записать итог", text="Школа справилась")
    packet_id = put_up(office)
    press(office["second"].open(f"/packets/{packet_id}"), "Согласовать")
    adopt(office, packet_id)
    assert states(office) == {"closure.closed"}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_it_is_opened_lived_and_closed_and_every_page_reads_well(office: Office) -> None:
    """No step needs anything but its pages; the record of it holds; the next year is offered."""
    open_year(office)
    assert office.rows("SELECT number, title FROM projects") == [(1, "1.1. Мост через реку")]
    measure(office)
    hold_an_event(office)
    diagnose(office)
    plan(office)
    assert [fault for who in ("methodist", "official") for fault in faults(office, who)] == []
    close(office)
    with office.app.app_context():
        [[order_id]] = office.rows("SELECT id FROM orders WHERE NOT is_imported")
        documents.render(order_id)
    assert [
        fault for who in ("methodist", "official", "school", "admin") for fault in faults(office, who)
    ] == []
    preview = office["methodist"].open("/runs/1/turn-over")
    assert "01.01.2027" in preview.html
    assert "31.12.2027" in preview.html
