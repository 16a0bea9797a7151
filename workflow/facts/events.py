"""What the steps of the stage of events ask about: what was held for the school, what is late, what waits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from workflow.clock import local_date
from workflow.facts.of_case import OfCase
from workflow.models.authority import Authority
from workflow.models.event import Event, EventSchool
from workflow.models.plan import GOES_ON, Measure, MeasureStatus, Plan
from workflow.models.task import Evidence, EvidenceStatus, Task
from workflow.states.facts import EventsFacts

HELD = ("event.held", "event.reflected", "event.finished")
FINAL = ("event.finished", "event.cancelled")


def events_sections(session: Session, cases: Sequence[OfCase], now: datetime) -> dict[int, EventsFacts]:
    """Case id -> its section, in four statements however many cases."""
    held, unfinished = _events(session, cases)
    done, overdue = _measures(session, cases, now)
    waiting = dict(
        session.execute(
            select(Task.case_id, func.count(Evidence.id))
            .join(Evidence, Evidence.task_id == Task.id)
            .where(Task.case_id.in_([case.id for case in cases]), Evidence.status == EvidenceStatus.GIVEN)
            .group_by(Task.case_id)
        ).all()
    )
    return {
        case.id: EventsFacts(
            held=held[case.run_id, case.school_id],
            measures_done=done[case.id],
            unfinished_required=tuple(unfinished[case.run_id, case.school_id]),
            overdue_measures=tuple(overdue[case.id]),
            evidence_waiting=waiting.get(case.id, 0),
        )
        for case in cases
    }


def _events(
    session: Session, cases: Sequence[OfCase]
) -> tuple[dict[tuple[int, int], int], dict[tuple[int, int], list[str]]]:
    """By (run, school): how many were held, and the titles of those it must attend that are not over."""
    held: dict[tuple[int, int], int] = defaultdict(int)
    unfinished: dict[tuple[int, int], list[str]] = defaultdict(list)
    rows = session.execute(
        select(Event.run_id, EventSchool.school_id, Event.state, Event.required, Event.title)
        .join(EventSchool, EventSchool.event_id == Event.id)
        .where(tuple_(Event.run_id, EventSchool.school_id).in_({(one.run_id, one.school_id) for one in cases}))
        .order_by(Event.from_on, Event.id)
    )
    for run_id, school_id, state, required, title in rows:
        held[run_id, school_id] += state in HELD
        if required and state not in FINAL:
            unfinished[run_id, school_id].append(title)
    return held, unfinished


def _measures(
    session: Session, cases: Sequence[OfCase], now: datetime
) -> tuple[dict[int, int], dict[int, list[str]]]:
    """By case: how many measures of the school's plan are done, and titles of those whose day has passed.

    What goes on in the next year is late there, not here.
    """
    days = _days(session, {case.authority_id for case in cases}, now)
    today = {case.id: days[case.authority_id] for case in cases}
    done: dict[int, int] = defaultdict(int)
    overdue: dict[int, list[str]] = defaultdict(list)
    rows = session.execute(
        select(Plan.case_id, Measure.status, Measure.due_on, Measure.title, GOES_ON)
        .join(Measure, Measure.plan_id == Plan.id)
        .where(Plan.case_id.in_(list(today)), Measure.removed_at.is_(None))
        .order_by(Measure.due_on, Measure.id)
    )
    for case_id, status, due_on, title, goes_on in rows:
        assert case_id is not None  # the WHERE clause says so; this tells mypy
        done[case_id] += status is MeasureStatus.DONE
        is_late = due_on is not None and due_on < today[case_id]
        if status is MeasureStatus.OPEN and is_late and not goes_on:
            overdue[case_id].append(title)
    return done, overdue


def _days(session: Session, authority_ids: set[int], now: datetime) -> dict[int, date]:
    rows = session.execute(select(Authority.id, Authority.zone).where(Authority.id.in_(authority_ids)))
    return {authority_id: local_date(now, zone) for authority_id, zone in rows}
