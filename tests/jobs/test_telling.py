"""Who is told of what, and who is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from jobs import work
from tests.jobs.background import messages, notices
from tests.jobs.stories import issued, submitted, version
from tests.world import NOW, World, appoint, build_world, open_case, pair_up
from workflow import clock
from workflow.commands.move_case import MoveCase
from workflow.commands.packet_decisions import ReturnPacket, WithdrawPacket
from workflow.commands.tasks import CreateTask
from workflow.extensions import db
from workflow.models.case import Case
from workflow.models.notice import Notice
from workflow.models.person import Person, RoleName
from workflow.uow import unit_of_work


def tell() -> None:
    work.do([row.id for row in messages("waiting") if row.job == "notices.tell"])


def told(world: World, kind: str) -> set[str]:
    tell()
    names = {person_id: name for name, person_id in world.people.items()}
    return {names[who] for _, _, who in notices(kind)}


def test_a_packet_that_was_put_up_is_told_to_those_who_decide_and_not_to_its_author(world: World) -> None:
    submitted(world, "s1")

    assert told(world, "packet:submitted") == {
        "official", "chief", "approver", "signatory", "specialist", "council", "secretary",
    }  # fmt: skip


def test_a_packet_that_was_withdrawn_is_told_to_those_who_would_have_decided(world: World) -> None:
    packet_id = submitted(world, "s1")
    world.do("methodist", WithdrawPacket(packet_id=packet_id, version=version(packet_id)))

    assert told(world, "packet:withdrawn") >= {"official", "chief", "approver"}


def test_a_returned_packet_is_told_to_the_methodist(world: World) -> None:
    packet_id = submitted(world, "s1")
    world.do("official", ReturnPacket(packet_id=packet_id, version=version(packet_id), comment="Нет протокола"))

    assert told(world, "packet:returned") == {"methodist"}


def test_an_order_is_told_to_its_schools_and_their_partners_and_to_no_other(world: World) -> None:
    issued(world, "s1", "s2")

    assert told(world, "order:registered") == {"methodist", "s1", "s2", "p1"}
    assert notices("packet:in_force") == []


def test_a_pair_that_was_proposed_is_told_to_both_schools(world: World) -> None:
    case_id = open_case(world, "s1", stage="pairing")
    pair_up(world, "s1", "p2")
    world.do("methodist", MoveCase(case_id=case_id, version=1, transition="propose_pair"))

    assert told(world, "case:propose_pair") == {"s1", "p2"}


@pytest.mark.parametrize(
    ("role", "who"),
    [
        ("school", {"s1"}),
        ("partner", {"p1"}),
        ("official", {"official", "chief", "approver", "signatory", "specialist"}),
    ],
)
def test_a_task_is_told_to_whoever_it_was_given_to(world: World, role: str, who: set[str]) -> None:
    case_id = open_case(world, "s1", stage="pairing")
    pair_up(world, "s1")
    world.do("methodist", CreateTask(case_id=case_id, title="Передать карту", assignee_role=role))

    assert told(world, "task:created") == who


def test_where_the_methodist_has_left_every_methodist_is_told(world: World) -> None:
    issued(world, "s1")
    appoint(world, "newcomer", RoleName.METHODIST, from_on=NOW.date())
    with unit_of_work() as session:
        session.get_one(Person, world.people["methodist"]).active = False

    assert told(world, "order:registered") == {"newcomer", "s1", "p1"}


def test_a_notice_bears_the_moment_of_what_happened_however_late_it_is_told(world: World) -> None:
    submitted(world, "s1")
    tell()

    assert notices()
    assert set(db.session.scalars(select(Notice.created_at))) == {NOW}
    assert clock.now() - NOW > timedelta(days=1)


def test_nobody_of_another_authority_is_told(world: World) -> None:
    build_world("south", schools=1)
    issued(world, "s1")
    tell()

    assert {who for _, _, who in notices()} <= set(world.people.values())
    assert set(db.session.scalars(select(Notice.authority_id))) == {world.authority_id}


def test_a_case_that_is_gone_is_told_to_nobody(world: World) -> None:
    """A message of something that was never there, or of another system's number."""
    assert db.session.scalar(select(Case.id)) is None
    with unit_of_work() as session:
        session.add(
            work.OutboxMessage(
                job="notices.tell",
                payload={"kind": "case:open", "event": "case:999:open", "case_id": 999},
                created_at=NOW,
                available_at=NOW,
            )
        )
    tell()

    assert notices() == []
    assert len(messages("done")) == 1
