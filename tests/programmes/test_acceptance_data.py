"""Acceptance statements that ask no more than the facts of a file, one test each."""

import pytest

from workflow.programmes import Programme, in_russian
from workflow.programmes.plan import Activity
from workflow.programmes.rows import rows_for_import
from workflow.programmes.sections import Section, sections

pytestmark = pytest.mark.acceptance


def section(programme: Programme, key: str) -> Section:
    return next(one for one in sections(programme) if one.key == key)


def row(programme: Programme, number: str) -> Activity:
    return next(one for one in programme.activities if one.number == number)


def test_kirishi_4_objectives_results_and_grounds(kirishi: Programme) -> None:
    """Показать 7 задач, 5 ожидаемых результатов, 4 основания."""
    counted = [len(section(kirishi, key).rows) for key in ("tasks", "expected_results", "rationale")]
    assert counted == [7, 5, 4]


def test_kirishi_6_the_first_indicator_has_four_parts(kirishi: Programme) -> None:
    """Разложить показатель 1 на 4 составляющие: результаты, процесс, среда, управление."""
    assert kirishi.indicators[0].components == ("результаты", "образовательный процесс", "среда", "управление")


def test_kirovsk_12_the_distribution_covers_the_nine_schools(kirovsk: Programme) -> None:
    """Рассылка № 237 совпадает с 9 школами п.3, плюс дело, МИМС и главный специалист."""
    order = next(one for one in rows_for_import(kirovsk).orders if one.number == "237")
    assert set(order.distribution_schools) == set(order.clauses[2].school_ids)
    assert len(order.distribution_schools) == 9
    assert order.distribution_other == ("в дело", "mims", "chief_specialist")


def test_kirovsk_13_six_pairs_of_two_kinds_and_three_partners(kirovsk: Programme) -> None:
    """Показать 6 сетевых пар: 5 инструментальных, 1 идентичную; партнёров по числу подопечных: 3, 2, 1."""
    rows = section(kirovsk, "pairs").rows
    kinds = [
        in_russian(value)
        for row in rows
        for fact in row.facts
        if fact.label == "вид пары"
        for value in fact.values
    ]
    assert (kinds.count("инструментальная"), kinds.count("идентичная")) == (5, 1)
    partners = [pair.partner_id for pair in rows_for_import(kirovsk).pairs]
    counted = {partner: partners.count(partner) for partner in partners}
    assert counted == {"priladozhskaya": 3, "shlisselburgskaya_1": 2, "otradenskaya_2": 1}


def test_kirovsk_16_the_lists_of_pairs_were_approved_for_two_years(kirovsk: Programme) -> None:
    """Показать утверждение списка пар по годам: № 263 (2021–2022), № 354 (2022–2023)."""
    shown = [
        {fact.label: [in_russian(value) for value in fact.values] for fact in one.facts}
        for one in section(kirovsk, "pair_lists").rows
    ]
    assert [(one["учебный год"], one["утверждён актом"]) for one in shown] == [
        (["2021-2022"], ["№ 263 от 12.10.2021"]),
        (["2022-2023"], ["№ 354 от 18.10.2022"]),
    ]


def test_kirovsk_27_the_risks_are_shown(kirovsk: Programme) -> None:
    """Показать риски: нехватка кадров и загрузка педагогов."""
    titles = [one.title for one in section(kirovsk, "risks").rows]
    assert titles == ["Нехватка кадров", "Высокая загрузка педагогов из-за нехватки кадров"]


def test_tbilissky_3_and_4_indicators_by_years(tbilissky: Programme) -> None:
    """Показатель 5 идёт 15 → 243 → 486 → 605; 1: 6 → 12 → 21 → 29; 2: 2 → 7 → 10 → 15; 3 и 4."""
    series = {
        one.number: [one.baseline.value if one.baseline else None, *(one.targets or {}).values()]
        for one in tbilissky.indicators
    }
    assert series == {
        "1": [6, 12, 21, 29],
        "2": [2, 7, 10, 15],
        "3": [0, 2, 6, 12],
        "4": [0, 4, 9, 15],
        "5": [15, 243, 486, 605],
    }


def test_tbilissky_13_the_term_of_a_partnership_comes_from_its_agreement(tbilissky: Programme) -> None:
    """Вести партнёрство по договору, срок берётся из договора (п.1.5)."""
    timing = row(tbilissky, "1.5").timing
    assert timing
    assert (timing.kind, timing.schedule_source, timing.ends_on) == (
        "by_schedule",
        "договор о партнёрстве",
        None,
    )


def test_tbilissky_14_shares_stand_in_the_results(tbilissky: Programme) -> None:
    """Показать доли в результатах: 60 % (3.5), 100 % и 50 % (3.2), 50 % и 40 % (3.1), +10 % (1.6)."""
    shares = {
        number: [one.value for one in result.quantity if one.unit == "%"]
        for number in ("3.5", "3.2", "3.1", "1.6")
        if (result := row(tbilissky, number).result)
    }
    assert shares == {"3.5": [60], "3.2": [100, 50], "3.1": [50, 40], "1.6": [10]}


def test_tbilissky_16_the_director_answers_for_twelve_rows(tbilissky: Programme) -> None:
    """Директор МКУ «МЦ СДПО» отвечает за 12 пунктов; без названной должности — двое (5 пунктов)."""
    led = [one for one in tbilissky.activities if "mc_director" in one.responsible]
    unnamed = {one.id for one in tbilissky.roles if "должность не указана" in one.title}
    assert len(led) == 12
    assert len(unnamed) == 2
    assert len([one for one in tbilissky.activities if unnamed & set(one.responsible)]) == 5


def test_tbilissky_19_five_risks_and_the_load(tbilissky: Programme) -> None:
    """Показать 5 рисков, среди них нагрузка 20–30 часов и отсутствие ставки заместителя по методработе."""
    titles = [one.title for one in section(tbilissky, "risks").rows]
    assert len(titles) == 5
    assert "Нет отдельной ставки заместителя по методработе" in titles
    assert next(one for one in tbilissky.statistics if one.id == "load").spread == (20, 30)


def test_tbilissky_20_the_figures_of_the_start(tbilissky: Programme) -> None:
    """Показать исходные цифры: 14 школ, 5175 обучающихся, 605 педагогов, 316 курсы, ЕГЭ 75,6/70,6/72,9."""
    figures = {one.id: one for one in tbilissky.statistics}
    assert [figures[id].value for id in ("schools", "pupils", "staff", "courses")] == [14, 5175, 605, 316]
    assert list((figures["ege_russian"].by_year or {}).values()) == [75.6, 70.6, 72.9]


def test_sosva_1_sixteen_rows_with_terms_and_control_forms(sosva: Programme) -> None:
    """Показать 16 пунктов дорожной карты со сроками, исполнителями, формой контроля, результатом."""
    rows = section(sosva, "activities").rows
    assert [one.number for one in rows] == [str(number) for number in range(1, 17)]
    for one in rows:
        labels = {fact.label for fact in one.facts}
        assert {"срок", "форма контроля"} <= labels
        assert "результат" in {part.label for part in one.parts}
        assert ("ответственные" in labels) is (one.number != "9")
