"""The backbone: a packet of pairs is put up, one school is left out, one order moves the rest."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.world import World, build_world, open_case, pair_up
from workflow.commands import BadInput, Stale
from workflow.commands.move_case import MoveCase
from workflow.commands.orders import IssueOrder, RegisterOrder, SignOrder
from workflow.commands.packet_decisions import (
    ApprovePacket,
    LeaveCaseOut,
    ReturnPacket,
    SignOffPacket,
    SubmitPacket,
)
from workflow.commands.packets import AddCases, AssemblePacket, EditPacket
from workflow.extensions import db
from workflow.models.audit import AuditEntry
from workflow.models.case import Case
from workflow.models.order import Order, Register
from workflow.models.packet import Packet, SignOff
from workflow.models.task import Task
from workflow.orders.clauses import Clause, ClauseKind
from workflow.states.definition import PacketKind
from workflow.states.machine import Refused


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    with app.app_context():
        yield build_world()


def version(packet_id: int) -> int:
    db.session.rollback()
    return db.session.execute(select(Packet.version).where(Packet.id == packet_id)).scalar_one()


def state(case_id: int) -> str:
    db.session.rollback()
    return db.session.execute(select(Case.state).where(Case.id == case_id)).scalar_one()


def consented(world: World, *schools: str) -> None:
    for school in schools:
        case_id = open_case(world, school, stage="pairing")
        pair_up(world, school)
        world.do("methodist", MoveCase(case_id=case_id, version=1, transition="propose_pair"))


def put_up(world: World, *schools: str) -> int:
    """A packet of pairs on approval; answers its id."""
    consented(world, *schools)
    packet_id: int = world.do(
        "methodist",
        AssemblePacket(
            run_id=world.run_id,
            kind=PacketKind.PAIR_LIST,
            case_ids=tuple(world.cases[school] for school in schools),
        ),
    )["packet_id"]
    world.do("methodist", SubmitPacket(packet_id=packet_id, version=version(packet_id)))
    return packet_id


def test_one_order_approves_the_rest_when_one_school_is_left_out(world: World) -> None:
    packet_id = put_up(world, "s1", "s2", "s3")
    assert state(world.cases["s2"]) == "pairing.on_approval"

    world.do(
        "official",
        LeaveCaseOut(
            packet_id=packet_id,
            version=version(packet_id),
            case_id=world.cases["s2"],
            comment="Уточните партнёра",
        ),
    )
    assert state(world.cases["s2"]) == "pairing.consent"

    issued = world.do("official", IssueOrder(packet_id=packet_id, version=version(packet_id), key="k1"))

    assert issued["number"] == "1"
    assert state(world.cases["s1"]) == state(world.cases["s3"]) == "closure.reporting"
    order = db.session.scalars(select(Order)).one()
    assert order.packet_id == packet_id
    assert "s2" not in order.canonical
    assert db.session.scalar(select(func.count()).select_from(Task)) == 3  # two supported, one partner
    actions = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)).all()
    assert actions.index("packet:approve") < actions.index("order:sign") < actions.index("order:register")


def test_the_second_press_answers_what_the_first_one_did(world: World) -> None:
    packet_id = put_up(world, "s1")
    press = IssueOrder(packet_id=packet_id, version=version(packet_id), key="one-form")

    first = world.do("official", press)
    second = world.do("official", press)

    assert second == {**first, "repeated": True}
    assert db.session.scalar(select(func.count()).select_from(Order)) == 1


def test_a_stale_page_decides_nothing(world: World) -> None:
    packet_id = put_up(world, "s1", "s2")
    seen = version(packet_id)
    world.do(
        "official", LeaveCaseOut(packet_id=packet_id, version=seen, case_id=world.cases["s1"], comment="нет")
    )

    with pytest.raises(Stale):
        world.do("chief", IssueOrder(packet_id=packet_id, version=seen))
    assert db.session.scalar(select(func.count()).select_from(Order)) == 0


def test_who_edited_the_packet_may_not_approve_it(world: World) -> None:
    packet_id = put_up(world, "s1")
    world.do(
        "official",
        EditPacket(
            packet_id=packet_id,
            version=version(packet_id),
            title="О сети",
            clauses=(Clause(number="1", text="Утвердить.", kind=ClauseKind.APPROVE),),
        ),
    )

    with pytest.raises(Refused) as refused:
        world.do("official", IssueOrder(packet_id=packet_id, version=version(packet_id)))
    assert [one.code for one in refused.value.refusals] == ["own_packet"]


def test_an_edit_ends_the_sign_offs_that_saw_the_old_text(world: World) -> None:
    packet_id = put_up(world, "s1")
    world.do("council", SignOffPacket(packet_id=packet_id, version=version(packet_id)))
    world.do(
        "methodist",
        EditPacket(
            packet_id=packet_id,
            version=version(packet_id),
            title="О сети",
            clauses=(Clause(number="1", text="Утвердить.", kind=ClauseKind.APPROVE),),
        ),
    )

    [sign_off] = db.session.scalars(select(SignOff)).all()
    assert sign_off.ended_why == "content_changed"


def test_a_returned_packet_sends_every_school_back(world: World) -> None:
    packet_id = put_up(world, "s1", "s2")
    world.do("official", ReturnPacket(packet_id=packet_id, version=version(packet_id), comment="Нет протокола"))

    assert state(world.cases["s1"]) == state(world.cases["s2"]) == "pairing.consent"
    world.do("methodist", SubmitPacket(packet_id=packet_id, version=version(packet_id)))
    assert state(world.cases["s1"]) == "pairing.on_approval"


def test_approving_signing_and_registering_are_three_peoples_acts(world: World) -> None:
    packet_id = put_up(world, "s1")
    world.do("approver", ApprovePacket(packet_id=packet_id, version=version(packet_id)))
    with pytest.raises(Refused):
        world.do("approver", SignOrder(packet_id=packet_id, version=version(packet_id)))
    world.do("signatory", SignOrder(packet_id=packet_id, version=version(packet_id)))
    world.do("clerk", RegisterOrder(packet_id=packet_id, version=version(packet_id)))

    assert state(world.cases["s1"]) == "closure.reporting"
    order = db.session.scalars(select(Order)).one()
    assert (order.signed_by_id, order.registered_by_id) == (world.people["signatory"], world.people["clerk"])
    assert db.session.scalars(select(Register)).one().last_number == 1


def test_a_clerk_records_a_signature_made_on_paper(world: World) -> None:
    packet_id = put_up(world, "s1")
    world.do("approver", ApprovePacket(packet_id=packet_id, version=version(packet_id)))
    world.do(
        "clerk",
        SignOrder(packet_id=packet_id, version=version(packet_id), on_paper_by=world.people["signatory"]),
    )
    world.do("clerk", RegisterOrder(packet_id=packet_id, version=version(packet_id)))

    assert db.session.scalars(select(Order)).one().signed_by_id == world.people["signatory"]


def test_a_form_without_a_tick_adds_no_school_and_leaves_no_entry(world: World) -> None:
    consented(world, "s1")
    assemble = AssemblePacket(run_id=world.run_id, kind=PacketKind.PAIR_LIST, case_ids=(world.cases["s1"],))
    packet_id = world.do("methodist", assemble)["packet_id"]
    seen = version(packet_id)
    with pytest.raises(BadInput) as refusal:
        world.do("methodist", AddCases(packet_id=packet_id, version=seen, case_ids=()))
    assert refusal.value.field == "case_ids"
    assert version(packet_id) == seen
