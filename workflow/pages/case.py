"""Everything the page of a case shows, read with a fixed number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session, joinedload

from workflow import access
from workflow.access import NotHere
from workflow.clock import local_date
from workflow.deadlines.calendar_table import calendar_of
from workflow.facts import facts_of, workflow_of
from workflow.models.authority import CategoryRecord, School
from workflow.models.case import Case
from workflow.models.person import Person, RoleAssignment, RoleName
from workflow.models.programme import Run
from workflow.pages.case_acts import (
    ActRef,
    PacketRef,
    StageView,
    acts_of_case,
    basis_of_case,
    begun_at,
    packets_of_case,
    spine_of,
)
from workflow.pages.case_facts import FactsColumn, facts_column
from workflow.pages.case_measured import NOTHING, CountedRow, Measured, counted_now, measured_of_case
from workflow.pages.case_tasks import TaskView, of_case, read_tasks
from workflow.pages.case_years import OtherYear, other_years
from workflow.pages.due import Due, due_of
from workflow.pages.event_list import EventRow, events_of_school
from workflow.pages.plan_ref import PlanRef, plan_ref
from workflow.pages.shared_plan import shared_plan_of_case
from workflow.pages.timeline import TimelineEntry, entries_of_case, opened_by, timeline_of_case
from workflow.pages.voided import Voided, voided_of
from workflow.states.definition import Actor, Attempt, Role
from workflow.states.machine import Option, Workflow

LATEST = 10
HISTORY_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHead:
    """What every page about one case needs to know of it."""

    id: int
    version: int
    authority_id: int
    act_type: str
    zone: str
    today: date
    school_id: int
    school: str
    is_example: bool
    programme_code: str
    programme: str
    run: str
    run_id: int
    from_on: date
    to_on: date
    state: str
    state_title: str
    stage: str
    stage_title: str
    round: int
    waits_for: Role
    entered_on: date
    due: Due
    suspended_on: date | None
    ended: bool
    methodist_id: int | None
    methodist: str
    roles: Role  # what the reader is to this case

    @property
    def is_shared(self) -> bool:
        """The reader is the partner and nothing else here."""
        return self.roles == Role.PARTNER


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    head: CaseHead
    options: tuple[Option, ...]
    spine: tuple[StageView, ...]
    basis: ActRef | None
    packet: PacketRef | None
    returned: str  # the words with which it last came back from approval
    voided: tuple[Voided, ...]  # orders that moved it and were annulled
    facts: FactsColumn
    plan: PlanRef | None
    shared_plan_id: int | None  # for the partner whom the plan asks for something
    measured: Measured
    events: tuple[EventRow, ...]  # of the school in this run
    tasks: tuple[TaskView, ...]
    timeline: tuple[TimelineEntry, ...]
    entries: int
    years: tuple[OtherYear, ...]  # of the same school, before and after

    @property
    def open_tasks(self) -> int:
        return sum(task.is_open for task in self.tasks)

    @property
    def done_tasks(self) -> int:
        return len(self.tasks) - self.open_tasks


@dataclass(frozen=True, slots=True)
class History:
    """A page of the record of a case; `older` leads on, 0 at the end."""

    head: CaseHead
    entries: tuple[TimelineEntry, ...]
    older: int


def case_page(
    session: Session, person_id: int, memberships: access.Memberships, case_id: int, *, now: datetime
) -> CasePage:
    case, partners, head = _opened(session, memberships, case_id, now=now)
    calendar = calendar_of(session, case.authority_id)
    workflow = workflow_of(case.process_version.settings)
    packet, returned = packets_of_case(session, case.id)
    facts = facts_column(session, case, head.today)
    tasks = and_(of_case(case, partners), access.task_is_visible(memberships))
    latest = () if head.is_shared else timeline_of_case(session, case, head.zone, limit=LATEST)
    timeline = opened_by(session, memberships, latest)
    return CasePage(
        head=head,
        options=_options(session, case, workflow, person_id, head.roles, now=now),
        spine=spine_of(case, workflow, acts_of_case(session, memberships, case), begun=begun_at(session, case)),
        basis=basis_of_case(session, memberships, case),
        packet=packet,
        returned="" if head.is_shared else returned,
        voided=() if head.is_shared else tuple(voided_of(session, memberships, [case])[case.id]),
        facts=facts.shared if head.is_shared else facts,
        plan=None if head.is_shared else plan_ref(session, case.id),
        shared_plan_id=shared_plan_of_case(session, memberships, case.id, head.today)
        if head.is_shared
        else None,
        measured=NOTHING
        if head.is_shared
        else measured_of_case(session, case, head.roles, head.today, ended=head.ended),
        events=events_of_school(session, memberships, case.school_id, run_id=case.run_id, now=now),
        tasks=read_tasks(session, tasks, head.today, calendar),
        timeline=timeline,
        entries=entries_of_case(session, case.id),
        years=other_years(session, memberships, case),
    )


def case_head(session: Session, memberships: access.Memberships, case_id: int, *, now: datetime) -> CaseHead:
    return _opened(session, memberships, case_id, now=now)[2]


def case_option(
    session: Session,
    person_id: int,
    memberships: access.Memberships,
    case_id: int,
    name: str,
    *,
    now: datetime,
) -> tuple[CaseHead, Option]:
    """One step with what stands in its way; a step that does not lead out of the present state is not here."""
    case, _, head = _opened(session, memberships, case_id, now=now)
    workflow = workflow_of(case.process_version.settings)
    options = _options(session, case, workflow, person_id, head.roles, now=now)
    found = next((one for one in options if one.transition.name == name), None)
    if found is None or found.transition.packet is not None:
        raise NotHere
    return head, found


def case_facts(
    session: Session, memberships: access.Memberships, case_id: int, *, now: datetime
) -> tuple[CaseHead, FactsColumn]:
    case, _, head = _opened(session, memberships, case_id, now=now)
    return head, facts_column(session, case, head.today)


def case_counted(
    session: Session, memberships: access.Memberships, case_id: int, *, now: datetime
) -> tuple[CountedRow, ...]:
    """What was done in a case by now: for the page on which its result is written."""
    case = _visible(session, memberships, case_id)
    return counted_now(session, case, local_date(now, case.authority.zone))


def case_history(
    session: Session, memberships: access.Memberships, case_id: int, *, before: int, now: datetime
) -> History:
    case, _, head = _opened(session, memberships, case_id, now=now)
    if head.is_shared:
        raise NotHere
    entries = opened_by(
        session,
        memberships,
        timeline_of_case(session, case, head.zone, limit=HISTORY_PAGE + 1, before=before),
    )
    older = entries[HISTORY_PAGE - 1].id if len(entries) > HISTORY_PAGE else 0
    return History(head, entries[:HISTORY_PAGE], older)


def case_machine(session: Session, memberships: access.Memberships, case_id: int) -> tuple[Workflow, str]:
    """The machine that the case is pinned to, and where in it the case stands."""
    case = _visible(session, memberships, case_id)
    return workflow_of(case.process_version.settings), case.state


def partner_choices(session: Session, head: CaseHead) -> tuple[tuple[int, str, bool], ...]:
    """Schools of the same authority, but for the supported one, in the order of their names.

    The last of each: it stands today on a list of schools with high results.
    """
    strong = exists().where(
        CategoryRecord.school_id == School.id,
        CategoryRecord.category == "high_results",
        or_(CategoryRecord.from_on.is_(None), CategoryRecord.from_on <= head.today),
        or_(CategoryRecord.to_on.is_(None), CategoryRecord.to_on >= head.today),
    )
    rows = session.execute(
        select(School.id, School.name, strong)
        .where(School.authority_id == head.authority_id, School.id != head.school_id)
        .order_by(School.sort_key)
    )
    return tuple((school_id, name, is_strong) for school_id, name, is_strong in rows)


def methodist_choices(session: Session, head: CaseHead) -> tuple[tuple[int, str], ...]:
    rows = session.execute(
        select(Person.id, Person.post)
        .join(RoleAssignment, RoleAssignment.person_id == Person.id)
        .where(
            RoleAssignment.authority_id == head.authority_id,
            RoleAssignment.role == RoleName.METHODIST,
            RoleAssignment.in_force(head.today),
            Person.active,
        )
        .distinct()
        .order_by(Person.post, Person.id)
    )
    return tuple((person_id, post) for person_id, post in rows)


def _visible(session: Session, memberships: access.Memberships, case_id: int) -> Case:
    """Foreign and absent are the same: not here."""
    query = access.visible_cases(select(Case).where(Case.id == case_id), memberships).options(
        joinedload(Case.school),
        joinedload(Case.authority),
        joinedload(Case.process_version),
        joinedload(Case.run).joinedload(Run.programme_version),
        joinedload(Case.run).joinedload(Run.programme),
    )
    case: Case | None = session.scalar(query)
    if case is None:
        raise NotHere
    return case


def _opened(
    session: Session, memberships: access.Memberships, case_id: int, *, now: datetime
) -> tuple[Case, tuple[int, ...], CaseHead]:
    case = _visible(session, memberships, case_id)
    partners = access.partners_of(session, [case.id])[case.id]
    return case, partners, _head(session, memberships, case, partners, now=now)


def _head(
    session: Session,
    memberships: access.Memberships,
    case: Case,
    partners: tuple[int, ...],
    *,
    now: datetime,
) -> CaseHead:
    workflow = workflow_of(case.process_version.settings)
    today = local_date(now, case.authority.zone)
    post = session.scalar(select(Person.post).where(Person.id == case.methodist_id))
    roles = access.roles_for_case(
        memberships, authority_id=case.authority_id, school_id=case.school_id, partner_ids=partners
    )
    return CaseHead(
        id=case.id,
        version=case.version,
        authority_id=case.authority_id,
        act_type=case.authority.act_type,
        zone=case.authority.zone,
        today=today,
        school_id=case.school_id,
        school=case.school.name,
        is_example=case.school.is_example,
        programme_code=case.run.programme.code,
        programme=case.run.programme_version.title,
        run=case.run.title,
        run_id=case.run_id,
        from_on=case.from_on,
        to_on=case.to_on,
        state=case.state,
        state_title=workflow.states[case.state].title,
        stage=case.stage,
        stage_title=workflow.stage_of(case.state).title,
        round=case.round,
        waits_for=Role(case.waits_for),
        entered_on=local_date(case.entered_at, case.authority.zone),
        due=due_of(case.due_on, today, calendar_of(session, case.authority_id)),
        suspended_on=case.suspended_on,
        ended=workflow.states[case.state].final,
        methodist_id=case.methodist_id,
        methodist=post or "",
        roles=roles,
    )


def _options(
    session: Session, case: Case, workflow: Workflow, person_id: int, roles: Role, *, now: datetime
) -> tuple[Option, ...]:
    """Every step out of the present state, but for those that an act alone takes."""
    actor = Actor(id=person_id, roles=roles, authority_id=case.authority_id, school_id=case.school_id)
    facts = facts_of(session, [case], now)[case.id]
    attempt = Attempt(actor=actor, facts=facts, now=now)
    options = workflow.options(case, attempt)
    return tuple(one for one in options if one.transition.by is not Role.ACT)
