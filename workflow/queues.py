"""Worklists: what waits for a methodist, as queries with one set of columns, one order and one kind of cursor.

Three kinds of things stand in one list: cases, tasks and packets. Each kind is cut to a page by its own index
before the kinds are put together, so the length of a list costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    ScalarSelect,
    Select,
    Text,
    and_,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    tuple_,
    union_all,
)

from workflow.models.authority import School
from workflow.models.case import Case
from workflow.models.order import Order
from workflow.models.packet import Packet, PacketCase
from workflow.models.programme import Run
from workflow.models.search import search_text
from workflow.models.task import Evidence, EvidenceStatus, Task
from workflow.states.definition import N_, Role

COUNT_LIMIT: Final = 1001
OUT: Final = ("packet.on_approval", "packet.approved")
ASSEMBLED: Final = "packet.assembled"


class Kind(IntEnum):
    """The value is the place among things of one date: what a case waits for goes before a task."""

    CASE = 1
    PACKET = 2
    CHECK = 3  # a task whose evidence was given and waits to be looked at
    TASK = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Whose list it is: a methodist's, in the authorities where he is one today."""

    person_id: int
    authorities: frozenset[int]
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """As they stand in the address; empty means all."""

    words: str = ""
    stage: str = ""
    term: str = ""  # late | today | week | none
    whose: int = 0


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row seen: dated rows in the order of dates, then those without."""

    due_on: date | None
    kind: int
    id: int

    @property
    def text(self) -> str:
        return f"{self.due_on or '-'}.{self.kind}.{self.id}"

    @classmethod
    def parse(cls, text: str) -> Cursor | None:
        """None for anything that we did not write: the list then begins at its beginning."""
        parts = text.split(".")
        try:
            due, kind, row = parts
            return cls(None if due == "-" else date.fromisoformat(due), int(kind), int(row))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Worklist:
    """A tab of the queue. `kinds` gives the branches of its query."""

    name: str
    title: str
    kinds: tuple[Kind, ...]


NOW = Worklist("now", N_("Мне, сейчас"), tuple(Kind))
OTHERS = Worklist("others", N_("Ждут других"), (Kind.CASE, Kind.PACKET, Kind.TASK))
RETURNED = Worklist("returned", N_("Возвращено мне"), (Kind.CASE, Kind.PACKET))
LATE = Worklist("late", N_("Просрочено"), tuple(Kind))
ALL = Worklist("all", N_("Все"), (Kind.CASE,))
WORKLISTS: Final = (NOW, OTHERS, RETURNED, LATE, ALL)


def page_of(worklist: Worklist, desk: Desk, filters: Filters, cursor: Cursor | None, limit: int) -> Select[Any]:
    """The next `limit` rows after the cursor, earliest term first, rows without a date last."""
    branches = _branches(worklist, desk, filters, cursor, limit)
    rows = union_all(*map(_apart, branches)).subquery("rows")
    return select(rows).order_by(rows.c.due_on.is_(None), rows.c.due_on, rows.c.kind, rows.c.id).limit(limit)


def count_of(worklist: Worklist, desk: Desk, filters: Filters | None = None) -> ScalarSelect[int]:
    """How many rows, counted up to «more than a thousand»."""
    rows = union_all(
        *(
            select(
                _query(kind, worklist, desk, filters or Filters())
                .with_only_columns(_ROW[kind].id)
                .limit(COUNT_LIMIT)
                .subquery()
            )
            for kind in worklist.kinds
        )
    ).subquery()
    return select(func.count()).select_from(select(rows).limit(COUNT_LIMIT).subquery()).scalar_subquery()


def _apart(branch: Select[Any]) -> Select[Any]:
    """Its own order and limit, which a member of a union may not have."""
    return select(branch.subquery())


_ROW: Final[dict[Kind, Any]] = {
    Kind.CASE: Case,
    Kind.PACKET: Packet,
    Kind.CHECK: Task,
    Kind.TASK: Task,
}


def _branches(
    worklist: Worklist, desk: Desk, filters: Filters, cursor: Cursor | None, limit: int
) -> Iterator[Select[Any]]:
    for kind in worklist.kinds:
        row = _ROW[kind]
        query = _query(kind, worklist, desk, filters)
        if cursor is None or cursor.due_on is not None:
            dated = query.where(row.due_on.is_not(None))
            if cursor is not None:
                dated = dated.where(_after(row, kind, cursor))
            yield dated.order_by(row.due_on, row.id).limit(limit)
        undated = query.where(row.due_on.is_(None))
        if cursor is not None and cursor.due_on is None:
            if kind < cursor.kind:
                continue
            if kind == cursor.kind:
                undated = undated.where(row.id > cursor.id)
        yield undated.order_by(row.id).limit(limit)


def _after(row: type[Case | Packet | Task], kind: Kind, cursor: Cursor) -> ColumnElement[bool]:
    """The kind stands between date and id in the order, and is the same for a whole branch."""
    if kind > cursor.kind:
        return row.due_on >= cursor.due_on
    if kind < cursor.kind:
        return row.due_on > cursor.due_on
    return tuple_(row.due_on, row.id) > tuple_(literal(cursor.due_on, Date), literal(cursor.id))


def _query(kind: Kind, worklist: Worklist, desk: Desk, filters: Filters) -> Select[Any]:
    match kind:
        case Kind.CASE:
            return _filtered(_cases(worklist, desk), filters, desk, row=Case, search=Case.search)
        case Kind.PACKET:
            return _filtered(_packets(worklist, desk), filters, desk, row=Packet, search=None)
        case _:
            return _filtered(_tasks(kind, worklist, desk), filters, desk, row=Task, search=School.search)


def _columns(
    kind: Kind,
    *,
    id: Any,
    due_on: Any,
    case_id: Any,
    school: Any,
    title: Any,
    stage: Any,
    words: Any,
    state: Any,
    schools: Any,
    deadline: Any,
    number: Any,
    dated_on: Any,
    order_id: Any,
    since: Any,
) -> tuple[Any, ...]:
    """The one set of columns; a value that a kind does not have is NULL of the column's type."""
    return (
        literal(int(kind), Integer).label("kind"),
        id.label("id"),
        due_on.label("due_on"),
        case_id.label("case_id"),
        school.label("school"),
        title.label("title"),
        stage.label("stage"),
        words.label("words"),
        state.label("state"),
        schools.label("schools"),
        deadline.label("deadline"),
        number.label("number"),
        dated_on.label("dated_on"),
        order_id.label("order_id"),
        since.label("since"),
    )


