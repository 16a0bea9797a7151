"""Packets in every state, put together by the commands as people do it."""

from __future__ import annotations

from sqlalchemy import select

from tests.world import World, open_case, pair_up
from workflow.commands.move_case import MoveCase
from workflow.commands.orders import IssueOrder
from workflow.commands.packet_decisions import SubmitPacket
from workflow.commands.packets import AssemblePacket
from workflow.extensions import db
from workflow.models.case import Case
from workflow.models.packet import Packet
from workflow.states.definition import PacketKind


def packet_version(packet_id: int) -> int:
    db.session.rollback()
    return db.session.execute(select(Packet.version).where(Packet.id == packet_id)).scalar_one()


def packet_state(packet_id: int) -> str:
    db.session.rollback()
    return db.session.execute(select(Packet.state).where(Packet.id == packet_id)).scalar_one()


def case_state(case_id: int) -> str:
    db.session.rollback()
    return db.session.execute(select(Case.state).where(Case.id == case_id)).scalar_one()


def consented(world: World, *schools: str, partner: str = "p1", consents: bool = True) -> None:
    """Cases whose pairs were proposed; with the consents of both sides they are ready to be put up."""
    for school in schools:
        case_id = open_case(world, school, stage="pairing")
        pair_up(world, school, partner, consents=consents)
        world.do("methodist", MoveCase(case_id=case_id, version=1, transition="propose_pair"))


def assembled(world: World, *schools: str) -> int:
    consented(world, *schools)
    packet_id: int = world.do(
        "methodist",
        AssemblePacket(
            run_id=world.run_id,
            kind=PacketKind.PAIR_LIST,
            case_ids=tuple(world.cases[school] for school in schools),
        ),
    )["packet_id"]
    return packet_id


def put_up(world: World, *schools: str) -> int:
    """A packet of pairs on approval."""
    packet_id = assembled(world, *schools)
    world.do("methodist", SubmitPacket(packet_id=packet_id, version=packet_version(packet_id)))
    return packet_id


def issued(world: World, *schools: str) -> int:
    """A registered order; answers its id."""
    packet_id = put_up(world, *schools)
    issue = IssueOrder(packet_id=packet_id, version=packet_version(packet_id))
    order_id: int = world.do("official", issue)["order_id"]
    return order_id
