"""Rows of the queue in words: where a thing stands, when it is due, what its act and its last words are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Row
from sqlalchemy.orm import Session

from workflow.deadlines.calendar import ProductionCalendar
from workflow.deadlines.calendar_table import calendar_of
from workflow.deadlines.words import Term as Term  # views speak of terms through here
from workflow.deadlines.words import TermKind, term_words
from workflow.facts import facts_of
from workflow.pages.queue_steps import Process, Standing, WhyStep, process_of, standing_of, why_state, why_task
from workflow.queues import ASSEMBLED
from workflow.queues import Kind as Kind  # views speak of kinds through here
from workflow.states.definition import N_, Message, Role, say
from workflow.states.facts import Facts
from workflow.states.machine import PACKET_WORKFLOW

#: The clock of a suspended case stands: its old date says nothing until it goes on.
_STANDS = Term(TermKind.NONE, say(N_("срок стоит")))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class When:
    """How near a thing is, its date, and why it is that date."""

    term: Term
    due_on: date | None
    suspended_on: date | None
    why: tuple[WhyStep, ...]


class QueueRow(NamedTuple):
    kind: Kind
    id: int
    case_id: int | None
    school: str
    is_example: bool
    comment: str
    order_id: int | None
    order_number: str
    order_on: date | None
    standing: Standing
    when: When


def shown_rows(session: Session, rows: Sequence[Row[Any]], today: date, now: datetime) -> list[QueueRow]:
    cases = [row for row in rows if row.kind == Kind.CASE]
    shown = _Rows(facts_of(session, cases, now), calendar_of(session), today, now)
    return [shown.row(row) for row in rows]


class _Rows:
    """The rows of one page; what some of them share is made once."""

    def __init__(
        self, facts: Mapping[int, Facts], calendar: ProductionCalendar, today: date, now: datetime
    ) -> None:
        self._facts = facts
        self._calendar = calendar
        self._now = now
        self._standings: dict[tuple[Process, str, int, int, int], Standing] = {}
        self._term = cache(lambda due_on: term_words(due_on, today, calendar))
        self._when = cache(self._when_of)
        self._read: Mapping[int, Callable[[Row[Any]], QueueRow]] = {
            Kind.CASE: self._case,
            Kind.PACKET: self._packet,
            Kind.CHECK: self._check,
            Kind.TASK: self._task,
        }

    def row(self, row: Row[Any]) -> QueueRow:
        return self._read[row.kind](row)

    def _case(self, row: Row[Any]) -> QueueRow:
        process, due_on, suspended_on = process_of(row.settings), row.due_on, row.suspended_on
        why: tuple[WhyStep, ...] = ()
        if due_on is not None and suspended_on is None:
            why = why_state(process, row.state, row.since.date(), self._calendar.version)
        when = self._when(due_on, suspended_on, why)
        return _row(row, self._standing(process, row), when, comment=row.words or "")

    def _standing(self, process: Process, row: Row[Any]) -> Standing:
        facts = self._facts[row.id]
        # Cases of which the same is known share their facts: one object, which lives as long as these rows.
        alike = (process, row.state, row.waits_for, row.authority_id, id(facts))
        if alike not in self._standings:
            self._standings[alike] = standing_of(process, row, facts, self._now)
        return self._standings[alike]

    def _packet(self, row: Row[Any]) -> QueueRow:
        state = PACKET_WORKFLOW.states[row.state]
        if row.state == ASSEMBLED:
            stopped = say(N_("Возвращён на доработку")) if row.words else None
        else:
            stopped = Message(state.title)
        standing = Standing(
            stage=say(N_("%(year)s, школ: %(num)d"), year=row.school, num=row.schools),
            do=say(N_("%(words)s"), words=row.title),
            stopped=stopped,
            whose=state.waits_for,
        )
        return _row(row, standing, self._when(row.due_on, None, ()), comment=row.words or "")

    def _check(self, row: Row[Any]) -> QueueRow:
        do = say(N_("Проверить подтверждение: %(task)s"), task=row.title)
        return self._work(row, do=do, stopped=None, whose=Role.METHODIST)

    def _task(self, row: Row[Any]) -> QueueRow:
        missing = say(N_("Нет подтверждения: %(form)s"), form=row.words) if row.words else None
        whose = _ASSIGNEES.get(row.state, Role.METHODIST)
        return self._work(row, do=say(N_("%(words)s"), words=row.title), stopped=missing, whose=whose)

    def _work(self, row: Row[Any], *, do: Message, stopped: Message | None, whose: Role) -> QueueRow:
        stage = Message(process_of(row.settings).stages[row.stage]) if row.stage else say(N_("Поручение"))
        standing = Standing(stage=stage, do=do, stopped=stopped, whose=whose)
        return _row(row, standing, self._when(row.due_on, None, why_task(row.deadline)))

    def _when_of(self, due_on: date | None, suspended_on: date | None, why: tuple[WhyStep, ...]) -> When:
        term = _STANDS if suspended_on else self._term(due_on)
        return When(term=term, due_on=due_on, suspended_on=suspended_on, why=why)


_ASSIGNEES = {
    "school": Role.SCHOOL,
    "partner": Role.PARTNER,
    "methodist": Role.METHODIST,
    "official": Role.OFFICIAL,
}


_KINDS = {int(kind): kind for kind in Kind}


def _row(row: Row[Any], standing: Standing, when: When, *, comment: str = "") -> QueueRow:
    return QueueRow(
        kind=_KINDS[row.kind],
        id=row.id,
        case_id=row.case_id,
        school=row.school or "",
        is_example=bool(row.is_example),
        comment=comment,
        order_id=row.order_id,
        order_number=row.number or "",
        order_on=row.dated_on,
        standing=standing,
        when=when,
    )
