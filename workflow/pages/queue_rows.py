"""Rows of the queue in words: the next step, what is in its way, whose move it is, and why that date."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session, joinedload

from workflow.deadlines.calendar import ProductionCalendar
from workflow.deadlines.calendar_table import calendar_of
from workflow.deadlines.stored import from_json
from workflow.deadlines.why import why_this_date
from workflow.deadlines.words import Term, TermKind, term_words
from workflow.facts import facts_of, stages_of
from workflow.models.case import Case
from workflow.pages.due import LOOKS
from workflow.queues import ASSEMBLED, Kind
from workflow.states.definition import N_, Actor, Attempt, Message, Refusal, Role, Transition, say
from workflow.states.facts import Facts
from workflow.states.machine import PACKET_WORKFLOW, STAGES, Workflow, case_workflow, option

#: The clock of a suspended case stands: its old date says nothing until it goes on.
_STANDS = Term(TermKind.NONE, say(N_("срок стоит")))


@dataclass(frozen=True, slots=True)
class WhyStep:
    """A row of «почему»: its label, what it says, and whether these are a document's words."""

    title: Message
    said: Message
    is_quote: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """`do` is the step or the task; `stopped` what is in its way, None when nothing is; `whose` whose move."""

    kind: Kind
    id: int
    case_id: int | None
    school: str
    is_example: bool
    stage: Message
    partner: str
    do: Message
    comment: str
    order_id: int | None
    order_number: str
    order_on: date | None
    term: Term
    due_on: date | None
    why: tuple[WhyStep, ...]
    stopped: Message | None
    whose: Role
    suspended_on: date | None = None
    #: Its next step is a packet that the methodist puts together: it may be ticked.
    may_be_picked: bool = False

    @property
    def look(self) -> str:
        """Of its term, as macros/due.html takes it."""
        return LOOKS[self.term.kind]

    @property
    def task_id(self) -> int | None:
        return self.id if self.kind in (Kind.TASK, Kind.CHECK) else None

    @property
    def packet_id(self) -> int | None:
        return self.id if self.kind is Kind.PACKET else None


@dataclass(frozen=True, slots=True)
class _Known:
    """What the rows of one page share."""

    cases: Mapping[int, Case]
    facts: Mapping[int, Facts]
    calendar: ProductionCalendar
    today: date
    now: datetime


_CASES = (
    select(Case).where(Case.id.in_(bindparam("ids", expanding=True))).options(joinedload(Case.process_version))
)


def shown_rows(
    session: Session,
    rows: Sequence[Row[Any]],
    today: date,
    now: datetime,
) -> list[QueueRow]:
    ids = [row.id for row in rows if row.kind == Kind.CASE]
    cases = {case.id: case for case in session.scalars(_CASES, {"ids": ids})} if ids else {}
    known = _Known(
        cases=cases,
        facts=facts_of(session, list(cases.values()), now),
        calendar=calendar_of(session),
        today=today,
        now=now,
    )
    return [_READ[Kind(row.kind)](row, known) for row in rows]


def _case_row(row: Row[Any], known: _Known) -> QueueRow:
    case, facts = known.cases[row.id], known.facts[row.id]
    settings = case.process_version.settings
    workflow = case_workflow(stages_of(settings))
    step, refusal = next_step(workflow, case, facts, known)
    return _row(
        row,
        known,
        stage=Message(workflow.stage_of(case.state).title),
        partner=facts.pairing.partner or "",
        do=Message(step.title) if step else Message(workflow.states[case.state].title),
        comment=row.words or "",
        why=_why_state(workflow, case, settings, known.calendar),
        stopped=refusal.reason.what if refusal else None,
        whose=_whose_move(case, step, refusal),
        suspended_on=case.suspended_on,
        may_be_picked=_may_be_picked(case, facts, step),
    )


def _may_be_picked(case: Case, facts: Facts, step: Transition | None) -> bool:
    if step is None or step.packet is None or not step.by & Role.METHODIST:
        return False
    return case.suspended_on is None and facts.case.packet_out is None


def _whose_move(case: Case, step: Transition | None, refusal: Refusal | None) -> Role:
    """Who takes away what stops the step; with nothing in the way, who takes the step itself."""
    waits_for = Role(case.waits_for)
    if step is None or waits_for & Role.APPROVER:
        return waits_for
    return refusal.reason.whose if refusal else step.by & waits_for or waits_for


def next_step(
    workflow: Workflow, case: Case, facts: Facts, known: _Known
) -> tuple[Transition | None, Refusal | None]:
    """The step that leads forward, and the first thing in its way, whoever may take it."""
    attempt = Attempt(
        actor=Actor(id=None, roles=_ANYBODY, authority_id=case.authority_id),
        facts=facts,
        now=known.now,
    )
    step = forward_step(workflow, case.state)
    if step is None:
        return None, None
    refusals = option(step, attempt).refusals
    return step, refusals[0] if refusals else None


