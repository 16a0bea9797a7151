"""What a row of the queue says of a case: the next step, what is in its way, whose move it is, why that date.

Many rows of a list say the same. What they share is one object, equal to no other, so that whoever puts it
into words or draws it can do so once, and asks for no comparison.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Row

from workflow.deadlines.stored import from_json
from workflow.deadlines.why import why_this_date
from workflow.facts import titles_of, workflow_of
from workflow.states.definition import N_, Actor, Attempt, Message, Refusal, Role, Transition, say
from workflow.states.facts import Facts
from workflow.states.machine import Workflow, option


@dataclass(frozen=True, slots=True, eq=False)
class WhyStep:
    """A row of «почему»: its label, what it says, and whether these are a document's words."""

    title: Message
    said: Message
    is_quote: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Standing:
    """`do` is the step or the task; `stopped` what is in its way, None when nothing is; `whose` whose move."""

    stage: Message
    do: Message
    stopped: Message | None
    whose: Role
    partner: str = ""
    suspended_on: date | None = None
    #: Its next step is a packet that the methodist puts together: it may be ticked.
    may_be_picked: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Process:
    """What a pinned process version says that a row needs. One object for one set of words: see process_of."""

    workflow: Workflow
    terms: Mapping[str, int]
    stages: Mapping[str, str]  # name -> title


@lru_cache(maxsize=256)
def process_of(settings: str) -> Process:
    """By the words of the settings themselves: schools of one programme have one answer, read once."""
    known = json.loads(settings)
    return Process(workflow_of(known), known.get("terms", {}), dict(titles_of(known)))


def standing_of(process: Process, case: Row[Any], facts: Facts, now: datetime) -> Standing:
    """A queue asks what is missing, not who asks: whose move it is stands beside."""
    step = forward_step(process.workflow, case.state)
    attempt = Attempt(
        actor=Actor(id=None, roles=_ANYBODY, authority_id=case.authority_id), facts=facts, now=now
    )
    refusals = option(step, attempt).refusals if step else ()
    refusal = refusals[0] if refusals else None
    return Standing(
        stage=Message(process.workflow.stage_of(case.state).title),
        do=Message(step.title if step else process.workflow.states[case.state].title),
        stopped=refusal.reason.what if refusal else None,
        whose=_whose_move(Role(case.waits_for), step, refusal),
        partner=facts.pairing.partner or "",
        suspended_on=facts.case.suspended_on,
        may_be_picked=_may_be_picked(facts, step),
    )


_ANYBODY = Role.SCHOOL | Role.PARTNER | Role.METHODIST | Role.APPROVER | Role.ACT


def _may_be_picked(facts: Facts, step: Transition | None) -> bool:
    if step is None or step.packet is None or not step.by & Role.METHODIST:
        return False
    return facts.case.suspended_on is None and facts.case.packet_out is None


def _whose_move(waits_for: Role, step: Transition | None, refusal: Refusal | None) -> Role:
    """Who takes away what stops the step; with nothing in the way, who takes the step itself."""
    if step is None or waits_for & Role.APPROVER:
        return waits_for
    return refusal.reason.whose if refusal else step.by & waits_for or waits_for


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


@lru_cache(maxsize=512)
def why_state(process: Process, state: str, began_on: date, calendar: str) -> tuple[WhyStep, ...]:
    """Schools that came to a step on one day have one answer. `calendar` is the version it was counted by."""
    stage, terms = process.workflow.stage_of(state).name, process.terms
    days = terms.get(state, terms.get(stage, process.workflow.states[state].due)) or 0
    where = (
        say(N_("настройка Опоры для этой программы, не из документа"))
        if state in terms or stage in terms
        else say(N_("настройка Опоры по умолчанию, не из документа"))
    )
    title = Message(process.workflow.states[state].title)
    return (
        WhyStep(say(N_("От чего")), say(N_("шаг начат: %(day)s"), day=began_on)),
        WhyStep(
            say(N_("Правило")), say(N_("рабочих дней на шаг «%(state)s»: %(days)d"), state=title, days=days)
        ),
        WhyStep(say(N_("Откуда")), where),
        WhyStep(say(N_("Календарь")), say(N_("производственный, версия %(version)s"), version=calendar)),
    )


def why_task(stored: str | None) -> tuple[WhyStep, ...]:
    if not stored or stored == "null":
        return ()
    return tuple(
        WhyStep(step.title, step.said, step.kind == "words", step.note)
        for step in why_this_date(from_json(json.loads(stored)))
    )
