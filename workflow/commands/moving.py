"""Moving case rows: loading them under their locks, firing, and what always follows a move."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from workflow import access
from workflow.audit.actions import AuditAction
from workflow.commands.errors import NotHere
from workflow.commands.work import Work
from workflow.deadlines import reminders
from workflow.deadlines.calendar import CalendarMissing, ProductionCalendar
from workflow.facts import facts_of, process_facts, workflow_of
from workflow.models.case import Case
from workflow.models.packet import PacketCase
from workflow.models.programme import Run
from workflow.states.definition import Actor, Attempt, OnBehalf, Role
from workflow.states.facts import CaseFacts, Facts
from workflow.states.machine import Fired, Workflow


@dataclass(frozen=True, slots=True)
class Standing:
    """A locked case with what is needed to ask its machine: facts, roles of the actor, its workflow."""

    case: Case
    facts: Facts
    roles: Role
    workflow: Workflow


def lock_cases(work: Work, case_ids: Iterable[int]) -> list[Case]:
    """Rows of the entered authority by id, locked in that order; one missing or not visible is NotHere."""
    ids = sorted(set(case_ids))
    query = _LOCKED if work.is_system else _LOCKED_VISIBLE
    values = {"ids": ids, "home": work.authority_id, **access.reach_of(work.memberships)}
    cases = list(work.session.scalars(query, values))
    if len(cases) != len(ids):
        raise NotHere
    return cases


def lock_cases_in(work: Work, packet_id: int) -> list[Case]:
    """The cases that a locked packet holds, by id; one that the person may not see is NotHere."""
    values = {"packet": packet_id, "home": work.authority_id, **access.reach_of(work.memberships)}
    rows = work.session.execute(_LOCKED_IN, values).all()
    if not work.is_system and not all(is_visible for _, is_visible in rows):
        raise NotHere
    return [case for case, _ in rows]


def hold_run(work: Work, run_id: int) -> None:
    """Who joins a run and what asks everybody in it wait for each other; the second reads what the first did.

    It comes after packets, plans, cases and the register's row, and before the chain; who holds it asks for
    none of those any more.
    """
    work.session.execute(select(Run.id).where(Run.id == run_id).with_for_update(key_share=True))


_AT_HOME = (
    select(Case)
    .where(Case.authority_id == bindparam("home"))
    .order_by(Case.id)
    .options(joinedload(Case.school), joinedload(Case.process_version))
    .with_for_update(of=Case, key_share=True)
)
_LOCKED = _AT_HOME.where(Case.id.in_(bindparam("ids", expanding=True)))
_LOCKED_VISIBLE = _LOCKED.where(access.CASE_IS_VISIBLE)
_LOCKED_IN = (
    _AT_HOME.add_columns(access.CASE_IS_VISIBLE)
    .join(PacketCase, PacketCase.case_id == Case.id)
    .where(PacketCase.packet_id == bindparam("packet"), PacketCase.is_in)
)


def standings(work: Work, cases: Sequence[Case]) -> list[Standing]:
    """Facts and roles for all the cases, read set-wise after the locks were taken."""
    facts = facts_of(work.session, cases, work.now)
    partners = access.partners_of(work.session, [case.id for case in cases])
    return [
        Standing(
            case=case,
            facts=facts[case.id],
            roles=Role.SYSTEM
            if work.is_system
            else access.roles_for_case(
                work.memberships,
                authority_id=case.authority_id,
                school_id=case.school_id,
                partner_ids=partners[case.id],
            ),
            workflow=workflow_of(case.process_version.settings),
        )
        for case in cases
    ]


def standings_for_decision(work: Work, cases: Sequence[Case], *, packet_id: int) -> list[Standing]:
    """Of cases whose packet is decided on. Those steps have no guards of their own (a test says so), so
    nothing is read for them but the case itself; a school's role plays no part."""
    return [
        Standing(
            case=case,
            facts=Facts(
                process=process_facts(case.process_version.settings),
                case=CaseFacts(suspended_on=case.suspended_on, packet_out=packet_id),
            ),
            roles=work.roles,
            workflow=workflow_of(case.process_version.settings),
        )
        for case in cases
    ]