@lru_cache(maxsize=512)
def forward_step(workflow: Workflow, state: str) -> Transition | None:
    """The step towards the end of the list: not a return, not a suspension."""
    order = list(workflow.states)
    for transition, source, dest in workflow.edges:
        if source != state or dest is None or order.index(dest) <= order.index(state):
            continue
        if transition.packet is not None or not workflow.states[dest].final:
            return transition
    return None


#: A queue asks what is missing, not who asks: whose move it is stands beside.
_ANYBODY = Role.SCHOOL | Role.PARTNER | Role.METHODIST | Role.APPROVER | Role.ACT


def _why_state(
    workflow: Workflow, case: Case, settings: Mapping[str, Any], calendar: ProductionCalendar
) -> tuple[WhyStep, ...]:
    if case.due_on is None or case.suspended_on is not None:
        return ()
    terms = settings.get("terms", {})
    ours = case.state in terms or case.stage in terms
    state = workflow.states[case.state]
    days = terms.get(case.state, terms.get(case.stage, state.due))
    return _why_step(case.entered_at.date(), state.title, days or 0, ours, calendar.version)


@lru_cache(maxsize=512)
def _why_step(began_on: date, state: str, days: int, ours: bool, calendar: str) -> tuple[WhyStep, ...]:
    """Schools that came to a step on one day have one answer."""
    where = (
        say(N_("настройка Опоры для этой программы, не из документа"))
        if ours
        else say(N_("настройка Опоры по умолчанию, не из документа"))
    )
    return (
        WhyStep(say(N_("От чего")), say(N_("шаг начат: %(day)s"), day=began_on)),
        WhyStep(
            say(N_("Правило")),
            say(N_("рабочих дней на шаг «%(state)s»: %(days)d"), state=Message(state), days=days),
        ),
        WhyStep(say(N_("Откуда")), where),
        WhyStep(say(N_("Календарь")), say(N_("производственный, версия %(version)s"), version=calendar)),
    )


def _packet_row(row: Row[Any], known: _Known) -> QueueRow:
    state = PACKET_WORKFLOW.states[row.state]
    returned = bool(row.words)
    if row.state == ASSEMBLED:
        stopped = say(N_("Возвращён на доработку")) if returned else None
    else:
        stopped = Message(state.title)
    return _row(
        row,
        known,
        stage=say(N_("%(year)s, школ: %(num)d"), year=row.school, num=row.schools),
        do=say(N_("%(words)s"), words=row.title),
        comment=row.words or "",
        stopped=stopped,
        whose=state.waits_for,
    )


def _check_row(row: Row[Any], known: _Known) -> QueueRow:
    return _task(row, known, do=say(N_("Проверить подтверждение: %(task)s"), task=row.title), stopped=None)


def _task_row(row: Row[Any], known: _Known) -> QueueRow:
    missing = say(N_("Нет подтверждения: %(form)s"), form=row.words) if row.words else None
    return _task(row, known, do=say(N_("%(words)s"), words=row.title), stopped=missing)


def _task(row: Row[Any], known: _Known, *, do: Message, stopped: Message | None) -> QueueRow:
    return _row(
        row,
        known,
        stage=Message(STAGES[row.stage].title) if row.stage else say(N_("Поручение")),
        do=do,
        why=_why_task(row.deadline),
        stopped=stopped,
        whose=Role.METHODIST if row.kind == Kind.CHECK else _ASSIGNEES.get(row.state, Role.METHODIST),
    )


_ASSIGNEES = {
    "school": Role.SCHOOL,
    "partner": Role.PARTNER,
    "methodist": Role.METHODIST,
    "official": Role.OFFICIAL,
}
_READ = {
    Kind.CASE: _case_row,
    Kind.PACKET: _packet_row,
    Kind.CHECK: _check_row,
    Kind.TASK: _task_row,
}


def _why_task(stored: str | None) -> tuple[WhyStep, ...]:
    if not stored or stored == "null":
        return ()
    return tuple(
        WhyStep(step.title, step.said, step.kind == "words", step.note)
        for step in why_this_date(from_json(json.loads(stored)))
    )


def _row(
    row: Row[Any],
    known: _Known,
    *,
    stage: Message,
    do: Message,
    stopped: Message | None,
    whose: Role,
    partner: str = "",
    comment: str = "",
    why: tuple[WhyStep, ...] = (),
    suspended_on: date | None = None,
    may_be_picked: bool = False,
) -> QueueRow:
    return QueueRow(
        kind=Kind(row.kind),
        id=row.id,
        case_id=row.case_id,
        school=row.school or "",
        is_example=bool(row.is_example),
        stage=stage,
        partner=partner,
        do=do,
        comment=comment,
        order_id=row.order_id,
        order_number=row.number or "",
        order_on=row.dated_on,
        term=_STANDS if suspended_on else term_words(row.due_on, known.today, known.calendar),
        due_on=row.due_on,
        why=why,
        stopped=stopped,
        whose=whose,
        suspended_on=suspended_on,
        may_be_picked=may_be_picked,
    )
