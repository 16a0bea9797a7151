"""A programme shown plainly: everything of its document with sources, what it lacks, what does not agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow import access
from workflow.access import NotHere, RoleName
from workflow.clock import local_date
from workflow.models.authority import Authority
from workflow.models.case import Case
from workflow.models.order import Order
from workflow.models.plan import Plan
from workflow.models.programme import ProcessVersion, Programme, ProgrammeVersion, Run
from workflow.pages.programme_settings import ShownSetting, settings_in_words
from workflow.pages.programme_tables import IndicatorTable, PlanTable, indicator_table, plan_table
from workflow.programmes import Programme as Document
from workflow.programmes import load
from workflow.programmes.absent import absent
from workflow.programmes.findings import Finding, findings, run_outside_term
from workflow.programmes.handed_in import wanted_of
from workflow.programmes.labels import SECTION_TITLES
from workflow.programmes.rows import rows_for_import
from workflow.programmes.sections import Section, sections
from workflow.states.definition import N_, Message


@dataclass(frozen=True, slots=True)
class Tab:
    """A part of the page; `sections` are keys of the file, empty for what Opora itself says."""

    name: str
    title: str
    sections: tuple[str, ...] = ()


TABS = (
    Tab(
        "passport",
        N_("Паспорт"),
        (
            "programme",
            "authority",
            "organisations",
            "roles",
            "tasks",
            "directions",
            "rationale",
            "preconditions",
            "done_before_programme",
            "novelty",
            "formats",
            "funding",
            "risks",
            "appendices",
        ),
    ),
    Tab(
        "people",
        N_("Участники"),
        ("network", "categories", "schools", "others", "pairs", "pair_lists", "contracts", "deficit_rules"),
    ),
    Tab("acts", N_("Акты"), ("orders", "protocols", "legal_basis", "recommendations")),
    Tab("plan", N_("План"), ("modules", "activities", "projects", "recurring", "stages")),
    Tab("events", N_("События"), ("event_cycle", "events", "deliverables")),
    Tab("indicators", N_("Показатели и итоги"), ("indicators", "expected_results", "outcomes", "statistics")),
    Tab("findings", N_("Замечания к тексту"), ("inconsistencies",)),
    Tab("missing", N_("Чего нет")),
    Tab("settings", N_("Настройки")),
    Tab("years", N_("Годы")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A run: how many schools, whether it lies outside the programme's own years."""

    id: int
    title: str
    from_on: date
    to_on: date
    cases: int
    open_cases: int
    plans: int  # municipal ones
    is_now: bool
    finding: Finding | None


@dataclass(frozen=True, slots=True)
class Version:
    number: int
    file_name: str
    loaded_at: datetime
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammePage:
    """`orders`: number and date of an imported act -> its row in the register."""

    id: int
    code: str
    title: str
    authority: str
    territory: str
    period: str
    tabs: tuple[tuple[Tab, int | None, bool], ...]
    tab: Tab
    sections: tuple[Section, ...]
    plan: PlanTable | None
    indicators: IndicatorTable | None
    lacking: tuple[str, ...]  # titles of sections that belong here and that the document has not
    findings: tuple[Finding, ...]
    missing: tuple[Message, ...]
    settings: tuple[ShownSetting, ...]
    process_number: int
    hands_in: bool  # somebody hands in papers by events or stages
    years: tuple[Year, ...]
    versions: tuple[Version, ...]
    orders: Mapping[str, int]

    @property
    def current_run(self) -> int | None:
        return next((year.id for year in self.years if year.is_now), None)


@dataclass(frozen=True, slots=True)
class ListedProgramme:
    code: str
    title: str
    authority: str
    territory: str
    version: int
    runs: int
    open_cases: int


@dataclass(frozen=True, slots=True)
class _Read:
    document: Document
    sections: tuple[Section, ...]
    findings: tuple[Finding, ...]
    missing: tuple[Message, ...]


@lru_cache(maxsize=16)
def _read(text: str, name: str) -> _Read:
    """The same words are the same programme: read once a process."""
    document = load(text.encode(), name=name)
    return _Read(document, sections(document), findings(document), absent(document))


def programme_list(session: Session, memberships: access.Memberships) -> tuple[ListedProgramme, ...]:
    latest = (
        select(func.max(ProgrammeVersion.number))
        .where(ProgrammeVersion.programme_id == Programme.id)
        .correlate(Programme)
        .scalar_subquery()
    )
    runs = select(func.count()).where(Run.programme_id == Programme.id).correlate(Programme).scalar_subquery()
    cases = (
        select(func.count(Case.id))
        .join(Run, Run.id == Case.run_id)
        .where(Run.programme_id == Programme.id, Case.closed_at.is_(None))
        .correlate(Programme)
        .scalar_subquery()
    )
    query = (
        select(
            Programme.code,
            ProgrammeVersion.title,
            Authority.name,
            Authority.territory,
            ProgrammeVersion.number,
            runs,
            cases,
        )
        .join(Authority, Authority.id == Programme.authority_id)
        .join(ProgrammeVersion, ProgrammeVersion.programme_id == Programme.id)
        .where(ProgrammeVersion.number == latest)
        .order_by(Authority.territory, Programme.id)
    )
    return tuple(ListedProgramme(*row) for row in session.execute(_seen(query, memberships)))


