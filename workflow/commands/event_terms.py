"""What is said of an event, checked and brought to its row, its schools and the measures that it fulfils."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from sqlalchemy import delete, select

from workflow.commands.case_entry import words
from workflow.commands.errors import BadInput
from workflow.commands.work import Work
from workflow.deadlines.calendar import CalendarMissing
from workflow.deadlines.event_cycle import StepDays, planned_steps
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
from workflow.states.definition import N_, say

#: An event is no longer, and lies no further from its run and from its own steps: more is a slip in the year.
A_YEAR = timedelta(days=366)


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


def set_terms(work: Work, event: Event, run: Run, terms: EventTerms) -> None:
    event.title = words("title", terms.title, longest=300)
    event.from_on, event.to_on = _term(run, terms)
    if event.held_on is not None and event.held_on < event.from_on:
        held = say(N_("Мероприятие проведено %(on)s: позже оно не началось"), on=event.held_on)
        raise BadInput("from_on", held)
    event.form = _short("form", terms.form)
    event.place = _short("place", terms.place)
    event.about = words("about", terms.about, longest=4000) if terms.about.strip() else ""
    event.audiences = _audiences(terms.audiences)
    event.required = terms.required
    event.project_id = _of_run(work, run, "project_id", Project, terms.project_id)
    event.series_id = _of_run(work, run, "series_id", EventSeries, terms.series_id)
    event.parent_id = _of_run(work, run, "parent_id", Event, terms.parent_id)
    _not_inside_itself(work, event)
    event.search = search_text(event.title, event.form, event.place)
    for name, day in asdict(_steps(work, run, event, terms)).items():
        setattr(event, name, day)


def _term(run: Run, terms: EventTerms) -> tuple[date, date]:
    if terms.from_on is None:
        raise BadInput("from_on", say(N_("Напишите день мероприятия: число, месяц и год")))
    to_on = terms.to_on or terms.from_on
    if to_on < terms.from_on:
        raise BadInput("to_on", say(N_("Мероприятие кончается раньше, чем начинается")))
    if to_on - terms.from_on > A_YEAR:
        raise BadInput("to_on", say(N_("Мероприятие длиннее года: разбейте его на несколько")))
    if to_on < run.from_on - A_YEAR or terms.from_on > run.to_on + A_YEAR:
        raise BadInput(
            "from_on",
            say(
                N_("Программа идёт с %(from_on)s по %(to_on)s: проверьте год мероприятия"),
                from_on=run.from_on,
                to_on=run.to_on,
            ),
        )
    return terms.from_on, to_on


def _not_inside_itself(work: Work, event: Event) -> None:
    """Neither at once nor through the events that it stands in: such a ring would have no outermost one."""
    above, seen = event.parent_id, set[int]()
    while above is not None and above not in seen:
        if above == event.id:
            raise BadInput("parent_id", say(N_("Мероприятие не может входить само в себя")))
        seen.add(above)
        above = work.session.scalar(select(Event.parent_id).where(Event.id == above))


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
    for name, day in asdict(terms.steps).items():
        if day is not None and not event.from_on - A_YEAR <= day <= event.to_on + A_YEAR:
            raise BadInput(name, say(N_("Между шагом и мероприятием больше года: проверьте год")))
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


def set_schools(work: Work, event: Event, before: dict[int, bool], terms: EventTerms) -> None:
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


def set_measures(work: Work, event: Event, terms: EventTerms) -> None:
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
