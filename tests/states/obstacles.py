"""For every guard and every step it guards: a situation in which it is the only thing in the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tests.states.situations import GENEROUS, PERSON
from workflow.states.definition import Act, Role
from workflow.states.facts import Collects, Facts


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    step: str
    state: str
    code: str
    by: Role
    facts: Facts
    warns: bool = False


def but(section: str, **changes: Any) -> Facts:
    """The generous facts with one thing missing."""
    return replace(GENEROUS, **{section: replace(getattr(GENEROUS, section), **changes)})


def blocks(step: str, state: str, code: str, by: Role, facts: Facts) -> Obstacle:
    return Obstacle(step=step, state=state, code=code, by=by, facts=facts)


def warns(step: str, state: str, code: str, by: Role, facts: Facts) -> Obstacle:
    return Obstacle(step=step, state=state, code=code, by=by, facts=facts, warns=True)


DIAGNOSIS = (
    blocks("submit_answers", "diagnosis.collecting", "school_has_not_answered", Role.METHODIST, GENEROUS),
    warns(
        "submit_answers",
        "diagnosis.collecting",
        "deficits_not_recorded",
        Role.SCHOOL,
        but("diagnosis", deficits=0),
    ),
    blocks(
        "submit_diagnosis",
        "diagnosis.analysis",
        "deficits_not_typed",
        Role.METHODIST,
        but("diagnosis", untyped_deficits=1),
    ),
    blocks(
        "submit_diagnosis",
        "diagnosis.analysis",
        "conclusion_not_recorded",
        Role.METHODIST,
        but("diagnosis", conclusion_recorded=False),
    ),
    warns(
        "submit_diagnosis",
        "diagnosis.analysis",
        "category_not_recorded",
        Role.METHODIST,
        but("diagnosis", category_recorded=False),
    ),
)
PAIRING = (
    blocks(
        "propose_pair", "pairing.matching", "partner_not_chosen", Role.METHODIST, but("pairing", partner=None)
    ),
    warns(
        "propose_pair",
        "pairing.matching",
        "partner_over_capacity",
        Role.METHODIST,
        but("pairing", partner_load=3, partner_capacity=3),
    ),
    blocks(
        "submit_pair", "pairing.consent", "partner_not_chosen", Role.METHODIST, but("pairing", partner=None)
    ),
    blocks(
        "submit_pair",
        "pairing.consent",
        "school_consent_missing",
        Role.METHODIST,
        but("pairing", school_consented=False),
    ),
    blocks(
        "submit_pair",
        "pairing.consent",
        "partner_consent_missing",
        Role.METHODIST,
        but("pairing", partner_consented=False),
    ),
    warns(
        "submit_pair",
        "pairing.consent",
        "partner_over_capacity",
        Role.METHODIST,
        but("pairing", partner_load=3, partner_capacity=3),
    ),
)
UNREAD = but("plan_approval", review_asked=False)
EMPTY_PLAN = but("plan_approval", measures=0)
INCOMPLETE = but("plan_approval", incomplete=("Открытый урок",))
UNCOVERED = but("plan_approval", uncovered_deficits=("Нет психолога", "Кадры"))
PLAN_APPROVAL = (
    blocks("send_plan_to_school", "plan_approval.drafting", "plan_empty", Role.METHODIST, EMPTY_PLAN),
    blocks("send_plan_to_school", "plan_approval.drafting", "review_not_asked", Role.METHODIST, UNREAD),
    warns("send_plan_to_school", "plan_approval.drafting", "measures_incomplete", Role.METHODIST, INCOMPLETE),
    *(
        obstacle
        for step, state in (
            ("submit_agreed_plan", "plan_approval.school_review"),
            ("submit_plan", "plan_approval.drafting"),
        )
        for obstacle in (
            blocks(step, state, "plan_empty", Role.METHODIST, EMPTY_PLAN),
            blocks(step, state, "school_has_not_agreed", Role.METHODIST, but("plan_approval", agreed=False)),
            warns(step, state, "measures_incomplete", Role.METHODIST, INCOMPLETE),
            warns(step, state, "deficits_uncovered", Role.METHODIST, UNCOVERED),
        )
    ),
)
EVENTS = (
    warns(
        "review_events",
        "events.running",
        "nothing_held",
        Role.METHODIST,
        but("events", held=0, measures_done=0),
    ),
    blocks(
        "finish_events",
        "events.review",
        "required_events_unfinished",
        Role.METHODIST,
        but("events", unfinished_required=("Семинар",)),
    ),
    blocks(
        "finish_events",
        "events.review",
        "evidence_unchecked",
        Role.METHODIST,
        but("events", evidence_waiting=1),
    ),
    warns(
        "finish_events",
        "events.review",
        "measures_overdue",
        Role.METHODIST,
        but("events", overdue_measures=("Открытый урок",)),
    ),
)
UNMEASURED = but("monitoring", unmeasured=("Доля учителей",))
NO_ROUND = but("monitoring", round_number=None)
MONITORING = (
    blocks("submit_measurements", "monitoring.measuring", "round_missing", Role.METHODIST, NO_ROUND),
    blocks("submit_measurements", "monitoring.measuring", "indicators_unmeasured", Role.METHODIST, UNMEASURED),
    blocks(
        "submit_measurements",
        "monitoring.measuring",
        "school_measures",
        Role.METHODIST,
        but("monitoring", measures=Collects.SCHOOL),
    ),
    blocks("submit_results", "monitoring.analysis", "indicators_unmeasured", Role.METHODIST, UNMEASURED),
    warns(
        "submit_results",
        "monitoring.analysis",
        "note_missing",
        Role.METHODIST,
        but("monitoring", note_recorded=False),
    ),
    blocks("start_next_round", "monitoring.decided", "round_missing", Role.METHODIST, NO_ROUND),
    warns(
        "finish_monitoring",
        "monitoring.decided",
        "rounds_left",
        Role.METHODIST,
        but("monitoring", rounds_left=1),
    ),
)
IN_A_PACKET = but("event", packet_out=4)
EVENT = (
    blocks(
        "announce_without_act",
        "event.planned",
        "announcement_needs_act",
        Role.METHODIST,
        but("event", announced_by_act=True),
    ),
    blocks("announce_without_act", "event.planned", "nobody_invited", Role.METHODIST, but("event", schools=0)),
    blocks(
        "announce_without_act",
        "event.planned",
        "kickoff_not_held",
        Role.METHODIST,
        but("event", first="kickoff", kickoff_held=False),
    ),
    blocks("hold_event", "event.announced", "not_begun", Role.PARTNER, but("event", begun=False)),
    blocks("hold_event", "event.planned", "packet_for_event_is_out", Role.METHODIST, IN_A_PACKET),
    warns(
        "hold_event",
        "event.planned",
        "not_announced",
        Role.METHODIST,
        but("event", announced=False, announced_by_act=True),
    ),
    blocks("reflect_event", "event.held", "sheet_empty", Role.METHODIST, but("event", attendance=0)),
    warns(
        "reflect_event",
        "event.held",
        "reflections_missing",
        Role.METHODIST,
        but("event", reflections_missing=("СОШ № 1 (пример)",)),
    ),
    blocks(
        "finish_event",
        "event.reflected",
        "results_need_act",
        Role.METHODIST,
        but("event", results_by_act=True),
    ),
    blocks("reopen_event", "event.reflected", "packet_for_event_is_out", Role.METHODIST, IN_A_PACKET),
    blocks("cancel_event", "event.announced", "packet_for_event_is_out", Role.METHODIST, IN_A_PACKET),
)
CLOSURE = (
    warns(
        "submit_closing",
        "closure.reporting",
        "measures_unfinished",
        Role.METHODIST,
        but("closure", unfinished_measures=("Открытый урок",)),
    ),
    blocks(
        "submit_closing",
        "closure.reporting",
        "report_not_recorded",
        Role.METHODIST,
        but("closure", report_recorded=False),
    ),
    blocks(
        "submit_closing",
        "closure.reporting",
        "obligatory_tasks_open",
        Role.METHODIST,
        but("case", open_tasks=("Отчёт об открытом уроке",)),
    ),
    blocks(
        "submit_closing",
        "closure.reporting",
        "undated_tasks_open",
        Role.METHODIST,
        but("case", undated_tasks=("Вести журнал консультаций",)),
    ),
)
LIFE = (
    blocks("suspend_case", "diagnosis.analysis", "packet_is_out", Role.METHODIST, but("case", packet_out=4)),
    blocks("resume_case", "pairing.consent", "case_not_suspended", Role.METHODIST, GENEROUS),
    blocks("cancel_case", "closure.reporting", "packet_is_out", Role.APPROVER, but("case", packet_out=4)),
    blocks(
        "reopen_case",
        "closure.closed",
        "another_case_is_open",
        Role.APPROVER,
        but("case", another_is_open=True),
    ),
)
PACKET = (
    blocks("submit_packet", "packet.assembled", "packet_empty", Role.METHODIST, but("packet", cases=0)),
    blocks(
        "submit_packet",
        "packet.assembled",
        "cases_not_ready",
        Role.METHODIST,
        but("packet", unready=("СОШ № 1 (пример)", "СОШ № 3 (пример)")),
    ),
    blocks(
        "submit_packet", "packet.assembled", "text_missing", Role.METHODIST, but("packet", text_ready=False)
    ),
    blocks(
        "sign_off_packet",
        "packet.on_approval",
        "own_packet",
        Role.OFFICIAL,
        but("packet", authors=frozenset({PERSON})),
    ),
    blocks(
        "sign_off_packet",
        "packet.on_approval",
        "already_signed_off",
        Role.COUNCIL,
        but("packet", signed_off_by=frozenset({PERSON})),
    ),
    blocks("withdraw_sign_off", "packet.on_approval", "not_signed_off", Role.OFFICIAL, GENEROUS),
    blocks("leave_case_out", "packet.on_approval", "last_case_left", Role.APPROVER, but("packet", cases=1)),
    blocks(
        "approve_packet",
        "packet.on_approval",
        "own_packet",
        Role.APPROVER,
        but("packet", authors=frozenset({PERSON})),
    ),
    blocks("approve_packet", "packet.on_approval", "packet_empty", Role.APPROVER, but("packet", cases=0)),
    blocks(
        "approve_packet",
        "packet.on_approval",
        "sign_offs_missing",
        Role.APPROVER,
        but("packet", sign_offs_required=2, signed_off_by=frozenset({3})),
    ),
)
OF_A_PROTOCOL = but("packet", act=Act.PROTOCOL)


def of_a_protocol(**changes: Any) -> Facts:
    return replace(OF_A_PROTOCOL, packet=replace(OF_A_PROTOCOL.packet, **changes))


PROTOCOL = (
    blocks("adopt_packet", "packet.on_approval", "not_a_protocol", Role.SECRETARY, GENEROUS),
    blocks("reject_packet", "packet.on_approval", "not_a_protocol", Role.CLERK, GENEROUS),
    blocks(
        "adopt_packet",
        "packet.on_approval",
        "own_packet",
        Role.CLERK,
        of_a_protocol(authors=frozenset({PERSON})),
    ),
    blocks(
        "reject_packet",
        "packet.on_approval",
        "own_packet",
        Role.OFFICIAL,
        of_a_protocol(authors=frozenset({PERSON})),
    ),
    blocks("adopt_packet", "packet.on_approval", "packet_empty", Role.SECRETARY, of_a_protocol(cases=0)),
    blocks(
        "adopt_packet",
        "packet.on_approval",
        "sign_offs_missing",
        Role.OFFICIAL,
        of_a_protocol(sign_offs_required=1),
    ),
)
ORDER = (
    blocks(
        "sign_order",
        "order.draft",
        "packet_not_approved",
        Role.SIGNATORY,
        but("order", packet_approved=False),
    ),
    blocks(
        "register_order",
        "order.signed",
        "packet_not_approved",
        Role.REGISTRAR,
        but("order", packet_approved=False),
    ),
    blocks(
        "register_order",
        "order.signed",
        "number_not_given",
        Role.REGISTRAR,
        but("order", number_needed=True),
    ),
)
SUSPENSION = tuple(
    blocks(step, state, "case_suspended", by, but("case", suspended_on=date(2026, 10, 1)))
    for step, state, by in (
        ("submit_answers", "diagnosis.collecting", Role.SCHOOL),
        ("propose_pair", "pairing.matching", Role.METHODIST),
        ("approve_closing", "closure.on_approval", Role.ACT),
        ("suspend_case", "pairing.consent", Role.APPROVER),
    )
)
OBSTACLES = (
    *DIAGNOSIS,
    *PAIRING,
    *PLAN_APPROVAL,
    *EVENTS,
    *MONITORING,
    *CLOSURE,
    *LIFE,
    *PACKET,
    *PROTOCOL,
    *ORDER,
    *EVENT,
)
