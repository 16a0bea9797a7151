"""What was done in a case, counted from its events, plan, tasks and measurements: never typed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Select, Text, and_, case, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from workflow.facts.decimals import decimal_comma
from workflow.facts.results import indicators_of, latest_of, places_of, rounds_of
from workflow.models.case import Case
from workflow.models.event import Attendance, Event, EventSchool
from workflow.models.monitoring import Indicator, IndicatorKind, Measurement
from workflow.models.plan import GOES_ON, Measure, MeasureStatus, Plan
from workflow.models.task import Evidence, EvidenceStatus, Task, TaskStatus
from workflow.states.definition import N_

#: What is counted -> how a document calls it; documents are Russian for every reader.
WHAT_IN_A_DOCUMENT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "events": "мероприятий проведено",
        "visits": "посещений",
        "people": "человек участвовало",
        "measures_done": "мер плана выполнено",
        "measures_lifted": "мер снято с причиной",
        "measures_carried": "мер перенесено на следующий год",
        "measures_open": "мер не выполнено",
        "tasks_done": "поручений исполнено",
        "tasks_open": "поручений не исполнено",
        "evidence": "подтверждений принято",
    }
)
#: The same for the screen: message ids.
WHAT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "events": N_("Мероприятий проведено"),
        "visits": N_("Посещений"),
        "people": N_("Человек участвовало, каждый один раз"),
        "measures_done": N_("Мер плана выполнено"),
        "measures_lifted": N_("Мер снято с причиной"),
        "measures_carried": N_("Мер перенесено на следующий год"),
        "measures_open": N_("Мер не выполнено"),
        "tasks_done": N_("Поручений исполнено"),
        "tasks_open": N_("Поручений не исполнено"),
        "evidence": N_("Подтверждений принято"),
    }
)
CARRIED: Final = "carried"
#: A row of the counts that tells an indicator before and after.
INDICATOR: Final = "indicator"


def closing_counts(session: Session, of: Case, today: date) -> list[dict[str, Any]]:
    """Rows {"what", "value"}, then an indicator each {"what": "indicator", "before", "after"}."""
    events, visits, people = _events(session, of, today)
    measures = _by_status(session, _measures(of))
    tasks = _by_status(session, _tasks(of))
    counts = {
        "events": events,
        "visits": visits,
        "people": people,
        "measures_done": measures.get(MeasureStatus.DONE, 0),
        "measures_lifted": measures.get(MeasureStatus.LIFTED, 0),
        "measures_carried": measures.get(CARRIED, 0),
        "measures_open": measures.get(MeasureStatus.OPEN, 0),
        "tasks_done": tasks.get(TaskStatus.DONE, 0),
        "tasks_open": tasks.get(TaskStatus.OPEN, 0),
        "evidence": _evidence(session, of),
    }
    rows: list[dict[str, Any]] = [{"what": what, "value": value} for what, value in counts.items()]
    return rows + before_and_after(session, of)


def _events(session: Session, of: Case, today: date) -> tuple[int, int, int]:
    """Held events the school took part in; visits; people, each once. Pupils and parents are known as numbers
    only, so they are visits and never people."""
    at = and_(Event.run_id == of.run_id, Event.held_on.is_not(None), Event.held_on <= today)
    took_part = select(EventSchool.event_id).where(EventSchool.school_id == of.school_id)
    came = select(Attendance.event_id).where(
        Attendance.school_id == of.school_id, Attendance.removed_at.is_(None)
    )
    held = session.scalar(
        select(func.count()).select_from(Event).where(at, or_(Event.id.in_(took_part), Event.id.in_(came)))
    )
    visits, people = session.execute(
        select(func.coalesce(func.sum(Attendance.people), 0), func.count(Attendance.participant_id.distinct()))
        .join(Event, Event.id == Attendance.event_id)
        .where(at, Attendance.school_id == of.school_id, Attendance.removed_at.is_(None))
    ).one()
    return held or 0, int(visits), people


def _measures(of: Case) -> Select[*tuple[str, int]]:
    """By status; an open one that goes on in the next year is neither done nor left undone."""
    goes_on = and_(Measure.status == MeasureStatus.OPEN, GOES_ON)
    status = case((goes_on, CARRIED), else_=type_coerce(Measure.status, Text))
    return (
        select(status, func.count())
        .join(Plan, Plan.id == Measure.plan_id)
        .where(Plan.case_id == of.id, Measure.removed_at.is_(None))
        .group_by(status)
    )


def _tasks(of: Case) -> Select[*tuple[TaskStatus, int]]:
    return select(Task.status, func.count()).where(Task.case_id == of.id).group_by(Task.status)


def _by_status(session: Session, query: Select[*tuple[Any, int]]) -> dict[Any, int]:
    return dict(session.execute(query).all())


def _evidence(session: Session, of: Case) -> int:
    accepted = (
        select(func.count())
        .select_from(Evidence)
        .join(Task, Task.id == Evidence.task_id)
        .where(Task.case_id == of.id, Evidence.status == EvidenceStatus.ACCEPTED)
    )
    return session.scalar(accepted) or 0


def before_and_after(session: Session, of: Case) -> list[dict[str, Any]]:
    """Of each indicator of the school: its first and its last value.

    What was measured once has no "after", unless that was in the last round: then it has no "before".
    """
    rounds = rounds_of(session, [of.run_id]).get(of.run_id, [])
    indicators = [one for one in indicators_of(session, [of.run_id]).get(of.run_id, []) if one.per_school]
    values = latest_of(session, Measurement.case_id == of.id)
    rows = []
    for indicator in indicators:
        for component in places_of(indicator):
            measured = [
                (one, value)
                for one in rounds
                if (row := values.get((of.id, one.id, indicator.id, component))) is not None
                and (value := row.value or row.words)
            ]
            said = [value for _, value in measured]
            if indicator.baseline is not None and not component:
                said = [indicator.baseline, *said]
            elif len(measured) == 1 and measured[0][0] is rounds[-1]:
                said = ["", *said]
            rows.append(_row(indicator, component, said))
    return rows


def _row(indicator: Indicator, component: str, said: list[str]) -> dict[str, Any]:
    shown = said if indicator.kind is IndicatorKind.WORDS else [decimal_comma(one) for one in said]
    return {
        "what": INDICATOR,
        "indicator": f"{indicator.title}: {component}" if component else indicator.title,
        "unit": indicator.unit,
        "before": shown[0] if shown else "",
        "after": shown[-1] if len(shown) > 1 else "",
    }
