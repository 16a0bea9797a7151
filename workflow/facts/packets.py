"""What the guards of packets ask about, for many packets at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeAlias

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from workflow.models.case import Case
from workflow.models.event import Event
from workflow.models.order import OrderDraft
from workflow.models.packet import Packet, PacketCase, SignOff
from workflow.models.programme import ProcessVersion, Run
from workflow.states.definition import NOBODY, Role
from workflow.states.facts import Facts, PacketFacts

#: Who signed off, and in which roles, as they are stored.
SignedOff: TypeAlias = tuple[int, str]


def packet_facts_of(
    session: Session, packets: Sequence[Packet], *, unready: Mapping[int, Sequence[str]] = MappingProxyType({})
) -> dict[int, Facts]:
    """Packet id -> Facts, in three statements. `unready`: schools that would refuse to be put up, by packet."""
    if not packets:
        return {}
    ids = [packet.id for packet in packets]
    signed: dict[int, list[SignedOff]] = defaultdict(list)
    for packet_id, person_id, roles in session.execute(_SIGNED, {"ids": ids}):
        signed[packet_id].append((person_id, roles))
    asked = _asked(session, packets)
    held = dict(session.execute(_HELD, {"ids": ids}).all())
    drafts = {
        packet_id: (title, clauses) for packet_id, title, clauses in session.execute(_DRAFTED, {"ids": ids})
    }
    return {
        packet.id: Facts(
            packet=packet_section(
                packet,
                cases=held.get(packet.id, 0),
                signed_off=signed[packet.id],
                asked=asked.get(packet.id, NOBODY),
                drafted=drafts.get(packet.id),
                unready=unready.get(packet.id, ()),
            )
        )
        for packet in packets
    }


def packet_section(
    packet: Packet,
    *,
    cases: int,
    signed_off: Sequence[SignedOff],
    asked: Role = NOBODY,
    drafted: tuple[str, object] | None,
    unready: Sequence[str] = (),
) -> PacketFacts:
    """`drafted`: title and clauses of its order; None when it has no draft. `asked`: who is to sign off."""
    ready = bool(drafted[0].strip() and drafted[1]) if drafted else bool(packet.title.strip())
    return PacketFacts(
        act=packet.act,
        cases=cases or int(packet.plan_id is not None or packet.event_id is not None),
        unready=tuple(unready),
        authors=frozenset(packet.author_ids),
        signed_off_by=frozenset(person for person, _ in signed_off),
        sign_offs_awaited=asked & ~_given(packet, signed_off),
        sign_offs_required=packet.sign_offs_required,
        text_ready=ready,
    )


def asked_of(settings: Mapping[str, Any], packet: Packet) -> Role:
    """Roles whose sign-off the programme names for this kind; NOBODY where it only counts them.

    How many are needed was pinned when the packet was put up: names that came later ask nobody.
    """
    named = (settings.get("sign_offs") or {}).get(packet.kind.value)
    if not isinstance(named, list) or len(named) != packet.sign_offs_required:
        return NOBODY
    return Role(sum(Role[name.upper()].value for name in named))


def _given(packet: Packet, signed_off: Sequence[SignedOff]) -> Role:
    """Roles of those who signed off and did not prepare it."""
    given = NOBODY
    for person, roles in signed_off:
        if person not in packet.author_ids:
            for name in filter(None, roles.split(",")):
                given |= Role[name.upper()]
    return given


def _asked(session: Session, packets: Sequence[Packet]) -> dict[int, Role]:
    """Of packets that need sign-offs; most programmes ask for none, and then nothing is read."""
    asking = {packet.id: packet for packet in packets if packet.sign_offs_required}
    if not asking:
        return {}
    rows = session.execute(_SETTINGS, {"ids": list(asking)})
    return {packet_id: asked_of(settings, asking[packet_id]) for packet_id, settings in rows}


#: Of the version that its cases or its event are pinned to; any other packet goes by that of its run.
_OF_CASES = (
    select(func.min(Case.process_version_id))
    .join(PacketCase, PacketCase.case_id == Case.id)
    .where(PacketCase.packet_id == Packet.id, PacketCase.is_in | PacketCase.decided)
    .correlate(Packet)
    .scalar_subquery()
)
_SETTINGS = (
    select(Packet.id, ProcessVersion.settings)
    .join(Run, Run.id == Packet.run_id)
    .outerjoin(Event, Event.id == Packet.event_id)
    .join(
        ProcessVersion,
        ProcessVersion.id == func.coalesce(_OF_CASES, Event.process_version_id, Run.process_version_id),
    )
    .where(Packet.id.in_(bindparam("ids", expanding=True)))
)
_SIGNED = select(SignOff.packet_id, SignOff.person_id, SignOff.role).where(
    SignOff.packet_id.in_(bindparam("ids", expanding=True)), SignOff.ended_at.is_(None)
)
SIGNED_OFF = select(SignOff.person_id, SignOff.role).where(
    SignOff.packet_id == bindparam("packet"), SignOff.ended_at.is_(None)
)
_HELD = (
    select(PacketCase.packet_id, func.count())
    .where(PacketCase.packet_id.in_(bindparam("ids", expanding=True)), PacketCase.is_in)
    .group_by(PacketCase.packet_id)
)
_DRAFTED = select(OrderDraft.packet_id, OrderDraft.title, OrderDraft.clauses).where(
    OrderDraft.packet_id.in_(bindparam("ids", expanding=True))
)