def _seen(query: Any, memberships: access.Memberships) -> Any:
    """A programme is no secret inside its authority; an administrator of all sees all."""
    if any(one.role is RoleName.ADMIN and one.authority_id is None for one in memberships):
        return query
    return query.where(Programme.authority_id.in_(access.authorities_of(memberships)))


def programme_page(
    session: Session,
    memberships: access.Memberships,
    code: str,
    *,
    tab: str = "",
    responsible: str = "",
    now: datetime,
) -> ProgrammePage:
    row = session.execute(
        _seen(
            select(Programme, Authority)
            .join(Authority, Authority.id == Programme.authority_id)
            .where(Programme.code == code),
            memberships,
        )
    ).one_or_none()
    if row is None:
        raise NotHere
    programme, authority = row
    sees_acts = authority.id in access.authorities_seen_whole(memberships)
    versions = session.scalars(
        select(ProgrammeVersion)
        .where(ProgrammeVersion.programme_id == programme.id)
        .order_by(ProgrammeVersion.number.desc())
    ).all()
    process = session.scalars(
        select(ProcessVersion)
        .where(ProcessVersion.programme_id == programme.id)
        .order_by(ProcessVersion.number.desc())
        .limit(1)
    ).one()
    read = _read(versions[0].text, versions[0].file_name)
    chosen = next((one for one in TABS if one.name == tab), TABS[0])
    years = _years(session, programme, read.document, local_date(now, authority.zone))
    return ProgrammePage(
        id=programme.id,
        code=programme.code,
        title=versions[0].title,
        authority=authority.name,
        territory=authority.territory,
        period=_period(read.document),
        tabs=tuple((one, _count(one, read, years), one is chosen) for one in TABS),
        tab=chosen,
        sections=_in_order(read.sections, chosen),
        plan=plan_table(read.document, read.sections, role=responsible),
        indicators=indicator_table(read.document, read.sections),
        lacking=_lacking(read.sections, chosen),
        findings=read.findings,
        missing=read.missing,
        settings=settings_in_words(process.settings),
        process_number=process.number,
        hands_in=bool(wanted_of(read.document)),
        years=years,
        versions=tuple(Version(one.number, one.file_name, one.loaded_at, authority.zone) for one in versions),
        orders=_orders(session, authority.id, read.document) if sees_acts else {},
    )


def _in_order(sections: Sequence[Section], tab: Tab) -> tuple[Section, ...]:
    known = {section.key: section for section in sections}
    return tuple(known[key] for key in tab.sections if key in known)


def _lacking(sections: Sequence[Section], tab: Tab) -> tuple[str, ...]:
    known = {section.key for section in sections}
    return tuple(SECTION_TITLES[key] for key in tab.sections if key not in known)


def _period(document: Document) -> str:
    period = document.passport.period
    if period is None:
        return ""
    return " — ".join(end.shown for end in (period.start, period.end) if end is not None)


def _count(tab: Tab, read: _Read, years: Sequence[Year]) -> int | None:
    rows = {section.key: len(section.rows) for section in read.sections}
    match tab.name:
        case "findings":
            return len(read.findings) + rows.get("inconsistencies", 0)
        case "missing":
            return len(read.missing)
        case "years":
            return len(years)
        case "acts":
            return rows.get("orders", 0)
        case "people":
            return rows.get("schools", 0)
        case "plan":
            return rows.get("activities") or rows.get("projects")
        case "events":
            return rows.get("events")
        case "indicators":
            return rows.get("indicators")
    return None


def _years(session: Session, programme: Programme, document: Document, today: date) -> tuple[Year, ...]:
    rows = session.execute(
        select(
            Run.id,
            Run.title,
            Run.from_on,
            Run.to_on,
            func.count(Case.id),
            func.count(Case.id).filter(Case.closed_at.is_(None)),
            select(func.count(Plan.id))
            .where(Plan.run_id == Run.id, Plan.case_id.is_(None))
            .correlate(Run)
            .scalar_subquery(),
        )
        .outerjoin(Case, Case.run_id == Run.id)
        .where(Run.programme_id == programme.id)
        .group_by(Run.id, Run.title, Run.from_on, Run.to_on)
        .order_by(Run.from_on.desc())
    )
    return tuple(
        Year(
            id=run_id,
            title=title,
            from_on=from_on,
            to_on=to_on,
            cases=cases,
            open_cases=still_open,
            plans=plans,
            is_now=from_on <= today <= to_on,
            finding=run_outside_term(document, from_on=from_on, to_on=to_on),
        )
        for run_id, title, from_on, to_on, cases, still_open, plans in rows
    )


def _orders(session: Session, authority_id: int, document: Document) -> dict[str, int]:
    """Of the file's ids: a number may stand twice in a year, and each act has a page of its own."""
    stored = {
        (number, dated_on, title): order_id
        for number, dated_on, title, order_id in session.execute(
            select(Order.number_text, Order.dated_on, Order.title, Order.id).where(
                Order.authority_id == authority_id, Order.is_imported
            )
        )
    }
    acts = {row.id: (row.number, row.dated_on, row.title) for row in rows_for_import(document).orders}
    return {key: stored[act] for key, act in acts.items() if act in stored}
