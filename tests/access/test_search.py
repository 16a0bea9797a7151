"""«Школа или №»: found is only what one may see."""

from __future__ import annotations

import pytest

from tests.access.test_walk import leaks
from tests.access.visits import Visits


def found(visits: Visits, visitor: str, words: str) -> str:
    answer = visits.ask(visitor, "GET", f"/search?q={words}")
    assert answer.status_code == 200
    assert leaks(visitor, answer, words) == []
    return answer.text.partition("<main")[2]


@pytest.mark.parametrize("words", ["s1 canarynorth", "ШКОЛА S1", "мбоу"])
def test_a_school_is_found_by_part_of_its_name_in_any_case(visits: Visits, words: str) -> None:
    page = found(visits, "methodist", words)
    case_id = visits.kingdom.named["case_id"]["own"]
    assert f'href="/cases/{case_id}"' in page
    assert f'href="/schools/{visits.kingdom.north.schools["s1"]}"' in page


def test_an_order_is_found_by_its_number(visits: Visits) -> None:
    order_id = visits.kingdom.named["order_id"]["own"]
    for words in ("1", "№ 1", "№1"):
        assert f'href="/orders/{order_id}"' in found(visits, "clerk", words)


@pytest.mark.parametrize(
    ("visitor", "sees"),
    [
        ("school_own", {"own"}),
        ("school_beside", {"beside"}),
        ("partner_paired", {"own"}),
        ("partner_unpaired", set()),
    ],
)
def test_a_school_finds_its_own_and_whom_it_helps(visits: Visits, visitor: str, sees: set[str]) -> None:
    page = found(visits, visitor, "школа") + found(visits, visitor, "1") + found(visits, visitor, "2")
    named = visits.kingdom.named
    for column in ("own", "beside", "elsewhere"):
        assert (f'href="/cases/{named["case_id"][column]}"' in page) is (column in sees)
        assert (f'href="/orders/{named["order_id"][column]}"' in page) is (column in sees)


def test_nothing_asked_is_no_question_and_nothing_found_says_so(visits: Visits) -> None:
    assert "Ничего не найдено" not in found(visits, "methodist", "")
    assert "Ничего не найдено" in found(visits, "methodist", "такой-школы-нет")
    assert "Ничего не найдено" in found(visits, "methodist", "%25_")
