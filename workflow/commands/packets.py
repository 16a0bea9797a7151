"""Putting a packet together: which cases, which act, which words. Deciding on it is in packet_decisions.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import joinedload

from workflow.audit.actions import AuditAction
from workflow.commands.errors import BadInput, NotAllowed, NotHere
from workflow.commands.moving import Standing, attempt_of, lock_cases, move_case, standings
from workflow.commands.packet_drafts import draft_of
from workflow.commands.packet_parts import add_author, bump, refresh_parts
from workflow.commands.packet_rows import (
    Held,
    case_step,
    enter_packet,
    fire_packet,
    packet_attempt,
    packet_facts,
)
from workflow.commands.work import Command, Result, Work, handles
from workflow.models.case import Case
from workflow.models.order import OrderDraft, OrderIdentity, Register, RegisterKind
from workflow.models.packet import Packet, PacketCase
from workflow.models.person import RoleAssignment
from workflow.models.programme import Run
from workflow.models.search import search_text
from workflow.orders.act import act_of
from workflow.orders.clauses import Charged as Charged  # views speak of clauses through here
from workflow.orders.clauses import Clause as Clause
from workflow.orders.clauses import ClauseKind as ClauseKind
from workflow.orders.clauses import to_rows
from workflow.orders.drafting import ORDER_KINDS
from workflow.states.definition import N_, Act, PacketKind, Role, say
from workflow.states.machine import ORDER_WORKFLOW, PACKET_WORKFLOW

#: States in which a packet holds nothing any more.
ENDED = ("packet.in_force", "packet.dissolved")


@dataclass(frozen=True, kw_only=True)
class AssemblePacket(Command):
    run_id: int
    kind: PacketKind
    case_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class EditPacket(Command):
    """The decision's words. In a packet that is out this ends the sign-offs of the text."""

    packet_id: int
    version: int
    title: str
    preamble: str = ""
    clauses: tuple[Clause, ...] = ()
    signatory_post: str = ""


@dataclass(frozen=True, kw_only=True)
class AddCases(Command):
    packet_id: int
    version: int
    case_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class RemoveCase(Command):
    packet_id: int
    version: int
    case_id: int


@dataclass(frozen=True, kw_only=True)
class DissolvePacket(Command):
    packet_id: int
    version: int
    comment: str = ""


@handles(AssemblePacket)
def _(command: AssemblePacket, work: Work) -> Result:
    run = entered_run(work, command.run_id)
    _must_name_some(command.case_ids)
    cases = standings(work, lock_cases(work, command.case_ids))
    packet = new_packet(work, run, command.kind, cases[0].case.process_version.settings)
    take_in(work, packet, cases)
    return assembled(work, packet, [standing.case for standing in cases])


def entered_run(work: Work, run_id: int) -> Run:
    run = work.session.scalar(
        select(Run)
        .where(Run.id == run_id)
        .options(joinedload(Run.process_version), joinedload(Run.programme_version))
    )
    if run is None:
        raise NotHere
    work.enter(run.authority_id)
    must_be(work, Role.METHODIST)
    return run


def new_packet(work: Work, run: Run, kind: PacketKind, settings: dict[str, Any]) -> Packet:
    packet = Packet(
        authority_id=run.authority_id,
        run_id=run.id,
        kind=kind,
        act=act_of(settings, kind),
        title="",
        state=PACKET_WORKFLOW.initial,
        author_ids=[],
        created_at=work.now,
        created_by_id=work.actor_id,
    )
    packet.run = run
    work.session.add(packet)
    work.session.flush()  # the packet's id is needed by its rows
    return packet


def assembled(work: Work, packet: Packet, cases: list[Case]) -> Result:
    """The first words of the decision, its parts, and the entry that tells of them."""
    draft = draft_of(work, packet, cases)
    set_title(packet, draft.title)
    order = _draft_order(work, packet, to_rows(draft.clauses), draft.title, draft.preamble)
    add_author(work, packet)
    refresh_parts(work, packet, cases, order)
    work.session.flush()  # the entry names the version
    work.record(
        AuditAction.PACKET_ASSEMBLE,
        packet_id=packet.id,
        order_id=order.id if order else None,
        data={
            "kind": packet.kind,
            "act": packet.act,
            "cases": [case.id for case in cases],
            **({"plan": packet.plan_id} if packet.plan_id is not None else {}),
            **({"event": packet.event_id} if packet.event_id is not None else {}),
        },
    )
    return {"packet_id": packet.id}


