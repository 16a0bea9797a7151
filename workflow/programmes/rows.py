"""A programme as plain rows, so that the importing command is a loop and decides nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from workflow.programmes.acts import Order
from workflow.programmes.dates import PartialDate, school_year
from workflow.programmes.passport import Category
from workflow.programmes.schema import Programme

#: Spellings of one category in different documents -> the word of the glossary.
CATEGORY_SYNONYMS: Final = {
    "ШНОР": "low_results",
    "stable_high": "high_results",
    "successful": "high_results",
    "risk_2023": "risk_zone",
    "ШНСУ": "adverse_conditions",
}

_NUMBER = re.compile(r"(\d{1,9})(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolRow:
    id: str
    name: str
    aliases: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryRow:
    """One school on one list. Dates are the document's; without any both are None."""

    code: str
    category: str
    title: str
    school_id: str
    from_on: date | None
    to_on: date | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRow:
    id: str
    name: str
    short_name: str
    role: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRow:
    id: str
    title: str
    system_roles: tuple[str, ...]
    organisation_id: str | None
    duty: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRow:
    number: str
    supported_id: str
    partner_id: str
    network_type: str | None
    as_of: date | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseRow:
    number: str
    text: str
    role_ids: tuple[str, ...]
    school_ids: tuple[str, ...]
    deadline: PartialDate | None
    deadline_as_given: str
    appendix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """An act of the authority. `dated_on` is None only for one that is planned and not issued yet."""

    id: str
    number: str
    ordinal: int
    suffix: str
    dated_on: date | None
    title: str
    act_type: str
    kind: str
    kind_inferred: bool
    listed_in: str
    event: str | None
    follows: str | None
    basis: tuple[str, ...]
    case_stage: str | None
    school_year: str | None
    plan_from: date | None
    clauses: tuple[ClauseRow, ...]
    signatory_role: str | None
    control_role: str | None
    distribution_schools: tuple[str, ...]
    distribution_other: tuple[str, ...]
    source: str

    @property
    def sort_key(self) -> tuple[date, int, str]:
        """By date, then by number: whatever the order of the document's list."""
        return (self.dated_on or date.max, self.ordinal, self.suffix)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalActRow:
    kind: str
    issuer: str
    number: str
    dated_on: date | None
    title: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRows:
    organisations: tuple[OrganisationRow, ...] = ()
    roles: tuple[RoleRow, ...] = ()
    schools: tuple[SchoolRow, ...] = ()
    categories: tuple[CategoryRow, ...] = ()
    pairs: tuple[PairRow, ...] = ()
    #: Numbered and dated, sorted by date and number: what stands in the imported register.
    orders: tuple[OrderRow, ...] = ()
    #: Acts the document only plans: their number and date are entered by a person.
    planned_orders: tuple[OrderRow, ...] = ()
    external_acts: tuple[ExternalActRow, ...] = field(default=())


def rows_for_import(programme: Programme) -> ImportRows:
    orders = [_order(order, programme) for order in programme.orders]
    return ImportRows(
        organisations=tuple(
            OrganisationRow(
                id=one.id, name=one.name, short_name=one.short_name or "", role=one.role, source=one.source
            )
            for one in programme.organisations
        ),
        roles=tuple(
            RoleRow(
                id=one.id,
                title=one.title.strip(),
                system_roles=tuple(one.system_role),
                organisation_id=one.organisation,
                duty=one.duty or "",
                source=one.source,
            )
            for one in programme.roles
        ),
        schools=tuple(
            SchoolRow(id=one.id, name=one.name, aliases=tuple(one.aliases), source=one.source)
            for one in programme.participants.schools
        ),
        categories=tuple(row for one in programme.participants.categories for row in _category(one)),
        pairs=tuple(
            PairRow(
                number=one.number,
                supported_id=one.supported,
                partner_id=one.partner,
                network_type=one.network_type,
                as_of=one.as_of.exact if one.as_of else None,
                source=one.source,
            )
            for one in programme.pairs
        ),
        orders=tuple(sorted((row for row in orders if _is_issued(row)), key=lambda row: row.sort_key)),
        planned_orders=tuple(row for row in orders if not _is_issued(row)),
        external_acts=_external_acts(programme),
    )


def parse_number(text: str) -> tuple[int, str]:
    """The ordinal and the rest: «14-а» is (14, "-а"); a number that begins with a letter has ordinal 0."""
    match = _NUMBER.fullmatch(text.strip())
    return (int(match.group(1)), match.group(2)) if match else (0, text.strip())


def category_of(code: str) -> str:
    """The glossary's word for a code of the file; codes without a synonym are themselves."""
    return CATEGORY_SYNONYMS.get(code, code)


def _is_issued(row: OrderRow) -> bool:
    return bool(row.number) and row.dated_on is not None


def _category(one: Category) -> tuple[CategoryRow, ...]:
    """A letter «as of» a day says from when; a school year says from when to when."""
    from_on = one.start.first if one.start else one.as_of.first if one.as_of else None
    to_on = one.end.last if one.end else None
    if one.school_year and from_on is None and to_on is None:
        from_on, to_on = school_year(one.school_year)
    return tuple(
        CategoryRow(
            code=one.code,
            category=category_of(one.code),
            title=one.title,
            school_id=school_id,
            from_on=from_on,
            to_on=to_on,
            source=one.source,
        )
        for school_id in one.schools or ()
    )


def _order(order: Order, programme: Programme) -> OrderRow:
    ordinal, suffix = parse_number(order.number or "")
    act_types = programme.authority.act_types
    return OrderRow(
        id=order.id,
        number=order.number or "",
        ordinal=ordinal,
        suffix=suffix,
        dated_on=order.date.exact if order.date else None,
        title=order.name,
        act_type=order.act_type or (act_types[0] if len(act_types) == 1 else ""),
        kind=order.kind or "",
        kind_inferred=order.kind_inferred,
        listed_in=order.listed_in or "",
        event=order.event,
        follows=order.follows,
        basis=tuple(order.basis),
        case_stage=order.case_stage,
        school_year=order.school_year,
        plan_from=order.plan_from.first if order.plan_from else None,
        clauses=tuple(
            ClauseRow(
                number=clause.number,
                text=clause.title,
                role_ids=tuple(clause.assignees),
                school_ids=tuple(clause.schools),
                deadline=clause.deadline,
                deadline_as_given=clause.deadline_as_given or "",
                appendix=clause.appendix or "",
            )
            for clause in order.clauses
        ),
        signatory_role=order.signatory_role,
        control_role=order.control_role,
        distribution_schools=tuple(order.distribution.schools) if order.distribution else (),
        distribution_other=tuple(order.distribution.other) if order.distribution else (),
        source=order.source,
    )


def _external_acts(programme: Programme) -> tuple[ExternalActRow, ...]:
    names = {one.id: one.name for one in programme.organisations}
    return tuple(
        ExternalActRow(
            kind=act.kind or "",
            issuer=names.get(act.issuer or "", act.issuer or ""),
            number=act.number or "",
            dated_on=act.date.exact if act.date else None,
            title=act.title,
            source=act.source,
        )
        for act in programme.legal_basis
    )
