"""The order -> obligations compiler: each party that an order charges gets one task with a checklist."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from workflow.audit.actions import AuditAction
from workflow.commands.moving import Standing, first_notice_at
from workflow.commands.work import Work
from workflow.deadlines.calendar import ProductionCalendar
from workflow.deadlines.calendar_table import calendar_of
from workflow.deadlines.deadline import Deadline
from workflow.deadlines.stored import to_json
from workflow.models.task import Task, TaskItem
from workflow.orders.charges import Party, clause_deadline, obligations, partners_of_cases
from workflow.orders.clauses import Clause


def make_tasks(
    work: Work, clauses: Iterable[Clause], cases: Sequence[Standing], *, order_id: int, dated_on: date
) -> int:
    """Tasks of a registered order, terms counted from its date. Clauses of one term share a party's task."""
    calendar = calendar_of(work.session, work.authority_id)
    rows = [one.case for one in cases]
    partners = partners_of_cases(work.session, [case.id for case in rows])
    charged = obligations(clauses, rows, partners)
    for (party, term), own in charged.items():
        _add_task(
            work,
            party,
            own,
            clause_deadline(term, dated_on, calendar),
            cases[0],
            order_id=order_id,
            calendar=calendar,
        )
    return len(charged)


def _add_task(
    work: Work,
    party: Party,
    clauses: Sequence[Clause],
    deadline: Deadline | None,
    standing: Standing,
    *,
    order_id: int,
    calendar: ProductionCalendar,
) -> None:
    due_on = deadline.due_on if deadline else None
    task = Task(
        authority_id=work.authority_id,
        run_id=standing.case.run_id,
        case_id=party.case_id,
        school_id=party.school_id,
        assignee_role=party.role,
        assignee_id=party.person_id,
        title=clauses[0].text,
        origin="clause",
        order_id=order_id,
        clause=", ".join(clause.number for clause in clauses),
        control_form="; ".join(dict.fromkeys(one.control_form for one in clauses if one.control_form)),
        as_given=clauses[0].term,
        due_on=due_on,
        deadline=to_json(deadline) if deadline else None,
        next_notice_at=first_notice_at(due_on, work.home.zone, calendar, work.now),
        created_at=work.now,
    )
    work.session.add(task)
    work.session.flush()  # the checklist and the record need the task's id
    if len(clauses) > 1:
        work.session.add_all(
            TaskItem(
                authority_id=work.authority_id,
                task_id=task.id,
                position=position,
                title=clause.text,
                clause=clause.number,
            )
            for position, clause in enumerate(clauses, 1)
        )
    work.record(
        AuditAction.TASK_CREATE,
        case_id=party.case_id,
        order_id=order_id,
        data={"task": task.id, "clause": task.clause, "due_on": due_on, "school": party.school_id},
    )
