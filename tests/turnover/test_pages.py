"""The pages of going over: the term is asked, each school's luggage is shown, one press opens all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from tests.casework.conftest import Browser, Town
from tests.plans.steps import add
from tests.turnover.year import begin_year, with_document
from tests.world import NOW, World, build_world, open_case, pair_up
from workflow.commands.plans import MakeRunPlan
from workflow.models.case import Case
from workflow.models.plan import Plan
from workflow.models.programme import Run

NEXT = {"next": "new", "from_on": "01.09.2027", "to_on": "31.08.2028", "title": ""}
ASKED = "?next=new&from_on=01.09.2027&to_on=31.08.2028"


@pytest.fixture
def town(app: Flask) -> Iterator[Town]:
    with time_machine.travel(NOW, tick=False):
        with app.app_context():
            town = Town(app, with_document(build_world()))
            open_case(town.world, "s1")
            open_case(town.world, "s2")
            pair_up(town.world, "s1", "p1")
            begin_year(town.world, "s1")
            road_map(town.world)
        yield town


def road_map(world: World) -> int:
    """A municipal plan with one measure; answers the plan's id."""
    made = MakeRunPlan(
        run_id=world.run_id, title="Дорожная карта", from_on=date(2026, 9, 1), to_on=date(2027, 8, 31)
    )
    plan_id = int(world.do("methodist", made)["plan_id"])
    add(world, plan_id, "Итоговый сбор кураторов")
    return plan_id


def page(town: Town) -> str:
    return f"/runs/{town.world.run_id}/turn-over"


def press(town: Town, who: Browser, *schools: str, status: int = 303, **fields: str) -> str:
    chosen = {"schools": [str(town.world.cases[school]) for school in schools], "basis_text": "Решение совета"}
    return who.press(page(town), status, **{**NEXT, **chosen, **fields})


@pytest.mark.acceptance
def test_common_9_one_press_opens_the_next_year_with_what_is_not_finished(town: Town) -> None:
    """Следующий год открывается до закрытия прежнего и переносит пару, меры, рекомендации и базу."""
    methodist = town.sign_in("methodist")
    assert 'value="01.09.2027"' in methodist.open(page(town))  # a school year is followed by a school year

    shown = methodist.open(page(town) + "/preview" + ASKED)
    assert "Партнёр МБОУ «Школа p1 (north)»: предложен, не утверждён" in shown
    assert "Незакрытых мер: 3" in shown
    assert "1 открытая рекомендация" in shown
    assert "1 утверждённое значение станет базой" in shown
    assert "срок нужно назвать" in shown
    assert "Дорожная карта" in shown
    assert "Итоговый сбор кураторов" in shown
    assert "Сетевых программ" in shown  # of the municipality: 12 is where the next year begins
    assert town.look(select(func.count()).select_from(Run)) == 1  # looking writes nothing

    years = press(town, methodist, "s1", plans=plan_of(town))
    told = methodist.open(years)
    assert "Открыто сопровождение 1 школы" in told
    assert "Перенесено: пар 1, муниципальных планов 1, мер 4, рекомендаций 1, значений базы 2" in told
    assert town.look(select(func.count()).where(Case.closed_at.is_(None)).select_from(Case)) == 3


def plan_of(town: Town) -> str:
    return str(town.look(select(Plan.id).where(Plan.case_id.is_(None), Plan.run_id == town.world.run_id)))


def test_a_plan_that_went_on_leads_to_the_next_year_and_is_not_offered_again(town: Town) -> None:
    methodist = town.sign_in("methodist")
    told = methodist.open(press(town, methodist, plans=plan_of(town)))
    assert "Перенесено: пар 0, муниципальных планов 1, мер 1" in told
    assert "Открыто" not in told.split("Перенесено")[0][-60:]
    shown = methodist.open(page(town) + f"/preview?next={following(town)}")
    assert "уже продолжается в следующем году" in shown
    new = town.look(select(Plan.id).where(Plan.run_id == following(town)))
    assert f'href="/plans/{new}"' in shown
    again = press(town, methodist, "s1", status=422, plans=plan_of(town), next=str(following(town)))
    assert "этот план уже продолжается. Снимите отметку" in again
    assert f'href="/plans/{plan_of(town)}"' in methodist.open(f"/plans/{new}")
    assert f'href="/plans/{new}"' in methodist.open(f"/plans/{plan_of(town)}")


