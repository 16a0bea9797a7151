"""Whom a clause charges and by when: the same answer for the page that shows it and the order that does it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from workflow.deadlines.calendar import CalendarMissing, ProductionCalendar
from workflow.deadlines.deadline import Deadline
from workflow.deadlines.due import due_date
from workflow.deadlines.wording import Unclear, read_wording
from workflow.models.case import Case, Pair
from workflow.models.event import EventSchool
from workflow.models.packet import Packet
from workflow.models.plain import plain_rows
from workflow.orders.clauses import Charged, Clause, ClauseKind


@dataclass(frozen=True, slots=True)
class Party:
    """Who answers: a school (for one of its cases), the methodist, or the official."""

    role: str
    school_id: int | None
    case_id: int | None
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Addressed:
    """Whom the clauses of one packet can charge: (school, its case), (partner, its only case), methodists."""

    schools: tuple[tuple[int, int | None], ...] = ()
    partners: tuple[tuple[int, int | None], ...] = ()
    methodists: tuple[int, ...] = ()


def obligations(clauses: Iterable[Clause], addressed: Addressed) -> dict[tuple[Party, str], list[Clause]]:
    """(Party, words of the term) -> its clauses: each becomes one task, a checklist when they are several."""
    charged: dict[tuple[Party, str], list[Clause]] = defaultdict(list)
    for clause in clauses:
        if clause.kind is not ClauseKind.ASSIGN or clause.charged is None:
            continue
        for party in parties_of(clause.charged, addressed):
            charged[party, clause.term].append(clause)
    return dict(charged)


def parties_of(charged: Charged, addressed: Addressed) -> list[Party]:
    if charged is Charged.SUPPORTED:
        return [Party("school", school_id, case_id) for school_id, case_id in addressed.schools]
    if charged is Charged.PARTNERS:
        return [Party("partner", school_id, case_id) for school_id, case_id in addressed.partners]
    if charged is Charged.METHODIST:
        people = [Party("methodist", None, None, person) for person in addressed.methodists]
        return people or [Party("methodist", None, None)]
    return [Party("official", None, None)]


def addressed_by(session: Session, packet: Packet, cases: Sequence[Case]) -> Addressed:
    """Of a packet with cases: their schools and partners. Of an event: its guests, and those who hold it.
    Of a municipal plan: every school that is supported in the run."""
    if packet.event_id is not None:
        return _of_event(session, packet.run_id, packet.event_id)
    if packet.plan_id is not None:
        query = select(Case).where(Case.run_id == packet.run_id, Case.closed_at.is_(None)).order_by(Case.id)
        cases = session.scalars(query).all()
    return Addressed(
        schools=tuple((case.school_id, case.id) for case in cases),
        partners=tuple(
            (school_id, case_ids[0] if len(case_ids) == 1 else None)
            for school_id, case_ids in partners_of_cases(session, [case.id for case in cases]).items()
        ),
        methodists=tuple(sorted({case.methodist_id for case in cases if case.methodist_id is not None})),
    )


def _of_event(session: Session, run_id: int, event_id: int) -> Addressed:
    its_case = and_(Case.school_id == EventSchool.school_id, Case.run_id == run_id, Case.closed_at.is_(None))
    rows = session.execute(
        select(EventSchool.school_id, EventSchool.holds, Case.id, Case.methodist_id)
        .outerjoin(Case, its_case)
        .where(EventSchool.event_id == event_id)
        .order_by(EventSchool.id)
    ).all()
    return Addressed(
        schools=tuple((row.school_id, row.id) for row in rows if not row.holds),
        partners=tuple((row.school_id, row.id) for row in rows if row.holds),
        methodists=tuple(sorted({row.methodist_id for row in rows if row.methodist_id is not None})),
    )


def partners_of_cases(session: Session, case_ids: Sequence[int]) -> dict[int, list[int]]:
    """Partner school -> the cases it is a partner in, each partner once however many it supports."""
    partners: dict[int, list[int]] = defaultdict(list)
    for school_id, case_id in plain_rows(session, _PARTNERS, {"ids": case_ids}):
        partners[school_id].append(case_id)
    return dict(partners)


_PARTNERS = (
    select(Pair.partner_school_id, Pair.case_id)
    .where(Pair.case_id.in_(bindparam("ids", expanding=True)), Pair.ended_at.is_(None))
    .order_by(Pair.partner_school_id, Pair.case_id)
)


def clause_deadline(term: str, dated_on: date, calendar: ProductionCalendar) -> Deadline | None:
    """The date of the words, or None where they name none or the calendar of that year is not known yet."""
    rule = read_wording(term)
    if isinstance(rule, Unclear):
        return None
    try:
        return due_date(rule, calendar=calendar, dated_on=dated_on)
    except CalendarMissing:
        return None
