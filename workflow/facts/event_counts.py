"""Figures of events, computed from the sheet and never typed: each counts rows that a page can show.

A named person of the staff is counted once however many events he or she came to; of pupils and parents only
numbers are kept, so those are attendances and not people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.models.event import Attendance, Audience, EventOutput, EventSchool, Reflection


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCounts:
    """Of one event, or of several together. `came` counts attendances, `people` named persons once each."""

    events: int = 0
    schools: int = 0
    came: int = 0
    people: int = 0
    by_audience: Mapping[str, int] = field(default_factory=dict)
    outputs: Mapping[str, int] = field(default_factory=dict)
    reflections: int = 0
    reflections_asked: int = 0


def counts_together(session: Session, event_ids: Sequence[int]) -> EventCounts:
    """Figures over all the events: a school and a named person count once. Five statements."""
    if not event_ids:
        return EventCounts()
    present = (Attendance.event_id.in_(event_ids), Attendance.removed_at.is_(None))
    schools, people = session.execute(
        select(
            func.count(Attendance.school_id.distinct()), func.count(Attendance.participant_id.distinct())
        ).where(*present)
    ).one()
    audiences = {
        audience.value: int(number)
        for audience, number in session.execute(
            select(Attendance.audience, func.sum(Attendance.people))
            .where(*present)
            .group_by(Attendance.audience)
        )
    }
    wrote, asked = _reflections(session, event_ids)
    return EventCounts(
        events=len(set(event_ids)),
        schools=schools,
        came=sum(audiences.values()),
        people=people,
        by_audience={one.value: audiences[one.value] for one in Audience if one.value in audiences},
        outputs=_outputs(session, event_ids),
        reflections=wrote,
        reflections_asked=asked,
    )


def came_by_school(session: Session, event_id: int) -> dict[int, dict[str, int]]:
    """School id -> how many came, by audience."""
    found: dict[int, dict[str, int]] = {}
    rows = session.execute(
        select(Attendance.school_id, Attendance.audience, func.sum(Attendance.people))
        .where(Attendance.event_id == event_id, Attendance.removed_at.is_(None))
        .group_by(Attendance.school_id, Attendance.audience)
    )
    for school_id, audience, number in rows:
        found.setdefault(school_id, {})[audience.value] = int(number)
    return found


def _outputs(session: Session, event_ids: Sequence[int]) -> dict[str, int]:
    rows = session.execute(
        select(EventOutput.kind, func.count())
        .where(EventOutput.event_id.in_(event_ids), EventOutput.removed_at.is_(None))
        .group_by(EventOutput.kind)
        .order_by(EventOutput.kind)
    )
    return dict(rows.all())


def _reflections(session: Session, event_ids: Sequence[int]) -> tuple[int, int]:
    """How many guests wrote, of how many who were asked: «5 из 6»."""
    guest = (EventSchool.event_id.in_(event_ids), EventSchool.holds.is_(False))
    asked = session.scalar(select(func.count()).select_from(EventSchool).where(*guest)) or 0
    wrote = (
        select(EventSchool.id)
        .join(
            Reflection,
            (Reflection.event_id == EventSchool.event_id) & (Reflection.school_id == EventSchool.school_id),
        )
        .where(*guest)
        .distinct()
    )
    return session.scalar(select(func.count()).select_from(wrote.subquery())) or 0, asked
