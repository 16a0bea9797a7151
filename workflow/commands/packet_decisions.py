"""Deciding on a packet: put up, sign off, leave one school out, return, withdraw, approve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from workflow.audit.actions import AuditAction
from workflow.commands.errors import NotAllowed, NotHere
from workflow.commands.moving import first_notice_at
from workflow.commands.packet_parts import add_author, bump, refresh_parts
from workflow.commands.packet_rows import (
    Held,
    enter_packet,
    fire_packet,
    packet_attempt,
    packet_facts,
    settings_of,
    sign_offs_required,
    unready_schools,
    with_all_facts,
)
from workflow.commands.packets import let_go, move_cases, move_one
from workflow.commands.work import Command, Result, Work, handles
from workflow.deadlines.calendar import CalendarMissing
from workflow.models.packet import SignOff
from workflow.states.definition import Act, Role
from workflow.states.machine import ORDER_WORKFLOW, PACKET_WORKFLOW


@dataclass(frozen=True, kw_only=True)
class PacketStep(Command):
    packet_id: int
    version: int
    comment: str = ""


@dataclass(frozen=True, kw_only=True)
class SubmitPacket(PacketStep):
    """`reason` answers warnings of the cases inside, such as a category without a letter."""

    reason: str = ""


class SignOffPacket(PacketStep):
    pass


class WithdrawSignOff(PacketStep):
    pass


@dataclass(frozen=True, kw_only=True)
class LeaveCaseOut(PacketStep):
    case_id: int


class ReturnPacket(PacketStep):
    pass


class WithdrawPacket(PacketStep):
    pass


class ApprovePacket(PacketStep):
    pass


class RevokeApproval(PacketStep):
    pass


@handles(SubmitPacket)
def _(command: SubmitPacket, work: Work) -> Result:
    held = with_all_facts(work, enter_packet(work, command.packet_id, seen_version=command.version))
    packet = held.packet
    unready = unready_schools(work, held, reason=command.reason)
    facts = packet_facts(work, held, unready=unready)
    fire_packet(work, held, "submit_packet", packet_attempt(work, facts, comment=command.comment))
    add_author(work, packet)
    move_cases(work, held, "submit", reason=command.reason)
    refresh_parts(work, packet, [one.case for one in held.cases], held.draft)
    packet.sign_offs_required = sign_offs_required(settings_of(work, held), packet.kind)
    packet.submitted_at, packet.submitted_by_id = work.now, work.actor_id
    packet.return_comment = ""
    _set_term(work, held)
    put_on_record(work, held, AuditAction.PACKET_SUBMIT, text=command.reason)
    _tell(work, held, "packet:submitted")
    return {"packet_id": packet.id}


@handles(SignOffPacket)
def _(command: SignOffPacket, work: Work) -> Result:
    held = enter_packet(work, command.packet_id, seen_version=command.version)
    attempt = packet_attempt(work, packet_facts(work, held), comment=command.comment)
    fire_packet(work, held, "sign_off_packet", attempt)
    seen = held.fingerprints(work)
    work.session.add(
        SignOff(
            authority_id=held.packet.authority_id,
            packet_id=held.packet.id,
            person_id=work.actor_id,
            role=",".join(attempt.roles.names),
            seen=seen,
            given_at=work.now,
            comment=command.comment,
        )
    )
    bump(held.packet)
    put_on_record(work, held, AuditAction.PACKET_SIGN_OFF, text=command.comment, seen=seen)
    return {"packet_id": held.packet.id}


@handles(WithdrawSignOff)
def _(command: WithdrawSignOff, work: Work) -> Result:
    held = enter_packet(work, command.packet_id, seen_version=command.version)
    attempt = packet_attempt(work, packet_facts(work, held), comment=command.comment)
    fire_packet(work, held, "withdraw_sign_off", attempt)
    for sign_off in work.session.scalars(
        select(SignOff).where(
            SignOff.packet_id == held.packet.id,
            SignOff.person_id == work.actor_id,
            SignOff.ended_at.is_(None),
        )
    ):
        sign_off.ended_at, sign_off.ended_why = work.now, "withdrawn"
    bump(held.packet)
    put_on_record(work, held, AuditAction.PACKET_UNSIGN_OFF, text=command.comment)
    return {"packet_id": held.packet.id}


@handles(LeaveCaseOut)
def _(command: LeaveCaseOut, work: Work) -> Result:
    held = enter_packet(work, command.packet_id, seen_version=command.version)
    leave_out(work, held, command.case_id, comment=command.comment)
    return {"packet_id": held.packet.id}


@handles(ReturnPacket)
def _(command: ReturnPacket, work: Work) -> Result:
    return _back(command, work, "return_packet", "return", AuditAction.PACKET_RETURN, "packet:returned")


@handles(WithdrawPacket)
def _(command: WithdrawPacket, work: Work) -> Result:
    return _back(command, work, "withdraw_packet", "withdraw", AuditAction.PACKET_WITHDRAW, "packet:withdrawn")


@handles(ApprovePacket)
def _(command: ApprovePacket, work: Work) -> Result:
    held = enter_packet(work, command.packet_id, seen_version=command.version)
    if held.packet.act is not Act.ORDER:
        raise NotAllowed("a record approves and decides at once")
    approve(work, held, comment=command.comment)
    return {"packet_id": held.packet.id}


@handles(RevokeApproval)
def _(command: RevokeApproval, work: Work) -> Result:
    held = enter_packet(work, command.packet_id, seen_version=command.version)
    attempt = packet_attempt(work, packet_facts(work, held), comment=command.comment)
    fire_packet(work, held, "revoke_approval", attempt)
    if held.draft is not None and held.draft.state == "order.signed":
        signer = packet_attempt(work, attempt.facts, comment=command.comment, roles=Role.SIGNATORY)
        ORDER_WORKFLOW.fire(held.draft, "unsign_order", signer)
        held.draft.signed_at = held.draft.signed_by_id = held.draft.signature_recorded_by_id = None
    held.packet.approved_at = held.packet.approved_by_id = None
    _set_term(work, held)
    put_on_record(work, held, AuditAction.PACKET_REVOKE, text=command.comment)
    return {"packet_id": held.packet.id}


def leave_out(work: Work, held: Held, case_id: int, *, comment: str, roles: Role | None = None) -> Held:
    """One case goes back with these words; answers the packet with the rest, its parts brought in step.

    `roles`: whose act it is, when it is not the person's own.
    """
    attempt = packet_attempt(work, packet_facts(work, held), comment=comment, roles=roles)
    fire_packet(work, held, "leave_case_out", attempt)
    standing = next((one for one in held.cases if one.case.id == case_id), None)
    if standing is None:
        raise NotHere
    move_one(work, held, standing, "return", roles=roles, comment=comment)
    let_go(work, held, [case_id], comment=comment, left_out=True)
    work.session.flush()  # the row that is no longer in
    rest = Held(held.packet, held.draft, tuple(one for one in held.cases if one is not standing))
    refresh_parts(work, held.packet, [one.case for one in rest.cases], held.draft)
    work.session.flush()  # the entry names the version, and the parts that are left are what is decided on
    work.record(
        AuditAction.PACKET_LEAVE_OUT,
        case_id=case_id,
        packet_id=held.packet.id,
        data={"version": held.packet.version},
        text=comment,
    )
    work.tell(
        "packet:left_out",
        f"packet:{held.packet.id}:left_out:{case_id}:{held.packet.version}",
        packet_id=held.packet.id,
        case_id=case_id,
    )
    return rest


def end_sign_offs(work: Work, held: Held) -> None:
    """The packet went back: whoever signs it again signs what was made of it."""
    for sign_off in work.session.scalars(
        select(SignOff).where(SignOff.packet_id == held.packet.id, SignOff.ended_at.is_(None))
    ):
        sign_off.ended_at, sign_off.ended_why = work.now, "returned"


def approve(work: Work, held: Held, *, comment: str = "") -> None:
    """The approval, inside a transaction that may go on to sign and register.

    What is approved is what the page showed: content that moved since then bumped the version, and the
    caller compared it.
    """
    packet = held.packet
    facts = packet_facts(work, held, sign_offs_matter=packet.sign_offs_required > 0)
    fire_packet(work, held, "approve_packet", packet_attempt(work, facts, comment=comment))
    packet.approved_at, packet.approved_by_id = work.now, work.actor_id
    packet.due_on, packet.next_notice_at = None, None
    put_on_record(work, held, AuditAction.PACKET_APPROVE, text=comment, parts=held.fingerprints(work))


def _back(
    command: PacketStep, work: Work, transition: str, verb: str, action: AuditAction, kind: str
) -> Result:
    held = enter_packet(work, command.packet_id, seen_version=command.version)
    attempt = packet_attempt(work, packet_facts(work, held), comment=command.comment)
    fire_packet(work, held, transition, attempt)
    move_cases(work, held, verb, comment=command.comment)
    end_sign_offs(work, held)
    held.packet.return_comment = command.comment
    held.packet.due_on, held.packet.next_notice_at = None, None
    put_on_record(work, held, action, text=command.comment)
    _tell(work, held, kind)
    return {"packet_id": held.packet.id}


def _set_term(work: Work, held: Held) -> None:
    calendar = work.calendar
    days = PACKET_WORKFLOW.states[held.packet.state].due or 5
    try:
        held.packet.due_on = calendar.add_working_days(work.today, days)
    except CalendarMissing:
        held.packet.due_on = None
    held.packet.next_notice_at = first_notice_at(held.packet.due_on, work.home.zone, calendar, work.now)


def put_on_record(work: Work, held: Held, action: AuditAction, *, text: str = "", **data: Any) -> None:
    """An entry of a decision: the packet's state and version after it, and the cases it concerns."""
    work.record(
        action,
        packet_id=held.packet.id,
        order_id=held.draft.id if held.draft else None,
        versioned=held.packet,
        data={
            **data,
            "state": held.packet.state,
            "cases": [one.case.id for one in held.cases],
        },
        text=text,
    )


def _tell(work: Work, held: Held, kind: str) -> None:
    work.tell(kind, f"packet:{held.packet.id}:{kind}:{held.packet.version}", packet_id=held.packet.id)
