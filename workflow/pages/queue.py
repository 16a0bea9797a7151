"""The methodist's queue: one table of what waits for him, by term, with what stops each next step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from workflow import access
from workflow.clock import local_date
from workflow.deadlines.words import TermKind
from workflow.models.person import RoleName
from workflow.models.plain import plain_rows
from workflow.models.programme import Run
from workflow.pages.queue_rows import QueueRow, shown_rows
from workflow.queues import (
    NOW,
    WORKLISTS,
    Asked,
    Cursor,
    Desk,
    Filters,
    Kind,
    Worklist,
    count_of,
    rows_after,
    rows_before,
    values_of,
    week_end,
)
from workflow.queues.by_project import HAS_PROJECTS, projects_of
from workflow.queues.desk import AUTHORITIES, TODAY
from workflow.states.definition import N_, ROLE_TITLES, Role
from workflow.states.machine import STAGES

PAGE = 50
MOST_EXPORTED = 1000
TERMS = {
    "late": N_("Просрочено"),
    "today": N_("Сегодня"),
    "week": N_("На этой неделе"),
    "none": N_("Без даты"),
}
#: Whose move may be asked for.
MOVES = (Role.METHODIST, Role.SCHOOL, Role.PARTNER, Role.APPROVER)


@dataclass(frozen=True, slots=True)
class Tab:
    name: str
    title: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one nearness; `title` is a message id."""

    title: str
    late: bool
    rows: tuple[QueueRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    worklist: Worklist
    tabs: tuple[Tab, ...]
    groups: tuple[Group, ...]
    filters: Filters
    found: int  # of this tab under the filter, up to COUNT_LIMIT
    late: int
    #: Cursors of the neighbouring pages; empty where there is none.
    previous: str
    next: str
    run_id: int | None
    #: Empty where nobody works by projects.
    projects: tuple[tuple[int, str], ...]
    stages: tuple[tuple[str, str], ...] = tuple((stage.name, stage.title) for stage in STAGES.values())
    terms: tuple[tuple[str, str], ...] = tuple(TERMS.items())
    moves: tuple[tuple[str, str], ...] = tuple((str(role.value), ROLE_TITLES[role]) for role in MOVES)

    @property
    def for_me_now(self) -> int:
        """The figure that the menu shows beside the queue."""
        return next(tab.count for tab in self.tabs if tab.name == NOW.name)

    @property
    def some_may_be_picked(self) -> bool:
        return any(row.standing.may_be_picked for group in self.groups for row in group.rows)

    @property
    def is_filtered(self) -> bool:
        return self.filters != Filters()

    @property
    def project(self) -> str:
        """In the words of the programme's document; empty when all are shown."""
        return dict(self.projects).get(self.filters.project, "")

    @property
    def asked_titles(self) -> tuple[str, ...]:
        """What the choices of the filter ask for, as paper says it."""
        asked = (self.filters.stage, self.filters.term, str(self.filters.whose))
        chosen = zip((self.stages, self.terms, self.moves), asked, strict=True)
        return tuple(dict(known)[value] for known, value in chosen if value in dict(known))

    @property
    def first(self) -> QueueRow | None:
        return self.groups[0].rows[0] if self.groups else None


def queue_page(
    session: Session,
    person_id: int,
    memberships: access.Memberships,
    *,
    tab: str = "",
    asked: Mapping[str, str] | None = None,
    limit: int = PAGE,
    now: datetime,
) -> QueuePage:
    """`asked` is the address as it stands: what it does not say rightly is not asked for."""
    asked = asked or {}
    own = tuple(one for one in memberships if one.role is RoleName.METHODIST and one.authority_id is not None)
    zone = access.zone_of(own)
    worklist = next((one for one in WORKLISTS if one.name == tab), NOW)
    desk = Desk(
        person_id=person_id,
        authorities=frozenset(one.authority_id for one in own if one.authority_id is not None),
        today=local_date(now, zone),
    )
    projects = _projects(session, desk) if asked.get("project") else ()
    filters = _filters(asked, projects)
    counts = _counts(session, desk, worklist, filters)
    if counts["by_projects"] and not projects:
        projects = _projects(session, desk)
    rows, previous, following = _rows(session, worklist, desk, filters, asked, limit=limit)
    return QueuePage(
        worklist=worklist,
        tabs=tuple(Tab(one.name, one.title, counts[one.name], one is worklist) for one in WORKLISTS),
        groups=_groups(shown_rows(session, rows, desk.today, now), desk.today),
        filters=filters,
        found=counts["found"],
        late=counts["late"],
        previous=previous,
        next=following,
        run_id=counts["run"],
        projects=projects,
    )


def _rows(
    session: Session,
    worklist: Worklist,
    desk: Desk,
    filters: Filters,
    asked: Mapping[str, str],
    *,
    limit: int,
) -> tuple[Sequence[Row[Any]], str, str]:
    """One page, and the cursors of the pages before and after it; one row more says whether there is one."""
    before = Cursor.parse(asked.get("before", ""))
    if before is not None:
        found = rows_before(session, worklist, desk, filters, before, limit=limit + 1)
        rows = found[:limit][::-1]
        if rows:
            return rows, _cursor(rows[0]) if len(found) > limit else "", _cursor(rows[-1])
    after = Cursor.parse(asked.get("after", ""))
    found = rows_after(session, worklist, desk, filters, after, limit=limit + 1)
    rows = found[:limit]
    previous = _cursor(rows[0]) if rows and after is not None else ""
    return rows, previous, _cursor(rows[-1]) if len(found) > limit else ""


def _cursor(row: Row[Any]) -> str:
    return Cursor(row.due_on, Kind(row.kind), row.id).text


def _projects(session: Session, desk: Desk) -> tuple[tuple[int, str], ...]:
    """With the year, where more than one has projects."""
    found = projects_of(session, desk)
    many = len({one.run_id for one in found}) > 1
    return tuple((one.id, f"{one.title}, {one.run}" if many else one.title) for one in found)


def _filters(asked: Mapping[str, str], projects: Sequence[tuple[int, str]]) -> Filters:
    whose, project = asked.get("whose", ""), asked.get("project", "")
    return Filters(
        words=asked.get("q", "").strip(),
        stage=asked.get("stage", "") if asked.get("stage") in STAGES else "",
        term=asked.get("term", "") if asked.get("term") in TERMS else "",
        whose=int(whose) if whose in {str(role.value) for role in MOVES} else 0,
        project=int(project) if project in {str(number) for number, _title in projects} else 0,
    )


def _counts(session: Session, desk: Desk, worklist: Worklist, filters: Filters) -> Mapping[str, int]:
    """The figures of all tabs, of the filter, the run that is under way, and whether any run has projects."""
    row = plain_rows(session, _counts_statement(worklist, filters.asked), values_of(desk, filters)).one()
    counts = dict(row._mapping)
    return {"found": counts[worklist.name], **counts}


@lru_cache(maxsize=256)
def _counts_statement(worklist: Worklist, asked: Asked) -> Select[Any]:
    run = (
        select(Run.id)
        .where(Run.authority_id.in_(AUTHORITIES), Run.from_on <= TODAY)
        .order_by(Run.to_on < TODAY, Run.from_on.desc())
        .limit(1)
        .scalar_subquery()
    )
    figures: list[Any] = [count_of(one).label(one.name) for one in WORKLISTS]
    if asked != Asked():
        figures.append(count_of(worklist, asked).label("found"))
    return select(*[*figures, run.label("run"), HAS_PROJECTS.label("by_projects")])


_LATE = TERMS["late"]
_SUSPENDED = N_("Приостановлено")
_LATER = N_("Позже")
GROUPS = (_LATE, TERMS["today"], TERMS["week"], _LATER, TERMS["none"], _SUSPENDED)


def _groups(rows: Sequence[QueueRow], today: date) -> tuple[Group, ...]:
    groups: dict[str, list[QueueRow]] = {title: [] for title in GROUPS}
    for row in rows:
        groups[_group_of(row, today)].append(row)
    return tuple(Group(title, title == _LATE, tuple(found)) for title, found in groups.items() if found)


def _group_of(row: QueueRow, today: date) -> str:
    when = row.when
    if when.suspended_on is not None:
        return _SUSPENDED
    if when.due_on is None:
        return TERMS["none"]
    if when.term.kind is TermKind.LATE:
        return _LATE
    if when.due_on == today:
        return TERMS["today"]
    return TERMS["week"] if when.due_on <= week_end(today) else _LATER
