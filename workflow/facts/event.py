"""What the guards of events ask about, for many events at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from workflow.clock import local_date
from workflow.models.authority import Authority, School
from workflow.models.event import Attendance, Event, EventSchool, Reflection
from workflow.models.packet import Packet
from workflow.models.programme import ProcessVersion
from workflow.programmes.event_cycle import first_step_of
from workflow.states.definition import PacketKind
from workflow.states.facts import EventFacts, Facts

#: States of a packet that holds nothing any more.
ENDED_PACKETS = ("packet.in_force", "packet.dissolved")


def event_facts_of(session: Session, events: Sequence[Event], now: datetime) -> dict[int, Facts]:
    """Event id -> Facts, in four statements. Schools without a reflection stand by name."""
    if not events:
        return {}
    ids = [event.id for event in events]
    settings = _settings(session, ids)
    schools, missing = _schools(session, ids)
    people = dict(
        session.execute(
            select(Attendance.event_id, func.sum(Attendance.people))
            .where(Attendance.event_id.in_(ids), Attendance.removed_at.is_(None))
            .group_by(Attendance.event_id)
        ).all()
    )
    packets = dict(
        session.execute(
            select(Packet.event_id, func.max(Packet.id))
            .where(Packet.event_id.in_(ids), Packet.state.not_in(ENDED_PACKETS))
            .group_by(Packet.event_id)
        ).all()
    )
    found = {}
    for event in events:
        own, zone = settings[event.id]
        found[event.id] = Facts(
            event=EventFacts(
                announced_by_act=asks_act(own, PacketKind.EVENT),
                results_by_act=asks_act(own, PacketKind.EVENT_RESULTS),
                first=first_step_of(own),
                kickoff_held=event.kickoff_held_on is not None,
                schools=schools[event.id],
                announced=event.announced_on is not None,
                begun=event.from_on <= local_date(now, zone),
                attendance=int(people.get(event.id, 0)),
                reflections_missing=tuple(missing[event.id]),
                packet_out=packets.get(event.id),
            )
        )
    return found


def asks_act(settings: Mapping[str, Any], kind: PacketKind) -> bool:
    """Whether the programme decides events of this kind by an act, or leaves them to the methodist."""
    acts = settings.get("act")
    return not (isinstance(acts, dict) and acts.get(kind.value) == "none")


def _settings(session: Session, ids: Sequence[int]) -> dict[int, tuple[Mapping[str, Any], str]]:
    """Of the version that each event was planned under, with its authority's zone."""
    rows = session.execute(
        select(Event.id, ProcessVersion.settings, Authority.zone)
        .join(ProcessVersion, ProcessVersion.id == Event.process_version_id)
        .join(Authority, Authority.id == Event.authority_id)
        .where(Event.id.in_(ids))
    )
    return {event_id: (settings, zone) for event_id, settings, zone in rows}


def _schools(session: Session, ids: Sequence[int]) -> tuple[dict[int, int], dict[int, list[str]]]:
    """How many schools take part, and the guests of each event that wrote no reflection."""
    wrote = exists().where(
        Reflection.event_id == EventSchool.event_id, Reflection.school_id == EventSchool.school_id
    )
    count: dict[int, int] = defaultdict(int)
    missing: dict[int, list[str]] = defaultdict(list)
    rows = session.execute(
        select(EventSchool.event_id, EventSchool.holds, School.name, wrote)
        .join(School, School.id == EventSchool.school_id)
        .where(EventSchool.event_id.in_(ids))
        .order_by(School.sort_key, School.id)
    )
    for event_id, holds, name, has_written in rows:
        count[event_id] += 1
        if not has_written and not holds:
            missing[event_id].append(name)
    return count, missing
