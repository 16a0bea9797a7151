"""What the stories of this folder share: a packet that waits for a decision, and a look at every table."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from flask import Flask
from sqlalchemy import select, text

from tests.world import World, open_case, pair_up
from workflow.commands.move_case import MoveCase
from workflow.commands.packet_decisions import SubmitPacket
from workflow.commands.packets import AssemblePacket
from workflow.extensions import db
from workflow.models.base import Base
from workflow.models.packet import Packet
from workflow.states.definition import PacketKind


def version(packet_id: int) -> int:
    db.session.rollback()
    return db.session.execute(select(Packet.version).where(Packet.id == packet_id)).scalar_one()


def packet_of_pairs(world: World, *schools: str) -> int:
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


def fingerprint_of_tables() -> dict[str, str]:
    """Table -> a hash of all its rows: equal before and after means that nothing was written."""
    prints = {}
    db.session.rollback()
    for table in Base.metadata.sorted_tables:
        order = ", ".join(column.name for column in table.primary_key.columns)
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        rows = db.session.execute(text(f"SELECT {columns} FROM {table.name} ORDER BY {order}")).all()
        prints[table.name] = hashlib.sha256(repr(rows).encode()).hexdigest()
    db.session.rollback()
    return prints


def at_once(app: Flask, *deeds: Callable[[], Any]) -> list[Any]:
    """Each deed in a thread and app context of its own, let go together; answers results or exceptions."""
    barrier = Barrier(len(deeds))
    results: list[Any] = [None] * len(deeds)

    def act(place: int, deed: Callable[[], Any]) -> None:
        with app.app_context():
            try:
                barrier.wait(10)
                results[place] = deed()
            except Exception as error:
                results[place] = error
            finally:
                db.session.remove()

    threads = [Thread(target=act, args=(place, deed)) for place, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results
