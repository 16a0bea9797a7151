"""«Наша школа»: where we are, by which act, what next, by when, who helps; one page for each part it plays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from workflow import access
from workflow.access import NotHere
from workflow.clock import local_date
from workflow.deadlines.calendar import ProductionCalendar
from workflow.deadlines.calendar_table import calendar_of
from workflow.facts import facts_of, state_title, workflow_of
from workflow.models.authority import Authority, School
from workflow.models.case import Case, Consent, Pair
from workflow.models.person import Person
from workflow.models.programme import Run
from workflow.models.task import Task
from workflow.pages.case_acts import ActRef, StageView, acts_of_case, basis_of_case, begun_at, spine_of
from workflow.pages.case_tasks import TaskView, read_tasks
from workflow.pages.due import Due, due_of
from workflow.pages.plan_ref import PlanRef, plan_ref
from workflow.pages.school_list import SchoolEvent, coming, events_of_school, origin_of
from workflow.states.definition import N_, Actor, Attempt, Message, Role, say
from workflow.states.facts import Facts
from workflow.states.machine import Workflow

DONE_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDo:
    """One thing for the school to do. `kind` and `id` lead to where it is done."""

    kind: str  # task | consent | deficits | step
    id: int  # of the task, or of the case
    name: str  # of the step, or the side that answers
    title: Message
    note: Message | None
    due: Due
    origin: Message | None = None  # of a task: the act, the plan, the recommendation that it comes from
    remark: str = ""  # what the checker wrote when it was returned
    ready: bool = True  # a step that something still stands before is shown, not offered first


@dataclass(frozen=True, slots=True, kw_only=True)
class OurCase:
    """The case in which the school is supported now."""

    id: int
    run: str
    stage_title: str
    state_title: str
    position: int
    stages: int
    spine: tuple[StageView, ...]
    act: ActRef | None
    ours: bool  # the move is the school's
    waits_for: Role
    due: Due
    suspended_on: date | None
    methodist: str
    partner: str
    partner_phone: str
    to_on: date
    run_id: int
    plan: PlanRef | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherCase:
    """A case in which the school helps, or one that has ended."""

    id: int
    school: str
    run: str
    state_title: str
    ended_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolPage:
    school_id: int
    school: str
    is_example: bool
    schools: tuple[tuple[int, str], ...]  # of this person, when there is more than one
    authority: str
    zone: str
    today: date
    case: OurCase | None
    to_do: tuple[ToDo, ...]
    done: tuple[TaskView, ...]
    done_in_all: int
    events: tuple[SchoolEvent, ...]
    coming: SchoolEvent | None
    beside: tuple[OtherCase, ...]  # its other open cases: the next year begins before this one ends
    helping: tuple[OtherCase, ...]
    earlier: tuple[OtherCase, ...]

    @property
    def next(self) -> ToDo | None:
        return next((one for one in self.to_do if one.ready), None)

    @property
    def rest(self) -> tuple[ToDo, ...]:
        return tuple(one for one in self.to_do if one is not self.next)

    @property
    def listed(self) -> tuple[ToDo | SchoolEvent, ...]:
        """One list by date; what came back is first, what has no date is last."""
        return tuple(sorted((*self.rest, *self.events), key=_place))


def school_page(
    session: Session,
    person_id: int,
    memberships: access.Memberships,
    *,
    school_id: int = 0,
    most_done: int = DONE_SHOWN,
    now: datetime,
) -> SchoolPage:
    school, authority = _school(session, memberships, school_id)
    today = local_date(now, authority.zone)
    calendar = calendar_of(session, authority.id)
    cases = _cases(session, school.id)
    open_cases = [case for case in cases if case.closed_at is None]
    own = [case for case in open_cases if case.school_id == school.id]
    main = _main(own, today)
    facts = facts_of(session, open_cases, now)
    tasks = read_tasks(session, Task.school_id == school.id, today, calendar)
    to_do = [
        *_tasks_to_do(tasks),
        *_consents(session, school.id, open_cases, today, calendar),
        *(step for case in own for step in _steps(case, facts[case.id], person_id, today, calendar, now)),
    ]
    events = events_of_school(session, school.id)
    return SchoolPage(
        school_id=school.id,
        school=school.name,
        is_example=school.is_example,
        schools=_own_schools(session, memberships),
        authority=authority.name,
        zone=authority.zone,
        today=today,
        case=_our_case(session, main, today, calendar) if main else None,
        to_do=tuple(sorted(to_do, key=_urgency)),
        done=_latest_done(tasks, most_done),
        done_in_all=sum(task.done_at is not None for task in tasks),
        events=events,
        coming=coming(events, today),
        beside=tuple(_other(case) for case in own if case is not main),
        helping=tuple(_other(case) for case in open_cases if case.school_id != school.id),
        earlier=tuple(
            _other(case) for case in reversed(cases) if case.closed_at and case.school_id == school.id
        ),
    )


def _school(session: Session, memberships: access.Memberships, school_id: int) -> tuple[School, Authority]:
    """One's own school; whoever sees the authority whole may look as the school does."""
    own = access.schools_of(memberships)
    wanted = school_id or min(own, default=0)
    school = session.scalar(
        select(School).where(
            School.id == wanted,
            or_(School.id.in_(own), School.authority_id.in_(access.authorities_seen_whole(memberships))),
        )
    )
    if school is None:
        raise NotHere
    return school, session.get_one(Authority, school.authority_id)


