"""Sign, register, decide by record. Three acts with three permissions; one person may do them in one press."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from sqlalchemy import Row, Table, bindparam, insert, update

from workflow.access import memberships_of, roles_in
from workflow.audit.actions import AuditAction
from workflow.audit.canonical import canonical_json, sha256_text
from workflow.audit.fingerprint import decision_row_sha256, order_row_sha256
from workflow.clock import local_date
from workflow.commands.clause_tasks import make_tasks
from workflow.commands.errors import BadInput, NotAllowed, NotHere
from workflow.commands.in_force import Decided, take_effect
from workflow.commands.packet_decisions import approve
from workflow.commands.packet_rows import (
    Held,
    enter_packet,
    fire_packet,
    order_facts,
    packet_attempt,
)
from workflow.commands.packets import move_cases
from workflow.commands.work import Command, Result, Work, handles
from workflow.crashpoint import crashpoint
from workflow.models.order import Order, OrderDraft, RegisterKind
from workflow.models.packet import DecisionRecord, Packet, PacketCase
from workflow.models.search import search_text
from workflow.orders.appendices import appendices_of
from workflow.orders.clauses import from_rows
from workflow.orders.parts import decided_parts
from workflow.orders.registers import (
    Numbered,
    NumberTaken,
    NumberUnreadable,
    give_number,
    locked_register,
    take_number,
)
from workflow.orders.text import OrderText, fingerprint
from workflow.states.definition import N_, Act, Role, say
from workflow.states.facts import Facts
from workflow.states.machine import ORDER_WORKFLOW

LONGEST_AGO = timedelta(days=3_660)


@dataclass(frozen=True, kw_only=True)
class SignOrder(Command):
    """`on_paper_by`: the clerk records a signature that this person put on paper."""

    packet_id: int
    version: int
    on_paper_by: int | None = None


@dataclass(frozen=True, kw_only=True)
class UnsignOrder(Command):
    packet_id: int
    version: int
    comment: str = ""


@dataclass(frozen=True, kw_only=True)
class RegisterOrder(Command):
    """`number` and `dated_on` only for an external register: what the office's journal gave."""

    packet_id: int
    version: int
    number: str = ""
    dated_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class IssueOrder(Command):
    """Approve, sign and register in one press, by a person who holds the three permissions."""

    packet_id: int
    version: int
    comment: str = ""
    number: str = ""
    dated_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class DecideByRecord(Command):
    """Approve a packet whose act is a record: the official writes the ground of the decision."""

    packet_id: int
    version: int
    reason: str
    dated_on: date | None = None


@handles(SignOrder)
def _(command: SignOrder, work: Work) -> Result:
    held, draft = _with_draft(work, command.packet_id, command.version)
    sign(work, held, draft, on_paper_by=command.on_paper_by)
    return {"packet_id": held.packet.id, "order_id": draft.id}


@handles(UnsignOrder)
def _(command: UnsignOrder, work: Work) -> Result:
    held, draft = _with_draft(work, command.packet_id, command.version)
    facts = order_facts(held.packet.state, number_needed=False, number_given=True)
    ORDER_WORKFLOW.fire(draft, "unsign_order", packet_attempt(work, facts, comment=command.comment))
    draft.signed_at = draft.signed_by_id = draft.signature_recorded_by_id = None
    work.record(AuditAction.ORDER_UNSIGN, packet_id=held.packet.id, order_id=draft.id, text=command.comment)
    return {"packet_id": held.packet.id}


@handles(RegisterOrder)
def _(command: RegisterOrder, work: Work) -> Result:
    held, draft = _with_draft(work, command.packet_id, command.version)
    return register(work, held, draft, number=command.number, dated_on=command.dated_on)


@handles(IssueOrder)
def _(command: IssueOrder, work: Work) -> Result:
    held, draft = _with_draft(work, command.packet_id, command.version)
    if held.packet.state == "packet.on_approval":
        approve(work, held, comment=command.comment)
        crashpoint("issue.approved")
    if draft.state == "order.draft":
        sign(work, held, draft)
        crashpoint("issue.signed")
    return register(work, held, draft, number=command.number, dated_on=command.dated_on)


