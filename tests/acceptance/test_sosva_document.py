"""Statements about the document of Sosva: a roadmap of sixteen rows, figures in pieces and in per cent."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.acceptance.conftest import Programme, rows_of


@pytest.fixture
def sosva(run_programme: Callable[[str], Programme]) -> Programme:
    return run_programme("sosva")


def test_sosva_1_sixteen_rows_with_term_performers_control_form_and_result(sosva: Programme) -> None:
    """Шестнадцать пунктов дорожной карты: у каждого срок, исполнители, форма контроля и результат."""
    rows = sosva.section("plan", "activities")
    assert [row[0] for row in rows] == [str(number) for number in range(1, 17)]
    for number, what, term, responsible, control, source in rows:
        assert " результат " in what, number
        assert term != "не назван", number
        assert control != "не названа", number
        assert source.startswith("003 ")
        assert (responsible == "не названы") is (number == "9")  # the document names nobody for it


def test_sosva_5_eleven_figures_as_of_may_2022_two_of_them_numbered_one(sosva: Programme) -> None:
    """Одиннадцать значений на май 2022 года со своими единицами; номер 1 стоит дважды, и это сказано."""
    page = sosva.tab("indicators")
    groups = [row[0] for row in rows_of(page) if len(row) == 1]
    assert groups == ["Из раздела 3 · 11", "Из паспорта программы · 11"]
    rows = sosva.section("indicators", "indicators")
    assert [row[2].removesuffix(", на май 2022") for row in rows[:11]] == [
        "1 шт.",
        "83,3 %",
        "62 %",
        "100 %",
        "100 %",
        "1 шт.",
        "1 шт.",
        "16 %",
        "20 %",
        "78 %",
        "48 %",
    ]
    repeated = [row[1] for row in rows if "этот номер в документе стоит не один раз" in row[1]]
    assert [row[0] for row in rows].count("1") == len(repeated) == 2
    assert {row[2] for row in rows[11:]} == {"не приведено"}
