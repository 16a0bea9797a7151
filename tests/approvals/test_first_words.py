"""The first words of an act: what a head of a committee signs without wincing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from workflow.orders.appendices import appendices_of
from workflow.orders.drafting import Draft, Occasion, first_draft, term_of
from workflow.orders.results import NOTES, RECOMMENDATIONS, VALUES
from workflow.states.definition import PacketKind

SCHOOL_YEAR = (date(2026, 9, 1), date(2027, 8, 31))

ABOUT = Occasion(term=term_of(*SCHOOL_YEAR), programme_title="Сеть", act_type="распоряжение")


def drafted(
    kind: PacketKind,
    *,
    term: tuple[date, date] = SCHOOL_YEAR,
    act_type: str = "распоряжение",
    subject: str = "",
    tables: Sequence[str] = (),
) -> Draft:
    about = replace(ABOUT, term=term_of(*term), act_type=act_type, subject=subject, tables=tables)
    return first_draft(kind, about)


@pytest.mark.parametrize(
    ("from_on", "to_on", "approved", "summed_up"),
    [
        (*SCHOOL_YEAR, "на 2026/27 учебный год", "в 2026/27 учебном году"),
        (date(2026, 9, 3), date(2027, 8, 29), "на 2026/27 учебный год", "в 2026/27 учебном году"),
        (date(2022, 1, 1), date(2022, 12, 31), "на 2022 год", "в 2022 году"),
        (date(2021, 9, 1), date(2024, 12, 31), "на 2021–2024 годы", "в 2021–2024 годах"),
        (date(2022, 1, 1), date(2023, 12, 31), "на 2022–2023 годы", "в 2022–2023 годах"),
    ],
)
def test_only_a_school_year_is_called_one(from_on: date, to_on: date, approved: str, summed_up: str) -> None:
    term = (from_on, to_on)
    assert drafted(PacketKind.PAIR_LIST, term=term).title.endswith(approved)
    assert drafted(PacketKind.CLOSING, term=term).title.endswith(summed_up)


def test_quotes_inside_quotes_are_of_the_other_kind() -> None:
    draft = drafted(PacketKind.EVENT, subject="Фестиваль «Учимся вместе»")
    assert draft.title == "О проведении мероприятия «Фестиваль „Учимся вместе“»"
    preamble = replace(ABOUT, programme_title="Школы «у реки»").preamble
    assert preamble == "В целях реализации программы «Школы „у реки“»:"


@pytest.mark.parametrize(
    ("act_type", "preamble", "control"),
    [
        ("распоряжение", "В целях реализации программы «Сеть»:", "за исполнением распоряжения"),
        ("приказ", "В целях реализации программы «Сеть» приказываю:", "за исполнением приказа"),
        ("постановление", "В целях реализации программы «Сеть» постановляю:", "за исполнением постановления"),
        ("акт отдела", "В целях реализации программы «Сеть»:", "за исполнением акта"),
    ],
)
def test_the_act_speaks_as_acts_of_its_kind_do(act_type: str, preamble: str, control: str) -> None:
    draft = drafted(PacketKind.PLAN, act_type=act_type)
    assert draft.preamble == preamble
    assert control in draft.clauses[-1].text


def test_a_municipal_plan_is_approved_by_its_name() -> None:
    draft = drafted(PacketKind.PLAN, subject="Дорожная карта «Старт»")
    assert draft.title == "Об утверждении плана «Дорожная карта „Старт“»"


def test_an_order_approves_the_tables_that_there_are() -> None:
    draft = drafted(PacketKind.RESULTS, tables=(NOTES, RECOMMENDATIONS))
    assert [clause.number for clause in draft.clauses] == ["1", "2", "3"]
    assert "аналитические справки (приложение 1)" in draft.clauses[0].text
    assert "адресные рекомендации (приложение 2)" in draft.clauses[1].text


def test_a_school_without_recommendations_is_closed_without_a_word_of_them() -> None:
    assert "рекомендац" not in " ".join(clause.text for clause in drafted(PacketKind.CLOSING).clauses)
    advised = drafted(PacketKind.CLOSING, tables=("Итоги сопровождения школ", RECOMMENDATIONS))
    assert "адресные рекомендации (приложение 2)" in advised.clauses[0].text


def test_nothing_known_is_no_table_and_a_note_is_printed() -> None:
    bare = {"school": "МКОУ «Шумская СОШ»", "values": [], "municipality": [], "recommendations": []}
    assert appendices_of(PacketKind.RESULTS, [{**bare, "note": ""}]) == ()
    [notes] = appendices_of(PacketKind.RESULTS, [{**bare, "note": "Уроки физики идут"}])
    assert (notes.title, notes.rows) == (NOTES, (("1", "МКОУ «Шумская СОШ»", "Уроки физики идут"),))
    measured = {"indicator": "Качество", "fact": "61"}
    tables = appendices_of(PacketKind.RESULTS, [{**bare, "values": [measured], "note": "Выросло"}])
    assert [one.title for one in tables] == [VALUES, NOTES]


def test_an_end_tells_what_was_done_and_measured_and_counts_the_rest() -> None:
    counts = [{"what": "мероприятий проведено", "value": 2}, {"what": "мер снято", "value": 0}]
    indicators = [
        {"indicator": "Качество", "before": "31", "after": "42", "unit": "%"},
        {"indicator": "Наставники", "before": "3", "after": "", "unit": "шт."},
        {"indicator": "Охват", "before": "", "after": "", "unit": "%"},
    ]
    end = {"school": "СОШ № 1", "report": "Выросло", "counts": counts, "indicators": indicators}
    [table] = appendices_of(PacketKind.CLOSING, [{**end, "recommendations": []}])
    assert table.rows[0][3:] == (
        "мероприятий проведено: 2",
        "Качество: 31 → 42 %; Наставники: 3 шт. → не измерено; не измерено показателей: 1",
    )
    [table] = appendices_of(PacketKind.CLOSING, [{**end, "indicators": indicators[2:]}])
    assert table.rows[0][4] == "не измерялось"
