"""Who and what a programme is about: passport, authority, roles, schools and their categories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self, TypeAlias

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from workflow.programmes.dates import PartialDate
from workflow.programmes.record import Described, Nested, Sourced
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
)

SystemRole: TypeAlias = Literal[
    "committee_official",
    "methodist",
    "curator",
    "tutor",
    "school",
    "partner_school",
    "coordination_council",
    "working_group",
    "clerk",
    "regional_observer",
    "administrator",
    "other",
]


class Period(Sourced):
    """The term of a programme; a document may name one end only."""

    start: DatedWhen | None = Field(default=None, alias="from")
    end: DatedWhen | None = Field(default=None, alias="to")
    months: Count | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.start is None and self.end is None:
            raise PydanticCustomError("period_ends", "no end at all")
        if self.start and self.end and self.end.surely_before(self.start):
            raise PydanticCustomError("period_order", "ends before it starts")
        return self

    def is_over_before(self, when: PartialDate) -> bool:
        return self.end is not None and self.end.surely_before(when)

    @property
    def shown(self) -> str:
        """«2020 — 2023», «2020 — …»."""
        ends = (one.shown if one is not None else "…" for one in (self.start, self.end))
        return " — ".join(ends)


class Subtype(Nested):
    code: Code
    title: Text
    meaning: Text | None = None


class Model(Sourced):
    kind: Text = Field(alias="type")
    subtypes: tuple[Subtype, ...] = ()
    regulator: Code | None = None
    idea: Text | None = None
    base: Text | None = None
    management: Text | None = None
    history: Text | None = None


class ParentProgramme(Sourced):
    title: Text
    kind: Text | None = None
    stages_named: Texts = ()


class Document(Sourced):
    """The act the programme text came with."""

    kind: Text
    number: Numeral | None = None
    date: DatedWhen | None = None


class Passport(Sourced):
    id: Code
    document_file: Text
    title: Text
    slogan: Text | None = None
    kind: Text | None = None
    territory: Text
    region: Text | None = None
    region_note: Text | None = None
    year_on_title: Loose | None = None
    document: Document | None = None
    period: Period | None = None
    planned_period: Period | None = None
    roadmap_period_as_given: Text | None = None
    model: Model | None = None
    goal: Text | None = None
    goal_outcome: Text | None = None
    hypothesis: Text | None = None
    hypothesis_levels: Texts = ()
    experience_since: Loose | None = None
    experience_note: Text | None = None
    coverage: Text | None = None
    projects_goal: Text | None = None
    target_groups: Texts = ()
    parent_programmes: tuple[ParentProgramme, ...] = ()


class Authority(Sourced):
    name: Name
    short_name: Text | None = None
    act_types: Texts = ()


class Organisation(Sourced):
    id: Code
    name: Name
    short_name: Text | None = None
    role: Literal["methodist_org", "regional_authority", "publisher"]
    unit: Text | None = None
    duties: Texts = ()


class ProgrammeRole(Sourced):
    """A post or a body, never a person: people are put on roles inside the system."""

    id: Code
    title: Name
    system_role: tuple[SystemRole, ...] = Field(min_length=1)
    organisation: Code | None = None
    duty: Text | None = None
    members: Texts = ()
    created_by: Text | None = None


class Network(Described):
    """Counts of the whole network; the document names them as it likes."""

    schools_total: Count | None = None
    pupils_total: Count | None = None
    share_percent: Number | None = None


class Category(Sourced):
    """A dated list of schools. An empty `schools` is a section of the document that names nobody."""

    code: Text
    title: Text
    count: Count | None = None
    of: Count | None = None
    share_percent: Number | None = None
    breakdown: Mapping[str, Count] | None = None
    schools: tuple[Code, ...] | None = None
    school_numbers: tuple[Numeral, ...] = ()
    school_year: SchoolYear | None = None
    as_of: DatedWhen | None = None
    start: DatedWhen | None = Field(default=None, alias="from")
    end: DatedWhen | None = Field(default=None, alias="to")


class School(Sourced):
    id: Code
    name: Name
    aliases: Texts = ()


class Participant(Sourced):
    title: Text


class Participants(Nested):
    network: Network | None = None
    categories: tuple[Category, ...] = ()
    schools: tuple[School, ...] = ()
    others: tuple[Participant, ...] = ()


class Pair(Sourced):
    number: Numeral
    number_as_given: Text | None = None
    supported: Code
    partner: Code
    network_type: Code | None = None
    school_year: SchoolYear | None = None
    as_of: DatedWhen | None = None
    start: DatedWhen | None = Field(default=None, alias="from")
    end: DatedWhen | None = Field(default=None, alias="to")
    approved_by: Text | None = None


class PairList(Sourced):
    """That a list of pairs was approved for a year; who stood on it the document does not say."""

    school_year: SchoolYear
    approved_by: Text | None = None
    composition_in_file: bool | None = None
