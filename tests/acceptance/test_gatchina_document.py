"""Statements about the document of Gatchina: empty lists that ask for schools, rules for deficits, no plan."""

from __future__ import annotations

from sqlalchemy import select

from tests.acceptance.conftest import Programme
from tests.approvals.visitor import Visitor
from workflow.models.authority import CategoryRecord, School
from workflow.models.case import Case


def test_gatchina_2_two_empty_lists_are_shown_and_schools_are_put_on_them(gatchina: Programme) -> None:
    """Зона риска и резильентные школы стоят пустыми; школу вносят в такой список письмом."""
    rows = gatchina.section("people", "categories")
    empty = [row[1] for row in rows if "раздел есть, но пуст" in row[1]]
    assert len(empty) == 2
    missing = gatchina.words("missing")
    assert missing.count("есть, но школ в нём нет") == 2

    way = f'href="/runs/{gatchina.house.run_id}/open">Внести школы в список по письму…'
    assert way in gatchina.tab("people")

    methodist = Visitor(gatchina.app, gatchina.house.methodist)
    for category, name in (
        ("risk_zone", "МБОУ «Новая школа зоны риска»"),
        ("resilient", "МБОУ «Новая стойкая школа»"),
    ):
        methodist.open(f"/runs/{gatchina.house.run_id}/open").press(
            "Показать, что откроется…",
            **gatchina.opening(
                pasted=name,
                category=category,
                ground="letter",
                letter_issuer="Комитет образования",
                letter_on="14.08.2026",
            ),
        )
        methodist.press("Открыть сопровождения", **{"line-1": "new"})
        kept = select(School.name).join(CategoryRecord).where(CategoryRecord.category == category)
        assert gatchina.look(kept) == name


def test_gatchina_3_common_deficits_go_to_the_monthly_day_and_others_to_a_strong_school(
    gatchina: Programme,
) -> None:
    """Общие дефициты закрывает единый день, индивидуальные — школа с высокими результатами."""
    common, individual = gatchina.section("people", "deficit_rules")
    assert "Общие дефициты" in common[1]
    assert "повторяющийся день: День образовательных интенсивов" in common[1]
    assert "Особые дефициты" in individual[1]
    assert "категория: школы с высокими" in individual[1].lower()


def test_gatchina_10_it_works_without_indicators_a_plan_and_acts(gatchina: Programme) -> None:
    """Показателей, плана мероприятий и актов района нет: это сказано там, где их ждут, а сопровождение идёт."""
    for tab, titles in {
        "acts": ("Акты органа", "Протоколы"),
        "plan": ("План мероприятий", "Модули", "Проекты"),
        "indicators": ("Показатели", "Исходные цифры"),
    }.items():
        page = gatchina.words(tab)
        lacks = page.rpartition("В документе этого нет")[2]
        assert all(title in lacks for title in titles), (tab, lacks[:200])
    [case_id] = gatchina.open_cases("siverskaya_oosh")
    assert "Диагностика" in Visitor(gatchina.app, gatchina.house.methodist).open(f"/cases/{case_id}").text
    assert gatchina.look(select(Case.state)) == "diagnosis.collecting"
