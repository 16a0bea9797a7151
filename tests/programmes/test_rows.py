"""What the importing command is given."""

from datetime import date

import pytest

from workflow.programmes import Programme
from workflow.programmes.rows import category_of, parse_number, rows_for_import


@pytest.mark.acceptance
def test_kirovsk_1_the_register_holds_26_acts_with_numbers_and_dates(kirovsk: Programme) -> None:
    """Реестр показывает 26 актов комитета: 22 из перечня, № 237 и три из текста (№ 226, 298, 287)."""
    orders = rows_for_import(kirovsk).orders
    where = {place: [row.number for row in orders if row.listed_in == place] for place in ("self", "text")}
    assert len(orders) == 26
    assert len([row for row in orders if row.listed_in == "annex"]) == 22
    assert where == {"self": ["237"], "text": ["226", "298", "287"]}
    assert all(row.dated_on and row.ordinal and row.title for row in orders)
    assert {row.act_type for row in orders} == {"распоряжение"}


@pytest.mark.acceptance
def test_kirovsk_2_the_register_is_sorted_whatever_the_order_of_the_list(kirovsk: Programme) -> None:
    """Реестр сортируется по дате и по номеру независимо от порядка перечня."""
    rows = rows_for_import(kirovsk).orders
    assert list(rows) == sorted(rows, key=lambda row: (row.dated_on or date.max, row.ordinal))
    assert [row.number for row in rows][:5] == ["273", "226", "263", "268", "277"]
    shuffled = kirovsk.model_copy(update={"orders": tuple(reversed(kirovsk.orders))})
    assert rows_for_import(shuffled).orders == rows
    assert [row.ordinal for row in sorted(rows, key=lambda row: row.ordinal)][:3] == [53, 54, 78]


def test_clauses_keep_their_assignees_and_terms(kirovsk: Programme) -> None:
    last = rows_for_import(kirovsk).orders[-1]
    assert last.number == "237"
    assert [clause.number for clause in last.clauses] == ["1", "2", "3", "3.1", "4", "5"]
    assert len(last.clauses[2].school_ids) == 9
    assert str(last.clauses[3].deadline) == "2023-08-31"
    assert last.clauses[4].deadline_as_given == "в 2023 году"


def test_the_letters_of_the_region_are_not_in_the_register(kirovsk: Programme) -> None:
    rows = rows_for_import(kirovsk)
    assert "871-р" in [act.number for act in rows.external_acts]
    assert "871-р" not in [order.number for order in rows.orders]


def test_an_act_that_is_only_planned_waits_for_its_number(sosva: Programme) -> None:
    rows = rows_for_import(sosva)
    assert rows.orders == ()
    assert [(row.id, row.dated_on) for row in rows.planned_orders] == [("wg-2023", None)]


def test_a_category_is_dated_by_its_school_year(kirovsk: Programme) -> None:
    rows = [row for row in rows_for_import(kirovsk).categories if row.code == "ШНОР"]
    assert len(rows) == 5
    assert {(row.category, row.from_on, row.to_on) for row in rows} == {
        ("low_results", date(2020, 9, 1), date(2021, 8, 31))
    }


@pytest.mark.acceptance
def test_gatchina_1_twelve_weak_and_six_strong_schools_have_names(gatchina: Programme) -> None:
    """Показать 12 школ с низкими и 6 с высокими результатами с их названиями."""
    rows = rows_for_import(gatchina)
    names = {school.id: school.name for school in rows.schools}
    weak = [names[row.school_id] for row in rows.categories if row.category == "low_results"]
    strong = [names[row.school_id] for row in rows.categories if row.category == "high_results"]
    assert (len(weak), len(strong)) == (12, 6)
    assert weak[0] == "МБОУ «Сиверская ООШ»"
    assert strong[-1] == "МБОУ «Сиверская гимназия»"


def test_six_pairs_of_two_kinds(kirovsk: Programme) -> None:
    pairs = rows_for_import(kirovsk).pairs
    assert [pair.network_type for pair in pairs] == ["instrumental"] * 5 + ["identical"]
    assert [pair.partner_id for pair in pairs].count("priladozhskaya") == 3


@pytest.mark.parametrize(
    ("text", "expected"), [("276", (276, "")), ("14-а", (14, "-а")), (" 7/2 ", (7, "/2")), ("б/н", (0, "б/н"))]
)
def test_a_number_has_an_ordinal_and_a_rest(text: str, expected: tuple[int, str]) -> None:
    assert parse_number(text) == expected


def test_categories_of_different_documents_have_one_word() -> None:
    codes = ("ШНОР", "low_results", "stable_high", "successful", "risk_2023", "supported_now")
    assert [category_of(code) for code in codes] == [
        "low_results",
        "low_results",
        "high_results",
        "high_results",
        "risk_zone",
        "supported_now",
    ]
