"""A packet decided by a protocol: what moves, what goes back, and who may not enter it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from tests.approvals.packets import case_state, packet_state, packet_version, put_up
from tests.record.mutations import owned
from tests.world import TODAY, World
from workflow.audit.verify import verify, verify_within
from workflow.commands import BadInput, NotAllowed, NotHere, Stale
from workflow.commands.bodies import ChangeBody, MakeBody
from workflow.commands.orders import DecideByRecord
from workflow.commands.packet_decisions import ApprovePacket
from workflow.commands.protocol_rows import ProtocolTerms
from workflow.commands.protocols import DecideByProtocol, RecordProtocol, Returned
from workflow.extensions import db
from workflow.models.body import Body, Protocol
from workflow.models.order import Order
from workflow.models.packet import DecisionRecord
from workflow.states.definition import Role
from workflow.states.machine import Refused


def council(world: World) -> int:
    made = MakeBody(run_id=world.run_id, title="Координационный совет", kind="council")
    body_id: int = world.do("methodist", made)["body_id"]
    return body_id


def paper(number: str = "1", on: date = TODAY, **more: Any) -> ProtocolTerms:
    return ProtocolTerms(number=number, dated_on=on, about="О парах школ", **more)


def decide(world: World, who: str, packet_id: int, body_id: int, **given: Any) -> dict[str, Any]:
    given = given if "protocol_id" in given else {"terms": paper(), **given}
    command = DecideByProtocol(packet_id=packet_id, version=packet_version(packet_id), body_id=body_id, **given)
    return world.do(who, command)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in refused.value.refusals]


@pytest.mark.parametrize("who", ["secretary", "clerk", "specialist"])
def test_a_protocol_counts_as_the_approval_and_moves_every_case_without_an_order(
    world: World, who: str
) -> None:
    packet_id = put_up(world, "s1", "s2")
    decide(world, who, packet_id, council(world))
    assert packet_state(packet_id) == "packet.in_force"
    assert {case_state(world.cases[one]) for one in ("s1", "s2")} == {"closure.reporting"}
    record = db.session.scalars(select(DecisionRecord)).one()
    assert record.protocol_id is not None
    assert record.reason == "Координационный совет, протокол № 1 от 12.10.2026"
    assert db.session.scalar(select(Order.id)) is None


def test_a_case_that_the_body_returned_leaves_the_packet_with_its_words(world: World) -> None:
    packet_id = put_up(world, "s1", "s2")
    back = Returned(case_id=world.cases["s2"], comment="Назвать предмет")
    decide(world, "secretary", packet_id, council(world), returned=(back,))
    assert case_state(world.cases["s1"]) == "closure.reporting"
    assert case_state(world.cases["s2"]) == "pairing.consent"


def test_a_packet_of_which_nothing_was_adopted_goes_back_as_a_whole(world: World) -> None:
    packet_id = put_up(world, "s1")
    back = Returned(case_id=world.cases["s1"], comment="Назвать предмет")
    decide(world, "secretary", packet_id, council(world), returned=(back,))
    assert packet_state(packet_id) == "packet.assembled"
    assert case_state(world.cases["s1"]) == "pairing.consent"
    assert db.session.scalar(select(DecisionRecord.id)) is None
    assert db.session.scalars(select(Protocol.number_text)).all() == ["1"]


def test_a_returned_case_needs_words(world: World) -> None:
    packet_id = put_up(world, "s1", "s2")
    body_id = council(world)
    with pytest.raises(BadInput) as refused:
        decide(
            world, "secretary", packet_id, body_id, returned=(Returned(case_id=world.cases["s2"], comment=" "),)
        )
    assert refused.value.field == f"words-{world.cases['s2']}"
    assert packet_state(packet_id) == "packet.on_approval"


def test_one_protocol_decides_several_packets(world: World) -> None:
    first, second = put_up(world, "s1"), put_up(world, "s2")
    body_id = council(world)
    protocol_id = decide(world, "clerk", first, body_id)["protocol_id"]
    decide(world, "clerk", second, body_id, protocol_id=protocol_id)
    assert packet_state(second) == "packet.in_force"
    assert set(db.session.scalars(select(DecisionRecord.protocol_id))) == {protocol_id}


@pytest.mark.parametrize("who", ["methodist", "council", "observer", "s1"])
def test_nobody_else_enters_it_and_whoever_put_the_packet_up_never_does(world: World, who: str) -> None:
    packet_id = put_up(world, "s1")
    body_id = council(world)
    with pytest.raises(Refused) as refused:
        decide(world, who, packet_id, body_id)
    assert "wrong_role" in codes(refused)
    assert packet_state(packet_id) == "packet.on_approval"


def test_a_packet_of_a_protocol_is_not_approved_in_another_way(world: World) -> None:
    packet_id = put_up(world, "s1")
    version = packet_version(packet_id)
    for command in (
        ApprovePacket(packet_id=packet_id, version=version),
        DecideByRecord(packet_id=packet_id, version=version, reason="Так решили"),
    ):
        with pytest.raises(NotAllowed):
            world.do("chief", command)


def test_the_record_of_a_protocol_is_verified(world: World) -> None:
    packet_id = put_up(world, "s1", "s2")
    terms = paper(file_name="протокол.pdf", content=b"%PDF-1.4 protocol")
    decide(world, "secretary", packet_id, council(world), terms=terms)
    db.session.rollback()
    doubted = {one.code for one in verify(db.engine).findings if one.table != "cases"}
    assert doubted == set()  # the cases of this world were not opened by a command, so nothing tells of them


# -- what an owner of the database changes beside the record ---------------------------------------

CHANGES = {
    **{
        f"UPDATE protocols SET {column} = {changed} WHERE ordinal = 1": "protocol_changed"
        for column, changed in {
            "about": "'О другом'",
            "number_text": "'11'",
            "suffix": "'а'",
            "dated_on": "'2026-10-11'",
            "file_name": "'другой.pdf'",
            "file_sha256": "NULL",
            "authority_id": "authority_id + 1",
        }.items()
    },
    "DELETE FROM protocols WHERE ordinal = 1": "protocol_missing",
    "DELETE FROM audit_entries WHERE action = 'protocol:record'": "protocol_unrecorded",
    "UPDATE decision_records SET protocol_id = NULL": "record_changed",
    "UPDATE protocol_returns SET reason = 'Иначе'": "return_changed",
    "UPDATE protocol_returns SET packet_id = packet_id + 1": "return_changed",
    "DELETE FROM protocol_returns": "return_missing",
}


def test_whatever_is_changed_of_a_protocol_is_named(world: World) -> None:
    body_id = council(world)
    terms = paper(file_name="протокол.pdf", content=b"%PDF-1.4 protocol")
    decide(world, "secretary", put_up(world, "s1"), body_id, terms=terms)
    packet_id = put_up(world, "s2")
    decide(world, "secretary", packet_id, body_id, terms=paper("2"), rejected="Назвать предмет")
    db.session.rollback()
    with owned(db.engine) as connection:
        before = {one.code for one in verify_within(connection).findings}
        connection.rollback()
        told = {}
        for change in CHANGES:
            assert connection.exec_driver_sql(change).rowcount > 0, change
            told[change] = {one.code for one in verify_within(connection).findings}
            connection.rollback()
    assert before <= {
        "case_unrecorded",
        "case_unopened",
    }  # bare cases, as above
    assert {change: codes for change, codes in told.items() if CHANGES[change] not in codes} == {}


# -- the sequence -----------------------------------------------------------------------------------


def test_a_number_that_was_given_is_not_given_again(world: World) -> None:
    body_id = council(world)
    world.do("clerk", RecordProtocol(body_id=body_id, terms=paper("1")))
    with pytest.raises(BadInput):
        world.do("clerk", RecordProtocol(body_id=body_id, terms=paper("1", reason="Так")))


@pytest.mark.parametrize(
    ("number", "on", "code"),
    [("3", TODAY, "number_skipped"), ("2", date(2026, 9, 1), "date_goes_back")],
)
def test_a_gap_or_a_date_that_goes_back_wants_a_reason(world: World, number: str, on: date, code: str) -> None:
    body_id = council(world)
    world.do("clerk", RecordProtocol(body_id=body_id, terms=paper("1")))
    with pytest.raises(Refused) as refused:
        world.do("clerk", RecordProtocol(body_id=body_id, terms=paper(number, on)))
    assert codes(refused) == [code]
    world.do("clerk", RecordProtocol(body_id=body_id, terms=paper(number, on, reason="Лист утерян")))
    assert number in db.session.scalars(select(Protocol.number_text)).all()


# -- the catalogue of bodies ------------------------------------------------------------------------


def body_of(body_id: int) -> Body:
    db.session.expire_all()
    return db.session.get_one(Body, body_id)


def changed(body_id: int, **given: Any) -> ChangeBody:
    body = body_of(body_id)
    kept: dict[str, Any] = {"title": body.name, "kept_by": body.kept_by, "closed_on": body.closed_on}
    return ChangeBody(body_id=body_id, version=body.version, **{**kept, **given})


def test_an_administrator_keeps_the_bodies_of_the_authority_without_a_run(world: World) -> None:
    made = MakeBody(authority_id=world.authority_id, title="Рабочая группа", kind="working_group")
    body_id = world.do("admin", made)["body_id"]
    body = body_of(body_id)
    assert (body.authority_id, body.run_id, body.kept_by) == (world.authority_id, None, "")
    world.do("clerk", RecordProtocol(body_id=body_id, terms=paper()))
    with pytest.raises(Refused) as refused:
        world.do("admin", RecordProtocol(body_id=body_id, terms=paper("2")))
    assert codes(refused) == ["wrong_role"]


@pytest.mark.parametrize("who", ["clerk", "council", "secretary", "observer", "s1"])
def test_nobody_else_keeps_the_catalogue(world: World, who: str) -> None:
    body_id = council(world)
    made = MakeBody(authority_id=world.authority_id, title="Другой совет", kind="council")
    for command in (made, changed(body_id, title="Иначе")):
        with pytest.raises(Refused):
            world.do(who, command)
    assert body_of(body_id).name == "Координационный совет"


def test_whoever_keeps_the_protocols_is_the_one_who_writes_them_down(world: World) -> None:
    body_id = council(world)
    world.do("methodist", changed(body_id, kept_by="clerk"))
    with pytest.raises(Refused) as refused:
        world.do("secretary", RecordProtocol(body_id=body_id, terms=paper()))
    assert refused.value.refusals[0].reason.whose == Role.CLERK
    world.do("clerk", RecordProtocol(body_id=body_id, terms=paper()))


def test_a_closed_body_decides_nothing_from_its_day_and_keeps_what_it_decided(world: World) -> None:
    body_id = council(world)
    world.do("clerk", RecordProtocol(body_id=body_id, terms=paper("1", date(2026, 9, 10))))
    with pytest.raises(BadInput) as early:
        world.do("admin", changed(body_id, closed_on=date(2026, 9, 10)))
    assert early.value.field == "closed_on"
    world.do("admin", changed(body_id, closed_on=date(2026, 10, 1)))
    with pytest.raises(BadInput) as late:
        world.do("clerk", RecordProtocol(body_id=body_id, terms=paper("2", date(2026, 10, 1))))
    assert late.value.field == "dated_on"
    world.do("clerk", RecordProtocol(body_id=body_id, terms=paper("2", date(2026, 9, 30))))
    world.do("admin", changed(body_id, closed_on=None))
    world.do("clerk", RecordProtocol(body_id=body_id, terms=paper("3")))


def test_a_body_is_changed_from_the_page_that_was_seen(world: World) -> None:
    body_id = council(world)
    seen = changed(body_id, title="Совет по сетевому наставничеству")
    world.do("methodist", changed(body_id, created_by_order="№ 369 от 24.09.2020"))
    with pytest.raises(Stale):
        world.do("admin", seen)
    with pytest.raises(BadInput):
        world.do(
            "admin", MakeBody(authority_id=world.authority_id, title="Координационный совет", kind="council")
        )
    with pytest.raises(NotHere):
        world.do("admin", MakeBody(authority_id=world.authority_id + 1, title="Совет", kind="council"))
