"""The sweep over deadlines: tasks, states of cases, packets that wait. One notice a deadline, kind and day.

A batch costs the same dozen statements whether one row is due or a thousand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from workflow.commands.due_rows import TABLES, Row, is_due
from workflow.commands.errors import NotHere
from workflow.commands.recipients import Roster, partner_schools, roster_of
from workflow.commands.rows import insert_once
from workflow.commands.work import Command, Result, Work, handles
from workflow.deadlines.reminders import Notice as Reminder
from workflow.deadlines.reminders import NoticeKind, next_notice_at, notice_now
from workflow.models.case import Case
from workflow.models.notice import DeadlineNotice, Notice
from workflow.models.packet import Packet
from workflow.models.task import Task
from workflow.states.definition import Role


@dataclass(frozen=True, kw_only=True)
class SweepDeadlines(Command):
    """Rows of one authority and one kind: reminds of those that are still due when they are locked."""

    authority_id: int
    kind: str  # task | case | packet
    ids: tuple[int, ...]


@handles(SweepDeadlines)
def _(command: SweepDeadlines, work: Work) -> Result:
    if command.kind not in TABLES:
        raise NotHere
    work.enter(command.authority_id)
    reminders = _plan(work, _locked(work, command))
    return {"told": _tell(work, command.kind, _first_time(work, command.kind, reminders))}


@dataclass(frozen=True, kw_only=True)
class SweepOn(Command):
    """Leave the batch after that id to another message, so that no job is longer than its lease."""

    authority_id: int
    kind: str
    after: int


@handles(SweepOn)
def _(command: SweepOn, work: Work) -> Result:
    work.enter(command.authority_id)
    work.send("deadlines.sweep", authority_id=command.authority_id, kind=command.kind, after=command.after)
    return {}


def _locked(work: Work, command: SweepDeadlines) -> Sequence[Row]:
    """What somebody else holds now is theirs: it was just swept, or changed, or stays due."""
    table = TABLES[command.kind]
    query: Any = (
        select(table)
        .where(
            table.id.in_(command.ids),
            table.authority_id == work.authority_id,
            is_due(command.kind, work.now),
        )
        .order_by(table.id)
        .with_for_update(of=table, skip_locked=True, key_share=True)
    )
    rows: Sequence[Row] = work.session.scalars(query).all()
    return rows


def _plan(work: Work, rows: Sequence[Row]) -> list[tuple[Row, Reminder]]:
    """Every row gets its next moment; answers those that are to be spoken of now."""
    calendar, zone = work.calendar, ZoneInfo(work.home.zone)
    found = []
    for row in rows:
        planned_at, due_on = row.next_notice_at, row.due_on
        row.next_notice_at = next_notice_at(due_on, calendar, after=work.now, zone=zone)
        if planned_at is None or due_on is None:
            continue
        reminder = notice_now(due_on, calendar, planned_at=planned_at, now=work.now, zone=zone)
        if reminder is not None:
            found.append((row, reminder))
    return found


def _first_time(work: Work, kind: str, reminders: Sequence[tuple[Row, Reminder]]) -> list[tuple[Row, Reminder]]:
    """The mark of (deadline, kind, day) decides: what was told once is not told again."""
    fresh = insert_once(
        work.session,
        DeadlineNotice,
        [
            {
                "authority_id": work.authority_id,
                "deadline": f"{kind}:{row.id}",
                "kind": reminder.kind.value,
                "local_on": reminder.on,
                "created_at": work.now,
            }
            for row, reminder in reminders
        ],
        DeadlineNotice.deadline,
    )
    new = {deadline for (deadline,) in fresh}
    return [(row, reminder) for row, reminder in reminders if f"{kind}:{row.id}" in new]


def _tell(work: Work, kind: str, reminders: Sequence[tuple[Row, Reminder]]) -> int:
    if not reminders:
        return 0
    roster = roster_of(work.session, work.authority_id, work.today)
    cases = _cases(work, [row for row, _ in reminders])
    partners = partner_schools(work.session, cases.values())
    notices = [
        {
            "authority_id": work.authority_id,
            "event": f"{kind}:{row.id}:{reminder.kind.value}:{reminder.on.isoformat()}",
            "kind": f"deadline:{reminder.kind.value}",
            "recipient_id": person_id,
            "channel": "app",
            "values": {
                "due_on": row.due_on.isoformat() if row.due_on else "",
                "late": reminder.late,
                "subject": kind,
            },
            "created_at": work.now,
            **_about(row),
        }
        for row, reminder in reminders
        for person_id in sorted(_recipients(row, reminder, roster, cases, partners))
    ]
    return len(insert_once(work.session, Notice, notices, Notice.id))


def _cases(work: Work, rows: Sequence[Row]) -> dict[int, Case]:
    """The cases that the rows are, or belong to."""
    cases = {row.id: row for row in rows if isinstance(row, Case)}
    wanted = {row.case_id for row in rows if isinstance(row, Task) and row.case_id is not None}
    if wanted:
        cases |= {case.id: case for case in work.session.scalars(select(Case).where(Case.id.in_(wanted)))}
    return cases


def _about(row: Row) -> dict[str, int | None]:
    if isinstance(row, Task):
        return {"case_id": row.case_id, "packet_id": None, "task_id": row.id, "order_id": row.order_id}
    packet_id = row.id if isinstance(row, Packet) else None
    case_id = row.id if isinstance(row, Case) else None
    return {"case_id": case_id, "packet_id": packet_id, "task_id": None, "order_id": None}


def _recipients(
    row: Row,
    reminder: Reminder,
    roster: Roster,
    cases: Mapping[int, Case],
    partners: Mapping[int, tuple[int, ...]],
) -> set[int]:
    """Whoever answers for it; when it is late, the methodist as well. A case on approval is its packet's."""
    late = reminder.kind is NoticeKind.OVERDUE
    if isinstance(row, Packet):
        sender = roster.known(row.submitted_by_id) if late else set()
        return (roster.approvers - set(row.author_ids)) | sender
    if isinstance(row, Task):
        case = cases.get(row.case_id or 0)
        people = roster.answerable(row, case)
        return people | roster.methodists(case) if late and case is not None else people
    if Role.APPROVER in Role(row.waits_for):
        return set()
    people = roster.whose_move(row, partners.get(row.id, ()))
    return people | roster.methodists(row) if late else people
