"""The first words of an act: its heading names the years as they are, and names in quotation marks."""

from __future__ import annotations

from datetime import date

import pytest

from workflow.orders.drafting import first_draft, term_of
from workflow.states.definition import PacketKind

SCHOOL_YEAR = term_of(date(2026, 9, 1), date(2027, 8, 31))
CALENDAR_YEAR = term_of(date(2026, 1, 1), date(2026, 12, 31))
THREE_YEARS = term_of(date(2026, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("term", "heading"),
    [
        (SCHOOL_YEAR, "Об утверждении планов на 2026/27 учебный год"),
        (CALENDAR_YEAR, "Об утверждении планов на 2026 год"),
        (THREE_YEARS, "Об утверждении планов на 2026–2028 годы"),
    ],
)
def test_a_plan_is_approved_for_the_years_of_its_run(term, heading):
    assert first_draft(PacketKind.PLAN, term=term, programme_title="Опора").title == heading


@pytest.mark.parametrize(
    ("term", "heading"),
    [
        (SCHOOL_YEAR, "Об итогах сопровождения школ в 2026/27 учебном году"),
        (CALENDAR_YEAR, "Об итогах сопровождения школ в 2026 году"),
        (THREE_YEARS, "Об итогах сопровождения школ в 2026–2028 годах"),
    ],
)
def test_an_end_is_approved_in_the_years_of_its_run(term, heading):
    assert first_draft(PacketKind.CLOSING, term=term, programme_title="Опора").title == heading


def test_marks_inside_of_marks_are_of_the_second_kind():
    draft = first_draft(
        PacketKind.EVENT,
        term=SCHOOL_YEAR,
        programme_title="Школы «у реки»",
        subject="Фестиваль «На ошибках учатся!»",
    )
    assert draft.title == "О проведении мероприятия «Фестиваль „На ошибках учатся!“»"
    assert draft.preamble == "В целях реализации программы «Школы „у реки“»:"