@handles(EditPacket)
def _(command: EditPacket, work: Work) -> Result:
    held = enter_packet(work, command.packet_id, seen_version=command.version)
    must_be(work, Role.METHODIST | Role.APPROVER | Role.CLERK)
    must_be_open(held.packet)
    if not command.title.strip():
        raise BadInput("title", say(N_("Напишите заголовок, например «Об утверждении списка…»")))
    set_title(held.packet, command.title.strip())
    if held.draft is not None:
        check_clauses(command.clauses)
        held.draft.title = command.title.strip()
        held.draft.preamble = command.preamble.strip()
        held.draft.clauses = to_rows(command.clauses)
        if command.signatory_post.strip():
            held.draft.signatory_post = command.signatory_post.strip()
    changed = refresh_parts(work, held.packet, [one.case for one in held.cases], held.draft)
    if changed:
        add_author(work, held.packet)
        work.session.flush()  # the entry names the version
        work.record(
            AuditAction.ORDER_EDIT if held.draft else AuditAction.PACKET_CHANGE,
            packet_id=held.packet.id,
            order_id=held.draft.id if held.draft else None,
            data={"parts": changed, "version": held.packet.version},
        )
    return {"packet_id": held.packet.id}


@handles(AddCases)
def _(command: AddCases, work: Work) -> Result:
    held = enter_packet(work, command.packet_id, seen_version=command.version)
    must_be(work, Role.METHODIST)
    _must_be_assembled(held.packet)
    _must_name_some(command.case_ids)
    added = standings(work, lock_cases(work, command.case_ids))
    take_in(work, held.packet, added)
    _contents_changed(work, held, [*held.cases, *added], {"added": sorted(command.case_ids)})
    return {"packet_id": held.packet.id}


@handles(RemoveCase)
def _(command: RemoveCase, work: Work) -> Result:
    held = enter_packet(work, command.packet_id, seen_version=command.version)
    must_be(work, Role.METHODIST)
    _must_be_assembled(held.packet)
    let_go(work, held, [command.case_id])
    rest = [one for one in held.cases if one.case.id != command.case_id]
    _contents_changed(work, held, rest, {"removed": [command.case_id]})
    return {"packet_id": held.packet.id}


@handles(DissolvePacket)
def _(command: DissolvePacket, work: Work) -> Result:
    held = enter_packet(work, command.packet_id, seen_version=command.version)
    attempt = packet_attempt(work, packet_facts(work, held), comment=command.comment)
    fire_packet(work, held, "dissolve_packet", attempt)
    let_go(work, held, [one.case.id for one in held.cases])
    if held.draft is not None:
        ORDER_WORKFLOW.fire(held.draft, "withdraw_order", attempt)
    work.record(AuditAction.PACKET_DISSOLVE, packet_id=held.packet.id, text=command.comment)
    return {"packet_id": held.packet.id}


def check_clauses(clauses: Sequence[Clause]) -> None:
    """Fields are named as a form names its rows: clauses-0-text."""
    if not clauses:
        raise BadInput("clauses", say(N_("Нужен хотя бы один пункт")))
    numbers: set[str] = set()
    for place, clause in enumerate(clauses):
        if not clause.text.strip():
            raise BadInput(f"clauses-{place}-text", say(N_("Напишите, что решено в этом пункте")))
        if clause.number in numbers:
            raise BadInput(
                f"clauses-{place}-number", say(N_("Пункт %(number)s уже есть"), number=clause.number)
            )
        numbers.add(clause.number)
        if clause.kind is ClauseKind.ASSIGN and clause.charged is None:
            raise BadInput(f"clauses-{place}-charged", say(N_("Выберите, кому поручается")))


def take_in(work: Work, packet: Packet, cases: list[Standing]) -> None:
    """Only cases whose next step is this kind of packet, of the packet's run, and in no other packet."""
    for standing in cases:
        case = standing.case
        if case.run_id != packet.run_id:
            raise BadInput(
                "case_ids", say(N_("%(school)s: другая программа или другой год"), school=case.school.name)
            )
        if standing.facts.case.packet_out not in (None, packet.id):
            raise BadInput(
                "case_ids",
                say(
                    N_("%(school)s уже стоит в комплекте № %(packet)d"),
                    school=case.school.name,
                    packet=standing.facts.case.packet_out or 0,
                ),
            )
        if case_step(standing.workflow, case.state, packet.kind, "submit") is None:
            raise BadInput(
                "case_ids",
                say(
                    N_("%(school)s не на том этапе, который утверждает этот комплект"), school=case.school.name
                ),
            )
        work.session.add(PacketCase(authority_id=case.authority_id, packet_id=packet.id, case_id=case.id))


