"""When to remind of a deadline, and what to remind of now.

The database keeps one moment per deadline, `next_notice_at`; a sweep takes the rows whose moment came, asks
`notice_now` what to say and `next_notice_at` when to come back. Nothing depends on the sweep having run on
time: after a downtime only the latest of the missed notices is sent, marked late. A notice is unique by
(deadline, kind, `on`): `on` is the day it was meant for, so a sweep after midnight does not send it twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from workflow.deadlines.calendar import CalendarMissing, ProductionCalendar

#: Reminders go out this many working days before the day; a setting of the authority.
DAYS_BEFORE = (3, 1)
#: Local time of a notice: the beginning of the working day.
NOTICE_TIME = time(8)


class NoticeKind(StrEnum):
    SOON = "soon"
    DUE = "due"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Notice:
    """One reminder, on the local day it is meant for. `late`: it is sent on a later day than that."""

    kind: NoticeKind
    on: date
    late: bool = False


def schedule(
    deadline_on: date, calendar: ProductionCalendar, *, days_before: Sequence[int] = DAYS_BEFORE
) -> tuple[Notice, ...]:
    """Every notice of a deadline, one a day: N working days before, the day, the first working day after."""
    soon = {_before(deadline_on, days, calendar): NoticeKind.SOON for days in days_before if days > 0}
    days = {**soon, deadline_on: NoticeKind.DUE, _first_after(deadline_on, calendar): NoticeKind.OVERDUE}
    return tuple(Notice(kind, day) for day, kind in sorted(days.items()))


def notices_due(
    deadline_on: date,
    today: date,
    calendar: ProductionCalendar,
    *,
    days_before: Sequence[int] = DAYS_BEFORE,
    told_on: date | None = None,
) -> tuple[Notice, ...]:
    """What is to be said today: nothing, or only the latest notice whose day has come since `told_on`."""
    missed = [
        notice
        for notice in schedule(deadline_on, calendar, days_before=days_before)
        if notice.on <= today and (told_on is None or notice.on > told_on)
    ]
    return tuple(replace(notice, late=notice.on < today) for notice in missed[-1:])


def notice_now(
    deadline_on: date,
    calendar: ProductionCalendar,
    *,
    planned_at: datetime,
    now: datetime,
    zone: tzinfo,
    days_before: Sequence[int] = DAYS_BEFORE,
) -> Notice | None:
    """The notice to send at `now` for a row whose stored moment is `planned_at`; None when it is early.

    A deadline that was moved after the moment was stored is answered by its new date; one that was already over
    when the moment was stored is overdue.
    """
    if planned_at > now:
        return None
    told_on = local_date(planned_at, zone) - timedelta(days=1)
    come = now if now.astimezone(zone).time() >= NOTICE_TIME else now - timedelta(days=1)
    day = local_date(come, zone)
    notices = notices_due(deadline_on, day, calendar, days_before=days_before, told_on=told_on)
    if not notices and day > _first_after(deadline_on, calendar):
        notices = notices_due(deadline_on, day, calendar, days_before=days_before)
    return replace(notices[0], late=notices[0].on < local_date(now, zone)) if notices else None


def next_notice_at(
    deadline_on: date | None,
    calendar: ProductionCalendar,
    *,
    after: datetime,
    zone: tzinfo,
    days_before: Sequence[int] = DAYS_BEFORE,
) -> datetime | None:
    """The moment of the first notice after `after`: 08:00 in the authority's zone; None when all is said."""
    if deadline_on is None:
        return None
    moments = (
        notice_moment(notice.on, zone) for notice in schedule(deadline_on, calendar, days_before=days_before)
    )
    return next((moment for moment in moments if moment.astimezone(UTC) > after.astimezone(UTC)), None)


def first_notice_at(
    deadline_on: date | None,
    calendar: ProductionCalendar,
    *,
    now: datetime,
    zone: tzinfo,
    days_before: Sequence[int] = DAYS_BEFORE,
) -> datetime | None:
    """The moment to store when a deadline is set or moved; what is already over is told of at once, by day."""
    if deadline_on is None:
        return None
    following = next_notice_at(deadline_on, calendar, after=now, zone=zone, days_before=days_before)
    return following or max(now, notice_moment(local_date(now, zone), zone))


def notice_moment(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, NOTICE_TIME, tzinfo=zone)


def local_date(now: datetime, zone: tzinfo) -> date:
    """Today for the authority. `now` must be aware: a naive one would be read in the zone of the machine."""
    if now.tzinfo is None:
        raise ValueError("a moment must be aware")
    return now.astimezone(zone).date()


def local_year(now: datetime, zone: tzinfo) -> int:
    """The year of a register: the authority's own, which begins at its midnight and not at Greenwich's."""
    return local_date(now, zone).year


def _before(deadline_on: date, days: int, calendar: ProductionCalendar) -> date:
    """For lack of last year's calendar the plain day: a reminder on a holiday is better than none."""
    try:
        return calendar.add_working_days(deadline_on, -days)
    except CalendarMissing:
        return deadline_on - timedelta(days=days)


def _first_after(deadline_on: date, calendar: ProductionCalendar) -> date:
    try:
        return calendar.add_working_days(deadline_on, 1)
    except CalendarMissing:
        return deadline_on + timedelta(days=1)
