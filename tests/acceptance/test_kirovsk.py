"""Statements about the acts of Kirovsk, as its journal shows them."""

from __future__ import annotations

import re
from datetime import date

import yaml
from sqlalchemy import select

from tests.acceptance.conftest import Programme, file_of, rows_of, words_of
from workflow.models.order import Register, RegisterKind


def page_of_journal(kirovsk: Programme, order: str = "") -> str:
    register_id = kirovsk.look(select(Register.id).where(Register.kind == RegisterKind.IMPORTED))
    return kirovsk.open(f"/register?register={register_id}&order={order}")


def journal(kirovsk: Programme, order: str = "") -> list[tuple[str, date]]:
    """Number and date of every act of the imported journal, as they follow each other on its page."""
    page = page_of_journal(kirovsk, order)
    return [
        (row[0], date(*(int(part) for part in reversed(row[1].split(".")))))
        for row in rows_of(page)
        if len(row) > 2 and re.fullmatch(r"\d\d\.\d\d\.\d{4}", row[1])
    ]


def test_kirovsk_1_the_journal_shows_26_acts_of_the_committee(kirovsk: Programme) -> None:
    """В журнале стоят все 26 актов: двадцать два из перечня, сам № 237 и три, названные только в тексте."""
    shown = journal(kirovsk)
    written = yaml.safe_load(file_of("kirovsk"))["orders"]
    places = [one["listed_in"] for one in written]
    assert [places.count(place) for place in ("annex", "self", "text")] == [22, 1, 3]
    assert len(shown) == 26
    assert set(shown) == {(one["number"], date.fromisoformat(one["date"])) for one in written}
    assert {("237", date(2023, 6, 8)), ("226", date(2021, 9, 7))} <= set(shown)
    assert {("298", date(2021, 11, 11)), ("287", date(2022, 9, 6))} <= set(shown)


def test_kirovsk_2_the_journal_goes_by_date_and_number_whatever_the_order_of_the_list(
    kirovsk: Programme,
) -> None:
    """Журнал идёт по дате, в один день — по номеру, в обе стороны; порядок перечня ни на что не влияет."""
    written = sorted(
        (one for one in yaml.safe_load(file_of("kirovsk"))["orders"] if "annex_position" in one),
        key=lambda one: one["annex_position"],
    )
    as_listed = [(date.fromisoformat(one["date"]), int(one["number"])) for one in written]
    assert as_listed != sorted(as_listed)

    oldest_first = [(on, int(number)) for number, on in journal(kirovsk, "asc")]
    assert len(oldest_first) == 26
    assert oldest_first == sorted(oldest_first)
    assert [(on, int(number)) for number, on in journal(kirovsk)] == oldest_first[::-1]
    same_day = [number for on, number in oldest_first if on == date(2022, 2, 3)]
    assert same_day == [53, 54]


def test_kirovsk_3_two_pairs_are_out_of_order_and_276_is_the_culprit(kirovsk: Programme) -> None:
    """Проверка находит ровно две пары не по порядку, и в обеих виноват № 276: отмечена одна его строка."""
    shown = words_of(page_of_journal(kirovsk))
    assert "пар не по порядку — 2" in shown
    pair = r"№ (\d+) от ([\d.]+) позже, чем № (\d+) от ([\d.]+) ?; порядок нарушает № (\d+)"
    assert sorted(re.findall(pair, shown)) == [
        ("276", "16.11.2021", "277", "18.10.2021", "276"),
        ("276", "16.11.2021", "298", "11.11.2021", "276"),
    ]
    assert shown.count("дата позже, чем у") == 1
    assert "дата позже, чем у № 277, № 298" in shown
