"""Statements about the report of Kirovsk: pairs, aliases, and events with what was counted at them."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from tests.acceptance.conftest import Programme
from tests.approvals.visitor import Visitor
from workflow.models.case import Case


def events(kirovsk: Programme) -> dict[str, str]:
    """Key of an event -> words of its row."""
    return dict(
        zip(keys(kirovsk, "events"), (row[1] for row in kirovsk.section("events", "events")), strict=True)
    )


def keys(kirovsk: Programme, section: str) -> list[str]:
    return re.findall(rf'<tr id="{section}-([^"]+)"', kirovsk.tab("events"))


def test_kirovsk_13_six_pairs_of_two_kinds_with_three_partners(kirovsk: Programme) -> None:
    """Шесть пар: пять инструментальных, одна идентичная; у партнёров трое, двое и один подопечный."""
    rows = [row[1] for row in kirovsk.section("people", "pairs")]
    assert len(rows) == 6
    assert sum("вид пары: инструментальная" in row for row in rows) == 5
    assert sum("вид пары: идентичная" in row for row in rows) == 1
    for partner, schools in {
        "МКОУ «Приладожская СОШ»": 3,
        "МБОУ «Шлиссельбургская СОШ №1»": 2,
        "МКОУ «Отраденская СОШ №2»": 1,
    }.items():
        assert sum(f"— {partner}" in row for row in rows) == schools, partner


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("ПООШ", "МКОУ «Путиловская ООШ»"),
        ("ОСШ №3", "МБОУ «Отраденская СОШ №3»"),
        ("ОСШ № 2", "МКОУ «Отраденская СОШ №2»"),
    ],
)
def test_kirovsk_14_a_school_is_known_by_its_abbreviation(short: str, name: str, kirovsk: Programme) -> None:
    """Строка письма «ПООШ» или «ОСШ №3» узнаётся без вопросов, и открывается сопровождение этой школы."""
    methodist = Visitor(kirovsk.app, kirovsk.house.methodist)
    methodist.open(f"/runs/{kirovsk.house.run_id}/open").press(
        "Показать, что откроется…", **kirovsk.opening(pasted=short)
    )
    assert "Неясные строки" not in methodist.text
    assert f"{name} в списке: {short}" in methodist.text
    methodist.press("Открыть 1 сопровождение")
    school = next(
        id for code, id in kirovsk.house.schools.items() if id == kirovsk.look(select(Case.school_id))
    )
    assert name in methodist.open(f"/schools/{school}").text


def test_kirovsk_15_the_network_of_2020_and_the_one_of_2023_stand_side_by_side(kirovsk: Programme) -> None:
    """В 2020–2021 годах в сети «Кировская СОШ №2»; в 2023 — «Отраденская СОШ №2» и «Суховская ООШ»."""
    rows = {row[0]: row[1] for row in kirovsk.section("findings", "inconsistencies")}
    assert "2020-2021: МБОУ «Кировская СОШ №2»" in rows["KRV-21"]
    assert "2023: МКОУ «Отраденская СОШ №2», МКОУ «Суховская ООШ»" in rows["KRV-21"]
    lists = [row[1] for row in kirovsk.section("people", "categories")]
    then = next(row for row in lists if "стабильно высокими" in row)
    now = " ".join(row for row in lists if "текущих пар" in row)
    assert "Кировская СОШ №2" in then
    assert "Кировская СОШ №2" not in now
    assert "Отраденская СОШ №2" in now
    assert "Суховская ООШ" in now


def test_kirovsk_16_lists_of_pairs_were_approved_year_by_year(kirovsk: Programme) -> None:
    """Список пар утверждён за 2021–2022 годы актом № 263 и за 2022–2023 годы актом № 354."""
    first, second = (row[1] for row in kirovsk.section("people", "pair_lists"))
    assert "учебный год: 2021-2022" in first
    assert "утверждён актом: № 263 от 12.10.2021" in first
    assert "учебный год: 2022-2023" in second
    assert "утверждён актом: № 354 от 18.10.2022" in second


def test_kirovsk_18_the_chain_of_acts_of_the_festival_of_mistakes(kirovsk: Programme) -> None:
    """Фестиваль «На ошибках учатся!»: № 226 → 54 → 89 → совещание 24.03.2022 → 148."""
    shown = events(kirovsk)
    acts = "№ 226 от 07.09.2021; № 54 от 03.02.2022; № 89 от 03.03.2022; № 148 от 06.04.2022"
    assert f"акты: {acts}" in shown["festival_errors"]
    meeting = shown["meeting_festival_errors"]
    assert "24.03.2022" in meeting
    assert "часть события: Фестиваль открытых уроков «На ошибках учатся!»" in meeting


def test_kirovsk_19_the_cycle_of_april_2022_with_its_counts_acts_and_meetings(kirovsk: Programme) -> None:
    """Цикл апреля 2022 года: 16 мастер-классов, 6 пробных мероприятий, два акта и два совещания."""
    shown = events(kirovsk)
    cycle = shown["masterclass_cycle"]
    assert "01.04.2022 — 28.04.2022" in cycle
    assert "16 мастер-классов" in cycle
    assert "6 пробных мероприятий" in cycle
    assert "№ 133 от 30.03.2022; № 203 от 20.05.2022" in cycle
    for meeting, on in (("meeting_planning_2022", "31.03.2022"), ("meeting_masterclass", "04.05.2022")):
        assert on in shown[meeting]
        assert "часть события: Цикл мастер-классов и пробных мероприятий" in shown[meeting]


@pytest.mark.parametrize(
    ("number", "event", "counted"),
    [
        (20, "festival_know", ("10 уроков", "6 школ", "7 технологических карт", "3 видеоролика")),
        (21, "creative_lab", ("15 открытых мероприятий", "слагаемые: 8; 7", "9 школ", "№ 369", "№ 412")),
        (22, "practical_2021", ("15 школ процент: 100", "5 ШНОР процент: 100", "107 педагогов процент: 100")),
    ],
)
def test_kirovsk_20_21_22_what_was_counted_at_an_event(
    number: int, event: str, counted: tuple[str, ...], kirovsk: Programme
) -> None:
    """Фестиваль «Знаю как…», лаборатория и практический этап показаны со своими числами и актами."""
    shown = events(kirovsk)[event]
    assert [one for one in counted if one not in shown] == [], (number, shown)