_NO_TEXT = cast(null(), Text)
_NO_NUMBER = cast(null(), Integer)
_NO_DATE = cast(null(), Date)
_NO_MOMENT = cast(null(), Case.entered_at.type)


def _cases(worklist: Worklist, desk: Desk) -> Select[Any]:
    columns = _columns(
        Kind.CASE,
        id=Case.id,
        due_on=Case.due_on,
        case_id=Case.id,
        school=School.name,
        title=_NO_TEXT,
        stage=Case.stage,
        words=_left_out_words(),
        state=Case.state,
        schools=_NO_NUMBER,
        deadline=_NO_TEXT,
        number=_NO_TEXT,
        dated_on=_NO_DATE,
        order_id=_NO_NUMBER,
        since=Case.entered_at,
    )
    query = (
        select(*columns)
        .join(School, School.id == Case.school_id)
        .where(Case.authority_id.in_(desk.authorities), Case.closed_at.is_(None))
    )
    if worklist is ALL:
        return query
    query = query.where(Case.methodist_id == desk.person_id)
    held = exists().where(PacketCase.case_id == Case.id, PacketCase.is_in)
    mine = Case.waits_for.op("&")(literal(Role.METHODIST.value)) != 0
    here = and_(mine, Case.suspended_on.is_(None), ~held)
    if worklist is NOW:
        return query.where(here)
    if worklist is OTHERS:
        return query.where(or_(~mine, Case.suspended_on.is_not(None)))
    if worklist is RETURNED:
        return query.where(here, _left_out())
    return query.where(Case.suspended_on.is_(None), ~held, Case.due_on < desk.today)


def _left_out() -> ColumnElement[bool]:
    """Taken out of a packet by the one who decides, and not moved since."""
    return exists().where(PacketCase.case_id == Case.id, PacketCase.left_out_at >= Case.entered_at)


def _left_out_words() -> ScalarSelect[Any]:
    return (
        select(PacketCase.comment)
        .where(PacketCase.case_id == Case.id, PacketCase.left_out_at >= Case.entered_at)
        .order_by(PacketCase.id.desc())
        .limit(1)
        .correlate(Case)
        .scalar_subquery()
    )


def _schools_inside() -> ScalarSelect[Any]:
    return (
        select(func.count())
        .where(PacketCase.packet_id == Packet.id, PacketCase.is_in)
        .correlate(Packet)
        .scalar_subquery()
    )


