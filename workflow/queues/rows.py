"""The three kinds of things in a queue, as selects with one set of columns."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import (
    Boolean,
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
)

from workflow.models.authority import School
from workflow.models.case import Case
from workflow.models.order import Order
from workflow.models.packet import Packet, PacketCase
from workflow.models.programme import ProcessVersion, Run
from workflow.models.task import Evidence, EvidenceStatus, Task
from workflow.queues.by_project import of_project
from workflow.queues.desk import (
    ALL,
    AUTHORITIES,
    ESCAPE,
    LATE,
    NOW,
    OTHERS,
    PERSON,
    RETURNED,
    STAGE,
    TODAY,
    WEEK_END,
    WORDS,
    Asked,
    Kind,
    Worklist,
)
from workflow.states.definition import Role

OUT: Final = ("packet.on_approval", "packet.approved")
ASSEMBLED: Final = "packet.assembled"
ROW: Final[dict[Kind, Any]] = {
    Kind.CASE: Case,
    Kind.PACKET: Packet,
    Kind.CHECK: Task,
    Kind.TASK: Task,
}


def ids_of(kind: Kind, worklist: Worklist, asked: Asked) -> Select[Any]:
    """What stands in a list, enough to be counted: no table is read that decides nothing.

    Whose desk it is and what is looked for are parameters: desk.values_of.
    """
    match kind:
        case Kind.CASE:
            return _filtered(_cases(worklist), asked, row=Case, search=Case.search)
        case Kind.PACKET:
            return _filtered(_packets(worklist), asked, row=Packet, search=None)
        case _:
            return _filtered(_tasks(kind, worklist), asked, row=Task, search=School.search)


def query_of(kind: Kind, worklist: Worklist, asked: Asked) -> Select[Any]:
    """The same with everything that a row shows."""
    ids = ids_of(kind, worklist, asked)
    match kind:
        case Kind.CASE:
            return (
                ids.with_only_columns(*_CASE_COLUMNS)
                .join(School, School.id == Case.school_id)
                .join(ProcessVersion, ProcessVersion.id == Case.process_version_id)
            )
        case Kind.PACKET:
            return ids.with_only_columns(*_PACKET_COLUMNS).join(Run, Run.id == Packet.run_id)
        case _:
            shown = (
                ids.with_only_columns(*_task_columns(kind))
                .outerjoin(Order, Order.id == Task.order_id)
                .outerjoin(ProcessVersion, ProcessVersion.id == Case.process_version_id)
            )
            return shown if asked.words else shown.outerjoin(School, School.id == _SCHOOL_OF_TASK)


#: What the readers of facts and the machine ask of a case, under the names that a case has.
_OF_CASES: Final[tuple[Any, ...]] = (
    Case.authority_id,
    Case.run_id,
    Case.school_id,
    Case.process_version_id,
    Case.waits_for,
    Case.round,
    Case.to_on,
    Case.suspended_on,
)
#: The one set of columns, and their types.
_TYPES: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "id": Integer,
        "due_on": Date,
        "case_id": Integer,
        "school": Text,
        "is_example": Boolean,
        "title": Text,
        "stage": Text,
        "words": Text,
        "state": Text,
        "schools": Integer,
        "deadline": Text,
        "number": Text,
        "dated_on": Date,
        "order_id": Integer,
        "since": Case.entered_at.type,
        "settings": Text,
        **{column.key: column.type for column in _OF_CASES},
    }
)


def _columns(kind: Kind, **known: Any) -> tuple[Any, ...]:
    """A value that a kind does not have is NULL of the column's type."""
    return (
        literal(int(kind), Integer).label("kind"),
        *(known.get(name, cast(null(), type_)).label(name) for name, type_ in _TYPES.items()),
        null().label(Case.closed_at.key),  # who is closed stands in no queue
    )


#: Its own, or that of its case: a methodist's task in a school's plan is about that school.
_SCHOOL_OF_TASK = func.coalesce(Task.school_id, Case.school_id)
#: Written into the statement: so the partial indexes of open tasks are found.
_OPEN = literal("open", literal_execute=True)


def _cases(worklist: Worklist) -> Select[Any]:
    query = select(Case.id).where(Case.authority_id.in_(AUTHORITIES), Case.closed_at.is_(None))
    if worklist is ALL:
        return query
    query = query.where(Case.methodist_id == PERSON)
    held = exists().where(PacketCase.case_id == Case.id, PacketCase.is_in)
    mine = Case.waits_for.op("&")(literal(Role.METHODIST.value)) != 0
    here = and_(mine, Case.suspended_on.is_(None), ~held)
    if worklist is NOW:
        return query.where(here)
    if worklist is OTHERS:
        return query.where(or_(~mine, Case.suspended_on.is_not(None)))
    if worklist is RETURNED:
        return query.where(here, _left_out())
    return query.where(Case.suspended_on.is_(None), ~held, Case.due_on < TODAY)


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


