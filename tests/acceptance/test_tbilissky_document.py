"""Statements about the document of Tbilissky: a plan in modules, indicators by years, months without a year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from tests.acceptance.conftest import Programme, rows_of, words_of
from tests.approvals.visitor import Visitor
from workflow.commands.measures import AddMeasure
from workflow.commands.plans import MakePlan, MakeRunPlan
from workflow.commands.take_measures import TakeActivities
from workflow.models.audit import AuditEntry
from workflow.models.case import Case
from workflow.models.order import Order
from workflow.models.plan import Measure
from workflow.models.programme import TermAnswer

WITHOUT_YEAR = ["1.8", "2.1", "2.6", "2.7", "2.8"]


@pytest.fixture
def tbilissky(run_programme: Callable[[str], Programme]) -> Programme:
    return run_programme("tbilissky")


def terms(programme: Programme) -> str:
    return f"/runs/{programme.house.run_id}/terms"


def test_tbilissky_1_a_plan_of_24_rows_in_three_modules(tbilissky: Programme) -> None:
    """План из 24 пунктов стоит в трёх модулях: 9 + 8 + 7."""
    page = tbilissky.tab("plan")
    assert len(tbilissky.section("plan", "activities")) == 24
    groups = [row[0] for row in rows_of(page) if len(row) == 1]
    assert groups == [
        "Управленческий модуль · 9",
        "Организационный модуль · 8",
        "Информационно-методический модуль · 7",
    ]
    assert [row[1].split(" пунктов плана: ")[1][0] for row in tbilissky.section("plan", "modules")] == [
        "9",
        "8",
        "7",
    ]


def test_tbilissky_3_and_4_indicators_go_by_years(tbilissky: Programme) -> None:
    """Показатель 5 идёт 15 → 243 → 486 → 605, первые четыре тоже стоят по годам 2021–2024."""
    page = words_of(tbilissky.tab("indicators"))
    assert "База (год) План, 2022 План, 2023 План, 2024" in page
    assert [row[2:6] for row in tbilissky.section("indicators", "indicators")] == [
        ["6 (2021)", "12", "21", "29"],
        ["2 (2021)", "7", "10", "15"],
        ["0 (2021)", "2", "6", "12"],
        ["0 (2021)", "4", "9", "15"],
        ["15 (2021)", "243", "486", "605"],
    ]


def test_tbilissky_6_cases_are_opened_for_nine_schools_of_fourteen(tbilissky: Programme) -> None:
    """Из четырнадцати школ списком названы девять: их предлагает форма, одна отметка — одно сопровождение."""
    assert "школ всего: 14" in tbilissky.words("people")
    methodist = Visitor(tbilissky.app, tbilissky.house.methodist)
    methodist.open(f"/runs/{tbilissky.house.run_id}/open")
    numbers = (2, 3, 4, 5, 6, 8, 12, 14, 15)
    offered = [tbilissky.house.schools[f"school_{number}"] for number in numbers]
    assert len(tbilissky.house.schools) == 9
    methodist.press(
        "Показать, что откроется…",
        **tbilissky.opening(schools=[str(one) for one in offered]),
    )
    assert "Откроется сопровождений: 9" in methodist.text
    methodist.press("Открыть сопровождения: 9")
    assert tbilissky.how_many(Case) == 9


def test_tbilissky_14_shares_stand_in_the_results(tbilissky: Programme) -> None:
    """Доли видны в результатах пунктов: 60 %, 100 % и 50 %, 50 % и 40 %, +10 %, и чего это доли."""
    rows = {row[0]: row[1] for row in tbilissky.section("plan", "activities")}
    for number, shares in {
        "3.5": ("60 % из: педагоги муниципальных команд ШНОР",),
        "3.2": ("100 % из: руководители ШНОР", "50 % из: педагоги ШНОР"),
        "3.1": (
            "50 % из: педагоги с выросшей предметной компетентностью",
            "40 % из: учителя, владеющие методиками маршрута",
        ),
        "1.6": ("10 % из: прирост программ и ресурсов",),
    }.items():
        for share in shares:
            assert share in rows[number], (number, rows[number])


def test_tbilissky_15_months_without_a_year_are_listed_and_the_year_is_asked(tbilissky: Programme) -> None:
    """Пункты 1.8, 2.1, 2.6, 2.7, 2.8 показаны как месяцы без года; год называет человек, и это записано."""
    assert "Месяц без года назван у пунктов: 5" in tbilissky.words("plan")
    assert f'href="{terms(tbilissky)}"' in tbilissky.tab("plan")
    rows = rows_of(tbilissky.open(terms(tbilissky)))[1:]
    assert [row[0] for row in rows] == WITHOUT_YEAR
    assert "май — июнь в документе: «май - июнь»" in next(row[2] for row in rows if row[0] == "2.7")
    assert "без ответа: 5" in words_of(tbilissky.open(terms(tbilissky)))

    methodist = Visitor(tbilissky.app, tbilissky.house.methodist)
    methodist.open(terms(tbilissky)).press("Записать год", nth=WITHOUT_YEAR.index("2.7"), answer="2027")
    assert "Год назван: пункт 2.7" in methodist.text
    assert "2027 в этом сроке работы: до 30.06.2027" in methodist.text
    assert "без ответа: 4" in methodist.text
    kept = tbilissky.look(select(TermAnswer))
    assert (kept.activity, kept.year, kept.every_year) == ("2.7", 2027, False)
    assert kept.answered_by_id == tbilissky.house.methodist
    last = tbilissky.look(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1))
    assert last.action == "term:answer"


def test_tbilissky_15_a_month_outside_the_years_is_said_and_the_answer_may_be_changed(
    tbilissky: Programme,
) -> None:
    methodist = Visitor(tbilissky.app, tbilissky.house.methodist)
    methodist.open(terms(tbilissky)).press("Записать год", answer="2021")
    assert "2021 в срок работы не попадает" in methodist.text
    methodist.press("Записать год", answer="2026")
    assert "2026 в этом сроке работы: до 30.11.2026" in methodist.text
    assert tbilissky.how_many(TermAnswer) == 1


def test_tbilissky_15_a_year_that_is_not_offered_is_refused(tbilissky: Programme) -> None:
    methodist = Visitor(tbilissky.app, tbilissky.house.methodist)
    methodist.open(terms(tbilissky)).press("Записать год", answer="1999")
    assert methodist.status == 422
    assert "Выберите год из списка или «каждый год программы»" in methodist.text
    assert tbilissky.how_many(TermAnswer) == 0


def test_tbilissky_21_one_of_the_answers_is_every_year_of_the_programme(tbilissky: Programme) -> None:
    """Среди ответов на вопрос о годе есть «каждый год программы»; в этом сроке работы он даёт свой день."""
    page = tbilissky.open(terms(tbilissky))
    for year in ("2021", "2022", "2023", "2024", "2026", "2027"):
        assert f'<option value="{year}">' in page
    methodist = Visitor(tbilissky.app, tbilissky.house.methodist)
    methodist.open(terms(tbilissky)).press("Записать год", answer="every")
    assert "каждый год программы в этом сроке работы: до 30.11.2026" in methodist.text
    assert tbilissky.look(select(TermAnswer.every_year)) is True


def test_tbilissky_16_the_plan_is_filtered_by_who_answers(tbilissky: Programme) -> None:
    """Директор МКУ «МЦ СДПО» отвечает за 12 пунктов, один или с другими; двое без должности — за пять."""
    page = tbilissky.open("/programmes/tbilissky?tab=plan&responsible=mc_director")
    assert "Показано: 12 из 24" in words_of(page)
    assert page.count('<tr id="activities-') == 12
    assert "Сбросить отбор" in page
    unnamed = {
        row[0]
        for role in ("unnamed_a", "unnamed_b")
        for row in rows_of(tbilissky.open(f"/programmes/tbilissky?tab=plan&responsible={role}"))
        if len(row) == 6
    }
    assert unnamed - {"№"} == {"1.9", "2.1", "2.2", "2.3", "2.4"}


def test_tbilissky_15_the_answer_gives_the_day_when_the_row_becomes_a_measure(tbilissky: Programme) -> None:
    """Ответ хранится рядом с документом и действует, когда пункт взят в план: переспрашивать не нужно."""
    methodist = Visitor(tbilissky.app, tbilissky.house.methodist)
    for number, answer in (("1.8", "every"), ("2.7", "2027")):
        methodist.open(terms(tbilissky)).press("Записать год", nth=WITHOUT_YEAR.index(number), answer=answer)
    [case_id] = tbilissky.open_cases("school_8")
    made = tbilissky.do(tbilissky.house.methodist, MakePlan(case_id=case_id))
    taken = TakeActivities(plan_id=made["plan_id"], numbers=("1.8", "2.7"))
    tbilissky.do(tbilissky.house.methodist, taken)
    due = {
        number: tbilissky.look(select(Measure.due_on).where(Measure.activity == number))
        for number in ("1.8", "2.7")
    }
    assert due == {"1.8": date(2026, 11, 30), "2.7": date(2027, 6, 30)}


def test_tbilissky_7_the_order_that_made_the_council_and_approved_the_roadmap(tbilissky: Programme) -> None:
    """Приказ № 369 от 24.09.2020 стоит в журнале: создан координационный совет, утверждена Дорожная карта."""
    [order] = tbilissky.section("acts", "orders")
    assert order[0] == "369"
    assert "дата: 24.09.2020" in order[1]
    assert "утверждает: Дорожная карта повышения качества образования в ШНОР" in order[1]
    assert "Создан координационный совет по мероприятиям карты" in order[1]
    order_id = tbilissky.look(select(Order.id).where(Order.number_text == "369"))
    assert "24.09.2020" in words_of(tbilissky.open(f"/orders/{order_id}"))


def test_tbilissky_8_every_year_brings_its_10_and_15_september(tbilissky: Programme) -> None:
    """Оповещение до 10 сентября и совет не позже 15-го ставятся на каждый год, выходной сдвигает их назад."""
    words = tbilissky.words("plan", "events")
    assert "ежегодно в срок до 10 сентября" in words
    assert "не позднее 15 сентября" in words
    methodist = tbilissky.house.methodist
    terms = {"from_on": date(2026, 9, 1), "to_on": date(2027, 8, 31)}
    run_plan = MakeRunPlan(run_id=tbilissky.house.run_id, title="План сети", **terms)
    plan_id = tbilissky.do(methodist, run_plan)["plan_id"]
    for title, term in (
        ("Оповестить обучающихся и родителей", "ежегодно в срок до 10 сентября"),
        ("Заседание Координационного совета", "ежегодно, не позднее 15 сентября"),
    ):
        measure = AddMeasure(plan_id=plan_id, title=title, performers=("methodist",), term=term)
        tbilissky.do(methodist, measure)
    tbilissky.session.rollback()
    dates = tbilissky.session.scalars(select(Measure.due_on).order_by(Measure.id)).all()
    assert dates == [date(2026, 9, 10), date(2026, 9, 15)]
