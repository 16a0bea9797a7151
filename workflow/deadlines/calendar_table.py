"""The production calendar in force: the shipped one with the days that the administrator set on top."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import lru_cache

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from workflow.deadlines.calendar import DayOverride, ProductionCalendar, russian_calendar, with_table
from workflow.models.calendar import CalendarDay
from workflow.models.plain import plain_rows

_DAYS = (
    select(CalendarDay.authority_id, CalendarDay.on, CalendarDay.is_working, CalendarDay.note)
    .where(or_(CalendarDay.authority_id.is_(None), CalendarDay.authority_id == bindparam("authority")))
    .order_by(CalendarDay.authority_id.is_not(None), CalendarDay.on)
)


def calendar_of(session: Session, authority_id: int | None = None) -> ProductionCalendar:
    """Days without an authority hold for all; an authority's own day outweighs them."""
    rows = plain_rows(session, _DAYS, {"authority": authority_id}).all()
    if not rows:
        return russian_calendar()
    return _with_days(
        tuple((on, DayOverride(working=is_working, note=note)) for _, on, is_working, note in rows)
    )


@lru_cache(maxsize=16)
def _with_days(rows: tuple[tuple[date, DayOverride], ...]) -> ProductionCalendar:
    """By the days themselves: to count the working days of all years is dear, and the table seldom changes."""
    days = dict(rows)
    stamp = hashlib.sha256(repr(sorted(days.items())).encode()).hexdigest()[:8]
    shipped = russian_calendar()
    return with_table(shipped, days, version=f"{shipped.version}+{stamp}")