def _packets(worklist: Worklist) -> Select[Any]:
    query = select(Packet.id).where(Packet.authority_id.in_(AUTHORITIES), Packet.created_by_id == PERSON)
    if worklist is NOW:
        return query.where(Packet.state == ASSEMBLED)
    if worklist is RETURNED:
        return query.where(Packet.state == ASSEMBLED, Packet.return_comment != "")
    query = query.where(Packet.state.in_(OUT))
    return query if worklist is OTHERS else query.where(Packet.due_on < TODAY)


def _tasks(kind: Kind, worklist: Worklist) -> Select[Any]:
    query = (
        select(Task.id)
        .outerjoin(Case, Case.id == Task.case_id)
        .where(Task.authority_id.in_(AUTHORITIES), Task.status == _OPEN)
    )
    given = exists().where(Evidence.task_id == Task.id, Evidence.status == EvidenceStatus.GIVEN)
    # Asked in two parts: «not mine» of a task of nobody would be NULL, which is no answer.
    mine = or_(
        and_(Task.assignee_id.is_not(None), Task.assignee_id == PERSON),
        and_(Task.assignee_role == "methodist", Task.assignee_id.is_(None)),
    )
    of_my_case = Case.methodist_id == PERSON
    if kind is Kind.CHECK:
        query = query.where(given, ~mine, or_(of_my_case, Task.case_id.is_(None)))
    elif worklist is NOW:
        query = query.where(mine)
    elif worklist is OTHERS:
        query = query.where(~mine, ~given, or_(of_my_case, Task.case_id.is_(None)))
    else:
        query = query.where(or_(mine, and_(~given, or_(of_my_case, Task.case_id.is_(None)))))
    return query.where(Task.due_on < TODAY) if worklist is LATE else query


def _filtered(query: Select[Any], asked: Asked, *, row: type[Case | Packet | Task], search: Any) -> Select[Any]:
    if asked.words:
        if row is Task:
            query = query.outerjoin(School, School.id == _SCHOOL_OF_TASK)
        query = query.where(_matches(row, search))
    if asked.stage:
        query = query.where(Packet.id < 0 if row is Packet else Case.stage == STAGE)
    if asked.project:
        query = query.where(of_project(row))
    if asked.whose:
        query = query.where(_waits_for(row, Role(asked.whose)))
    match asked.term:
        case "late":
            query = query.where(row.due_on < TODAY)
        case "today":
            query = query.where(row.due_on == TODAY)
        case "week":
            query = query.where(row.due_on >= TODAY, row.due_on <= WEEK_END)
        case "none":
            query = query.where(row.due_on.is_(None))
    return query


def _matches(row: type[Case | Packet | Task], search: Any) -> ColumnElement[bool]:
    """A packet is found by the schools inside it."""
    if row is Packet:
        return exists().where(
            PacketCase.packet_id == Packet.id,
            PacketCase.case_id == Case.id,
            Case.search.like(WORDS, escape=ESCAPE),
        )
    found: ColumnElement[bool] = search.like(WORDS, escape=ESCAPE)
    return found


def _waits_for(row: type[Case | Packet | Task], role: Role) -> ColumnElement[bool]:
    if row is Case:
        return Case.waits_for.op("&")(literal(role.value)) != 0
    if row is Packet:
        states = {Role.METHODIST: [ASSEMBLED], Role.APPROVER: list(OUT)}.get(role, [])
        return Packet.state.in_(states)
    return Task.assignee_role == (role.name or "").lower()


_CASE_COLUMNS = _columns(
    Kind.CASE,
    id=Case.id,
    due_on=Case.due_on,
    case_id=Case.id,
    school=School.name,
    is_example=School.is_example,
    stage=Case.stage,
    words=_left_out_words(),
    state=Case.state,
    since=Case.entered_at,
    settings=cast(ProcessVersion.settings, Text),
    **{column.key: column for column in _OF_CASES},
)
_PACKET_COLUMNS = _columns(
    Kind.PACKET,
    id=Packet.id,
    due_on=Packet.due_on,
    school=Run.title,
    is_example=literal(False),
    title=Packet.title,
    stage=Packet.kind,
    words=Packet.return_comment,
    state=Packet.state,
    schools=_schools_inside(),
    since=Packet.submitted_at,
)


def _task_columns(kind: Kind) -> tuple[Any, ...]:
    return _columns(
        kind,
        id=Task.id,
        due_on=Task.due_on,
        case_id=Task.case_id,
        school=School.name,
        is_example=School.is_example,
        title=Task.title,
        stage=Case.stage,
        words=Task.control_form,
        state=Task.assignee_role,
        deadline=cast(Task.deadline, Text),
        number=Order.number_text,
        dated_on=Order.dated_on,
        order_id=Order.id,
        since=Task.created_at,
        settings=cast(ProcessVersion.settings, Text),
    )
