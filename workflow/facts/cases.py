"""Read what the guards ask about, for many cases at once: a fixed number of statements, however many rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Exists,
    ScalarSelect,
    Select,
    bindparam,
    exists,
    func,
    literal,
    select,
)
from sqlalchemy.orm import Session, aliased

from workflow.clock import local_date
from workflow.facts.of_case import OfCase
from workflow.facts.sections import sections_of
from workflow.models.authority import Authority, CategoryRecord, School
from workflow.models.case import Case, Consent, Deficit, DiagnosisConclusion, Pair
from workflow.models.packet import PacketCase
from workflow.models.plain import plain_rows
from workflow.models.plan import GOES_ON, Measure
from workflow.models.programme import ProcessVersion
from workflow.models.task import Task, TaskStatus
from workflow.states.closure import CLOSURE
from workflow.states.facts import (
    CaseFacts,
    Collects,
    DiagnosisFacts,
    Facts,
    PairingFacts,
    ProcessFacts,
)


def facts_of(session: Session, cases: Sequence[OfCase], now: datetime) -> dict[int, Facts]:
    """Case id -> Facts: one statement, the sections' own, one more where cases are being closed, and one where
    an ended case may be asked to be reopened."""
    if not cases:
        return {}
    standing: dict[str, list[OfCase]] = defaultdict(list)
    for case in cases:
        standing[case.stage].append(case)
    closing = standing.get(CLOSURE.name, ())
    others = _others_open(session, closing)
    tasks = _tasks(session, {case.id: case.to_on for case in closing})
    sections = sections_of(session, standing, now)
    shared = cache(partial(_shared, cache(partial(local_date, now))))
    found = {}
    for row in plain_rows(session, _OF_CASES, {"ids": [case.id for case in cases]}):
        case_id = row.id
        facts = shared(row[1:], *tasks.get(case_id, _NOT_ASKED), case_id in others)
        found[case_id] = replace(facts, **sections[case_id]) if case_id in sections else facts
    return found


def _shared(
    day_in: Callable[[str], date],
    known: tuple[Any, ...],
    open_tasks: tuple[str, ...],
    undated_tasks: tuple[str, ...],
    later_tasks: int,
    another_is_open: bool,
) -> Facts:
    """`known`: a row of _OF_CASES but its id. Cases of a list that stand alike share what is known of them."""
    row = _Known(*known)
    return Facts(
        process=_process_facts(row.collects or Collects.SCHOOL.value),
        case=CaseFacts(
            suspended_on=row.suspended_on,
            open_tasks=open_tasks,
            undated_tasks=undated_tasks,
            later_tasks=later_tasks,
            packet_out=row.packet_id,
            another_is_open=another_is_open,
        ),
        diagnosis=DiagnosisFacts(
            category_recorded=(row.category_to or date.min) >= day_in(row.zone),
            deficits=row.deficits,
            untyped_deficits=row.deficits - row.typed,
            conclusion_recorded=bool(row.concluded),
        ),
        pairing=_pairing(row),
    )


def _pairing(row: _Known) -> PairingFacts:
    if row.partner is None:
        return PairingFacts()
    return PairingFacts(
        partner=row.partner,
        school_consented=bool(row.school_consented),
        partner_consented=bool(row.partner_consented),
        partner_load=row.load - 1,  # this case is one of them
        partner_capacity=row.capacity,
    )


class _Known(NamedTuple):
    """A row of _OF_CASES but its id."""

    suspended_on: date | None
    zone: str
    collects: str | None
    packet_id: int | None
    deficits: int
    typed: int
    category_to: date | None
    concluded: bool
    partner: str | None
    capacity: int | None
    school_consented: bool | None
    partner_consented: bool | None
    load: int


def _of_cases() -> Select[Any]:
    """One row a case. What a case has many of is asked beside it by the index on its id."""
    one = aliased(Pair)
    current = select(func.max(one.id)).where(one.case_id == Case.id, one.ended_at.is_(None))
    return (
        select(
            Case.id,
            Case.suspended_on,
            Authority.zone,
            ProcessVersion.settings["collects"].as_string().label("collects"),
            _packet_holding().label("packet_id"),
            _deficits(func.count()).label("deficits"),
            _deficits(func.count(Deficit.kind)).label("typed"),
            _category_to().label("category_to"),
            _concluded().label("concluded"),
            School.name.label("partner"),
            School.partner_capacity.label("capacity"),
            _answer("school").label("school_consented"),
            _answer("partner").label("partner_consented"),
            _load().label("load"),
        )
        .join(Authority, Authority.id == Case.authority_id)
        .join(ProcessVersion, ProcessVersion.id == Case.process_version_id)
        .outerjoin(Pair, Pair.id == current.correlate(Case).scalar_subquery())
        .outerjoin(School, School.id == Pair.partner_school_id)
        .where(Case.id.in_(bindparam("ids", expanding=True)))
    )


def _packet_holding() -> ScalarSelect[int]:
    held = select(PacketCase.packet_id).where(PacketCase.case_id == Case.id, PacketCase.is_in)
    return held.correlate(Case).scalar_subquery()


def _deficits(counted: ColumnElement[int]) -> ScalarSelect[int]:
    listed = (
        select(counted).select_from(Deficit).where(Deficit.case_id == Case.id, Deficit.removed_at.is_(None))
    )
    return listed.correlate(Case).scalar_subquery()


def _category_to() -> ScalarSelect[date]:
    """The last day of the longest record; a record without an end has none."""
    last = func.max(func.coalesce(CategoryRecord.to_on, literal(date.max, Date)), type_=Date)
    records = select(last).where(CategoryRecord.school_id == Case.school_id)
    return records.correlate(Case).scalar_subquery()


def _concluded() -> Exists:
    row = DiagnosisConclusion
    return exists().where(row.case_id == Case.id, row.round == Case.round).correlate(Case)


def _answer(side: str) -> ScalarSelect[bool]:
    """The later answer of a side counts."""
    answers = select(Consent.given).where(Consent.pair_id == Pair.id, Consent.side == side)
    return answers.order_by(Consent.id.desc()).limit(1).correlate(Pair).scalar_subquery()


def _load() -> ScalarSelect[int]:
    """Schools that the partner supports now, this one included; in two years at once it is one school."""
    other, its_case = aliased(Pair), aliased(Case)
    held = (
        select(func.count(its_case.school_id.distinct()))
        .select_from(other)
        .join(its_case, its_case.id == other.case_id)
        .where(
            other.partner_school_id == Pair.partner_school_id,
            other.ended_at.is_(None),
            its_case.closed_at.is_(None),
        )
    )
    return held.correlate(Pair).scalar_subquery()


#: Made once: a page or a command asks them, and making them costs more than asking.
_OF_CASES = _of_cases()
_OPEN_TASKS = (
    select(Task.case_id, Task.title, Task.due_on, Task.origin)
    .where(
        Task.case_id.in_(bindparam("ids", expanding=True)),
        Task.status == TaskStatus.OPEN,
        ~exists().where(Measure.id == Task.measure_id, GOES_ON),
    )
    .order_by(Task.due_on, Task.id)
)


#: Titles of open tasks due within the term, of undated ones, and how many are dated after it.
_Tasks = tuple[tuple[str, ...], tuple[str, ...], int]
#: Only the steps of closing ask about open tasks.
_NOT_ASKED: _Tasks = ((), (), 0)


@lru_cache(maxsize=256)
def _process_facts(collects: str) -> ProcessFacts:
    return ProcessFacts(collects=Collects(collects))


def _tasks(session: Session, ends: Mapping[int, date]) -> dict[int, _Tasks]:
    """Titles of open tasks due within the term, of undated ones, and how many are dated after the term.

    Those of a measure that goes on in the next year are not asked for here.
    A recommendation without a date is watched after the case has ended, like one that is dated later.
    """
    if not ends:
        return {}
    now: dict[int, list[str]] = defaultdict(list)
    undated: dict[int, list[str]] = defaultdict(list)
    later: dict[int, int] = defaultdict(int)
    for case_id, title, due_on, origin in session.execute(_OPEN_TASKS, {"ids": list(ends)}):
        assert case_id is not None  # the WHERE clause says so; this tells mypy
        if due_on > ends[case_id] if due_on is not None else origin == "recommendation":
            later[case_id] += 1
        else:
            (undated if due_on is None else now)[case_id].append(title)
    return {
        case_id: (tuple(now.get(case_id, ())), tuple(undated.get(case_id, ())), later.get(case_id, 0))
        for case_id in ends
    }


def _others_open(session: Session, cases: Sequence[OfCase]) -> set[int]:
    """Ended cases, which may be asked to be reopened, whose school has an open one in the run by now."""
    ended = [case for case in cases if case.closed_at is not None]
    if not ended:
        return set()
    rows = session.execute(
        select(Case.run_id, Case.school_id).where(
            Case.run_id.in_({case.run_id for case in ended}),
            Case.school_id.in_({case.school_id for case in ended}),
            Case.closed_at.is_(None),
        )
    )
    taken = {(run_id, school_id) for run_id, school_id in rows}
    return {case.id for case in ended if (case.run_id, case.school_id) in taken}
