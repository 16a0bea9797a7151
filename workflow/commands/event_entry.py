"""Stepping into an event: its packet, its lock, its version, what the person is to it, and its machine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from workflow import access
from workflow.commands.case_entry import allow
from workflow.commands.errors import BadInput, NotHere, Stale
from workflow.commands.packet_parts import follow, locked_packet
from workflow.commands.work import Work
from workflow.facts.event import ENDED_PACKETS, event_facts_of
from workflow.models.event import Event, EventSchool
from workflow.models.order import OrderDraft
from workflow.models.packet import Packet
from workflow.states.definition import (
    N_,
    Actor,
    Attempt,
    OnBehalf,
    PacketKind,
    Refusal,
    Role,
    Transition,
    say,
)
from workflow.states.facts import Facts
from workflow.states.machine import EVENT_WORKFLOW


@dataclass(frozen=True, slots=True)
class EventStanding:
    """A locked event with what is needed to ask its machine. `schools`: school id -> whether it holds it."""

    event: Event
    facts: Facts
    roles: Role
    schools: dict[int, bool]
    packet: Packet | None
    draft: OrderDraft | None

    @property
    def is_over(self) -> bool:
        return EVENT_WORKFLOW.states[self.event.state].final


def enter_event(work: Work, event_id: int, *, seen_version: int | None = None) -> EventStanding:
    """Lock the packet that shows the event, then the event: what is entered may change what the packet shows.

    One that took the event in between the two was made from the page as it stood before: nothing is written.
    """
    work.enter_home_of(Event, event_id)
    seen = _packet_holding(work, event_id)
    packet, draft = locked_packet(work, seen) if seen is not None else (None, None)
    query = select(Event).where(Event.id == event_id).with_for_update(of=Event, key_share=True)
    if not work.is_system:
        query = query.where(access.event_is_visible(work.memberships))
    event = work.session.scalar(query.execution_options(populate_existing=True))
    if event is None:
        raise NotHere
    if _packet_holding(work, event_id) != seen:
        raise Stale("event", event.id, seen=event.version, current=event.version + 1)
    if seen_version is not None:
        work.check_version("event", event.id, seen=seen_version, current=event.version)
    return enter_standing(work, event, packet, draft)


def enter_standing(
    work: Work, event: Event, packet: Packet | None = None, draft: OrderDraft | None = None
) -> EventStanding:
    """Of an event whose row is locked: facts and roles, read after the locks were taken."""
    schools = schools_of_event(work, event.id)
    return EventStanding(
        event=event,
        facts=event_facts_of(work.session, [event], work.now)[event.id],
        roles=_roles(work, event, schools),
        schools=schools,
        packet=packet,
        draft=draft,
    )


def schools_of_event(work: Work, event_id: int) -> dict[int, bool]:
    """School id -> whether it holds the event."""
    rows = work.session.execute(
        select(EventSchool.school_id, EventSchool.holds)
        .where(EventSchool.event_id == event_id)
        .order_by(EventSchool.id)
    )
    return dict(rows.all())


def event_attempt(
    work: Work,
    standing: EventStanding,
    *,
    comment: str = "",
    reason: str = "",
    on_behalf: OnBehalf | None = None,
    school_id: int | None = None,
) -> Attempt:
    """`school_id`: what is entered is of one school, so a school's role counts only for its own."""
    roles = standing.roles
    if school_id is not None and school_id not in access.schools_of(work.memberships):
        roles &= ~(Role.SCHOOL | Role.PARTNER)
    return Attempt(
        actor=Actor(id=work.actor_id, roles=roles, authority_id=work.authority_id, school_id=school_id),
        facts=standing.facts,
        now=work.now,
        comment=comment,
        reason=reason,
        on_behalf=on_behalf,
    )


def permit_entry(
    work: Work,
    standing: EventStanding,
    step: Transition,
    *,
    school_id: int | None = None,
    on_behalf: OnBehalf | None = None,
    more: Iterable[Refusal | None] = (),
) -> Attempt:
    return allow(step, event_attempt(work, standing, on_behalf=on_behalf, school_id=school_id), more)


def of_event(standing: EventStanding, school_id: int) -> int:
    """The school, once it takes part in the event."""
    if school_id not in standing.schools:
        raise BadInput("school_id", say(N_("Эта школа не участвует в мероприятии. Добавьте её в участники")))
    return school_id


def refresh_packet(work: Work, standing: EventStanding) -> None:
    """After an entry: a packet that is out follows."""
    if standing.packet is None:
        return
    work.session.flush()  # what the packet shows is read anew
    follow(work, standing.packet, [], standing.draft)


def must_await_act(work: Work, event_id: int, kind: PacketKind) -> Event:
    """A packet is made for an event whose next step is that act; what is asked of it is said at once.

    The row is locked already by whoever makes the packet.
    """
    event = work.session.get_one(Event, event_id)
    steps = EVENT_WORKFLOW.transitions_from(event.state)
    if not any(step.packet is kind for step in steps):
        raise BadInput("kind", say(N_("Мероприятие не на том шаге, который утверждает этот акт")))
    if not schools_of_event(work, event_id):
        raise BadInput("kind", say(N_("Не названы школы-участники. Добавьте их на странице мероприятия")))
    facts = event_facts_of(work.session, [event], work.now)[event.id].event
    if kind is PacketKind.EVENT and facts.first == "kickoff" and not facts.kickoff_held:
        raise BadInput(
            "kind",
            say(N_("Мероприятие начинается с совещания. Запишите его, потом собирайте комплект")),
        )
    return event


def _packet_holding(work: Work, event_id: int) -> int | None:
    query = select(Packet.id).where(Packet.event_id == event_id, Packet.state.not_in(ENDED_PACKETS))
    return work.session.scalar(query.order_by(Packet.id.desc()).limit(1))


def _roles(work: Work, event: Event, schools: dict[int, bool]) -> Role:
    if work.is_system:
        return Role.SYSTEM
    return access.roles_for_event(
        work.memberships,
        authority_id=event.authority_id,
        guests=[one for one, holds in schools.items() if not holds],
        hosts=[one for one, holds in schools.items() if holds],
    )
