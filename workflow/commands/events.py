"""Events: planned with all their steps, changed, moved on. No case is needed; the run owns them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import delete, select
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
from workflow.commands.work import Command, Result, Work, handles
from workflow.deadlines.calendar import CalendarMissing
from workflow.deadlines.event_cycle import StepDays as StepDays  # views speak of steps through here
from workflow.deadlines.event_cycle import planned_steps
from workflow.models.authority import School
from workflow.models.body import Project
from workflow.models.event import (
    Attendance,
    Audience,
    Event,
    EventMeasure,
    EventSchool,
    EventSeries,
    Reflection,
)
from workflow.models.plan import Measure, Plan
from workflow.models.programme import ProcessVersion, Run
from workflow.models.search import search_text
from workflow.programmes.event_cycle import offsets_of
from workflow.states.definition import N_, Attempt, OnBehalf, Refusal, Role, say
from workflow.states.entries import CHANGE_EVENT, EVENT_OVER, ORDER_COMES_FIRST, RECORD_KICKOFF
from workflow.states.event import meeting_awaits_order
from workflow.states.machine import EVENT_WORKFLOW

LONGEST_EVENT = 366  # days


@dataclass(frozen=True, kw_only=True)
class EventTerms:
    """What is said of an event. `to_on` empty: one day. `steps` None: counted from the day by the settings.

    `guests` and `hosts` are schools, `measures` rows of the run's plans that the event fulfils.
    """

    title: str
    from_on: date | None
    to_on: date | None = None
    form: str = ""
    place: str = ""
    about: str = ""
    audiences: tuple[str, ...] = ()
    required: bool = False
    project_id: int | None = None
    parent_id: int | None = None
    series_id: int | None = None
    guests: tuple[int, ...] = ()
    hosts: tuple[int, ...] = ()
    measures: tuple[int, ...] = ()
    steps: StepDays | None = None


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
    _set_terms(work, event, run, command.terms)
    work.session.add(event)
    work.session.flush()  # its rows and the record need its id
    _set_schools(work, event, {}, command.terms)
    _set_measures(work, event, command.terms)
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
    _set_terms(work, event, run, command.terms)
    _set_schools(work, event, standing.schools, command.terms)
    _set_measures(work, event, command.terms)
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
    event.kickoff_held_on = not_ahead(work, "held_on", command.held_on)
    event.kickoff_note = command.note.strip()[:2000]
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
    if command.held_on is None:
        return min(standing.event.to_on, work.today)
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
    if not work.roles & Role.METHODIST:
        raise NotAllowed
    return run


def _run(work: Work, run_id: int) -> Run:
    run = work.session.scalar(select(Run).where(Run.id == run_id).options(joinedload(Run.process_version)))
    if run is None:
        raise NotHere
    return run


def _set_terms(work: Work, event: Event, run: Run, terms: EventTerms) -> None:
    event.title = words("title", terms.title, longest=300)
    event.from_on, event.to_on = _term(terms)
    event.form = _short("form", terms.form)
    event.place = _short("place", terms.place)
    event.about = terms.about.strip()[:4000]
    event.audiences = _audiences(terms.audiences)
    event.required = terms.required
    event.project_id = _of_run(work, run, "project_id", Project, terms.project_id)
    event.series_id = _of_run(work, run, "series_id", EventSeries, terms.series_id)
    event.parent_id = _of_run(work, run, "parent_id", Event, terms.parent_id)
    if event.parent_id is not None and event.parent_id == event.id:
        raise BadInput("parent_id", say(N_("Мероприятие не может входить само в себя")))
    event.search = search_text(event.title, event.form, event.place)
    for name, day in asdict(_steps(work, run, event, terms)).items():
        setattr(event, name, day)


def _term(terms: EventTerms) -> tuple[date, date]:
    if terms.from_on is None:
        raise BadInput("from_on", say(N_("Напишите день мероприятия: число, месяц и год")))
    to_on = terms.to_on or terms.from_on
    if to_on < terms.from_on:
        raise BadInput("to_on", say(N_("Мероприятие кончается раньше, чем начинается")))
    if (to_on - terms.from_on).days > LONGEST_EVENT:
        raise BadInput("to_on", say(N_("Мероприятие длиннее года: разбейте его на несколько")))
    return terms.from_on, to_on


def _steps(work: Work, run: Run, event: Event, terms: EventTerms) -> StepDays:
    if terms.steps is None:
        offsets = offsets_of(work.session.get_one(ProcessVersion, event.process_version_id).settings)
        try:
            return planned_steps(event.from_on, event.to_on, work.calendar, offsets)
        except CalendarMissing as missing:
            raise BadInput("from_on", missing.message) from missing
    for name in ("announce_by", "kickoff_on"):
        day = getattr(terms.steps, name)
        if day is not None and day > event.to_on:
            raise BadInput(name, say(N_("Этот шаг позже самого мероприятия")))
    for name in ("reflect_by", "results_by"):
        day = getattr(terms.steps, name)
        if day is not None and day < event.from_on:
            raise BadInput(name, say(N_("Этот шаг раньше самого мероприятия")))
    return terms.steps


def _short(field: str, text: str) -> str:
    return words(field, text, longest=300) if text.strip() else ""


def _audiences(asked: Sequence[str]) -> list[str]:
    known = [audience.value for audience in Audience]
    if set(asked) - set(known):
        raise BadInput("audiences", say(N_("Выберите аудитории из списка")))
    return [one for one in known if one in asked]


def _of_run(
    work: Work, run: Run, field: str, table: type[Project | EventSeries | Event], row_id: int | None
) -> int | None:
    if row_id is None:
        return None
    if work.session.scalar(select(table.run_id).where(table.id == row_id)) != run.id:
        raise BadInput(field, say(N_("Выберите из списка: такого в этой реализации программы нет")))
    return row_id


def _set_schools(work: Work, event: Event, before: dict[int, bool], terms: EventTerms) -> None:
    wanted = {**dict.fromkeys(terms.guests, False), **dict.fromkeys(terms.hosts, True)}
    if set(terms.guests) & set(terms.hosts):
        raise BadInput("hosts", say(N_("Школа либо проводит, либо приглашена: отметьте её в одном списке")))
    known = set(
        work.session.scalars(
            select(School.id).where(School.id.in_(wanted), School.authority_id == event.authority_id)
        )
    )
    if known != set(wanted):
        raise BadInput("guests", say(N_("Выберите школы из списка: участвуют школы вашего органа")))
    gone = set(before) - set(wanted)
    if gone & _present(work, event.id):
        raise BadInput(
            "guests", say(N_("Эта школа уже в листе посещения или написала отзыв: убрать её нельзя"))
        )
    changed = gone | {one for one, holds in wanted.items() if before.get(one, holds) is not holds}
    if changed:
        work.session.execute(
            delete(EventSchool).where(EventSchool.event_id == event.id, EventSchool.school_id.in_(changed))
        )
    work.session.add_all(
        EventSchool(authority_id=event.authority_id, event_id=event.id, school_id=one, holds=holds)
        for one, holds in wanted.items()
        if one not in before or one in changed
    )


def _present(work: Work, event_id: int) -> set[int]:
    """Schools that the sheet or a reflection names."""
    came = select(Attendance.school_id).where(Attendance.event_id == event_id, Attendance.removed_at.is_(None))
    wrote = select(Reflection.school_id).where(Reflection.event_id == event_id)
    return set(work.session.scalars(came.union(wrote)))


def _set_measures(work: Work, event: Event, terms: EventTerms) -> None:
    known = set(
        work.session.scalars(
            select(Measure.id)
            .join(Plan, Plan.id == Measure.plan_id)
            .where(Measure.id.in_(terms.measures), Plan.run_id == event.run_id, Measure.removed_at.is_(None))
        )
    )
    if known != set(terms.measures):
        raise BadInput("measures", say(N_("Выберите меры из планов этой реализации программы")))
    before = set(work.session.scalars(select(EventMeasure.measure_id).where(EventMeasure.event_id == event.id)))
    if before - known:
        work.session.execute(
            delete(EventMeasure).where(
                EventMeasure.event_id == event.id, EventMeasure.measure_id.in_(before - known)
            )
        )
    work.session.add_all(
        EventMeasure(authority_id=event.authority_id, event_id=event.id, measure_id=one)
        for one in sorted(known - before)
    )


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
