"""The order -> obligations compiler: each party that an order charges gets one task with a checklist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, cast

from sqlalchemy import Table, insert

from workflow.audit.actions import AuditAction
from workflow.commands.moving import first_notice_at
from workflow.commands.packet_rows import Held
from workflow.commands.work import Work
from workflow.deadlines.calendar import ProductionCalendar
from workflow.deadlines.deadline import Deadline
from workflow.deadlines.stored import to_json
from workflow.models.packet import Packet
from workflow.models.task import Task, TaskItem
from workflow.orders.charges import Party, addressed_by, clause_deadline, obligations
from workflow.orders.clauses import Clause


def make_tasks(work: Work, held: Held, clauses: Iterable[Clause], *, order_id: int, dated_on: date) -> int:
    """Tasks of a registered order, terms counted from its date. Clauses of one term share a party's task."""
    calendar = work.calendar
    cases = [one.case for one in held.cases]
    charged = obligations(clauses, addressed_by(work.session, held.packet, cases))
    terms = {term: clause_deadline(term, dated_on, calendar) for _, term in charged}
    tasks = [
        _task(work, party, own, terms[term], held.packet, order_id=order_id, calendar=calendar)
        for (party, term), own in charged.items()
    ]
    if not tasks:
        return 0
    ids = work.connection.execute(_INSERT, tasks).scalars().all()
    items = [
        item for task_id, own in zip(ids, charged.values(), strict=True) for item in _items(work, task_id, own)
    ]
    if items:
        work.connection.execute(_INSERT_ITEMS, items)
    for task_id, task in zip(ids, tasks, strict=True):
        work.record(
            AuditAction.TASK_CREATE,
            case_id=task["case_id"],
            order_id=order_id,
            data={
                "task": task_id,
                "clause": task["clause"],
                "due_on": task["due_on"],
                "school": task["school_id"],
            },
        )
    return len(tasks)


#: Ids in the order of the rows: the checklists and the record need them.
_TASKS = cast(Table, Task.__table__)
_INSERT = insert(_TASKS).returning(_TASKS.c.id, sort_by_parameter_order=True)
_INSERT_ITEMS = insert(cast(Table, TaskItem.__table__))


def _task(
    work: Work,
    party: Party,
    clauses: Sequence[Clause],
    deadline: Deadline | None,
    packet: Packet,
    *,
    order_id: int,
    calendar: ProductionCalendar,
) -> dict[str, Any]:
    due_on = deadline.due_on if deadline else None
    return {
        "authority_id": work.authority_id,
        "run_id": packet.run_id,
        "case_id": party.case_id,
        "school_id": party.school_id,
        "assignee_role": party.role,
        "assignee_id": party.person_id,
        "title": clauses[0].text.removesuffix("."),
        "origin": "clause",
        "order_id": order_id,
        "clause": ", ".join(clause.number for clause in clauses),
        "control_form": "; ".join(dict.fromkeys(one.control_form for one in clauses if one.control_form)),
        "as_given": clauses[0].term,
        "due_on": due_on,
        "deadline": to_json(deadline) if deadline else None,
        "next_notice_at": first_notice_at(due_on, work.home.zone, calendar, work.now),
        "created_at": work.now,
    }


def _items(work: Work, task_id: int, clauses: Sequence[Clause]) -> Iterator[dict[str, Any]]:
    """Clauses that share a task stand in its checklist; a single one is the task itself."""
    if len(clauses) > 1:
        for position, clause in enumerate(clauses, 1):
            yield {
                "authority_id": work.authority_id,
                "task_id": task_id,
                "position": position,
                "title": clause.text,
                "clause": clause.number,
            }
