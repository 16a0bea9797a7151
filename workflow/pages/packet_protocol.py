"""What is asked where a protocol's decision is entered: which body, which protocol, what of each school."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow import access
from workflow.clock import local_date
from workflow.facts import packet_facts_of
from workflow.models.authority import Authority, School
from workflow.models.body import Body, Protocol
from workflow.models.case import Case
from workflow.models.packet import PacketCase
from workflow.pages.bodies import next_numbers
from workflow.pages.packet import draft_of, visible_packet
from workflow.pages.packet_steps import Step, steps_of
from workflow.states.definition import Actor
from workflow.states.protocols import KEEPERS

#: Protocols that may be chosen again for another packet of the same meeting.
OFFERED = 20


@dataclass(frozen=True, slots=True)
class BodyChoice:
    id: int
    name: str
    next_number: str
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class Written:
    id: int
    body_id: int
    number: str
    on: date


@dataclass(frozen=True, slots=True)
class CaseAsked:
    case_id: int
    school: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidingPage:
    id: int
    version: int
    title: str
    run_id: int
    step: Step
    bodies: tuple[BodyChoice, ...]
    protocols: tuple[Written, ...]
    cases: tuple[CaseAsked, ...]


def deciding_page(
    session: Session, person_id: int, memberships: access.Memberships, packet_id: int, *, now: datetime
) -> DecidingPage | None:
    """None when this step is not this person's, or not now."""
    packet = visible_packet(session, memberships, packet_id)
    home = session.get_one(Authority, packet.authority_id)
    facts = packet_facts_of(session, [packet])[packet.id]
    actor = Actor(person_id, access.roles_in(memberships, home.id), home.id)
    step = steps_of(packet, draft_of(session, packet.id), facts, actor, now=now).get("adopt_packet")
    if step is None:
        return None
    bodies = session.scalars(
        select(Body)
        .where(Body.authority_id == home.id)
        .order_by(Body.closed_on.is_not(None), Body.run_id != packet.run_id, Body.id)
    ).all()
    bodies = sorted(bodies, key=lambda body: not actor.roles & KEEPERS[body.kept_by])  # one's own first
    following = next_numbers(session, bodies, local_date(now, home.zone))
    protocols = session.execute(
        select(Protocol.id, Protocol.body_id, Protocol.number_text, Protocol.dated_on)
        .where(Protocol.body_id.in_(following))
        .order_by(Protocol.dated_on.desc(), Protocol.id.desc())
        .limit(OFFERED)
    )
    cases = session.execute(
        select(PacketCase.case_id, School.name)
        .join(Case, Case.id == PacketCase.case_id)
        .join(School, School.id == Case.school_id)
        .where(PacketCase.packet_id == packet.id, PacketCase.is_in)
        .order_by(School.sort_key)
    )
    return DecidingPage(
        id=packet.id,
        version=packet.version,
        title=packet.title,
        run_id=packet.run_id,
        step=step,
        bodies=tuple(BodyChoice(body.id, body.name, following[body.id], body.closed_on) for body in bodies),
        protocols=tuple(Written(*row) for row in protocols),
        cases=tuple(CaseAsked(*row) for row in cases),
    )
