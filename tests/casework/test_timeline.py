"""What a case's history tells of the packets it was in."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from tests.approvals.packets import assembled, packet_version
from tests.world import NOW, World
from workflow.commands.orders import IssueOrder
from workflow.commands.packet_decisions import LeaveCaseOut, SubmitPacket
from workflow.commands.packets import RemoveCase
from workflow.pages.timeline import entries_of_case, timeline_of_case


def actions(session: Session, case_id: int) -> list[str]:
    """Oldest first; what is counted is what is shown."""
    session.rollback()
    shown = timeline_of_case(session, case_id, "Europe/Moscow", limit=100)
    assert entries_of_case(session, case_id) == len(shown)
    return [entry.action.value for entry in reversed(shown)]


def test_a_school_left_out_is_not_told_what_came_of_the_packet(world: World, session: Session) -> None:
    packet_id = assembled(world, "s1", "s2")
    world.do("methodist", SubmitPacket(packet_id=packet_id, version=packet_version(packet_id)))
    command = LeaveCaseOut(
        packet_id=packet_id, version=packet_version(packet_id), case_id=world.cases["s1"], comment="Нет письма"
    )
    world.do("official", command, now=NOW + timedelta(hours=1))
    issue = IssueOrder(packet_id=packet_id, version=packet_version(packet_id))
    world.do("official", issue, now=NOW + timedelta(hours=2))

    left_out = actions(session, world.cases["s1"])
    assert "packet:submit" in left_out
    assert left_out[-1] == "packet:leave_out"
    decided = actions(session, world.cases["s2"])
    assert {"packet:submit", "packet:approve", "order:register", "packet:enter_force"} <= set(decided)


def test_a_school_taken_out_before_is_told_nothing_of_the_packet(world: World, session: Session) -> None:
    packet_id = assembled(world, "s1", "s2")
    remove = RemoveCase(packet_id=packet_id, version=packet_version(packet_id), case_id=world.cases["s1"])
    world.do("methodist", remove)
    world.do("methodist", SubmitPacket(packet_id=packet_id, version=packet_version(packet_id)))

    assert not [one for one in actions(session, world.cases["s1"]) if one.startswith("packet:")]
    assert "packet:submit" in actions(session, world.cases["s2"])
