"""Events: planned with all their steps, changed, moved on. No case is needed; the run owns them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workflow.audit.actions import AuditAction
from workflow.commands.case_entry import behalf_of, words
from workflow.commands.errors import BadInput, NotAllowed, NotHere
from workflow.commands.event_entry import (
    EventStanding,
    enter_event,
    event_attempt,
    permit_entry,
    refresh_packet,
)
from workflow.commands.event_steps import keep_step_tasks
from workflow.commands.event_terms import A_YEAR, set_measures, set_schools, set_terms
from workflow.commands.event_terms import EventTerms as EventTerms  # views speak of events through here
from workflow.commands.work import Command, Result, Work, handles
from workflow.deadlines.event_cycle import StepDays as StepDays  # and of steps
from workflow.models.event import Event
from workflow.models.programme import Run
from workflow.states.definition import N_, Attempt, OnBehalf, Refusal, say
from workflow.states.entries import CHANGE_EVENT, EVENT_OVER, ORDER_COMES_FIRST, PLAN_EVENT, RECORD_KICKOFF
from workflow.states.event import meeting_awaits_order
from workflow.states.machine import EVENT_WORKFLOW


@dataclass(frozen=True, kw_only=True)
class PlanEvent(Command):
    run_id: int
    terms: EventTerms


@dataclass(frozen=True, kw_only=True)
class ChangeEvent(Command):
    event_id: int
    version: int
    terms: EventTerms


@dataclass(frozen=True, kw_only=True)
class MoveEvent(Command):
    """`held_on` is the day of `hold_event`; empty, it is the last planned day that has come."""

    event_id: int
    version: int
    transition: str
    comment: str = ""
    reason: str = ""
    held_on: date | None = None
    on_behalf: OnBehalf | None = None
    behalf_content: bytes = b""


@dataclass(frozen=True, kw_only=True)
class RecordKickoff(Command):
    """The meeting that comes before the act or after it: who gathers, on what, when."""

    event_id: int
    version: int
    held_on: date | None
    note: str = ""


@handles(PlanEvent)
def _(command: PlanEvent, work: Work) -> Result:
    run = _entered_run(work, command.run_id)
    event = Event(
        authority_id=run.authority_id,
        run_id=run.id,
        process_version_id=run.process_version_id,
        state=EVENT_WORKFLOW.initial,
        created_at=work.now,
        created_by_id=work.actor_id,
    )
    set_terms(work, event, run, command.terms)
    work.session.add(event)
    work.session.flush()  # its rows and the record need its id
    set_schools(work, event, {}, command.terms)
    set_measures(work, event, command.terms)
    work.session.flush()  # the schools, before the tasks
    keep_step_tasks(work, event)
    work.record(AuditAction.EVENT_PLAN, data=_data(event, command.terms), text=event.title)
    return {"event_id": event.id}


@handles(ChangeEvent)
def _(command: ChangeEvent, work: Work) -> Result:
    standing = enter_event(work, command.event_id, seen_version=command.version)
    permit_entry(work, standing, CHANGE_EVENT, more=[over(standing)])
    event = standing.event
    run = _run(work, event.run_id)
    before = (event.from_on, event.to_on, event.place)
    set_terms(work, event, run, command.terms)
    set_schools(work, event, standing.schools, command.terms)
    set_measures(work, event, command.terms)
    event.version = command.version + 1  # schools and measures lie in other tables
    work.session.flush()  # the tasks follow what is written
    keep_step_tasks(work, event)
    refresh_packet(work, standing)
    work.record(AuditAction.EVENT_CHANGE, data=_data(event, command.terms), text=event.title)
    if event.state != "event.planned" and before != (event.from_on, event.to_on, event.place):
        work.tell("event:changed", f"event:{event.id}:changed:{event.version}", event_id=event.id)
    return {"event_id": event.id}


@handles(MoveEvent)
def _(command: MoveEvent, work: Work) -> Result:
    standing = enter_event(work, command.event_id, seen_version=command.version)
    _check_name(standing, command.transition)
    attempt = event_attempt(
        work,
        standing,
        comment=command.comment,
        reason=command.reason,
        on_behalf=behalf_of(work, command.on_behalf, command.behalf_content),
    )
    move_event(work, standing, command.transition, attempt, on=_day(work, standing, command))
    return {"event_id": standing.event.id}


@handles(RecordKickoff)
def _(command: RecordKickoff, work: Work) -> Result:
    standing = enter_event(work, command.event_id, seen_version=command.version)
    permit_entry(work, standing, RECORD_KICKOFF, more=[over(standing), order_awaited(standing)])
    event = standing.event
    event.kickoff_held_on = _near(event, not_ahead(work, "held_on", command.held_on))
    event.kickoff_note = words("note", command.note) if command.note.strip() else ""
    refresh_packet(work, standing)
    work.record(
        AuditAction.EVENT_KICKOFF,
        data={"event": event.id, "on": event.kickoff_held_on},
        text=event.kickoff_note,
    )
    return {"event_id": event.id}


def move_event(
    work: Work,
    standing: EventStanding,
    name: str,
    attempt: Attempt,
    *,
    on: date,
    packet_id: int | None = None,
    order_id: int | None = None,
) -> None:
    """Fire, write the day of the step, let the tasks follow, and put the move on the record."""
    event = standing.event
    fired = EVENT_WORKFLOW.fire(event, name, attempt)
    _write_day(event, name, on, attempt)
    keep_step_tasks(work, event)
    work.record(
        AuditAction.EVENT_MOVE,
        packet_id=packet_id,
        order_id=order_id,
        on_behalf=attempt.on_behalf,
        data={
            "event": event.id,
            "transition": name,
            "from": fired.source,
            "to": fired.dest,
            "on": on,
            "overridden": list(fired.overridden),
        },
        text="\n".join(said for said in (attempt.comment.strip(), attempt.reason.strip()) if said),
    )
    if kind := _TOLD.get(name):
        work.tell(kind, f"event:{event.id}:{kind}:{event.announced_on}:{event.held_on}", event_id=event.id)


_TOLD = {
    "announce_event": "event:announced",
    "announce_without_act": "event:announced",
    "hold_event": "event:held",
    "cancel_event": "event:cancelled",
}


def over(standing: EventStanding) -> Refusal | None:
    return EVENT_OVER if standing.is_over else None


def order_awaited(standing: EventStanding) -> Refusal | None:
    waits = meeting_awaits_order(standing.facts.event, standing.event.state)
    return ORDER_COMES_FIRST if waits else None


def not_ahead(work: Work, field: str, day: date | None) -> date:
    if day is None:
        raise BadInput(field, say(N_("Напишите день: число, месяц и год")))
    if day > work.today:
        raise BadInput(
            field, say(N_("%(given)s ещё не наступило: сегодня %(today)s"), given=day, today=work.today)
        )
    return day


def _near(event: Event, day: date) -> date:
    if abs(day - event.from_on) > A_YEAR:
        raise BadInput("held_on", say(N_("Между совещанием и мероприятием больше года: проверьте год")))
    return day


def _check_name(standing: EventStanding, name: str) -> None:
    """A step that does not lead out of the present state is an address that does not exist."""
    steps = EVENT_WORKFLOW.transitions_from(standing.event.state)
    step = next((one for one in steps if one.name == name), None)
    if step is None:
        raise NotHere
    if step.packet is not None:
        raise NotAllowed(name)


def _day(work: Work, standing: EventStanding, command: MoveEvent) -> date:
    """Only holding has a day of its own; the other steps are of today."""
    if command.transition != "hold_event":
        return work.today
    event = standing.event
    if command.held_on is None:
        return min(event.to_on, work.today)
    if command.held_on < event.from_on:
        raise BadInput(
            "held_on",
            say(
                N_("Мероприятие начинается %(from_on)s. Если его провели раньше, сначала исправьте его день"),
                from_on=event.from_on,
            ),
        )
    return not_ahead(work, "held_on", command.held_on)


def _write_day(event: Event, name: str, on: date, attempt: Attempt) -> None:
    match name:
        case "announce_event" | "announce_without_act":
            event.announced_on = on
        case "hold_event":
            event.held_on = on
        case "reflect_event":
            event.reflected_on = on
        case "approve_event_results" | "finish_event":
            event.results_on = on
        case "reopen_event":
            event.reflected_on = None
        case "cancel_event":
            event.cancelled_reason = attempt.comment.strip()


def _entered_run(work: Work, run_id: int) -> Run:
    run = _run(work, run_id)
    work.enter(run.authority_id)
    if not work.roles & PLAN_EVENT.by:
        raise NotAllowed(PLAN_EVENT.name)
    return run


def _run(work: Work, run_id: int) -> Run:
    run = work.session.scalar(select(Run).where(Run.id == run_id).options(joinedload(Run.process_version)))
    if run is None:
        raise NotHere
    return run


def _data(event: Event, terms: EventTerms) -> dict[str, object]:
    """Ids, days and codes for the record."""
    days = {name: getattr(event, name) for name in asdict(StepDays())}
    return {
        "event": event.id,
        "from_on": event.from_on,
        "to_on": event.to_on,
        **days,
        "guests": sorted(terms.guests),
        "hosts": sorted(terms.hosts),
        "measures": sorted(terms.measures),
        "required": event.required,
    }
