"""The stages of a case, each standing on what decided it, and the packet the case is in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from workflow import access
from workflow.audit.actions import AuditAction
from workflow.models.audit import AuditEntry
from workflow.models.authority import ExternalAct
from workflow.models.body import Body, Protocol
from workflow.models.case import Case
from workflow.models.order import VOID, Order, OrderMark
from workflow.models.packet import DecisionRecord, Packet, PacketCase
from workflow.states.definition import N_, PacketKind
from workflow.states.machine import Workflow

#: The stage that a packet of this kind decides.
DECIDES: Final = {
    PacketKind.DIAGNOSIS: "diagnosis",
    PacketKind.PAIR_LIST: "pairing",
    PacketKind.PLAN: "plan_approval",
    PacketKind.RESULTS: "monitoring",
    PacketKind.CLOSING: "closure",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRef:
    """What a stage stands on: an order, a protocol or a letter by its number, else words («запись»)."""

    order_id: int | None
    packet_id: int | None
    number: str
    on: date | None
    title: str
    protocol_id: int | None = None
    body: str = ""  # whose protocol it is
    body_id: int | None = None  # for whoever reads protocols
    is_void: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StageView:
    name: str
    title: str
    kind: str  # done | skipped | now | ahead
    words: str
    act: ActRef | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketRef:
    id: int
    title: str
    state: str
    comment: str  # with which the case, or the whole packet, was returned


def acts_of_case(session: Session, memberships: access.Memberships, case: Case) -> dict[str, ActRef]:
    """Stage -> the latest decision in force for this case. A protocol is the office's to open."""
    reads_protocols = case.authority_id in access.authorities_seen_whole(memberships)
    rows = session.execute(
        select(
            Packet.id,
            Packet.kind,
            Packet.title,
            Order.id.label("order_id"),
            Order.number_text,
            Order.dated_on,
            Order.title.label("order_title"),
            DecisionRecord.dated_on.label("decided_on"),
            Protocol.id.label("protocol_id"),
            Protocol.number_text.label("protocol"),
            Body.id.label("body_id"),
            Body.name.label("body"),
            OrderMark.id.label("void_id"),
        )
        .join(PacketCase, PacketCase.packet_id == Packet.id)
        .outerjoin(Order, Order.packet_id == Packet.id)
        .outerjoin(OrderMark, and_(OrderMark.order_id == Order.id, OrderMark.kind == VOID))
        .outerjoin(DecisionRecord, DecisionRecord.packet_id == Packet.id)
        .outerjoin(Protocol, Protocol.id == DecisionRecord.protocol_id)
        .outerjoin(Body, Body.id == Protocol.body_id)
        .where(PacketCase.case_id == case.id, PacketCase.decided)
        .order_by(Packet.id)
    )
    return {
        DECIDES[row.kind]: ActRef(
            order_id=row.order_id,
            packet_id=row.id,
            number=row.number_text or row.protocol or "",
            on=row.dated_on or row.decided_on,
            title=row.order_title or row.title,
            protocol_id=row.protocol_id,
            body=row.body or "",
            body_id=row.body_id if reads_protocols else None,
            is_void=row.void_id is not None,
        )
        for row in rows
    }


def packets_of_case(session: Session, case_id: int) -> tuple[PacketRef | None, str]:
    """The packet that holds the case, and the words it was last returned with."""
    rows = session.execute(
        select(
            Packet.id, Packet.title, Packet.state, Packet.return_comment, PacketCase.is_in, PacketCase.comment
        )
        .join(PacketCase, PacketCase.packet_id == Packet.id)
        .where(PacketCase.case_id == case_id)
        .order_by(PacketCase.id.desc())
    ).all()
    held = next((row for row in rows if row.is_in), None)
    returned = (rows[0].comment or rows[0].return_comment) if rows else ""
    if held is None:
        return None, returned
    return PacketRef(
        id=held.id, title=held.title, state=held.state, comment=held.return_comment
    ), held.return_comment


def basis_of_case(session: Session, memberships: access.Memberships, case: Case) -> ActRef | None:
    """What the case was opened on: an earlier order, a letter, or a written reason.

    An order of the document's history is named to the school; its page is the authority's.
    """
    if case.basis_order_id is not None:
        order = session.get(Order, case.basis_order_id)
        if order is not None:
            seen = session.scalar(
                select(Order.id).where(Order.id == order.id, access.order_is_visible(memberships))
            )
            return ActRef(
                order_id=seen,
                packet_id=None,
                number=order.number_text,
                on=order.dated_on,
                title=order.title,
            )
    letter = session.get(ExternalAct, case.basis_act_id) if case.basis_act_id is not None else None
    if letter is not None:
        return ActRef(
            order_id=None, packet_id=None, number=letter.number, on=letter.dated_on, title=letter.title
        )
    if not case.basis_text:
        return None
    return ActRef(order_id=None, packet_id=None, number="", on=None, title=case.basis_text)


def begun_at(session: Session, case: Case) -> str:
    """The stage at which the case was opened; a case that was opened again went through all from the first."""
    if case.round > 1:
        return ""
    opening = session.scalar(
        select(AuditEntry.body)
        .where(AuditEntry.case_id == case.id, AuditEntry.action == AuditAction.CASE_OPEN)
        .order_by(AuditEntry.id)
        .limit(1)
    )
    state: str = json.loads(opening)["data"].get("state", "") if opening else ""
    return state.partition(".")[0]


def spine_of(case: Case, workflow: Workflow, acts: dict[str, ActRef], *, begun: str) -> tuple[StageView, ...]:
    """`begun` is the stage that the case was opened at: nothing says that it went through those before."""
    names = [stage.name for stage in workflow.stages]
    here = names.index(case.stage) if case.stage in names else 0
    first = names.index(begun) if begun in names else 0
    return tuple(
        _stage(case, workflow, position, here, skipped=position < first, act=acts.get(stage.name))
        for position, stage in enumerate(workflow.stages)
    )


def _stage(
    case: Case, workflow: Workflow, position: int, here: int, *, skipped: bool, act: ActRef | None
) -> StageView:
    stage, ended = workflow.stages[position], workflow.states[case.state].final
    if position == here and not ended:
        kind, words = "now", workflow.states[case.state].title
    elif position == here:
        kind, words = "done", workflow.states[case.state].title
    elif position < here and skipped and act is None:
        kind, words = "skipped", N_("этап не проходился")
    elif position < here:
        kind, words = "done", N_("этап завершён")
    else:
        kind, words = "ahead", N_("впереди")
    return StageView(
        name=stage.name, title=stage.title, kind=kind, words=words, act=act if kind == "done" else None
    )
