"""The order -> obligations compiler: each party that an order charges gets one task with a checklist."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from workflow.audit.actions import AuditAction
from workflow.commands.moving import Standing, first_notice_at
from workflow.commands.work import Work
from workflow.deadlines.calendar import CalendarMissing, ProductionCalendar
from workflow.deadlines.calendar_table import calendar_of
from workflow.deadlines.deadline import Deadline
from workflow.deadlines.due import due_date
from workflow.deadlines.stored import to_json
from workflow.deadlines.wording import Unclear, read_wording
from workflow.models.case import Pair
from workflow.models.task import Task, TaskItem
from workflow.orders.clauses import Charged, Clause, ClauseKind


@dataclass(frozen=True, slots=True)
class Party:
    """Who answers: a school (for one of its cases), the methodist, or the official."""

    role: str
    school_id: int | None
    case_id: int | None
    person_id: int | None = None


def make_tasks(
    work: Work, clauses: Iterable[Clause], cases: Sequence[Standing], *, order_id: int, dated_on: date
) -> int:
    """Tasks of a registered order, terms counted from its date. Clauses of one term share a party's task."""
    calendar = calendar_of(work.session, work.authority_id)
    partners = _partners(work, cases)
    charged: dict[tuple[Party, str], list[Clause]] = defaultdict(list)
    for clause in clauses:
        if clause.kind is not ClauseKind.ASSIGN or clause.charged is None:
            continue
        for party in _parties(clause.charged, cases, partners):
            charged[party, clause.term].append(clause)
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


def _partners(work: Work, cases: Sequence[Standing]) -> dict[int, list[int]]:
    """Partner school -> the cases it is a partner in, each partner once however many it supports."""
    rows = work.session.execute(
        select(Pair.partner_school_id, Pair.case_id)
        .where(Pair.case_id.in_([one.case.id for one in cases]), Pair.ended_at.is_(None))
        .order_by(Pair.partner_school_id, Pair.case_id)
    )
    partners: dict[int, list[int]] = defaultdict(list)
    for school_id, case_id in rows:
        partners[school_id].append(case_id)
    return partners


def _parties(charged: Charged, cases: Sequence[Standing], partners: dict[int, list[int]]) -> Iterable[Party]:
    if charged is Charged.SUPPORTED:
        return [Party("school", one.case.school_id, one.case.id) for one in cases]
    if charged is Charged.PARTNERS:
        return [
            Party("partner", school_id, case_ids[0] if len(case_ids) == 1 else None)
            for school_id, case_ids in partners.items()
        ]
    if charged is Charged.METHODIST:
        people = sorted({one.case.methodist_id for one in cases if one.case.methodist_id is not None})
        return [Party("methodist", None, None, person) for person in people] or [Party("methodist", None, None)]
    return [Party("official", None, None)]


def clause_deadline(term: str, dated_on: date, calendar: ProductionCalendar) -> Deadline | None:
    """The date of the words, or None where they name none or the calendar of that year is not known yet."""
    rule = read_wording(term)
    if isinstance(rule, Unclear):
        return None
    try:
        return due_date(rule, calendar=calendar, dated_on=dated_on)
    except CalendarMissing:
        return None


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
