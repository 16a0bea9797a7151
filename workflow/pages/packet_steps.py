"""What a person may do to a packet now, and what stands in the way: packet and draft asked together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from workflow.models.order import OrderDraft, RegisterKind
from workflow.models.packet import Packet
from workflow.states.definition import N_, NOBODY, Act, Actor, Attempt, Comment, Refusal, Role
from workflow.states.facts import Facts, OrderFacts
from workflow.states.machine import ORDER_WORKFLOW, PACKET_WORKFLOW, Option
from workflow.states.protocols import RECORDERS

#: Approve, sign and register are three acts; who holds the permissions for all does them in one press.
ONE_PRESS = Role.APPROVER | Role.SIGNATORY | Role.REGISTRAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """`name` is a transition, or «issue» and «decide», which are several at once. `title` is a message id."""

    name: str
    title: str
    comment: Comment = Comment.NONE
    refusals: tuple[Refusal, ...] = ()
    asks_number: bool = False
    asks_signatory: bool = False

    @property
    def allowed(self) -> bool:
        return all(refusal.overridable for refusal in self.refusals)


def steps_of(
    packet: Packet, draft: OrderDraft | None, facts: Facts, actor: Actor, *, now: datetime
) -> dict[str, Step]:
    """The steps that are this person's, by name; those of other people are not shown."""
    return {step.name: step for step in _steps(packet, draft, Attempt(actor=actor, facts=facts, now=now))}


def _steps(packet: Packet, draft: OrderDraft | None, attempt: Attempt) -> Iterator[Step]:
    external = draft is not None and draft.register.kind is RegisterKind.EXTERNAL
    all_three = ONE_PRESS in attempt.actor.roles
    for option in PACKET_WORKFLOW.options(packet, attempt):
        name = option.transition.name
        if _is_anothers(option) or name in ("enter_into_force", "reject_packet"):
            continue
        if (name == "adopt_packet") is not (packet.act is Act.PROTOCOL) and name in (
            "adopt_packet",
            "approve_packet",
        ):
            continue
        if name == "approve_packet" and packet.act is Act.RECORD:
            yield Step(name="decide", title=N_("Утвердить записью"), refusals=option.refusals)
            continue
        if name == "approve_packet" and all_three:
            yield Step(
                name="issue",
                title=N_("Утвердить и зарегистрировать"),
                refusals=option.refusals,
                asks_number=external,
            )
        yield _step(option)
    if draft is not None and packet.state == "packet.approved":
        yield from _order_steps(draft, attempt, external=external)


def _order_steps(draft: OrderDraft, attempt: Attempt, *, external: bool) -> Iterator[Step]:
    facts = Facts(order=OrderFacts(packet_approved=True, number_needed=external, number_given=True))
    asked = Attempt(actor=attempt.actor, facts=facts, now=attempt.now)
    signs_and_registers = Role.SIGNATORY | Role.REGISTRAR
    for option in ORDER_WORKFLOW.options(draft, asked):
        name = option.transition.name
        if _is_anothers(option) or name == "withdraw_order":
            continue
        if name == "sign_order" and signs_and_registers in attempt.actor.roles:
            yield Step(name="issue", title=N_("Подписать и зарегистрировать"), asks_number=external)
        yield Step(
            name=name,
            title=option.transition.title,
            comment=option.transition.comment,
            refusals=option.refusals,
            asks_number=external and name == "register_order",
            asks_signatory=name == "sign_order" and Role.SIGNATORY not in attempt.actor.roles,
        )


def waits_for(packet: Packet, draft: OrderDraft | None) -> Role:
    """Whose move it is: an approved packet waits as its draft does, a protocol for whoever enters it."""
    if packet.act is Act.PROTOCOL and packet.state == "packet.on_approval":
        return RECORDERS
    if packet.state == "packet.approved" and draft is not None and draft.state in ORDER_WORKFLOW.states:
        return ORDER_WORKFLOW.states[draft.state].waits_for
    return PACKET_WORKFLOW.states[packet.state].waits_for if packet.state in PACKET_WORKFLOW.states else NOBODY


def _step(option: Option) -> Step:
    return Step(
        name=option.transition.name,
        title=option.transition.title,
        comment=option.transition.comment,
        refusals=option.refusals,
    )


def _is_anothers(option: Option) -> bool:
    """Not this person's at all, or not now because the opposite step is."""
    return any(
        refusal.code in ("wrong_role", "already_signed_off", "not_signed_off") for refusal in option.refusals
    )
