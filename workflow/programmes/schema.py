"""The whole programme file, schema `shnor-programme/1`: one field a section, in the order of the page."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from workflow.programmes.acts import ExternalAct, Inconsistency, Order, Protocol, Recommendation
from workflow.programmes.passport import (
    Authority,
    Organisation,
    Pair,
    PairList,
    Participants,
    Passport,
    ProgrammeRole,
)
from workflow.programmes.plan import (
    Activity,
    Appendix,
    Contract,
    CycleStep,
    DeficitRule,
    Deliverable,
    Direction,
    Event,
    ExpectedResult,
    Format,
    Indicator,
    Module,
    Outcome,
    Phase,
    Point,
    Project,
    Recurring,
    Risk,
    Statistic,
)
from workflow.programmes.process_record import ProcessRecord
from workflow.programmes.record import Record

SCHEMA = "shnor-programme/1"


class Programme(Record):
    """A document as data. What the document does not say is absent here, and absent is not zero."""

    schema_version: Literal["shnor-programme/1"] = Field(alias="schema")
    passport: Passport = Field(alias="programme")
    authority: Authority
    organisations: tuple[Organisation, ...] = ()
    roles: tuple[ProgrammeRole, ...] = ()
    participants: Participants
    pairs: tuple[Pair, ...] = ()
    pair_lists: tuple[PairList, ...] = ()
    contracts: tuple[Contract, ...] = ()
    orders: tuple[Order, ...] = ()
    protocols: tuple[Protocol, ...] = ()
    legal_basis: tuple[ExternalAct, ...] = ()
    objectives: tuple[Point, ...] = Field(default=(), alias="tasks")
    directions: tuple[Direction, ...] = ()
    modules: tuple[Module, ...] = ()
    projects: tuple[Project, ...] = ()
    phases: tuple[Phase, ...] = Field(default=(), alias="stages")
    activities: tuple[Activity, ...] = ()
    recurring: tuple[Recurring, ...] = ()
    event_cycle: tuple[CycleStep, ...] = ()
    events: tuple[Event, ...] = ()
    deficit_rules: tuple[DeficitRule, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    expected_results: tuple[ExpectedResult, ...] = ()
    deliverables: tuple[Deliverable, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    risks: tuple[Risk, ...] = ()
    statistics: tuple[Statistic, ...] = ()
    rationale: tuple[Point, ...] = ()
    preconditions: tuple[Point, ...] = ()
    done_before_programme: tuple[Point, ...] = ()
    novelty: tuple[Point, ...] = ()
    formats: tuple[Format, ...] = ()
    funding: tuple[Point, ...] = ()
    appendices: tuple[Appendix, ...] = ()
    inconsistencies: tuple[Inconsistency, ...] = ()
    process: ProcessRecord | None = None

    @property
    def id(self) -> str:
        return self.passport.id
