"""The two acts of an event: what they show, and what follows when they come into force."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from workflow.commands.event_entry import enter_standing
from workflow.commands.events import move_event
from workflow.commands.in_force import Decided, takes_effect
from workflow.commands.packet_parts import shows_subject
from workflow.commands.packet_rows import Held
from workflow.commands.work import Work
from workflow.facts.event_counts import came_by_school, counts_together
from workflow.models.authority import School
from workflow.models.event import Event, EventOutput, EventSchool, Reflection
from workflow.models.packet import Packet
from workflow.orders.parts import subject_part_name
from workflow.states.definition import Actor, Attempt, PacketKind, Role


@shows_subject(PacketKind.EVENT)
def announcement(work: Work, packet: Packet) -> dict[str, dict[str, Any]]:
    """Who, where, when, for whom; and the events inside it as its programme."""
    event = _event(work, packet)
    return {
        subject_part_name("event", event.id): {
            "school": event.title,
            **_what(event),
            "audiences": list(event.audiences),
            "schools": [{"school": name, "holds": holds} for _, name, holds in _schools(work, event.id)],
            "programme": [_what(one) for one in _inside(work, event)],
        }
    }


@shows_subject(PacketKind.EVENT_RESULTS)
def results(work: Work, packet: Packet) -> dict[str, dict[str, Any]]:
    """Figures by school and in all, outputs and reflections: each computed from the rows of the event."""
    event = _event(work, packet)
    came = came_by_school(work.session, event.id)
    wrote = _reflections(work, event.id)
    counts = counts_together(work.session, [event.id])
    return {
        subject_part_name("event", event.id): {
            "school": event.title,
            **_what(event),
            "held_on": event.held_on.isoformat() if event.held_on else "",
            "schools": [
                {
                    "school": name,
                    "holds": holds,
                    "came": came.get(school_id, {}),
                    "reflection": wrote.get(school_id, ""),
                }
                for school_id, name, holds in _schools(work, event.id)
            ],
            "came": counts.came,
            "people": counts.people,
            "schools_came": counts.schools,
            "by_audience": dict(counts.by_audience),
            "reflections": counts.reflections,
            "reflections_asked": counts.reflections_asked,
            "outputs": [
                {"kind": kind, "title": title}
                for kind, title in work.session.execute(
                    select(EventOutput.kind, EventOutput.title)
                    .where(EventOutput.event_id == event.id, EventOutput.removed_at.is_(None))
                    .order_by(EventOutput.kind, EventOutput.id)
                )
            ],
        }
    }


@takes_effect(PacketKind.EVENT)
def announce(work: Work, held: Held, decided: Decided) -> None:
    _fire(work, held, decided, "announce_event")


@takes_effect(PacketKind.EVENT_RESULTS)
def approve_results(work: Work, held: Held, decided: Decided) -> None:
    _fire(work, held, decided, "approve_event_results")


def _fire(work: Work, held: Held, decided: Decided, name: str) -> None:
    """The step is the act's own: nobody's role but the act's counts."""
    event = _event(work, held.packet)
    standing = enter_standing(work, event)
    attempt = Attempt(
        actor=Actor(id=work.actor_id, roles=Role.ACT, authority_id=work.authority_id),
        facts=standing.facts,
        now=work.now,
    )
    move_event(
        work,
        standing,
        name,
        attempt,
        on=decided.on,
        packet_id=held.packet.id,
        order_id=decided.order_id,
    )


def _event(work: Work, packet: Packet) -> Event:
    """Its row is locked with the packet's."""
    return work.session.get_one(Event, packet.event_id)


def _what(event: Event) -> dict[str, Any]:
    return {
        "title": event.title,
        "form": event.form,
        "place": event.place,
        "from_on": event.from_on.isoformat(),
        "to_on": event.to_on.isoformat(),
    }


def _inside(work: Work, event: Event) -> list[Event]:
    rows = work.session.scalars(
        select(Event)
        .where(Event.parent_id == event.id, Event.state != "event.cancelled")
        .order_by(Event.from_on, Event.id)
    )
    return list(rows)


def _schools(work: Work, event_id: int) -> list[tuple[int, str, bool]]:
    """Hosts first, then the guests, each by name."""
    rows = work.session.execute(
        select(School.id, School.name, EventSchool.holds)
        .join(EventSchool, EventSchool.school_id == School.id)
        .where(EventSchool.event_id == event_id)
        .order_by(EventSchool.holds.desc(), School.sort_key, School.id)
    )
    return [(school_id, name, holds) for school_id, name, holds in rows]


def _reflections(work: Work, event_id: int) -> dict[int, str]:
    """School -> its words; the later reflection of a school counts."""
    rows = work.session.execute(
        select(Reflection.school_id, Reflection.text)
        .where(Reflection.event_id == event_id)
        .order_by(Reflection.id)
    )
    return dict(rows.all())
