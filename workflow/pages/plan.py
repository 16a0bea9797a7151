"""A plan as its page shows it: measures with what they lack, the approved version, the answers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from workflow import access
from workflow.access import NotHere
from workflow.clock import local_date
from workflow.deadlines.calendar_table import calendar_of
from workflow.facts.plan_content import contents_of, fingerprint, missing_of
from workflow.models.authority import Authority
from workflow.models.case import Case, Deficit
from workflow.models.event import Event, EventMeasure
from workflow.models.packet import Packet, PacketCase
from workflow.models.plan import Measure, Plan
from workflow.models.programme import ProcessVersion, ProgrammeVersion, Run
from workflow.models.task import Task, TaskStatus
from workflow.orders.plans import COLUMNS, Changed, plan_changes, quantity_words, row_words
from workflow.pages.due import Due, due_of
from workflow.pages.plan_ref import plan_is_visible
from workflow.pages.plan_versions import ReviewView, VersionView, reviews_of, versions_of
from workflow.states.definition import Role
from workflow.states.machine import EVENT_WORKFLOW

#: States in which a packet holds nothing any more.
ENDED = ("packet.in_force", "packet.dissolved")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanHead:
    """What every page about one plan needs to know of it; a municipal plan has no case."""

    id: int
    title: str
    authority: str
    run_id: int
    run: str
    programme_code: str
    programme: str
    zone: str
    today: date
    case_id: int | None
    case_state: str
    case_ended: bool
    school: str
    from_on: date
    to_on: date
    ended_on: date | None
    review_asked: bool
    packet_id: int | None
    has_document: bool
    roles: Role

    @property
    def may_change(self) -> bool:
        return Role.METHODIST in self.roles and not self.case_ended and self.ended_on is None


@dataclass(frozen=True, slots=True)
class EventRef:
    """An event that fulfils a measure."""

    id: int
    title: str
    on: date
    state: str


@dataclass(frozen=True, slots=True)
class OtherYear:
    """The year where a measure came from or goes on. `plan_id`: None where that plan is not the reader's."""

    run: str
    plan_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureView:
    id: int
    version: int
    place: int
    number: str
    module: str
    title: str
    performers: tuple[str, ...]
    performer_titles: str
    as_given: str
    opens_on: date | None
    due: Due
    control_forms: tuple[str, ...]
    result: str
    quantities: tuple[str, ...]
    deficit_id: int | None
    deficit: str
    status: str
    status_at: datetime | None
    lifted_reason: str
    gap: str
    missing: tuple[str, ...]
    is_approved: bool
    came_from: OtherYear | None
    goes_on_in: OtherYear | None  # the later year in whose plan it stands
    tasks_done: int
    tasks: int
    events: tuple[EventRef, ...]

    @property
    def is_open(self) -> bool:
        return self.status == "open"

    @property
    def is_asked(self) -> bool:
        """Here, not in a later year."""
        return self.is_open and not self.goes_on_in


@dataclass(frozen=True, slots=True)
class DeficitChoice:
    id: int
    title: str
    kind: str
    is_answered: bool
    #: Its measure was lifted, for this reason: nobody is offered it again unasked.
    lifted_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPage:
    head: PlanHead
    measures: tuple[MeasureView, ...]
    deficits: tuple[DeficitChoice, ...]
    versions: tuple[VersionView, ...]  # the latest first
    changes: tuple[Changed, ...]
    reviews: tuple[ReviewView, ...]
    fingerprint: str
    draft_rows: tuple[tuple[str, ...], ...]
    may_review: bool
    may_record_review: bool

    @property
    def approved(self) -> VersionView | None:
        return self.versions[0] if self.versions else None

    @property
    def columns(self) -> tuple[str, ...]:
        return COLUMNS

    @property
    def paper_rows(self) -> tuple[tuple[str, ...], ...]:
        """What is printed: the version in force, else the draft."""
        return self.versions[0].rows if self.versions else self.draft_rows

    @property
    def agreed(self) -> bool:
        return bool(self.reviews) and self.reviews[0].agreed and self.reviews[0].is_current

    @property
    def incomplete(self) -> int:
        return sum(bool(one.missing) for one in self.measures)

    @property
    def done(self) -> int:
        return sum(not one.is_open for one in self.measures)

    @property
    def asked(self) -> int:
        """What this plan is counted by: without what went on in a later year."""
        return len(self.measures) - self.carried

    @property
    def carried(self) -> int:
        """Neither done here nor asked for: they go on in a later year."""
        return sum(one.is_open and not one.is_asked for one in self.measures)