def let_go(work: Work, held: Held, case_ids: list[int], *, comment: str = "", left_out: bool = False) -> None:
    rows = work.session.scalars(
        select(PacketCase).where(
            PacketCase.packet_id == held.packet.id, PacketCase.case_id.in_(case_ids), PacketCase.is_in
        )
    ).all()
    if len(rows) != len(case_ids):
        raise NotHere
    for row in rows:
        row.is_in = False
        if left_out:
            row.left_out_at, row.left_out_by_id, row.comment = work.now, work.actor_id, comment


def move_cases(
    work: Work, held: Held, verb: str, *, roles: Role | None = None, comment: str = "", reason: str = ""
) -> None:
    """Fire the step of this packet's kind on every case it holds, in the order of ids."""
    for standing in held.cases:
        move_one(work, held, standing, verb, roles=roles, comment=comment, reason=reason)


def move_one(
    work: Work,
    held: Held,
    standing: Standing,
    verb: str,
    *,
    roles: Role | None = None,
    comment: str = "",
    reason: str = "",
) -> None:
    step = case_step(standing.workflow, standing.case.state, held.packet.kind, verb)
    if step is None:
        raise NotAllowed(f"{verb}: {standing.case.state}")
    move_case(
        work,
        standing,
        step.name,
        attempt_of(work, standing, roles=roles, comment=comment, reason=reason),
        packet_id=held.packet.id,
        order_id=held.draft.id if held.draft else None,
    )


def set_title(packet: Packet, title: str) -> None:
    packet.title, packet.search = title, search_text(title)


def must_be(work: Work, roles: Role) -> None:
    if not work.roles & roles:
        raise NotAllowed


def must_be_open(packet: Packet) -> None:
    if packet.state not in ("packet.assembled", "packet.on_approval"):
        raise BadInput("title", say(N_("Комплект уже утверждён: сначала отзовите утверждение")))


def _must_name_some(case_ids: Sequence[int]) -> None:
    if not case_ids:
        raise BadInput("case_ids", say(N_("Отметьте хотя бы одну школу")))


def _must_be_assembled(packet: Packet) -> None:
    if packet.state != "packet.assembled":
        raise BadInput("case_ids", say(N_("Комплект на утверждении: сначала отзовите его")))


def _contents_changed(work: Work, held: Held, cases: list[Standing], data: dict[str, Any]) -> None:
    work.session.flush()  # the rows of the packet's cases
    add_author(work, held.packet)
    refresh_parts(work, held.packet, [one.case for one in cases], held.draft)
    bump(held.packet)
    work.session.flush()  # the entry names the version
    work.record(
        AuditAction.PACKET_CHANGE, packet_id=held.packet.id, data={**data, "version": held.packet.version}
    )


def _journal_of(work: Work, packet: Packet) -> Register | None:
    """As the run's newest settings word and number its acts; an authority of one journal has that one."""
    settings = packet.run.process_version.settings
    journals = work.session.scalars(
        select(Register)
        .where(Register.authority_id == packet.authority_id, Register.kind != RegisterKind.IMPORTED)
        .order_by(Register.id)
    ).all()
    wanted = (settings.get("act_type", work.home.act_type), settings.get("register"))
    return min(
        journals, key=lambda one: (one.act_type != wanted[0], one.kind.value != wanted[1], one.id), default=None
    )


def _draft_order(
    work: Work, packet: Packet, clauses: list[dict[str, Any]], title: str, preamble: str
) -> OrderDraft | None:
    if packet.act is not Act.ORDER:
        return None
    register = _journal_of(work, packet)
    if register is None:
        raise BadInput("kind", say(N_("У органа нет журнала регистрации: его заводит администратор")))
    order_id = work.session.execute(
        insert(OrderIdentity).values(authority_id=packet.authority_id).returning(OrderIdentity.id)
    ).scalar_one()
    draft = OrderDraft(
        id=order_id,
        authority_id=packet.authority_id,
        run_id=packet.run_id,
        register_id=register.id,
        packet_id=packet.id,
        kind=ORDER_KINDS[packet.kind],
        state=ORDER_WORKFLOW.initial,
        title=title,
        preamble=preamble,
        clauses=clauses,
        signatory_post=_signatory_post(work, packet.authority_id),
        created_at=work.now,
        created_by_id=work.actor_id,
    )
    work.session.add(draft)
    return draft


def _signatory_post(work: Work, authority_id: int) -> str:
    """The post of whoever may sign today; the methodist may change it in the draft."""
    title = work.session.scalar(
        select(RoleAssignment.title)
        .where(
            RoleAssignment.authority_id == authority_id,
            RoleAssignment.may_sign,
            RoleAssignment.in_force(work.today),
        )
        .order_by(RoleAssignment.acting_for_id.is_(None), RoleAssignment.id)  # a substitute before the absent
        .limit(1)
    )
    return title or ""
