"""A packet under its locks: draft rows first, then its cases by id, then versions, roles and facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, bindparam, select

from workflow.commands.moving import Standing, attempt_of, lock_cases_in, standings, standings_for_decision
from workflow.commands.packet_parts import locked_packet
from workflow.commands.work import Work
from workflow.facts.packets import SIGNED_OFF, SignedOff, asked_of, packet_section
from workflow.models.event import Event
from workflow.models.order import OrderDraft
from workflow.models.packet import Packet, PacketPart
from workflow.models.plain import plain_rows
from workflow.models.programme import ProcessVersion, Run
from workflow.states.definition import NOBODY, Attempt, PacketKind, Role, Transition
from workflow.states.facts import Facts, OrderFacts
from workflow.states.machine import PACKET_WORKFLOW, Fired, Workflow, refusals_of

#: Made once, as all statements of a decision are: making them costs more than asking.
_PARTS: Select[Any] = (
    select(*(PacketPart.name, PacketPart.sha256, PacketPart.snapshot))
    .where(PacketPart.packet_id == bindparam("packet"))
    .order_by(PacketPart.name)
)
_FORWARD = {"submit", "withdraw", "return", "approve"}


@dataclass(slots=True)
class Held:
    """A locked packet with its draft and the standings of the cases it holds."""

    packet: Packet
    draft: OrderDraft | None
    cases: tuple[Standing, ...]
    _parts: Mapping[str, Row[Any]] | None = None

    def parts(self, work: Work) -> Mapping[str, Row[Any]]:
        """The parts as they are put up, by name, read once a command."""
        if self._parts is None:
            rows = plain_rows(work.session, _PARTS, {"packet": self.packet.id})
            self._parts = {part.name: part for part in rows}
        return self._parts

    def fingerprints(self, work: Work) -> dict[str, str]:
        return {name: part.sha256 for name, part in self.parts(work).items()}


def enter_packet(work: Work, packet_id: int, *, seen_version: int) -> Held:
    """Step into the packet's authority and lock it and its cases, in the one order of locks.

    The standings serve decisions; to put cases up, ask `with_all_facts`.
    """
    work.enter_home_of(Packet, packet_id)
    packet, draft = locked_packet(work, packet_id)
    cases = lock_cases_in(work, packet_id)
    work.check_version("packet", packet.id, seen=seen_version, current=packet.version)
    return Held(packet, draft, tuple(standings_for_decision(work, cases, packet_id=packet_id)))


def with_all_facts(work: Work, held: Held) -> Held:
    """The same packet, its cases with everything their guards ask about."""
    return Held(held.packet, held.draft, tuple(standings(work, [one.case for one in held.cases])))


def packet_facts(
    work: Work, held: Held, *, unready: Sequence[str] = (), sign_offs_matter: bool = True
) -> Facts:
    """What is held is known already; only the signatures are read, and those where they decide something."""
    return Facts(
        packet=packet_section(
            held.packet,
            cases=len(held.cases),
            signed_off=_signed_off(work, held.packet) if sign_offs_matter else (),
            asked=asked_of(settings_of(work, held), held.packet) if held.packet.sign_offs_required else NOBODY,
            drafted=None if held.draft is None else (held.draft.title, held.draft.clauses),
            unready=unready,
        )
    )


def _signed_off(work: Work, packet: Packet) -> Sequence[SignedOff]:
    return [(row[0], row[1]) for row in plain_rows(work.session, SIGNED_OFF, {"packet": packet.id})]


def settings_of(work: Work, held: Held) -> dict[str, Any]:
    """Of the version the cases or the event are pinned to; any other packet goes by that of its run."""
    if held.cases:
        return held.cases[0].case.process_version.settings
    if held.packet.event_id is not None:
        event = work.session.get_one(Event, held.packet.event_id)
        return work.session.get_one(ProcessVersion, event.process_version_id).settings
    run = work.session.get_one(Run, held.packet.run_id)
    return work.session.get_one(ProcessVersion, run.process_version_id).settings


def order_facts(packet_state: str | None, *, number_needed: bool, number_given: bool) -> Facts:
    approved = packet_state is None or packet_state == "packet.approved"
    return Facts(
        order=OrderFacts(packet_approved=approved, number_needed=number_needed, number_given=number_given)
    )


def packet_attempt(
    work: Work, facts: Facts, *, comment: str = "", reason: str = "", roles: Role | None = None
) -> Attempt:
    return Attempt(actor=work.actor(roles), facts=facts, now=work.now, comment=comment, reason=reason)


def fire_packet(work: Work, held: Held, name: str, attempt: Attempt) -> Fired:
    return PACKET_WORKFLOW.fire(held.packet, name, attempt)


def case_step(workflow: Workflow, state: str, kind: PacketKind, verb: str) -> Transition | None:
    """The step of this packet kind out of a state: verb is submit, withdraw, return or approve."""
    if verb not in _FORWARD:
        raise ValueError(verb)
    return workflow.packet_step(state, kind, verb)


def unready_schools(work: Work, held: Held, *, reason: str) -> list[str]:
    """Schools whose case would refuse to be put up now; warnings pass when a reason is written."""
    unready = []
    for standing in held.cases:
        step = case_step(standing.workflow, standing.case.state, held.packet.kind, "submit")
        attempt = attempt_of(work, standing, reason=reason)
        if step is None or any(
            not refusal.overridable or not reason.strip() for refusal in refusals_of(step, attempt)
        ):
            unready.append(standing.case.school.name)
    return unready


def sign_offs_required(settings: dict[str, object], kind: PacketKind) -> int:
    """How many sign-offs the programme asks for before this kind may be approved."""
    wanted = settings.get("sign_offs")
    if not isinstance(wanted, dict):
        return 0
    value = wanted.get(kind.value, 0)
    return len(value) if isinstance(value, list) else int(value)
