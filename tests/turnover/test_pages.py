"""The pages of going over: the term is asked, each school's luggage is shown, one press opens all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from tests.casework.conftest import Browser, Town
from tests.turnover.year import begin_year, with_document
from tests.world import NOW, build_world, open_case, pair_up
from workflow.models.case import Case
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
        yield town


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
    assert town.look(select(func.count()).select_from(Run)) == 1  # looking writes nothing

    years = press(town, methodist, "s1")
    told = methodist.open(years)
    assert "Открыто сопровождение 1 школы" in told
    assert "Перенесено: пар 1, мер 3, рекомендаций 1, значений базы 1" in told
    assert town.look(select(func.count()).where(Case.closed_at.is_(None)).select_from(Case)) == 3


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
