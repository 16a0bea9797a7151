"""Whom a clause charges and by when: the same answer for the page that shows it and the order that does it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.deadlines.calendar import CalendarMissing, ProductionCalendar
from workflow.deadlines.deadline import Deadline
from workflow.deadlines.due import due_date
from workflow.deadlines.wording import Unclear, read_wording
from workflow.models.case import Case, Pair
from workflow.orders.clauses import Charged, Clause, ClauseKind


@dataclass(frozen=True, slots=True)
class Party:
    """Who answers: a school (for one of its cases), the methodist, or the official."""

    role: str
    school_id: int | None
    case_id: int | None
    person_id: int | None = None


def obligations(
    clauses: Iterable[Clause], cases: Sequence[Case], partners: Mapping[int, Sequence[int]]
) -> dict[tuple[Party, str], list[Clause]]:
    """(Party, words of the term) -> its clauses: each becomes one task, a checklist when they are several."""
    charged: dict[tuple[Party, str], list[Clause]] = defaultdict(list)
    for clause in clauses:
        if clause.kind is not ClauseKind.ASSIGN or clause.charged is None:
            continue
        for party in parties_of(clause.charged, cases, partners):
            charged[party, clause.term].append(clause)
    return dict(charged)


def parties_of(charged: Charged, cases: Sequence[Case], partners: Mapping[int, Sequence[int]]) -> list[Party]:
    if charged is Charged.SUPPORTED:
        return [Party("school", case.school_id, case.id) for case in cases]
    if charged is Charged.PARTNERS:
        return [
            Party("partner", school_id, case_ids[0] if len(case_ids) == 1 else None)
            for school_id, case_ids in partners.items()
        ]
    if charged is Charged.METHODIST:
        people = sorted({case.methodist_id for case in cases if case.methodist_id is not None})
        return [Party("methodist", None, None, person) for person in people] or [Party("methodist", None, None)]
    return [Party("official", None, None)]


def partners_of_cases(session: Session, case_ids: Sequence[int]) -> dict[int, list[int]]:
    """Partner school -> the cases it is a partner in, each partner once however many it supports."""
    partners: dict[int, list[int]] = defaultdict(list)
    for school_id, case_id in session.execute(
        select(Pair.partner_school_id, Pair.case_id)
        .where(Pair.case_id.in_(case_ids), Pair.ended_at.is_(None))
        .order_by(Pair.partner_school_id, Pair.case_id)
    ):
        partners[school_id].append(case_id)
    return dict(partners)


def clause_deadline(term: str, dated_on: date, calendar: ProductionCalendar) -> Deadline | None:
    """The date of the words, or None where they name none or the calendar of that year is not known yet."""
    rule = read_wording(term)
    if isinstance(rule, Unclear):
        return None
    try:
        return due_date(rule, calendar=calendar, dated_on=dated_on)
    except CalendarMissing:
        return None