@handles(DecideByRecord)
def _(command: DecideByRecord, work: Work) -> Result:
    held = enter_packet(work, command.packet_id, seen_version=command.version)
    packet = held.packet
    if packet.act is not Act.RECORD:
        raise NotAllowed("this packet is not decided by a record")
    if not command.reason.strip():
        raise BadInput("reason", say(N_("Напишите основание решения: документ, совещание или наблюдение")))
    dated_on = command.dated_on or work.today
    if dated_on > work.today:
        raise BadInput("dated_on", say(N_("Дата решения не может быть позже сегодняшней")))
    _near_packet(work, packet, dated_on)
    approve(work, held)
    canonical = canonical_json(
        {
            "v": 1,
            "packet": packet.id,
            "title": packet.title,
            "dated_on": dated_on,
            "reason": command.reason.strip(),
            "parts": held.fingerprints(work),
        }
    )
    sha256 = sha256_text(canonical)
    decision = DecisionRecord(
        authority_id=packet.authority_id,
        packet_id=packet.id,
        dated_on=dated_on,
        reason=command.reason.strip(),
        decided_by_id=work.actor_id,
        decided_at=work.now,
        sha256=sha256,
        canonical=canonical,
    )
    work.session.add(decision)
    work.record(
        AuditAction.RECORD_WRITE,
        packet_id=packet.id,
        data={
            "packet": packet.id,
            "sha256": sha256,
            "dated_on": dated_on,
            "row": decision_row_sha256(decision),
        },
        text=decision.reason,
    )
    enter_force(work, held, order_id=None)
    take_effect(work, held, Decided(dated_on, None))
    return {"packet_id": packet.id}


def sign(work: Work, held: Held, draft: OrderDraft, *, on_paper_by: int | None = None) -> None:
    facts = order_facts(held.packet.state, number_needed=False, number_given=True)
    ORDER_WORKFLOW.fire(draft, "sign_order", packet_attempt(work, facts))
    if Role.SIGNATORY in work.roles and on_paper_by in (None, work.actor_id):
        draft.signed_by_id = work.actor_id
    else:
        draft.signed_by_id = _paper_signatory(work, on_paper_by)
        draft.signature_recorded_by_id = work.actor_id
    draft.signed_at = work.now
    work.record(
        AuditAction.ORDER_SIGN,
        packet_id=held.packet.id,
        order_id=draft.id,
        data={"signed_by": draft.signed_by_id, "recorded_by": draft.signature_recorded_by_id},
    )


def register(
    work: Work, held: Held, draft: OrderDraft, *, number: str = "", dated_on: date | None = None
) -> Result:
    """Fire everything the order moves, then lock the register, give the number and insert the order."""
    packet = held.packet
    external = draft.register.kind is RegisterKind.EXTERNAL
    given = bool(number.strip()) and dated_on is not None
    facts = order_facts(packet.state, number_needed=external, number_given=given)
    ORDER_WORKFLOW.fire(draft, "register_order", packet_attempt(work, facts))
    enter_force(work, held, order_id=draft.id)
    crashpoint("issue.in_force")
    work.session.flush()  # every other row before the register's lock
    register_row = locked_register(work.connection, draft.register_id)
    numbered = _number(work, packet, register_row, number, dated_on)
    order = _order_values(work, held, draft, register_row, numbered)
    work.connection.execute(_INSERT_ORDER, order)
    work.record(
        AuditAction.ORDER_REGISTER,
        packet_id=packet.id,
        order_id=draft.id,
        data={
            "register": register_row.id,
            "year": numbered.year,
            "ordinal": numbered.ordinal,
            "suffix": numbered.suffix,
            "number": numbered.text,
            "dated_on": numbered.dated_on,
            "sha256": order["sha256"],
            "packet": packet.id,
            "parts": held.fingerprints(work),
            "back_dated": numbered.late,
            "row": order_row_sha256(order),
        },
    )
    tasks = make_tasks(work, held, from_rows(draft.clauses), order_id=draft.id, dated_on=numbered.dated_on)
    take_effect(work, held, Decided(numbered.dated_on, draft.id))
    work.send("documents.render", order_id=draft.id)
    work.tell("order:registered", f"order:{draft.id}:registered", order_id=draft.id, packet_id=packet.id)
    crashpoint("issue.registered")
    return {"packet_id": packet.id, "order_id": draft.id, "number": numbered.text, "tasks": tasks}


