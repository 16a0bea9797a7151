"""What happened to a packet: sign-offs given and lost, what changed since a moment, entries of the record."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.audit.actions import AuditAction
from workflow.audit.titles import TITLES
from workflow.models.audit import AuditEntry, AuditText
from workflow.models.packet import Packet, PacketPartVersion, SignOff
from workflow.models.person import Person
from workflow.orders.parts import Difference, differences
from workflow.states.definition import N_

LATEST = 30
#: Why a sign-off does not count any more.
ENDED_WHY = {
    "withdrawn": N_("отозвано самим согласовавшим"),
    "content_changed": N_("снято правкой содержания"),
    "returned": N_("снято возвратом на доработку"),
}


@dataclass(frozen=True, slots=True)
class Visa:
    """`ended_why` is a message id; empty while the sign-off counts. An author's own does not count."""

    post: str
    given_at: datetime
    comment: str
    ended_at: datetime | None
    ended_why: str
    is_authors: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """One difference to what the reader saw, with who made the last change of that part and when."""

    at: datetime
    who: str
    difference: Difference


@dataclass(frozen=True, slots=True)
class Event:
    at: datetime
    who: str
    what: str  # message id
    text: str  # the words a person typed


def visas_of(session: Session, packet: Packet) -> tuple[Visa, ...]:
    rows = session.execute(
        select(Person.post, SignOff)
        .join(Person, Person.id == SignOff.person_id)
        .where(SignOff.packet_id == packet.id)
        .order_by(SignOff.ended_at.is_not(None), SignOff.given_at, SignOff.id)
    )
    return tuple(
        Visa(
            post=post,
            given_at=one.given_at,
            comment=one.comment,
            ended_at=one.ended_at,
            ended_why=ENDED_WHY.get(one.ended_why, ""),
            is_authors=one.person_id in packet.author_ids,
        )
        for post, one in rows
    )


def last_act_at(session: Session, packet_id: int, person_id: int) -> datetime | None:
    """When this person last did anything to the packet: what it said then, was seen."""
    return session.scalar(
        select(func.max(AuditEntry.at)).where(
            AuditEntry.packet_id == packet_id, AuditEntry.actor_id == person_id
        )
    )


def changes_since(session: Session, packet_id: int, since: datetime, *, but_by: int) -> tuple[Changed, ...]:
    """Every difference between that moment and now in the parts that somebody else changed, latest first."""
    versions: dict[str, list[tuple[PacketPartVersion, str]]] = defaultdict(list)
    for version, post in session.execute(
        select(PacketPartVersion, Person.post)
        .outerjoin(Person, Person.id == PacketPartVersion.changed_by_id)
        .where(PacketPartVersion.packet_id == packet_id)
        .order_by(PacketPartVersion.id)
    ):
        versions[version.name].append((version, post or ""))
    found = []
    for name, told in versions.items():
        last, post = told[-1]
        if last.changed_at <= since or last.changed_by_id == but_by:
            continue
        earlier = [one for one, _ in told if one.changed_at <= since]
        before = earlier[-1].snapshot if earlier else None
        found += [Changed(last.changed_at, post, one) for one in differences(name, before, last.snapshot)]
    return tuple(sorted(found, key=lambda change: change.at, reverse=True))


def events_of(session: Session, packet_id: int) -> tuple[Event, ...]:
    """The newest entries of the record about this packet, moves of its single schools left out."""
    rows = session.execute(
        select(AuditEntry.at, Person.post, AuditEntry.action, AuditText.text)
        .outerjoin(Person, Person.id == AuditEntry.actor_id)
        .outerjoin(AuditText, AuditText.entry_id == AuditEntry.id)
        .where(AuditEntry.packet_id == packet_id, AuditEntry.action != AuditAction.CASE_MOVE)
        .order_by(AuditEntry.id.desc())
        .limit(LATEST)
    )
    return tuple(
        Event(at, post or "", TITLES[AuditAction(action)], text or "") for at, post, action, text in rows
    )
