"""A plan whose order was annulled was never in force: it asks nobody new, and its page says so."""

from __future__ import annotations

from sqlalchemy import select

from tests.casework.conftest import Town
from tests.plans.steps import add, approved, issue, plan_of, put_up_for_run, reviewed
from tests.plans.test_late_comers import asked, opened, road_map
from tests.world import World, open_case
from workflow.commands.order_marks import VoidOrder
from workflow.models.order import Order


def test_a_school_that_comes_later_is_not_asked_by_a_plan_whose_order_was_annulled(world: World) -> None:
    open_case(world, "s1", stage="plan_approval")
    plan = road_map(world)
    one = add(world, plan, "Семинар")
    order_id = issue(world, put_up_for_run(world, plan))
    world.do("official", VoidOrder(order_id=order_id, reason="Зарегистрирован по ошибке"))
    opened(world, "s2")
    assert asked(world, one, "s2") == []


def test_the_page_of_a_plan_says_that_its_order_was_annulled(town: Town) -> None:
    plan_id = town.arrange(plan_of)
    town.arrange(add, plan_id)
    town.arrange(reviewed, "s1", plan_id)
    order_id = town.arrange(approved, "s1")
    methodist = town.sign_in("methodist")
    said = "Акт, которым утверждена редакция 1, аннулирован"
    assert said not in methodist.open(f"/plans/{plan_id}")
    town.do("official", VoidOrder(order_id=order_id, reason="Зарегистрирован по ошибке"))
    shown = methodist.open(f"/plans/{plan_id}")
    assert said in shown
    assert "акт аннулирован" in shown  # beside the version
    assert "Акт о редакции 1 аннулирован: план не действует" in shown
    assert town.look(select(Order.id)) == order_id


def test_an_annulled_plan_of_the_run_is_not_listed_as_in_force(town: Town) -> None:
    plan_id = town.arrange(road_map)
    town.arrange(add, plan_id, "Семинар")
    order_id = town.arrange(lambda world: issue(world, put_up_for_run(world, plan_id)))
    plans = f"/runs/{town.world.run_id}/plans"
    methodist = town.sign_in("methodist")
    nothing = "В этот день не действует ни один муниципальный план"
    assert nothing not in methodist.open(plans)
    town.do("official", VoidOrder(order_id=order_id, reason="Зарегистрирован по ошибке"))
    assert nothing in methodist.open(plans)
