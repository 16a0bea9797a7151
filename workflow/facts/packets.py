"""What the guards of packets ask about, for many packets at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from workflow.models.order import OrderDraft
from workflow.models.packet import Packet, PacketCase, SignOff
from workflow.states.facts import Facts, PacketFacts


def packet_facts_of(
    session: Session, packets: Sequence[Packet], *, unready: Mapping[int, Sequence[str]] = MappingProxyType({})
) -> dict[int, Facts]:
    """Packet id -> Facts, in three statements. `unready`: schools that would refuse to be put up, by packet."""
    if not packets:
        return {}
    ids = [packet.id for packet in packets]
    signed: dict[int, set[int]] = defaultdict(set)
    for packet_id, person_id in session.execute(_SIGNED, {"ids": ids}):
        signed[packet_id].add(person_id)
    held = dict(session.execute(_HELD, {"ids": ids}).all())
    drafts = {
        packet_id: (title, clauses) for packet_id, title, clauses in session.execute(_DRAFTED, {"ids": ids})
    }
    return {
        packet.id: Facts(
            packet=packet_section(
                packet,
                cases=held.get(packet.id, 0),
                signed_by=signed[packet.id],
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
    signed_by: Iterable[int],
    drafted: tuple[str, object] | None,
    unready: Sequence[str] = (),
) -> PacketFacts:
    """`drafted`: title and clauses of its order; None when it has no draft."""
    ready = bool(drafted[0].strip() and drafted[1]) if drafted else bool(packet.title.strip())
    return PacketFacts(
        act=packet.act,
        cases=cases or int(packet.plan_id is not None or packet.event_id is not None),
        unready=tuple(unready),
        authors=frozenset(packet.author_ids),
        signed_off_by=frozenset(signed_by),
        sign_offs_required=packet.sign_offs_required,
        text_ready=ready,
    )


_SIGNED = select(SignOff.packet_id, SignOff.person_id).where(
    SignOff.packet_id.in_(bindparam("ids", expanding=True)), SignOff.ended_at.is_(None)
)
SIGNED_BY = select(SignOff.person_id).where(
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
