"""The stages of a case, each standing on what decided it, and the packet the case is in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.models.authority import ExternalAct
from workflow.models.case import Case
from workflow.models.order import Order
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
    """What a stage stands on: an order by its number, else words («запись с основанием», «письмо»)."""

    order_id: int | None
    packet_id: int | None
    number: str
    on: date | None
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StageView:
    name: str
    title: str
    kind: str  # done | now | ahead
    words: str
    act: ActRef | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketRef:
    id: int
    title: str
    state: str
    comment: str  # with which the case, or the whole packet, was returned


def acts_of_case(session: Session, case_id: int) -> dict[str, ActRef]:
    """Stage -> the latest decision in force for this case; one statement."""
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
        )
        .join(PacketCase, PacketCase.packet_id == Packet.id)
        .outerjoin(Order, Order.packet_id == Packet.id)
        .outerjoin(DecisionRecord, DecisionRecord.packet_id == Packet.id)
        .where(PacketCase.case_id == case_id, PacketCase.decided)
        .order_by(Packet.id)
    )
    return {
        DECIDES[row.kind]: ActRef(
            order_id=row.order_id,
            packet_id=row.id,
            number=row.number_text or "",
            on=row.dated_on or row.decided_on,
            title=row.order_title or row.title,
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


def basis_of_case(session: Session, case: Case) -> ActRef | None:
    """What the case was opened on: an earlier order, a letter, or a written reason."""
    if case.basis_order_id is not None:
        order = session.get(Order, case.basis_order_id)
        if order is not None:
            return ActRef(
                order_id=order.id,
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


def spine_of(case: Case, workflow: Workflow, acts: dict[str, ActRef]) -> tuple[StageView, ...]:
    names = [stage.name for stage in workflow.stages]
    here = names.index(case.stage) if case.stage in names else 0
    ended = workflow.states[case.state].final
    return tuple(
        _stage(case, workflow, position, here, ended=ended, act=acts.get(stage.name))
        for position, stage in enumerate(workflow.stages)
    )


def _stage(
    case: Case, workflow: Workflow, position: int, here: int, *, ended: bool, act: ActRef | None
) -> StageView:
    stage = workflow.stages[position]
    if position == here and not ended:
        kind, words = "now", workflow.states[case.state].title
    elif position == here:
        kind, words = "done", workflow.states[case.state].title
    elif position < here:
        has_packet = any(one.packet for one in stage.transitions)  # without one there is no act to look for
        kind, words = "done", N_("завершён") if act or not has_packet else N_("пройден до открытия")
    else:
        kind, words = "ahead", N_("впереди")
    return StageView(
        name=stage.name, title=stage.title, kind=kind, words=words, act=act if kind == "done" else None
    )