def plan_page(session: Session, memberships: access.Memberships, plan_id: int, *, now: datetime) -> PlanPage:
    plan, head = _opened(session, memberships, plan_id, now=now)
    content = contents_of(session, [plan])[plan.id]
    seen = fingerprint(content)
    versions = versions_of(session, memberships, plan.id)
    approved_ids = {row["id"] for row in versions[0].snapshot["measures"]} if versions else set()
    measures = _measures(session, memberships, plan, approved_ids, head.today)
    working = bool(measures) and head.case_id is not None and not head.case_ended and head.ended_on is None
    return PlanPage(
        head=head,
        measures=measures,
        deficits=_deficits(session, head.case_id, measures),
        versions=tuple(one.view for one in versions),
        changes=tuple(plan_changes(versions[0].snapshot, content)) if versions else (),
        reviews=reviews_of(session, plan.id, seen),
        fingerprint=seen,
        draft_rows=tuple(row_words(n, row) for n, row in enumerate(content["measures"], 1)),
        may_review=working and Role.SCHOOL in head.roles,
        may_record_review=working and Role.METHODIST in head.roles,
    )


def plan_head(session: Session, memberships: access.Memberships, plan_id: int, *, now: datetime) -> PlanHead:
    return _opened(session, memberships, plan_id, now=now)[1]


def measure_view(
    session: Session, memberships: access.Memberships, measure_id: int, *, now: datetime
) -> tuple[PlanPage, MeasureView]:
    plan_id = session.scalar(
        select(Measure.plan_id).where(Measure.id == measure_id, Measure.removed_at.is_(None))
    )
    if plan_id is None:
        raise NotHere
    page = plan_page(session, memberships, plan_id, now=now)
    return page, next(one for one in page.measures if one.id == measure_id)


def _opened(
    session: Session, memberships: access.Memberships, plan_id: int, *, now: datetime
) -> tuple[Plan, PlanHead]:
    """Foreign and absent are the same: not here."""
    plan = session.scalar(select(Plan).where(Plan.id == plan_id, plan_is_visible(memberships)))
    if plan is None:
        raise NotHere
    row = session.execute(
        select(Run, Authority, ProgrammeVersion.title, ProgrammeVersion.text != "")
        .join(Authority, Authority.id == Run.authority_id)
        .join(ProgrammeVersion, ProgrammeVersion.id == Run.programme_version_id)
        .where(Run.id == plan.run_id)
        .options(joinedload(Run.programme), joinedload(Run.process_version))
    ).one()
    run, authority, programme, has_document = row
    case = _case(session, plan.case_id)
    process: ProcessVersion = case.process_version if case else run.process_version
    return plan, PlanHead(
        id=plan.id,
        title=plan.title,
        authority=authority.name,
        run_id=run.id,
        run=run.title,
        programme_code=run.programme.code,
        programme=programme,
        zone=authority.zone,
        today=local_date(now, authority.zone),
        case_id=plan.case_id,
        case_state=case.state if case else "",
        case_ended=case is not None and case.closed_at is not None,
        school=case.school.name if case else "",
        from_on=plan.from_on,
        to_on=plan.to_on,
        ended_on=plan.ended_on,
        review_asked=process.settings.get("plan_review", "school") == "school",
        packet_id=_packet(session, plan),
        has_document=bool(has_document),
        roles=_roles(session, memberships, plan, case),
    )


def _case(session: Session, case_id: int | None) -> Case | None:
    if case_id is None:
        return None
    return session.scalar(
        select(Case)
        .where(Case.id == case_id)
        .options(joinedload(Case.school), joinedload(Case.process_version))
    )


def _roles(session: Session, memberships: access.Memberships, plan: Plan, case: Case | None) -> Role:
    if case is None:
        return access.roles_in(memberships, plan.authority_id)
    return access.roles_for_case(
        memberships,
        authority_id=case.authority_id,
        school_id=case.school_id,
        partner_ids=access.partners_of(session, [case.id])[case.id],
    )


def _packet(session: Session, plan: Plan) -> int | None:
    """The packet that is out and shows this plan."""
    if plan.case_id is not None:
        held = select(PacketCase.packet_id).where(PacketCase.case_id == plan.case_id, PacketCase.is_in)
        return session.scalar(held.limit(1))
    out = select(Packet.id).where(Packet.plan_id == plan.id, Packet.state.not_in(ENDED))
    return session.scalar(out.limit(1))