def _own_schools(session: Session, memberships: access.Memberships) -> tuple[tuple[int, str], ...]:
    own = access.schools_of(memberships)
    rows = session.execute(select(School.id, School.name).where(School.id.in_(own)).order_by(School.sort_key))
    return tuple((school_id, name) for school_id, name in rows)


def _cases(session: Session, school_id: int) -> list[Case]:
    """Its own, oldest first, and those in which it is the partner now."""
    helped = select(Pair.case_id).where(Pair.partner_school_id == school_id, Pair.ended_at.is_(None))
    return list(
        session.scalars(
            select(Case)
            .where(or_(Case.school_id == school_id, Case.id.in_(helped)))
            .options(
                joinedload(Case.school),
                joinedload(Case.process_version),
                joinedload(Case.run).joinedload(Run.programme_version),
            )
            .order_by(Case.opened_at, Case.id)
        )
    )


def _our_case(session: Session, case: Case, today: date, calendar: ProductionCalendar) -> OurCase:
    workflow = workflow_of(case.process_version.settings)
    acts = acts_of_case(session, (), case)  # a protocol is named here and opened elsewhere
    spine = spine_of(case, workflow, acts, begun=begun_at(session, case))
    partner = session.execute(
        select(School.name, School.phone)
        .join(Pair, Pair.partner_school_id == School.id)
        .where(Pair.case_id == case.id, Pair.ended_at.is_(None))
        .order_by(Pair.id.desc())
        .limit(1)
    ).first()
    post = session.scalar(select(Person.post).where(Person.id == case.methodist_id))
    names = [stage.name for stage in workflow.stages]
    return OurCase(
        id=case.id,
        run=case.run.title,
        stage_title=workflow.stage_of(case.state).title,
        state_title=workflow.states[case.state].title,
        position=names.index(case.stage) + 1,
        stages=len(names),
        spine=spine,
        act=_latest(spine) or basis_of_case(session, (), case),
        ours=bool(Role(case.waits_for) & Role.SCHOOL),
        waits_for=Role(case.waits_for),
        due=due_of(case.due_on, today, calendar),
        suspended_on=case.suspended_on,
        methodist=post or "",
        partner=partner.name if partner else "",
        partner_phone=partner.phone if partner else "",
        to_on=case.to_on,
        run_id=case.run_id,
        plan=plan_ref(session, case.id),
    )


def _latest(spine: Sequence[StageView]) -> ActRef | None:
    """The act by which the school stands where it stands: of the last stage that was passed."""
    return next((stage.act for stage in reversed(spine) if stage.act is not None), None)


def _tasks_to_do(tasks: Sequence[TaskView]) -> list[ToDo]:
    found = []
    for task in tasks:
        if not task.is_open:
            continue
        returned = task.returned
        found.append(
            ToDo(
                kind="task",
                id=task.id,
                name="",
                title=say(N_("%(title)s"), title=task.title),
                note=_note(task),
                due=task.due,
                origin=origin_of(task),
                remark=returned.comment if returned else "",
                ready=not task.waiting,
            )
        )
    return found


