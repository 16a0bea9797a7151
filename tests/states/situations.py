"""What the tests of the machines share: workflows, people of one role, facts, and what came of an attempt."""

from __future__ import annotations

import dataclasses
import enum
import types
import typing
from collections.abc import Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType

from hypothesis import strategies as st

from workflow.states.definition import NOBODY, Actor, Attempt, OnBehalf, Role, Transition
from workflow.states.facts import (
    CaseFacts,
    ClosureFacts,
    Collects,
    DiagnosisFacts,
    EventFacts,
    EventsFacts,
    Facts,
    MonitoringFacts,
    OrderFacts,
    PacketFacts,
    PairingFacts,
    PlanApprovalFacts,
)
from workflow.states.machine import (
    EVENT_WORKFLOW,
    ORDER_WORKFLOW,
    PACKET_WORKFLOW,
    Fired,
    Refused,
    Workflow,
    case_workflow,
)

NOW = datetime(2026, 11, 17, 9, tzinfo=UTC)
#: Each programme's ordered list; the short ones are of cases that run on an earlier version of the settings.
PROGRAMMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "tbilissky": ("diagnosis", "plan_approval", "pairing", "events", "monitoring", "closure"),
        "kirovsk": ("plan_approval", "pairing", "events", "monitoring", "closure"),
        "gatchina": ("diagnosis", "pairing", "events", "monitoring", "closure"),
        "kirishi": ("diagnosis", "events", "monitoring", "closure"),
        "sosva": ("plan_approval", "events", "monitoring", "closure"),
    }
)
STAGE_LISTS = (
    *PROGRAMMES.values(),
    ("diagnosis", "pairing", "closure"),
    ("diagnosis", "closure"),
    ("closure",),
)
#: All six stages: every step of a case is here.
CASE = case_workflow(PROGRAMMES["tbilissky"])
CASE_WORKFLOWS: Mapping[str, Workflow] = MappingProxyType(
    {"-".join(stages): case_workflow(stages) for stages in STAGE_LISTS}
)
WORKFLOWS: Mapping[str, Workflow] = MappingProxyType(
    {**CASE_WORKFLOWS, "packet": PACKET_WORKFLOW, "order": ORDER_WORKFLOW, "event": EVENT_WORKFLOW}
)
#: Every transition of the product once.
TRANSITIONS: Mapping[str, Transition] = MappingProxyType(
    {
        transition.name: transition
        for workflow in (CASE, PACKET_WORKFLOW, ORDER_WORKFLOW, EVENT_WORKFLOW)
        for transition in workflow.transitions
    }
)
PERSON = 7

GENEROUS = Facts(
    diagnosis=DiagnosisFacts(category_recorded=True, deficits=3, conclusion_recorded=True),
    pairing=PairingFacts(
        partner="СОШ № 2 (пример)", school_consented=True, partner_consented=True, partner_capacity=3
    ),
    plan_approval=PlanApprovalFacts(measures=4, review_asked=True, agreed=True),
    events=EventsFacts(held=2, measures_done=3),
    monitoring=MonitoringFacts(measures=Collects.METHODIST, round_number=1, note_recorded=True),
    closure=ClosureFacts(report_recorded=True),
    packet=PacketFacts(cases=3, text_ready=True, authors=frozenset({1})),
    order=OrderFacts(packet_approved=True),
    event=EventFacts(
        announced_by_act=False, results_by_act=False, schools=3, announced=True, begun=True, attendance=12
    ),
)
MEAGRE = Facts(
    case=CaseFacts(suspended_on=date(2026, 10, 1), open_tasks=("Отчёт", "План"), packet_out=4),
    diagnosis=DiagnosisFacts(untyped_deficits=2),
    pairing=PairingFacts(partner_load=2, partner_capacity=1),
    plan_approval=PlanApprovalFacts(
        measures=1, incomplete=("Открытый урок",), uncovered_deficits=("100 % учителей",)
    ),
    events=EventsFacts(
        unfinished_required=("Семинар",), overdue_measures=("Открытый урок",), evidence_waiting=2
    ),
    monitoring=MonitoringFacts(
        measures=Collects.SCHOOL, round_number=1, rounds_left=2, unmeasured=("Доля учителей",)
    ),
    closure=ClosureFacts(unfinished_measures=("Открытый урок", "Семинар")),
    packet=PacketFacts(unready=("СОШ № 1 (пример)",), authors=frozenset({PERSON}), sign_offs_required=2),
    order=OrderFacts(number_needed=True),
    event=EventFacts(schools=2, reflections_missing=("СОШ № 1 (пример)",), packet_out=4),
)


class Row:
    """Stands for a case, a packet or a draft; remembers how often its state was written."""

    def __init__(self, state: str) -> None:
        self.writes = 0
        self._state = state

    @property
    def state(self) -> str:
        return self._state

    @state.setter
    def state(self, state: str) -> None:
        self.writes += 1
        self._state = state


def attempt(
    roles: Role,
    facts: Facts = GENEROUS,
    *,
    comment: str = "",
    reason: str = "",
    on_behalf: Role | None = None,
    person: int | None = PERSON,
) -> Attempt:
    behalf = None
    if on_behalf is not None:
        behalf = OnBehalf(role=on_behalf, channel="телефон", happened_on=NOW.date())
    return Attempt(
        actor=Actor(id=person, roles=roles),
        facts=facts,
        now=NOW,
        comment=comment,
        reason=reason,
        on_behalf=behalf,
    )


def come_of(workflow: Workflow, row: Row, name: str, tried: Attempt) -> Fired | Refused:
    try:
        return workflow.fire(row, name, tried)
    except Refused as refused:
        return refused


def expected_of(workflow: Workflow, state: str, name: str) -> str:
    """Where the definition says that the step leads."""
    (dest,) = (
        dest for transition, source, dest in workflow.edges if (transition.name, source) == (name, state)
    )
    return dest or state


def states_of(workflows: Mapping[str, Workflow] = WORKFLOWS) -> list[tuple[str, str]]:
    return [(title, state) for title, workflow in workflows.items() for state in workflow.states]


def any_value(kind: object) -> st.SearchStrategy[object]:
    """Everything a field of the facts may hold; a new field is covered without a word here."""
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        return st.one_of(*(any_value(one) for one in typing.get_args(kind)))
    if typing.get_origin(kind) is tuple:
        return st.lists(any_value(typing.get_args(kind)[0]), max_size=3).map(tuple)
    if typing.get_origin(kind) is frozenset:
        return st.frozensets(any_value(typing.get_args(kind)[0]), max_size=3)
    if dataclasses.is_dataclass(kind):
        return any_facts(typing.cast(type, kind))
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return st.sampled_from(kind)
    plain: dict[object, st.SearchStrategy[object]] = {
        bool: st.booleans(),
        int: st.integers(0, PERSON + 1),
        str: st.sampled_from(("", "СОШ № 2 (пример)", "100 % учителей")),
        date: st.dates(date(2020, 1, 1), date(2030, 12, 31)),
        types.NoneType: st.none(),
    }
    return plain[kind]


def any_facts(kind: type = Facts) -> st.SearchStrategy[typing.Any]:
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **{field.name: any_value(hints[field.name]) for field in dataclasses.fields(kind)})


#: One role, several, or none: hypothesis combines the members of a Flag by itself.
any_roles = st.sampled_from(Role) | st.just(NOBODY)
