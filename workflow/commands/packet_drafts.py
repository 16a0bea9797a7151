"""What the first words of a decision are about: the term, the subject, and the tables that it would approve."""

from __future__ import annotations

from collections.abc import Sequence

from workflow.commands.packet_parts import wanted_parts
from workflow.commands.work import Work
from workflow.models.case import Case
from workflow.models.event import Event
from workflow.models.packet import Packet
from workflow.models.plan import Plan
from workflow.orders.appendices import appendices_of
from workflow.orders.drafting import Draft, Occasion, first_draft, term_of
from workflow.orders.parts import TEXT
from workflow.states.definition import PacketKind


def draft_of(work: Work, packet: Packet, cases: Sequence[Case]) -> Draft:
    return first_draft(
        packet.kind,
        Occasion(
            term=term_of(packet.run.from_on, packet.run.to_on),
            programme_title=packet.run.programme_version.title,
            act_type=work.home.act_type,
            subject=_subject(work, packet),
            tables=_tables(work, packet, cases),
        ),
    )


def _tables(work: Work, packet: Packet, cases: Sequence[Case]) -> tuple[str, ...]:
    """Titles of the appendices, where they depend on what is known of the schools."""
    if packet.kind not in (PacketKind.RESULTS, PacketKind.CLOSING):
        return ()
    parts = wanted_parts(work, packet, cases, None)
    snapshots = [snapshot for name, snapshot in parts.items() if name != TEXT]
    return tuple(one.title for one in appendices_of(packet.kind, snapshots))


def _subject(work: Work, packet: Packet) -> str:
    """The title of the plan or event that is decided, for the heading of its act."""
    if packet.event_id is not None:
        return work.session.get_one(Event, packet.event_id).title
    return work.session.get_one(Plan, packet.plan_id).title if packet.plan_id is not None else ""