def _note(task: TaskView) -> Message | None:
    if task.waiting:
        return say(N_("Сдано, проверяется. От вас пока ничего не нужно"))
    return say(N_("Нужно показать: %(form)s"), form=task.control_form) if task.control_form else None


def _consents(
    session: Session,
    school_id: int,
    cases: Sequence[Case],
    today: date,
    calendar: ProductionCalendar,
) -> list[ToDo]:
    """Pairs that wait for this school's answer, on either side."""
    asked = {case.id: case for case in cases if case.state == "pairing.consent"}
    pairs = session.execute(
        select(Pair.id, Pair.case_id, School.name)
        .join(School, School.id == Pair.partner_school_id)
        .where(Pair.case_id.in_(asked), Pair.ended_at.is_(None))
    ).all()
    answers = {
        (pair_id, side): given
        for pair_id, side, given in session.execute(
            select(Consent.pair_id, Consent.side, Consent.given)
            .where(Consent.pair_id.in_([pair.id for pair in pairs]))
            .order_by(Consent.id)
        )
    }
    found = []
    for pair in pairs:
        case = asked[pair.case_id]
        side = "school" if case.school_id == school_id else "partner"
        if answers.get((pair.id, side)) is None:
            other = pair.name if side == "school" else case.school.name
            found.append(_consent(case, side, other, today, calendar))
    return found


def _consent(case: Case, side: str, other: str, today: date, calendar: ProductionCalendar) -> ToDo:
    title = (
        N_("Ответить, согласны ли вы на помощь: %(other)s")
        if side == "school"
        else N_("Ответить, готовы ли вы помогать: %(other)s")
    )
    return ToDo(
        kind="consent",
        id=case.id,
        name=side,
        title=say(title, other=other),
        note=None,
        due=due_of(case.due_on, today, calendar),
    )


def _steps(
    case: Case, facts: Facts, person_id: int, today: date, calendar: ProductionCalendar, now: datetime
) -> list[ToDo]:
    """Steps of the machine that are the school's own; what stands before them is named first."""
    workflow: Workflow = workflow_of(case.process_version.settings)
    actor = Actor(id=person_id, roles=Role.SCHOOL, authority_id=case.authority_id, school_id=case.school_id)
    options = workflow.options(case, Attempt(actor=actor, facts=facts, now=now))
    due = due_of(case.due_on, today, calendar)
    found = []
    for one in options:
        if not one.transition.by & Role.SCHOOL:
            continue
        if any(no.code == "deficits_not_recorded" for no in one.refusals):
            title, note = say(N_("Записать, чего школе не хватает")), say(N_("Каждый дефицит одной фразой"))
            found.append(ToDo(kind="deficits", id=case.id, name="", title=title, note=note, due=due))
        found.append(
            ToDo(
                kind="step",
                id=case.id,
                name=one.transition.name,
                title=say(one.transition.title),
                note=None,
                due=due,
                ready=one.allowed and not one.needs_reason,
            )
        )
    return found


def _urgency(one: ToDo) -> tuple[bool, bool, date, str, int]:
    """What was returned first, then by date; what only waits for others last."""
    return not one.ready, not one.remark, one.due.on or date.max, one.kind, one.id


def _main(own: Sequence[Case], today: date) -> Case | None:
    """Of two years that are open at once, the one that goes on today."""
    goes_on = [case for case in own if case.from_on <= today <= case.to_on]
    return next(iter((goes_on or own)[::-1]), None)


def _place(one: ToDo | SchoolEvent) -> tuple[bool, date, int, int]:
    if isinstance(one, SchoolEvent):
        return True, one.from_on, 1, one.id
    return not one.remark, one.due.on or date.max, 0, one.id


def _latest_done(tasks: Sequence[TaskView], most: int) -> tuple[TaskView, ...]:
    ended = [task for task in tasks if task.done_at is not None]
    ended.sort(key=lambda task: (str(task.done_at), task.id), reverse=True)
    return tuple(ended[:most])


def _other(case: Case) -> OtherCase:
    return OtherCase(
        id=case.id,
        school=case.school.name,
        run=case.run.title,
        state_title=state_title(case.process_version.settings, case.state),
        ended_on=case.closed_at.date() if case.closed_at else None,
    )
