"""The sweep over deadlines: tasks, states of cases, packets that wait. One notice a deadline, kind and day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from workflow.commands.errors import BadInput
from workflow.commands.recipients import methodists, people_of_schools, people_with, whose_move
from workflow.commands.rows import insert_once
from workflow.commands.work import Command, Result, Work, handles
from workflow.deadlines.calendar import CalendarMissing, ProductionCalendar
from workflow.deadlines.reminders import Notice as Reminder
from workflow.deadlines.reminders import NoticeKind, next_notice_at, notice_now
from workflow.models.case import Case
from workflow.models.notice import DeadlineNotice, Notice
from workflow.models.packet import Packet
from workflow.models.person import RoleName
from workflow.models.task import Task, TaskStatus
from workflow.states.definition import say

BATCH = 1_000
Row = Task | Case | Packet


@dataclass(frozen=True, kw_only=True)
class SweepDeadlines(Command):
    """One batch of one authority: rows whose moment has come. `kind` is task, case or packet."""

    authority_id: int
    kind: str


@handles(SweepDeadlines)
def _(command: SweepDeadlines, work: Work) -> Result:
    work.enter(command.authority_id)
    rows = _due_rows(work, command.kind)
    if not rows:
        return {"seen": 0, "told": 0}
    calendar = work.calendar
    told = sum(_remind(work, command.kind, row, calendar) for row in rows)
    return {"seen": len(rows), "told": told}


def _due_rows(work: Work, kind: str) -> Sequence[Row]:
    queries: dict[str, Any] = {
        "task": select(Task).where(
            Task.authority_id == work.authority_id,
            Task.status == TaskStatus.OPEN,
            Task.next_notice_at <= work.now,
        ),
        "case": select(Case).where(
            Case.authority_id == work.authority_id,
            Case.closed_at.is_(None),
            Case.next_notice_at <= work.now,
        ),
        "packet": select(Packet).where(
            Packet.authority_id == work.authority_id, Packet.next_notice_at <= work.now
        ),
    }
    if kind not in queries:
        raise BadInput("kind", say(kind))
    query = queries[kind].limit(BATCH).with_for_update(skip_locked=True, key_share=True)
    rows: Sequence[Row] = work.session.scalars(query).all()
    return rows


def _remind(work: Work, kind: str, row: Row, calendar: ProductionCalendar) -> int:
    zone = ZoneInfo(work.home.zone)
    planned_at, due_on = row.next_notice_at, row.due_on
    if planned_at is None or due_on is None:
        row.next_notice_at = None
        return 0
    try:
        reminder = notice_now(due_on, calendar, planned_at=planned_at, now=work.now, zone=zone)
        row.next_notice_at = next_notice_at(due_on, calendar, after=work.now, zone=zone)
    except CalendarMissing:
        row.next_notice_at = None  # the year has no calendar: told by the administrator's page, never guessed
        return 0
    return _tell(work, kind, row, reminder, due_on) if reminder else 0


def _tell(work: Work, kind: str, row: Row, reminder: Reminder, due_on: date) -> int:
    deadline = f"{kind}:{row.id}"
    fresh = insert_once(
        work.session,
        DeadlineNotice,
        [
            {
                "deadline": deadline,
                "kind": reminder.kind.value,
                "local_on": reminder.on,
                "created_at": work.now,
            }
        ],
    )
    if not fresh:
        return 0
    people = _recipients(work, row, overdue=reminder.kind is NoticeKind.OVERDUE)
    case_id = row.id if isinstance(row, Case) else row.case_id if isinstance(row, Task) else None
    return insert_once(
        work.session,
        Notice,
        [
            {
                "authority_id": work.authority_id,
                "event": f"{deadline}:{reminder.kind.value}:{reminder.on.isoformat()}",
                "kind": f"deadline:{reminder.kind.value}",
                "recipient_id": person_id,
                "channel": "app",
                "values": {"due_on": due_on.isoformat(), "late": reminder.late, "subject": kind},
                "case_id": case_id,
                "packet_id": row.id if isinstance(row, Packet) else None,
                "task_id": row.id if isinstance(row, Task) else None,
                "order_id": row.order_id if isinstance(row, Task) else None,
                "created_at": work.now,
            }
            for person_id in sorted(people)
        ],
    )


def _recipients(work: Work, row: Row, *, overdue: bool) -> set[int]:
    """Whoever answers for it; when it is late, the methodist of the case as well."""
    session, today = work.session, work.today
    if isinstance(row, Case):
        return whose_move(session, row, today) | (methodists(session, [row], today) if overdue else set())
    if isinstance(row, Packet):
        return people_with(session, row.authority_id, [RoleName.OFFICIAL], today, approve=True)
    case = session.get(Case, row.case_id) if row.case_id is not None else None
    people = {row.assignee_id} if row.assignee_id is not None else _by_role(work, row, case)
    if overdue and case is not None:
        people |= methodists(session, [case], today)
    return people


def _by_role(work: Work, task: Task, case: Case | None) -> set[int]:
    if task.school_id is not None:
        return people_of_schools(work.session, [task.school_id], work.today)
    if task.assignee_role == RoleName.METHODIST and case is not None:
        return methodists(work.session, [case], work.today)
    role = RoleName.METHODIST if task.assignee_role == RoleName.METHODIST else RoleName.OFFICIAL
    return people_with(work.session, work.authority_id, [role], work.today)
