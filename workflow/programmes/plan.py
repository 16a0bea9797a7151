"""What is to be done and what was done: objectives, rows of the plan, events, indicators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ConfigDict, Field

from workflow.programmes.record import CaseStage, Described, Nested, Sourced
from workflow.programmes.timing import Timing
from workflow.programmes.values import (
    Code,
    Count,
    DatedWhen,
    Loose,
    Name,
    Number,
    Numeral,
    SchoolYear,
    Text,
    Texts,
    When,
    Year,
    YearKey,
)


class Point(Described):
    """A numbered or named statement of the document: an objective, a result, a risk, a figure."""

    title: Text
    id: Code | None = None
    number: Numeral | None = None


class Direction(Point):
    tasks: tuple[Numeral, ...] = ()
    actions: Texts = ()
    description: Text | None = None
    recurring: Code | None = None


class Module(Point):
    subtitle: Text | None = None
    activities_count: Count | None = None


class Contract(Point):
    years: tuple[Year, ...] = ()


class ExpectedResult(Point):
    got: Text | None = None
    group: Text | None = None


class Deliverable(Point):
    kind: Texts = ()
    by: Code | None = None
    activity: Numeral | None = None
    event: Code | None = None
    order: Text | None = None
    analysis_order: Text | None = None
    report_order: Text | None = None
    based_on: Text | None = None
    scope: Texts = ()
    audiences: Texts = ()
    access: Text | None = None
    urls: Texts = ()
    year: Year | None = None
    pages: Count | None = None


class Outcome(Point):
    value: Number | None = None
    unit: Text | None = None
    year: Year | None = None
    basis: Texts = ()
    start: Loose | None = Field(default=None, alias="from")


class Risk(Point):
    noted_by: Code | None = None


class Statistic(Point):
    value: Number | None = None
    unit: Text | None = None
    percent: Number | None = None
    by_year: Mapping[YearKey, Number] | None = None
    spread: tuple[Number, ...] = Field(default=(), alias="range")
    of: Number | None = None
    school_year: SchoolYear | None = None
    subjects: Texts = ()


class Format(Point):
    items: Texts = ()


class Phase(Sourced):
    """A stage of the programme (a span of years), not of a case."""

    id: Code | None = None
    number: Numeral | None = None
    title: Text
    start: DatedWhen | None = Field(default=None, alias="from")
    end: DatedWhen | None = Field(default=None, alias="to")
    school_year: SchoolYear | None = None
    base: Text | None = None
    plan: Text | None = None
    act: Text | None = None


class Project(Sourced):
    number: Numeral
    title: Text
    appendix: Numeral | None = None
    curator_role: Code | None = None


class Appendix(Sourced):
    number: Numeral
    title: Text
    in_file: bool | None = None


class Quantity(Nested):
    value: Number
    unit: Text | None = None
    of: Text | None = None


class Result(Nested):
    model_config = ConfigDict(extra="allow")

    title: Text
    quantity: tuple[Quantity, ...] = ()

    @property
    def details(self) -> Mapping[str, Any]:
        return self.model_extra or {}


class Milestone(Nested):
    title: Text
    deadline: When | None = None
    yearly: bool = False
    by: Code | None = None
    grades_from: Count | None = None
    outputs: Texts = ()


class Activity(Described):
    """A row of the plan (мероприятие)."""

    number: Numeral
    title: Text
    module: Numeral | None = None
    responsible: tuple[Code, ...] = ()
    conducted_by: tuple[Code, ...] = ()
    schools: tuple[Code, ...] = ()
    timing: Timing | None = None
    control_form: Texts = ()
    result: Result | None = None
    milestones: tuple[Milestone, ...] = ()
    case_stage: CaseStage | None = None


class Tally(Nested):
    """A figure of an event that was held."""

    value: Number
    unit: Text | None = None
    percent: Number | None = None
    what: Text | None = None
    parts: tuple[Number, ...] = ()


class Event(Described):
    """What was held on real dates."""

    id: Code
    title: Text
    timing: Timing | None = None
    orders: tuple[Text, ...] = ()
    parent: Code | None = None
    school: Code | None = None
    schools: tuple[Code, ...] = ()
    organisers: Texts = ()
    counts: tuple[Tally, ...] = ()
    outputs: Texts = ()
    outcome: Text | None = None
    case_stage: CaseStage | None = None


class CycleStep(Described):
    step: Count
    title: Text


class Recurring(Described):
    id: Code
    title: Text
    timing: Timing
    activity: Numeral | None = None
    body: Code | None = None
    kind: Text | None = None
    audience: Texts = ()
    aligned_with: Texts = ()
    grades_from: Count | None = None


class Handler(Nested):
    recurring: Code | None = None
    category: Text | None = None


class DeficitRule(Sourced):
    """Who closes a kind of deficit: a recurring day or a category of schools."""

    id: Code
    title: Text
    handled_by: Handler


class Baseline(Nested):
    year: Year
    value: Number


class Reported(Nested):
    as_of: DatedWhen
    value: Number


class Indicator(Sourced):
    """A value is a number, or a judgement in words when `qualitative`."""

    number: Numeral | None = None
    group: Name | None = Field(default=None, alias="set")
    order: Count | None = None
    title: Text
    unit: Text | None = None
    of: Text | None = None
    qualitative: bool = False
    components: Texts = ()
    applies_to: Text | None = None
    baseline: Baseline | None = None
    targets: Mapping[YearKey, Number] | None = None
    reported: Reported | None = None
    addressees: Texts = ()
    number_is_row_order: bool = False
