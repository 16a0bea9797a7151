"""Acts and what they ask: orders with clauses, protocols, acts of other issuers, recommendations."""

from __future__ import annotations

from typing import Literal, TypeAlias

from workflow.programmes.record import CaseStage, Described, Nested, Sourced
from workflow.programmes.values import (
    Code,
    Count,
    DatedWhen,
    Loose,
    Name,
    Numeral,
    SchoolYear,
    Text,
    Texts,
    When,
    Year,
)

OrderKind: TypeAlias = Literal[
    "launch",
    "hold_event",
    "participate",
    "create_body",
    "approve_plan",
    "approve_list",
    "approve_results",
    "approve_recommendations",
    "approve_report",
    "approve_indicators",
]


class Clause(Nested):
    number: Numeral
    title: Text
    assignees: tuple[Code, ...] = ()
    schools: tuple[Code, ...] = ()
    deadline: When | None = None
    deadline_as_given: Text | None = None
    appendix: Numeral | None = None


class Distribution(Nested):
    """«Разослано»: schools by id; others by id of a role or an organisation, or in words («в дело»)."""

    schools: tuple[Code, ...] = ()
    other: tuple[Text, ...] = ()


class Order(Sourced):
    """An act of the authority. One that is only planned has neither number nor date yet."""

    id: Text
    number: Numeral | None = None
    date: DatedWhen | None = None
    month: DatedWhen | None = None
    act_type: Name | None = None
    title: Text | None = None
    subject: Text | None = None
    kind: OrderKind | None = None
    kind_inferred: bool = False
    planned: bool = False
    listed_in: Literal["self", "annex", "text"] | None = None
    annex_position: Count | None = None
    mentioned_at: tuple[Count, ...] = ()
    school_year: SchoolYear | None = None
    year: Year | None = None
    plan_from: DatedWhen | None = None
    event: Code | None = None
    activity: Numeral | None = None
    follows: Text | None = None
    basis: tuple[Text, ...] = ()
    approves: Text | None = None
    clauses: tuple[Clause, ...] = ()
    clauses_note: Text | None = None
    signatory_role: Code | None = None
    control_role: Code | None = None
    distribution: Distribution | None = None
    case_stage: CaseStage | None = None

    @property
    def name(self) -> str:
        """The heading, or what the text says it was about, or the number alone."""
        return self.title or self.subject or f"№ {self.number or self.id}"


class Protocol(Sourced):
    number: Numeral
    body: Code | None = None
    date: DatedWhen | None = None
    month: DatedWhen | None = None
    title: Text
    activity: Numeral | None = None
    case_stage: CaseStage | None = None


class ExternalAct(Described):
    """An act of another issuer: it lives in another register and never in our checks of numbers."""

    title: Text
    kind: Text | None = None
    issuer: Text | None = None
    number: Numeral | None = None
    date: DatedWhen | None = None
    appendix: Numeral | None = None
    edition: Text | None = None
    url: Text | None = None


class Recommendation(Described):
    number: Numeral
    addressee_role: Code | None = None
    title: Text
    deadline: When | None = None
    act: Text | None = None
    topics: Texts = ()
    contours: Texts = ()
    levels: Texts = ()


class Inconsistency(Sourced):
    """Two versions of one fact, both kept; the title and the values are the analyst's."""

    id: Text
    kind: Code
    title: Text
    values: tuple[Loose, ...] = ()
    orders: tuple[Text, ...] = ()
    machine_checkable: bool | None = None
    computed: Text | None = None
    hypothesis: Text | None = None
