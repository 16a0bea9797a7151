"""A body's decision, entered from its protocol: it counts as the approval of the packets that it decides."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.audit.actions import AuditAction
from workflow.audit.canonical import canonical_json, sha256_text
from workflow.audit.fingerprint import decision_row_sha256, return_row_sha256
from workflow.commands.errors import BadInput, NotAllowed, NotHere
from workflow.commands.in_force import Decided, take_effect
from workflow.commands.orders import enter_force
from workflow.commands.packet_decisions import end_sign_offs, leave_out, put_on_record
from workflow.commands.packet_rows import Held, enter_packet, fire_packet, packet_attempt, packet_facts
from workflow.commands.packets import move_one
from workflow.commands.protocol_rows import ProtocolTerms, locked_body, write_protocol
from workflow.commands.work import Command, Result, Work, handles
from workflow.models.body import Body, Protocol, ProtocolReturn
from workflow.models.packet import DecisionRecord
from workflow.states.definition import N_, Act, Role, say


@dataclass(frozen=True, kw_only=True)
class RecordProtocol(Command):
    """A protocol that decides no packet: a meeting that heard something."""

    body_id: int
    terms: ProtocolTerms


@dataclass(frozen=True, kw_only=True)
class Returned:
    """A case that the body did not adopt, and what it said."""

    case_id: int
    comment: str


@dataclass(frozen=True, kw_only=True)
class DecideByProtocol(Command):
    """By a protocol that is on record already (`protocol_id`), or by one that is recorded now (`terms`).

    Cases that are not named in `returned` are adopted. `rejected`: the words with which the whole packet
    went back.
    """

    packet_id: int
    version: int
    body_id: int
    protocol_id: int | None = None
    terms: ProtocolTerms | None = None
    returned: tuple[Returned, ...] = ()
    rejected: str = ""


@handles(RecordProtocol)
def _(command: RecordProtocol, work: Work) -> Result:
    work.enter_home_of(Body, command.body_id)
    body = locked_body(work, command.body_id)
    protocol = write_protocol(work, body, command.terms)
    return {"body_id": body.id, "protocol_id": protocol.id}


@handles(DecideByProtocol)
def _(command: DecideByProtocol, work: Work) -> Result:
    held = enter_packet(work, command.packet_id, seen_version=command.version)
    if held.packet.act is not Act.PROTOCOL:
        raise NotAllowed("this packet is not decided by a protocol")
    _check(command, held)
    all_back = bool(held.cases) and len(command.returned) == len(held.cases)
    body = locked_body(work, command.body_id)
    if command.rejected.strip() or all_back:
        protocol = _reject(command, work, held, body)
    else:
        for one in command.returned:
            held = leave_out(work, held, one.case_id, comment=one.comment.strip(), roles=Role.APPROVER)
        attempt = packet_attempt(work, packet_facts(work, held))
        fire_packet(work, held, "adopt_packet", attempt)
        held.packet.approved_at, held.packet.approved_by_id = work.now, work.actor_id
        held.packet.due_on, held.packet.next_notice_at = None, None
        protocol = _protocol(command, work, body, held, adopted=[one.case.id for one in held.cases])
        _adopt(work, held, body, protocol)
    return {"packet_id": held.packet.id, "protocol_id": protocol.id, "body_id": body.id}


def _check(command: DecideByProtocol, held: Held) -> None:
    inside = {one.case.id for one in held.cases}
    named = [one.case_id for one in command.returned]
    if not inside >= set(named) or len(set(named)) != len(named):
        raise NotHere
    for one in command.returned:
        if not one.comment.strip() and not command.rejected.strip():
            raise BadInput(f"words-{one.case_id}", say(N_("Напишите, что совет просит исправить")))


def _protocol(command: DecideByProtocol, work: Work, body: Body, held: Held, *, adopted: list[int]) -> Protocol:
    decisions = {
        "packet": held.packet.id,
        "adopted": adopted,
        "returned": sorted(one.case_id for one in command.returned),
    }
    if command.protocol_id is None:
        if command.terms is None:
            raise BadInput("number", say(N_("Впишите номер и дату протокола")))
        return write_protocol(work, body, command.terms, packet_id=held.packet.id, decisions=decisions)
    protocol = work.session.get(Protocol, command.protocol_id)
    if protocol is None or protocol.body_id != body.id:
        raise NotHere
    return protocol


def _reject(command: DecideByProtocol, work: Work, held: Held, body: Body) -> Protocol:
    """Nothing of the packet was adopted: it goes back as a whole, each case with what was said of it."""
    said = {one.case_id: one.comment.strip() for one in command.returned}
    words = command.rejected.strip() or "\n".join(dict.fromkeys(said.values()))
    attempt = packet_attempt(work, packet_facts(work, held), comment=words)
    fire_packet(work, held, "reject_packet", attempt)
    protocol = _protocol(command, work, body, held, adopted=[])
    for standing in held.cases:
        comment = said.get(standing.case.id) or words
        move_one(work, held, standing, "return", roles=Role.APPROVER, comment=comment)
    end_sign_offs(work, held)
    held.packet.return_comment = words
    held.packet.due_on, held.packet.next_notice_at = None, None
    returned = ProtocolReturn(
        authority_id=held.packet.authority_id,
        protocol_id=protocol.id,
        packet_id=held.packet.id,
        reason=words,
    )
    work.session.add(returned)
    work.session.flush()  # the entry vouches for the row
    by = {"protocol": protocol.id, "row": return_row_sha256(returned)}
    put_on_record(work, held, AuditAction.PACKET_RETURN, text=words, **by)
    work.tell(
        "packet:returned",
        f"packet:{held.packet.id}:packet:returned:{held.packet.version}",
        packet_id=held.packet.id,
    )
    return protocol


def _adopt(work: Work, held: Held, body: Body, protocol: Protocol) -> None:
    """The decision is a row of its own, announced as every record is; then the packet takes force."""
    packet = held.packet
    reason = f"{body.name}, протокол № {protocol.number_text} от {protocol.dated_on:%d.%m.%Y}"
    canonical = canonical_json(
        {
            "v": 1,
            "packet": packet.id,
            "title": packet.title,
            "dated_on": protocol.dated_on,
            "reason": reason,
            "parts": held.fingerprints(work),
            "protocol": {
                "id": protocol.id,
                "body": body.id,
                "number": protocol.number_text,
                "file": protocol.file_sha256,
                "adopted": [one.case.id for one in held.cases],
            },
        }
    )
    decision = DecisionRecord(
        authority_id=packet.authority_id,
        packet_id=packet.id,
        dated_on=protocol.dated_on,
        reason=reason,
        protocol_id=protocol.id,
        decided_by_id=work.actor_id,
        decided_at=work.now,
        sha256=sha256_text(canonical),
        canonical=canonical,
    )
    work.session.add(decision)
    put_on_record(work, held, AuditAction.PACKET_APPROVE, parts=held.fingerprints(work))
    work.record(
        AuditAction.RECORD_WRITE,
        packet_id=packet.id,
        data={
            "packet": packet.id,
            "sha256": decision.sha256,
            "dated_on": protocol.dated_on,
            "protocol": protocol.id,
            "row": decision_row_sha256(decision),
        },
        text=reason,
    )
    enter_force(work, held, order_id=None)
    take_effect(work, held, Decided(protocol.dated_on, None))
