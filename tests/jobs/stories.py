"""What happened before the story begins: a packet that was put up, an order that was issued."""

from __future__ import annotations

from sqlalchemy import select

from tests.world import World, open_case, pair_up
from workflow.commands.move_case import MoveCase
from workflow.commands.orders import IssueOrder
from workflow.commands.packet_decisions import SubmitPacket
from workflow.commands.packets import AssemblePacket
from workflow.extensions import db
from workflow.models.packet import Packet
from workflow.states.definition import PacketKind


def version(packet_id: int) -> int:
    db.session.rollback()
    return db.session.execute(select(Packet.version).where(Packet.id == packet_id)).scalar_one()


def submitted(world: World, *schools: str) -> int:
    """A packet of pairs on approval; answers its id."""
    for school in schools:
        case_id = open_case(world, school, stage="pairing")
        pair_up(world, school)
        world.do("methodist", MoveCase(case_id=case_id, version=1, transition="propose_pair"))
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


def issued(world: World, *schools: str) -> int:
    """An order that approved the pairs; answers its id."""
    packet_id = submitted(world, *schools)
    order = IssueOrder(packet_id=packet_id, version=version(packet_id), key=f"press-{packet_id}")
    order_id: int = world.do("official", order)["order_id"]
    return order_id
