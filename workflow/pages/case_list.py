"""«Школы»: every case that a person may see, found by words and filters, in the order of school names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Select, exists, func, literal, select, tuple_
from sqlalchemy.orm import Session, joinedload

from workflow import access
from workflow.clock import local_date
from workflow.deadlines.calendar import ProductionCalendar
from workflow.deadlines.calendar_table import calendar_of
from workflow.facts import workflow_of
from workflow.models.authority import Authority, School
from workflow.models.case import Case, Pair
from workflow.models.person import Person
from workflow.models.programme import Run
from workflow.models.search import search_text
from workflow.pages.due import Due, due_of
from workflow.states.definition import N_, ROLE_TITLES, Role
from workflow.states.machine import STAGES

PAGE: Final = 50
COUNT_LIMIT: Final = 1001
EXPORTED: Final = 5000
#: Filter by what has become of a case: the value in the address -> a message id.
STANDINGS: Final = (("open", N_("идут")), ("suspended", N_("приостановлены")), ("closed", N_("завершены")))
WHOSE: Final = (Role.SCHOOL, Role.PARTNER, Role.METHODIST, Role.APPROVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFilters:
    """As they stand in the address; empty means all."""

    words: str = ""
    stage: str = ""
    standing: str = ""
    whose: str = ""
    run: int = 0

    @property
    def any(self) -> bool:
        return bool(self.words or self.stage or self.standing or self.whose or self.run)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    id: int
    school: str
    is_example: bool
    run: str
    authority: str
    stage: str
    state: str
    partner: str
    whose: Role
    methodist: str
    due: Due
    suspended: bool
    ended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseList:
    """`found` is counted up to COUNT_LIMIT; `next` leads on from the last row, empty at the end."""

    rows: tuple[CaseRow, ...]
    of_many: bool  # rows may be of several authorities: each says whose it is
    filters: ListFilters
    found: int
    next: str
    runs: tuple[tuple[int, str], ...]
    stages: tuple[tuple[str, str], ...] = tuple((stage.name, stage.title) for stage in STAGES.values())
    standings: tuple[tuple[str, str], ...] = STANDINGS
    roles: tuple[tuple[str, str], ...] = tuple((str(role.value), ROLE_TITLES[role]) for role in WHOSE)


def case_list(
    session: Session,
    memberships: access.Memberships,
    *,
    filters: ListFilters,
    after: str = "",
    now: datetime,
    limit: int = PAGE,
) -> CaseList:
    """Nine statements, whatever the number of rows."""
    query = _filtered(select(Case), memberships, filters)
    found = session.scalar(
        select(func.count()).select_from(query.with_only_columns(Case.id).limit(COUNT_LIMIT).subquery())
    )
    # Where nothing was found a look through the authority is spared.
    cases = list(session.scalars(_paged(query, after).limit(limit + 1)).unique()) if found else []
    shown = cases[:limit]
    return CaseList(
        rows=_rows(session, shown, now),
        of_many=len(access.authorities_of(memberships)) > 1,
        filters=filters,
        found=found or 0,
        next=f"{shown[-1].sort_key}|{shown[-1].id}" if len(cases) > limit else "",
        runs=_runs(session, memberships),
    )


def _filtered(query: Select[Any], memberships: access.Memberships, filters: ListFilters) -> Select[Any]:
    query = access.visible_cases(query, memberships)
    if words := search_text(filters.words):
        query = query.where(Case.search.contains(words, autoescape=True))
    if filters.stage:
        query = query.where(Case.stage == filters.stage)
    if filters.run:
        query = query.where(Case.run_id == filters.run)
    if filters.whose.isdecimal() and len(filters.whose) < 6:
        query = query.where(Case.waits_for.op("&")(literal(int(filters.whose))) != 0)
    match filters.standing:
        case "open":
            query = query.where(Case.closed_at.is_(None))
        case "suspended":
            query = query.where(Case.closed_at.is_(None), Case.suspended_on.is_not(None))
        case "closed":
            query = query.where(Case.closed_at.is_not(None))
    return query


def _paged(query: Select[Any], after: str) -> Select[Any]:
    key, bar, last = after.rpartition("|")
    if bar and last.isdecimal() and len(last) < 12:
        query = query.where(tuple_(Case.sort_key, Case.id) > tuple_(literal(key), literal(int(last))))
    return query.options(
        joinedload(Case.school), joinedload(Case.run), joinedload(Case.process_version)
    ).order_by(Case.sort_key, Case.id)


def _rows(session: Session, cases: Sequence[Case], now: datetime) -> tuple[CaseRow, ...]:
    homes = {
        authority_id: (name, local_date(now, zone), calendar_of(session, authority_id))
        for authority_id, name, zone in session.execute(
            select(Authority.id, Authority.short_name, Authority.zone).where(
                Authority.id.in_({case.authority_id for case in cases})
            )
        )
    }
    posts = dict(
        session.execute(
            select(Person.id, Person.post).where(Person.id.in_({case.methodist_id for case in cases} - {None}))
        ).all()
    )
    partners = dict(
        session.execute(
            select(Pair.case_id, School.name)
            .join(School, School.id == Pair.partner_school_id)
            .where(Pair.case_id.in_([case.id for case in cases]), Pair.ended_at.is_(None))
            .order_by(Pair.id)
        ).all()
    )
    return tuple(_row(case, posts, partners, *homes[case.authority_id]) for case in cases)


def _row(
    case: Case,
    posts: dict[int, str],
    partners: dict[int, str],
    authority: str,
    today: date,
    calendar: ProductionCalendar,
) -> CaseRow:
    workflow = workflow_of(case.process_version.settings)
    return CaseRow(
        id=case.id,
        school=case.school.name,
        is_example=case.school.is_example,
        run=case.run.title,
        authority=authority,
        stage=workflow.stage_of(case.state).title,
        state=workflow.states[case.state].title,
        partner=partners.get(case.id, ""),
        whose=Role(case.waits_for),
        methodist=posts.get(case.methodist_id or 0, ""),
        due=due_of(case.due_on, today, calendar),
        suspended=case.suspended_on is not None and case.closed_at is None,
        ended=case.closed_at is not None,
    )


def _runs(session: Session, memberships: access.Memberships) -> tuple[tuple[int, str], ...]:
    reach = access.reach_of(memberships)
    homes = {*reach["seen_whole"], *reach["seen_at_school"]}  # a case is of its run's authority
    seen = exists().where(Case.run_id == Run.id, access.case_is_visible(memberships))
    rows = session.execute(
        select(Run.id, Run.title).where(Run.authority_id.in_(homes), seen).order_by(Run.from_on.desc(), Run.id)
    )
    return tuple((run_id, title) for run_id, title in rows)
