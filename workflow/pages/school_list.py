"""Everything of one school in one list by date: tasks of every origin, its steps, events it takes part in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.models.event import Event, EventSchool
from workflow.models.programme import Run
from workflow.pages.case_tasks import TaskView
from workflow.states.definition import N_, Message, say
from workflow.states.machine import EVENT_WORKFLOW

ORIGINS = {
    "clause": N_("поручение акта"),
    "measure": N_("мера плана"),
    "recommendation": N_("рекомендация"),
    "process": N_("этап сопровождения"),
    "decision": N_("решение"),
    "event": N_("мероприятие"),
    "hand": N_("поручение методиста"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolEvent:
    """An event that is not over: `holds` says whether the school holds it or comes to it."""

    id: int
    title: str
    run: str
    from_on: date
    to_on: date
    state_title: str
    holds: bool


def origin_of(task: TaskView) -> Message:
    """Where it comes from, so that a school sees one list and still knows by what act."""
    if task.order_number and task.order_on:
        if task.clause:
            return say(
                N_("пункт %(clause)s акта № %(number)s от %(day)s"),
                clause=task.clause,
                number=task.order_number,
                day=f"{task.order_on:%d.%m.%Y}",
            )
        return say(N_("акт № %(number)s от %(day)s"), number=task.order_number, day=f"{task.order_on:%d.%m.%Y}")
    return say(ORIGINS.get(task.origin, N_("поручение")))


def events_of_school(session: Session, school_id: int) -> tuple[SchoolEvent, ...]:
    """Two tables, the nearest first; what has ended or was cancelled stands on the pages of events."""
    over = [name for name, state in EVENT_WORKFLOW.states.items() if state.final]
    rows = session.execute(
        select(Event.id, Event.title, Run.title, Event.from_on, Event.to_on, Event.state, EventSchool.holds)
        .join(EventSchool, EventSchool.event_id == Event.id)
        .join(Run, Run.id == Event.run_id)
        .where(EventSchool.school_id == school_id, Event.state.not_in(over))
        .order_by(Event.from_on, Event.id)
    )
    return tuple(
        SchoolEvent(
            id=event_id,
            title=title,
            run=run,
            from_on=from_on,
            to_on=to_on,
            state_title=EVENT_WORKFLOW.states[state].title,
            holds=holds,
        )
        for event_id, title, run, from_on, to_on, state, holds in rows
    )


def coming(events: Iterable[SchoolEvent], today: date) -> SchoolEvent | None:
    """What comes next of them: not the one that was held and waits for its reflections."""
    return next((one for one in events if one.to_on >= today), None)