def _packets(worklist: Worklist, desk: Desk) -> Select[Any]:
    columns = _columns(
        Kind.PACKET,
        id=Packet.id,
        due_on=Packet.due_on,
        case_id=_NO_NUMBER,
        school=Run.title,
        title=Packet.title,
        stage=Packet.kind,
        words=Packet.return_comment,
        state=Packet.state,
        schools=_schools_inside(),
        deadline=_NO_TEXT,
        number=_NO_TEXT,
        dated_on=_NO_DATE,
        order_id=_NO_NUMBER,
        since=Packet.submitted_at,
    )
    query = (
        select(*columns)
        .join(Run, Run.id == Packet.run_id)
        .where(Packet.authority_id.in_(desk.authorities), Packet.created_by_id == desk.person_id)
    )
    if worklist is NOW:
        return query.where(Packet.state == ASSEMBLED)
    if worklist is RETURNED:
        return query.where(Packet.state == ASSEMBLED, Packet.return_comment != "")
    query = query.where(Packet.state.in_(OUT))
    return query if worklist is OTHERS else query.where(Packet.due_on < desk.today)


def _tasks(kind: Kind, worklist: Worklist, desk: Desk) -> Select[Any]:
    columns = _columns(
        kind,
        id=Task.id,
        due_on=Task.due_on,
        case_id=Task.case_id,
        school=School.name,
        title=Task.title,
        stage=Case.stage,
        words=Task.control_form,
        state=Task.assignee_role,
        schools=_NO_NUMBER,
        deadline=cast(Task.deadline, Text),
        number=Order.number_text,
        dated_on=Order.dated_on,
        order_id=Order.id,
        since=Task.created_at,
    )
    query = (
        select(*columns)
        .outerjoin(School, School.id == Task.school_id)
        .outerjoin(Case, Case.id == Task.case_id)
        .outerjoin(Order, Order.id == Task.order_id)
        .where(Task.authority_id.in_(desk.authorities), Task.status == literal("open"))
    )
    given = exists().where(Evidence.task_id == Task.id, Evidence.status == EvidenceStatus.GIVEN)
    # Asked in two parts: «not mine» of a task of nobody would be NULL, which is no answer.
    mine = or_(
        and_(Task.assignee_id.is_not(None), Task.assignee_id == desk.person_id),
        and_(Task.assignee_role == "methodist", Task.assignee_id.is_(None)),
    )
    of_my_case = Case.methodist_id == desk.person_id
    if kind is Kind.CHECK:
        query = query.where(given, ~mine, or_(of_my_case, Task.case_id.is_(None)))
    elif worklist is NOW:
        query = query.where(mine)
    elif worklist is OTHERS:
        query = query.where(~mine, ~given, or_(of_my_case, Task.case_id.is_(None)))
    else:
        query = query.where(or_(mine, and_(~given, or_(of_my_case, Task.case_id.is_(None)))))
    return query.where(Task.due_on < desk.today) if worklist is LATE else query


def _filtered(
    query: Select[Any], filters: Filters, desk: Desk, *, row: type[Case | Packet | Task], search: Any
) -> Select[Any]:
    if filters.words and (wanted := search_text(filters.words)):
        query = query.where(_matches(row, search, wanted))
    if filters.stage:
        query = query.where(Packet.id < 0 if row is Packet else Case.stage == filters.stage)
    if filters.whose:
        query = query.where(_waits_for(row, Role(filters.whose)))
    match filters.term:
        case "late":
            query = query.where(row.due_on < desk.today)
        case "today":
            query = query.where(row.due_on == desk.today)
        case "week":
            query = query.where(row.due_on >= desk.today, row.due_on <= week_end(desk.today))
        case "none":
            query = query.where(row.due_on.is_(None))
    return query


def _matches(row: type[Case | Packet | Task], search: Any, wanted: str) -> ColumnElement[bool]:
    """A packet is found by the schools inside it."""
    if row is Packet:
        return exists().where(
            PacketCase.packet_id == Packet.id,
            PacketCase.case_id == Case.id,
            Case.search.contains(wanted, autoescape=True),
        )
    found: ColumnElement[bool] = search.contains(wanted, autoescape=True)
    return found


def _waits_for(row: type[Case | Packet | Task], role: Role) -> ColumnElement[bool]:
    if row is Case:
        return Case.waits_for.op("&")(literal(role.value)) != 0
    if row is Packet:
        states = {Role.METHODIST: [ASSEMBLED], Role.APPROVER: list(OUT)}.get(role, [])
        return Packet.state.in_(states)
    return Task.assignee_role == (role.name or "").lower()


def week_end(today: date) -> date:
    """Sunday of the same week."""
    return date.fromordinal(today.toordinal() + 6 - today.weekday())