def enter_case(work: Work, case_id: int, *, seen_version: int | None = None) -> Standing:
    """Step into the authority of one case and lock it; `seen_version` is what the page was drawn from."""
    work.enter_home_of(Case, case_id)
    [case] = lock_cases(work, [case_id])
    if seen_version is not None:
        work.check_version("case", case.id, seen=seen_version, current=case.version)
    [standing] = standings(work, [case])
    return standing


def attempt_of(
    work: Work,
    standing: Standing,
    *,
    roles: Role | None = None,
    comment: str = "",
    reason: str = "",
    on_behalf: OnBehalf | None = None,
) -> Attempt:
    actor = Actor(
        id=work.actor_id,
        roles=standing.roles if roles is None else roles,
        authority_id=work.authority_id,
        school_id=standing.case.school_id,
    )
    return Attempt(
        actor=actor,
        facts=standing.facts,
        now=work.now,
        comment=comment,
        reason=reason,
        on_behalf=on_behalf,
    )


def move_case(
    work: Work,
    standing: Standing,
    name: str,
    attempt: Attempt,
    *,
    action: AuditAction = AuditAction.CASE_MOVE,
    calendar: ProductionCalendar | None = None,
    packet_id: int | None = None,
    order_id: int | None = None,
    data: Mapping[str, Any] | None = None,
) -> Fired:
    """Fire, keep what is copied from the state in step with it, and put the move on the record."""
    case = standing.case
    fired = standing.workflow.fire(case, name, attempt)
    if fired.dest != fired.source:
        _follow(work, standing, calendar or work.calendar)
    work.record(
        action,
        case_id=case.id,
        versioned=case,
        packet_id=packet_id,
        order_id=order_id,
        on_behalf=attempt.on_behalf,
        data={
            "transition": name,
            "from": fired.source,
            "to": fired.dest,
            "overridden": list(fired.overridden),
            "round": case.round,
            **(data or {}),
        },
        text="\n".join(words for words in (attempt.comment.strip(), attempt.reason.strip()) if words),
    )
    return fired


def _follow(work: Work, standing: Standing, calendar: ProductionCalendar) -> None:
    case, workflow = standing.case, standing.workflow
    state = workflow.states[case.state]
    case.stage = workflow.stage_of(case.state).name
    case.waits_for = workflow.waits_for(case.state, standing.facts.process).value
    case.entered_at = work.now
    case.closed_at = work.now if state.final else None
    case.due_on = state_due_on(workflow, case, work.today, calendar)
    case.next_notice_at = first_notice_at(case.due_on, work.home.zone, calendar, work.now)


def state_due_on(workflow: Workflow, case: Case, today: date, calendar: ProductionCalendar) -> date | None:
    """Working days of the programme's term for the state or its stage, else of the machine's own; or None."""
    terms = case.process_version.settings.get("terms", {})
    days = terms.get(case.state, terms.get(case.stage, workflow.states[case.state].due))
    if days is None or workflow.states[case.state].final:
        return None
    try:
        return calendar.add_working_days(today, days)
    except CalendarMissing:
        return None


def first_notice_at(
    due_on: date | None, zone: str, calendar: ProductionCalendar, now: datetime
) -> datetime | None:
    """When to speak of a date that was just set: at eight in the morning where the authority is."""
    return reminders.first_notice_at(due_on, calendar, now=now, zone=ZoneInfo(zone))


def open_state(workflow: Workflow, stage: str, settings: dict[str, object]) -> tuple[str, int]:
    """First state of a stage and whose move it is: where a new case begins."""
    state = workflow.entry[stage]
    return state, workflow.waits_for(state, process_facts(settings)).value
