"""An order is annulled after it moved schools on: nothing goes back by itself, each page says what to do."""

from __future__ import annotations

import json

from sqlalchemy import select

from tests.approvals.conftest import Town
from tests.approvals.packets import case_state, issued, packet_version
from tests.world import World
from workflow.commands.order_marks import RepealOrder, VoidOrder
from workflow.commands.orders import IssueOrder
from workflow.commands.packet_decisions import SubmitPacket
from workflow.commands.packets import AssemblePacket
from workflow.extensions import db
from workflow.models.audit import AuditEntry
from workflow.models.case import Case
from workflow.states.definition import PacketKind
from workflow.uow import unit_of_work

APPROVED = "Аннулирован акт, который решил этап «Подбор партнёра»"
NONE = "Шага назад отсюда нет: нужен новый акт о том же"


def annulled(town: Town, *schools: str) -> int:
    order_id: int = town.within(issued, town.world, *schools)
    town.do("official", VoidOrder(order_id=order_id, reason="Зарегистрирован по ошибке"))
    return order_id


def led_back(world: World, school: str) -> None:
    """As a methodist leaves it who asked the schools again: ready to be put up."""
    with unit_of_work() as session:
        case = session.get_one(Case, world.cases[school])
        case.state, case.stage = "pairing.consent", "pairing"


def decided_anew(world: World, school: str) -> None:
    assemble = AssemblePacket(run_id=world.run_id, kind=PacketKind.PAIR_LIST, case_ids=(world.cases[school],))
    packet_id = world.do("methodist", assemble)["packet_id"]
    world.do("methodist", SubmitPacket(packet_id=packet_id, version=packet_version(packet_id)))
    world.do("official", IssueOrder(packet_id=packet_id, version=packet_version(packet_id)))


def test_the_page_of_an_annulled_order_names_the_cases_that_it_left_and_what_to_do(town: Town) -> None:
    order_id = annulled(town, "s1", "s2")
    page = town["official"].open(f"/orders/{order_id}").text
    assert "Сопровождения, которые решил этот акт" in page
    assert "Школа s1" in page
    assert "Школа s2" in page
    assert page.count(NONE) == 2
    assert town.within(case_state, town.world.cases["s1"]) == "closure.reporting"


def test_a_case_says_that_the_order_which_moved_it_was_annulled(town: Town) -> None:
    order_id = annulled(town, "s1")
    case_id = town.world.cases["s1"]
    methodist = town["methodist"].open(f"/cases/{case_id}")
    assert APPROVED in methodist.text
    assert "само оно назад не возвращается" in methodist.text
    assert "Причина: Зарегистрирован по ошибке" in methodist.text
    assert NONE in methodist.text
    assert f'href="/orders/{order_id}"' in methodist.client.get(f"/cases/{case_id}").get_data(as_text=True)
    assert "акт аннулирован" in methodist.text  # at its stage
    assert "Акт аннулирован № 1 от 12.10.2026" in methodist.text  # in its history


def test_a_case_that_the_order_did_not_move_says_nothing(town: Town) -> None:
    annulled(town, "s1")
    town.within(issued, town.world, "s2")
    other = town["methodist"].open(f"/cases/{town.world.cases['s2']}").text
    assert "Аннулирован акт" not in other


def test_a_repealed_order_was_in_force_and_leaves_nothing_to_mend(town: Town) -> None:
    order_id = town.within(issued, town.world, "s1")
    town.do("official", RepealOrder(order_id=order_id, reason="Новый список"))
    assert "Сопровождения, которые решил этот акт" not in town["official"].open(f"/orders/{order_id}").text
    assert "Аннулирован акт" not in town["methodist"].open(f"/cases/{town.world.cases['s1']}").text


def test_the_school_reads_what_became_of_the_order_and_a_partner_reads_nothing_of_it(town: Town) -> None:
    order_id = annulled(town, "s1", "s2")
    own = town["s1"].open(f"/orders/{order_id}").text
    assert "Школа s1" in own
    assert own.count(NONE) == 1  # of its own case alone
    assert "Аннулирован акт" in town["s1"].open(f"/cases/{town.world.cases['s1']}").text
    assert "Аннулирован акт" not in town["p1"].open(f"/cases/{town.world.cases['s1']}").text


def test_the_record_names_the_cases_that_an_annulled_order_left(town: Town) -> None:
    annulled(town, "s1", "s2")
    [body] = town.within(
        lambda: db.session.scalars(select(AuditEntry.body).where(AuditEntry.action == "order:mark")).all()
    )
    cases = sorted(town.world.cases[school] for school in ("s1", "s2"))
    assert json.loads(body)["data"]["left"] == cases


def test_once_another_act_has_decided_the_same_nothing_is_left_to_do(town: Town) -> None:
    """The case stands before the stage once more, and then its pair is approved by another order."""
    order_id = annulled(town, "s1")
    town.within(led_back, town.world, "s1")
    again = town["methodist"].open(f"/cases/{town.world.cases['s1']}").text
    assert "Этап ещё впереди или идёт снова: его решит новый комплект и новый акт" in again
    town.within(decided_anew, town.world, "s1")
    page = town["official"].open(f"/orders/{order_id}").text
    assert "То же уже решено заново другим актом" in page
    assert "Аннулирован акт" not in town["methodist"].open(f"/cases/{town.world.cases['s1']}").text