def test_a_school_may_be_left_behind_and_begin_at_a_stage_of_its_own(town: Town) -> None:
    methodist = town.sign_in("methodist")
    press(town, methodist, "s2", **{f"stage-{town.world.cases['s2']}": "pairing"})
    new = select(Case.state).where(Case.previous_id == town.world.cases["s2"])
    assert town.look(new) == "pairing.matching"
    assert town.look(select(func.count()).where(Case.previous_id.is_not(None)).select_from(Case)) == 1


def test_the_second_time_a_school_is_named_and_what_was_typed_stays(town: Town) -> None:
    methodist = town.sign_in("methodist")
    press(town, methodist, "s1")
    said = press(town, methodist, "s1", "s2", status=422, basis_text="По письму от 01.06")
    assert "сопровождение уже есть. Снимите отметку" in said
    assert "По письму от 01.06" in said
    shown = methodist.open(page(town) + f"/preview?next={following(town)}")
    assert "уже открыто в следующем году" in shown
    assert "1 из 2 могут перейти" in shown


def following(town: Town) -> int:
    found: int = town.look(select(func.max(Run.id)))
    return found


def test_a_ground_is_asked(town: Town) -> None:
    said = press(town, town.sign_in("methodist"), "s1", status=422, basis_text="")
    assert "Напишите, на чём основано продолжение" in said


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("?next=new", "Впишите дату начала"),
        ("?next=new&from_on=01.09.2027&to_on=01.08.2027", "Конец срока должен быть позже начала"),
        ("?next=new&from_on=31.02.2027&to_on=01.08.2027", "Такой даты нет"),
    ],
)
def test_a_term_that_does_not_hold_water_is_asked_again(town: Town, asked: str, said: str) -> None:
    assert said in town.sign_in("methodist").open(page(town) + "/preview" + asked)


def test_the_two_years_of_a_school_lead_to_each_other(town: Town) -> None:
    methodist = town.sign_in("methodist")
    press(town, methodist, "s1")
    old = town.world.cases["s1"]
    new = town.look(select(Case.id).where(Case.previous_id == old))
    assert f'href="/cases/{new}"' in methodist.open(f"/cases/{old}")
    assert f'href="/cases/{old}"' in methodist.open(f"/cases/{new}")


def test_the_years_of_a_programme_lead_over(town: Town) -> None:
    assert "Перейти на следующий год" in town.sign_in("methodist").open("/programmes/north?tab=years")
    assert "Перейти на следующий год" not in town.sign_in("clerk").open("/programmes/north?tab=years")


def test_when_all_has_gone_over_nothing_is_asked(town: Town) -> None:
    methodist = town.sign_in("methodist")
    press(town, methodist, "s1", "s2", plans=plan_of(town))
    shown = methodist.open(page(town) + f"/preview?next={following(town)}")
    assert "Всё уже перенесено" in shown
    assert "Перенести отмеченное" not in shown


def test_what_went_on_is_counted_apart_wherever_a_plan_is_counted(town: Town) -> None:
    """Two of the five measures are done or lifted here; the three others are no longer this year's."""
    methodist, school = town.sign_in("methodist"), town.sign_in("s1")
    case_id = town.world.cases["s1"]
    plan = town.look(select(Plan.id).where(Plan.case_id == case_id))
    before = "мер выполнено или снято: 2 из 5"
    assert before in methodist.open(f"/plans/{plan}")
    assert before in methodist.open(f"/cases/{case_id}")
    press(town, methodist, "s1")
    after = "мер выполнено или снято: 2 из 2, перенесено на следующий год: 3"
    assert after in methodist.open(f"/plans/{plan}")
    assert after in methodist.open(f"/cases/{case_id}")
    assert after in school.open("/school")
    plans = methodist.open(f"/runs/{town.world.run_id}/plans")
    assert "2 из 2" in plans
    assert "перенесено на следующий год: 3" in plans


def test_a_plan_that_went_on_whole_says_so(town: Town) -> None:
    methodist = town.sign_in("methodist")
    press(town, methodist, "s1", plans=plan_of(town))
    assert "все меры перенесены на следующий год: 1" in methodist.open(f"/plans/{plan_of(town)}")