def enter_force(work: Work, held: Held, *, order_id: int | None) -> None:
    """The act moves every case the packet holds, and the packet itself."""
    packet = held.packet
    move_cases(work, held, "approve", roles=Role.ACT)
    fire_packet(work, held, "enter_into_force", packet_attempt(work, Facts(), roles=Role.ACT))
    packet.in_force_at = work.now
    case_ids = [one.case.id for one in held.cases]
    work.connection.execute(_DECIDED, {"packet": packet.id})
    work.record(
        AuditAction.PACKET_ENTER_FORCE,
        packet_id=packet.id,
        order_id=order_id,
        versioned=packet,
        data={"cases": case_ids, "kind": packet.kind},
    )
    if order_id is None:  # of an order its registration is told
        work.tell("packet:in_force", f"packet:{packet.id}:in_force", packet_id=packet.id)


_INSERT_ORDER = insert(cast(Table, Order.__table__))
_DECIDED = (
    update(cast(Table, PacketCase.__table__))
    .where(PacketCase.packet_id == bindparam("packet"), PacketCase.is_in)
    .values(is_in=False, decided=True)
)


def _with_draft(work: Work, packet_id: int, version: int) -> tuple[Held, OrderDraft]:
    work.session.autoflush = False  # each row is written once, at the flush before the register's lock
    held = enter_packet(work, packet_id, seen_version=version)
    if held.draft is None:
        raise NotHere
    return held, held.draft


def _paper_signatory(work: Work, person_id: int | None) -> int:
    """The clerk names who signed on paper: somebody who may sign today, and not the clerk's own hand."""
    roles = roles_in(memberships_of(work.session, person_id, work.today), work.authority_id)
    if person_id is None or Role.SIGNATORY not in roles:
        raise BadInput("on_paper_by", say(N_("Выберите, кто подписал на бумаге: человек с правом подписи")))
    return person_id


def _near_packet(work: Work, packet: Packet, dated_on: date) -> None:
    """What was decided years ago is entered too; decades before the packet is a slip in the year."""
    if dated_on < local_date(packet.created_at, work.home.zone) - LONGEST_AGO:
        slip = say(N_("Акт старше своего комплекта больше чем на десять лет: проверьте год"))
        raise BadInput("dated_on", slip)


def _number(work: Work, packet: Packet, register_row: Row[Any], number: str, dated_on: date | None) -> Numbered:
    if register_row.kind is not RegisterKind.EXTERNAL:
        return give_number(work.connection, register_row, work.today)
    if dated_on is None:
        raise BadInput("dated_on", say(N_("Впишите дату из журнала канцелярии, например 18.10.2026")))
    if dated_on > work.today:
        raise BadInput("dated_on", say(N_("Дата регистрации не может быть позже сегодняшней")))
    _near_packet(work, packet, dated_on)
    try:
        return take_number(work.connection, register_row, number, dated_on)
    except NumberUnreadable:
        raise BadInput("number", say(N_("Номер начинается с цифр, например «354» или «14-а»"))) from None
    except NumberTaken:
        raise BadInput(
            "number", say(N_("№ %(number)s за этот год уже есть в журнале"), number=number.strip())
        ) from None


def _order_values(
    work: Work, held: Held, draft: OrderDraft, register_row: Row[Any], numbered: Numbered
) -> dict[str, object]:
    text = OrderText(
        authority=work.home.name,
        act_type=register_row.act_type,
        number=numbered.text,
        dated_on=numbered.dated_on,
        title=draft.title,
        preamble=draft.preamble,
        clauses=from_rows(draft.clauses),
        appendices=appendices_of(held.packet.kind, decided_parts(held.parts(work))),
        signatory_post=draft.signatory_post,
        parts=held.fingerprints(work),
    )
    canonical = text.canonical()
    return {
        "id": draft.id,
        "authority_id": draft.authority_id,
        "run_id": draft.run_id,
        "register_id": register_row.id,
        "packet_id": held.packet.id,
        "kind": draft.kind,
        "act_type": register_row.act_type,
        "number_text": numbered.text,
        "ordinal": numbered.ordinal,
        "suffix": numbered.suffix,
        "year": numbered.year,
        "dated_on": numbered.dated_on,
        "title": draft.title,
        "canonical": canonical,
        "sha256": fingerprint(canonical),
        "signed_by_id": draft.signed_by_id,
        "registered_by_id": work.actor_id,
        "registered_at": work.now,
        "is_imported": False,
        "source": "",
        "search": search_text(numbered.text, draft.title),
    }
