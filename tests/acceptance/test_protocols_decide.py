"""Statements about decisions by protocol, under the settings that the programmes really have."""

from __future__ import annotations

from datetime import date
from typing import Any

import yaml
from flask import Flask
from sqlalchemy import select

from tests.approvals.packets import case_state, packet_version, put_up
from tests.protocols.test_deciding import decide
from tests.queue.conftest import FILES
from tests.world import TODAY, World, build_world, open_case, report
from workflow.commands.bodies import MakeBody
from workflow.commands.packet_decisions import SubmitPacket
from workflow.commands.packets import AssemblePacket
from workflow.commands.protocol_rows import ProtocolTerms
from workflow.commands.protocols import RecordProtocol
from workflow.extensions import db
from workflow.models.order import Order
from workflow.states.definition import PacketKind


def settings_of(code: str) -> dict[str, Any]:
    settings: dict[str, Any] = yaml.safe_load((FILES / f"process/{code}.yaml").read_text("utf-8"))
    return settings


def body_of(world: World, title: str, kind: str) -> int:
    body_id: int = world.do("methodist", MakeBody(run_id=world.run_id, title=title, kind=kind))["body_id"]
    return body_id


def test_tbilissky_24_a_protocol_on_nine_schools_moves_them_without_an_order(app: Flask) -> None:
    """Решение совета по девяти школам — один протокол; случаи идут дальше, приказа нет."""
    with app.app_context():
        world = build_world(settings=settings_of("tbilissky"), schools=9)
        schools = [f"s{n}" for n in range(1, 10)]
        packet_id = put_up(world, *schools)
        decide(world, "secretary", packet_id, body_of(world, "Координационный совет", "council"))
        assert {case_state(world.cases[one]) for one in schools} == {"events.running"}
        assert db.session.scalar(select(Order.id)) is None


def test_sosva_18_the_programme_is_closed_by_protocol_4(app: Flask) -> None:
    """Протоколы № 1–3 уже есть; протокол № 4 завершает сопровождение."""
    with app.app_context():
        world = build_world(settings=settings_of("sosva"))
        body_id = body_of(world, "Рабочая группа", "working_group")
        for number, day in (("1", date(2026, 3, 20)), ("2", date(2026, 5, 20)), ("3", date(2026, 8, 20))):
            terms = ProtocolTerms(number=number, dated_on=day)
            world.do("secretary", RecordProtocol(body_id=body_id, terms=terms))
        case_id = open_case(world, "s1", stage="closure")
        report(world, "s1")
        assemble = AssemblePacket(run_id=world.run_id, kind=PacketKind.CLOSING, case_ids=(case_id,))
        packet_id = world.do("methodist", assemble)["packet_id"]
        world.do("methodist", SubmitPacket(packet_id=packet_id, version=packet_version(packet_id)))
        fourth = ProtocolTerms(number="4", dated_on=TODAY, about="Итоги реализации программы")
        decide(world, "clerk", packet_id, body_id, terms=fourth)
        assert case_state(case_id) == "closure.closed"
