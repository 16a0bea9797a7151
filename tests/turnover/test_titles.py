"""A plan that names its year goes on under the name of the next one."""

from __future__ import annotations

from datetime import date

import pytest

from workflow.carried.titles import title_in
from workflow.deadlines.rule import Period

SCHOOL_YEARS = Period(date(2026, 9, 1), date(2027, 8, 31)), Period(date(2027, 9, 1), date(2028, 8, 31))
CALENDAR_YEARS = Period(date(2026, 1, 1), date(2026, 12, 31)), Period(date(2027, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("Дорожная карта на 2026/27 учебный год", "Дорожная карта на 2027/28 учебный год"),
        ("План на 2026/2027 уч. год", "План на 2027/2028 уч. год"),
        ("План на 2026–2027 учебный год", "План на 2027–2028 учебный год"),
        ("План на 2026-2027 учебный год", "План на 2027-2028 учебный год"),
        ("План по приказу от 12.09.2026", "План по приказу от 12.09.2026"),
        ("По итогам 2025/26 года", "По итогам 2025/26 года"),
        ("Концепция 2026–2030", "Концепция 2026–2030"),
        ("План школы", "План школы"),
    ],
)
def test_a_school_year_in_a_title_is_followed_by_the_next(was: str, becomes: str) -> None:
    assert title_in(was, *SCHOOL_YEARS) == becomes


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("План на 2026 год", "План на 2027 год"),
        ("План по письму от 12.01.2026", "План по письму от 12.01.2026"),
        ("По итогам 2025 года", "По итогам 2025 года"),
    ],
)
def test_a_calendar_year_in_a_title_is_followed_by_the_next(was: str, becomes: str) -> None:
    assert title_in(was, *CALENDAR_YEARS) == becomes
