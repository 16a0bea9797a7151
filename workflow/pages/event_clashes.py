"""What an event clashes with: days off inside it, other events of the schools that hold it or come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.deadlines.calendar import ProductionCalendar
from workflow.deadlines.event_cycle import days_off
from workflow.models.authority import School
from workflow.models.event import Event, EventSchool
from workflow.states.definition import N_, Message, say

MOST_SAID = 8


def clashes_of(
    session: Session,
    event: Event,
    school_ids: Sequence[int],
    hosts: Iterable[int],
    calendar: ProductionCalendar,
) -> tuple[Message, ...]:
    return clashes(
        session,
        event.authority_id,
        event.from_on,
        event.to_on,
        school_ids,
        hosts=hosts,
        calendar=calendar,
        except_id=event.id,
    )


def clashes(
    session: Session,
    authority_id: int,
    from_on: date,
    to_on: date,
    school_ids: Sequence[int],
    *,
    hosts: Iterable[int],
    calendar: ProductionCalendar,
    except_id: int = 0,
) -> tuple[Message, ...]:
    """Warnings only: real life is warned, not stopped. One statement."""
    said = [
        say(N_("%(day)s — выходной: %(note)s"), day=day, note=note)
        if note
        else say(N_("%(day)s — выходной"), day=day)
        for day, note in days_off(from_on, to_on, calendar)
    ]
    held = set(hosts)
    rows = session.execute(
        select(School.id, School.name, Event.title, Event.from_on)
        .join(EventSchool, EventSchool.school_id == School.id)
        .join(Event, Event.id == EventSchool.event_id)
        .where(
            Event.authority_id == authority_id,
            Event.from_on <= to_on,
            Event.to_on >= from_on,
            Event.id != except_id,
            Event.state != "event.cancelled",
            EventSchool.school_id.in_(school_ids),
        )
        .order_by(Event.from_on, School.sort_key)
        .limit(MOST_SAID)
    )
    for school_id, name, title, day in rows:
        words = (
            N_("%(school)s проводит это мероприятие, а %(day)s занята: «%(title)s»")
            if school_id in held
            else N_("%(school)s занята %(day)s: «%(title)s»")
        )
        said.append(say(words, school=name, day=day, title=title))
    return tuple(said[: 2 * MOST_SAID])