def _measures(
    session: Session, memberships: access.Memberships, plan: Plan, approved: set[int], today: date
) -> tuple[MeasureView, ...]:
    calendar = calendar_of(session, plan.authority_id)
    rows = session.execute(
        select(Measure, Deficit.title)
        .outerjoin(Deficit, Deficit.id == Measure.deficit_id)
        .where(Measure.plan_id == plan.id, Measure.removed_at.is_(None))
        .order_by(Measure.position, Measure.id)
    ).all()
    tasks: dict[int, Counter[TaskStatus]] = defaultdict(Counter)
    for measure_id, status, number in session.execute(
        select(Measure.id, Task.status, func.count())
        .join(Task, Task.measure_id == Measure.id)
        .where(Measure.plan_id == plan.id)
        .group_by(Measure.id, Task.status)
    ):
        tasks[measure_id][status] = number
    events = _events(session, plan.id)
    later = _later_years(session, memberships, plan.id)
    former = _former_years(session, memberships, plan.id)
    return tuple(
        MeasureView(
            id=one.id,
            version=one.version,
            place=place,
            number=one.number,
            module=one.module,
            title=one.title,
            performers=tuple(one.performers),
            performer_titles=one.performer_titles,
            as_given=one.as_given,
            opens_on=one.from_on,
            due=due_of(one.due_on, today, calendar, deadline=one.deadline),
            control_forms=tuple(one.control_forms),
            result=one.result,
            quantities=tuple(map(quantity_words, one.quantities)),
            deficit_id=one.deficit_id,
            deficit=deficit or "",
            status=one.status.value,
            status_at=one.status_at,
            lifted_reason=one.lifted_reason,
            gap=one.gap_accepted,
            missing=missing_of(one),
            is_approved=one.id in approved,
            came_from=former.get(one.id),
            goes_on_in=later.get(one.id),
            tasks_done=tasks[one.id][TaskStatus.DONE],
            tasks=tasks[one.id].total() - tasks[one.id][TaskStatus.LIFTED],
            events=tuple(events[one.id]),
        )
        for place, (one, deficit) in enumerate(rows, 1)
    )


def _later_years(session: Session, memberships: access.Memberships, plan_id: int) -> dict[int, OtherYear]:
    """Measure -> the year in which it goes on."""
    following = aliased(Measure)
    goes_on = and_(following.carried_from_id == Measure.id, following.removed_at.is_(None))
    return _other_years(session, memberships, plan_id, following, goes_on)


def _former_years(session: Session, memberships: access.Memberships, plan_id: int) -> dict[int, OtherYear]:
    """Measure -> the year it came from."""
    former = aliased(Measure)
    return _other_years(session, memberships, plan_id, former, former.id == Measure.carried_from_id)


def _other_years(
    session: Session,
    memberships: access.Memberships,
    plan_id: int,
    other: type[Measure],
    is_it: ColumnElement[bool],
) -> dict[int, OtherYear]:
    rows = session.execute(
        select(Measure.id, Run.title, Plan.id, plan_is_visible(memberships))
        .join(other, is_it)
        .join(Plan, Plan.id == other.plan_id)
        .join(Run, Run.id == Plan.run_id)
        .where(Measure.plan_id == plan_id)
        .order_by(Run.from_on)
    )
    return {one: OtherYear(run, where if is_open else None) for one, run, where, is_open in rows}


def _events(session: Session, plan_id: int) -> dict[int, list[EventRef]]:
    found: dict[int, list[EventRef]] = defaultdict(list)
    for measure_id, event in session.execute(
        select(EventMeasure.measure_id, Event)
        .join(Event, Event.id == EventMeasure.event_id)
        .join(Measure, Measure.id == EventMeasure.measure_id)
        .where(Measure.plan_id == plan_id)
        .order_by(Event.from_on, Event.id)
    ):
        state = EVENT_WORKFLOW.states[event.state].title
        found[measure_id].append(EventRef(event.id, event.title, event.held_on or event.from_on, state))
    return found


def _deficits(
    session: Session, case_id: int | None, measures: Sequence[MeasureView]
) -> tuple[DeficitChoice, ...]:
    if case_id is None:
        return ()
    answered = {one.deficit_id for one in measures if one.status != "lifted"}
    lifted = {one.deficit_id: one.lifted_reason for one in measures if one.status == "lifted"}
    rows = session.scalars(
        select(Deficit).where(Deficit.case_id == case_id, Deficit.removed_at.is_(None)).order_by(Deficit.id)
    )
    return tuple(
        DeficitChoice(
            id=one.id,
            title=one.title,
            kind=one.kind.value if one.kind else "",
            is_answered=one.id in answered,
            lifted_reason="" if one.id in answered else lifted.get(one.id, ""),
        )
        for one in rows
    )
