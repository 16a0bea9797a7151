"""People who came, each counted once however many events: from the sheets, never typed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from workflow.models.case import Case
from workflow.models.event import Attendance, Event


def attended_by(session: Session, run_id: int, until: date) -> Mapping[int | None, int]:
    """School -> people of it who were at held events of the run up to that day; None: of all supported schools.

    A person belongs to one school, so the whole is their sum.
    """
    supported = select(Case.school_id).where(Case.run_id == run_id)
    rows = session.execute(
        _people(Event.run_id == run_id, Event.held_on <= until, Attendance.school_id.in_(supported))
    )
    of_schools = {row.school_id: row.people for row in rows}
    return {**of_schools, None: sum(of_schools.values())}


def _people(*conditions: ColumnElement[bool]) -> Select[*tuple[int, int]]:
    return (
        select(Attendance.school_id, func.count(Attendance.participant_id.distinct()).label("people"))
        .join(Event, Event.id == Attendance.event_id)
        .where(Attendance.removed_at.is_(None), Attendance.participant_id.is_not(None), *conditions)
        .group_by(Attendance.school_id)
    )
