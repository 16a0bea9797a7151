"""Statements about the document of Kirishi: projects, words instead of numbers, no school by name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.acceptance.conftest import Programme
from tests.approvals.visitor import Visitor
from workflow.models.case import Case
from workflow.models.programme import Run


@pytest.fixture
def kirishi(run_programme: Callable[[str], Programme]) -> Programme:
    return run_programme("kirishi")


def test_kirishi_1_the_coordination_model_with_its_regulating_centre(kirishi: Programme) -> None:
    """Координационная модель, её регулирующий центр — Методический отдел МАУ «Киришский центр МППС»."""
    passport = kirishi.words("passport")
    assert "тип модели: координационная" in passport
    assert "регулирующий центр: Методический отдел МАУ «Киришский центр МППС»" in passport


def test_kirishi_4_seven_objectives_five_results_four_grounds(kirishi: Programme) -> None:
    """Видны 7 задач, 5 ожидаемых результатов и 4 основания, каждое с местом в документе."""
    shown = (
        kirishi.section("passport", "tasks"),
        kirishi.section("indicators", "expected_results"),
        kirishi.section("passport", "rationale"),
    )
    assert [len(rows) for rows in shown] == [7, 5, 4]
    assert all(row[-1].startswith("000 ") for rows in shown for row in rows)


def test_kirishi_6_the_first_indicator_is_laid_out_in_four_parts(kirishi: Programme) -> None:
    """Показатель 1 разложен на четыре составляющие; чисел у показателей нет, и столбцов для них тоже."""
    rows = kirishi.section("indicators", "indicators")
    assert [row[0] for row in rows] == ["1", "2", "3", "4", "5", "6"]
    assert "составляющие: результаты; образовательный процесс; среда; управление" in rows[0][1]
    assert all("оценка словами: да" in row[1] for row in rows)
    assert all(len(row) == 3 for row in rows)


def test_kirishi_8_what_the_curator_and_the_head_of_department_hand_in(kirishi: Programme) -> None:
    """Аналитика куратора и начальника отдела: виды документов и два разреза, по мероприятию и по этапу."""
    by_curator, by_head = kirishi.section("events", "deliverables")[2:]
    assert "вид: справки; мониторинги; рекомендации" in by_curator[1]
    assert "вид: отчёты; рекомендации" in by_head[1]
    for row, who in ((by_curator, "кто: методист — куратор проекта"), (by_head, "кто: начальник")):
        assert who in row[1]
        assert "охват: срез по мероприятию; итог этапа" in row[1]


def test_kirishi_10_schools_and_pairs_are_asked_for_where_the_document_names_none(kirishi: Programme) -> None:
    """Школ поимённо нет и пар нет: программа загружена, школы вносят списком, партнёра выбирают на странице."""
    missing = kirishi.words("missing")
    assert "Школы не названы поимённо: их вносит методист" in missing
    assert "Пары школ не заданы" in missing

    methodist = Visitor(kirishi.app, kirishi.house.methodist)
    run_id = kirishi.look(select(Run.id))
    methodist.open(f"/runs/{run_id}/open")
    assert "Документ программы школ поимённо не называет" in methodist.text
    methodist.press(
        "Показать, что откроется…",
        **kirishi.opening(pasted="МБОУ «Школа у реки»\nМБОУ «Школа за лесом»"),
    )
    assert "Такой школы в списке управления нет" in methodist.text
    answers = {f"line-{number}": "new" for number in (1, 2)}
    methodist.press("Открыть сопровождения", **answers)
    assert kirishi.how_many(Case) == 2

    case_id = kirishi.look(select(Case.id).order_by(Case.id).limit(1))
    methodist.open(f"/cases/{case_id}")
    assert "—, партнёр не выбран" in methodist.text
    assert "МБОУ «Школа за лесом»" in methodist.open(f"/cases/{case_id}/partner").text
