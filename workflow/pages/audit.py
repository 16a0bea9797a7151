"""The record of an authority as its approvers and observers read it, and what an administrator may know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from workflow import access
from workflow.audit.actions import AuditAction
from workflow.audit.checkpoint import Checkpoint, chain_name, last_of
from workflow.audit.titles import TITLES
from workflow.models.audit import AuditChain, AuditEntry
from workflow.models.authority import Authority, School
from workflow.models.case import Case
from workflow.models.order import Order
from workflow.models.person import Person, RoleAssignment
from workflow.models.search import search_text
from workflow.orders.documents import printed_code
from workflow.pages.timeline import TimelineEntry, entry_rows, read_entries

PAGE: Final = 50
COUNT_LIMIT: Final = 1001
MOST_EXPORTED: Final = 10_000
#: What a filter may name.
ACTIONS: Final = frozenset(AuditAction)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """As they stand in the address; empty means all. `from_on` and `to_on` are days where the authority is."""

    words: str = ""
    action: str = ""
    person_id: int | None = None
    case_id: int | None = None
    order_id: int | None = None
    from_on: date | None = None
    to_on: date | None = None

    @property
    def narrows(self) -> bool:
        return any(
            (self.words, self.action, self.person_id, self.case_id, self.order_id, self.from_on, self.to_on)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """How far a record has come and how far it is proven. `authority_id` is None for the system's own."""

    authority_id: int | None
    name: str
    zone: str
    size: int
    code: str
    last_at: datetime | None
    proven: int
    proven_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry with its number; `school` is that of its case."""

    seq: int
    entry: TimelineEntry
    school: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPage:
    """`reads`: the entries of `current` are this person's to read; else only the chains are."""

    chains: tuple[Chain, ...]
    current: Chain | None
    reads: bool
    #: Authorities whose record is this person's to read.
    readable: frozenset[int] = frozenset()
    filters: Filters
    lines: tuple[Line, ...] = ()
    found: int = 0
    next: int = 0
    is_first: bool = True
    people: tuple[tuple[int, str], ...] = ()
    actions: tuple[tuple[str, str], ...] = ()
    #: What the filter by a case or an order means, in words.
    about: str = ""


def audit_page(
    session: Session,
    memberships: access.Memberships,
    *,
    home: int | None,
    filters: Filters,
    proven: Sequence[Checkpoint],
    before: int = 0,
    limit: int = PAGE,
) -> AuditPage:
    """Entries of one record, newest first, before a number; `home` names it, else the first one may read."""
    readable = access.record_read_in(memberships)
    checked = access.record_checked_in(memberships)
    if home is not None and home not in readable and checked is not None and home not in checked:
        raise access.NotHere
    chains = _chains(session, checked, proven)
    own = [chain for chain in chains if chain.authority_id in readable]
    current = next((chain for chain in own if chain.authority_id == home), own[0] if own else None)
    if current is None or current.authority_id is None:
        return AuditPage(chains=chains, current=None, reads=False, filters=filters)
    query = _narrowed(_entries(current.authority_id), filters, current.zone)
    found = session.scalar(select(func.count()).select_from(query.limit(COUNT_LIMIT).subquery())) or 0
    if before:
        query = query.where(AuditEntry.seq < before)
    rows = session.execute(query.order_by(AuditEntry.seq.desc()).limit(limit + 1)).all()
    lines = _lines(session, rows[:limit], current.zone)
    return AuditPage(
        chains=chains,
        current=current,
        reads=True,
        readable=readable,
        filters=filters,
        lines=lines,
        found=found,
        next=lines[-1].seq if len(rows) > limit else 0,
        is_first=not before,
        people=_people(session, current.authority_id),
        actions=tuple((action.value, TITLES[action]) for action in AuditAction),
        about=_about(session, current.authority_id, filters),
    )


def _chains(
    session: Session, checked: frozenset[int] | None, proven: Sequence[Checkpoint]
) -> tuple[Chain, ...]:
    query = (
        select(
            AuditChain.authority_id,
            Authority.short_name,
            Authority.zone,
            AuditChain.size,
            AuditChain.head,
            AuditChain.last_at,
        )
        .outerjoin(Authority, Authority.id == AuditChain.authority_id)
        .order_by(AuditChain.authority_id.is_(None), AuditChain.authority_id)
    )
    if checked is not None:
        query = query.where(AuditChain.authority_id.in_(checked))
    chains = []
    for authority_id, name, zone, size, head, last_at in session.execute(query):
        last = last_of(proven, chain_name(authority_id))
        chains.append(
            Chain(
                authority_id=authority_id,
                name=name or "",
                zone=zone or access.ZONE,
                size=size,
                code=printed_code(head),
                last_at=last_at,
                proven=last.size if last else 0,
                proven_at=datetime.fromisoformat(last.at) if last else None,
            )
        )
    return tuple(chains)


def _entries(authority_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(AuditEntry.id, AuditEntry.seq, School.name)
        .join(AuditChain, AuditChain.id == AuditEntry.chain_id)
        .outerjoin(Case, Case.id == AuditEntry.case_id)
        .outerjoin(School, School.id == Case.school_id)
        .where(AuditChain.authority_id == authority_id)
    )


def _narrowed(query: Select[*tuple[Any, ...]], filters: Filters, zone: str) -> Select[*tuple[Any, ...]]:
    wanted: list[ColumnElement[bool]] = []
    if filters.action:
        wanted.append(AuditEntry.action == filters.action)
    if filters.person_id:
        wanted.append(AuditEntry.actor_id == filters.person_id)
    if filters.case_id:
        wanted.append(AuditEntry.case_id == filters.case_id)
    if filters.order_id:
        wanted.append(AuditEntry.order_id == filters.order_id)
    if filters.from_on:
        wanted.append(AuditEntry.at >= _midnight(filters.from_on, zone))
    if filters.to_on:
        wanted.append(AuditEntry.at < _midnight(filters.to_on + timedelta(days=1), zone))
    for word in search_text(filters.words).split():
        orders = select(Order.id).where(Order.search.contains(word, autoescape=True))
        wanted.append(or_(Case.search.contains(word, autoescape=True), AuditEntry.order_id.in_(orders)))
    return query.where(*wanted)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


def _lines(session: Session, rows: Sequence[Any], zone: str) -> tuple[Line, ...]:
    query = entry_rows().where(AuditEntry.id.in_([entry_id for entry_id, _, _ in rows]))
    entries = {one.id: one for one in read_entries(session, query, zone)}
    return tuple(Line(seq=seq, entry=entries[entry_id], school=school or "") for entry_id, seq, school in rows)


def _people(session: Session, authority_id: int) -> tuple[tuple[int, str], ...]:
    """Whoever is or was something in the authority, by post."""
    rows = session.execute(
        select(Person.id, Person.post, Person.full_name)
        .where(
            Person.id.in_(select(RoleAssignment.person_id).where(RoleAssignment.authority_id == authority_id))
        )
        .order_by(Person.sort_key, Person.id)
    )
    return tuple((person_id, f"{name}, {post}" if name else post) for person_id, post, name in rows)


def _about(session: Session, authority_id: int, filters: Filters) -> str:
    """The school or the order that the address names; of another authority nothing is told."""
    if filters.case_id:
        query = (
            select(School.name)
            .join(Case, Case.school_id == School.id)
            .where(Case.id == filters.case_id, Case.authority_id == authority_id)
        )
        return session.scalar(query) or ""
    if filters.order_id:
        named = select(Order.title).where(Order.id == filters.order_id, Order.authority_id == authority_id)
        return session.scalar(named) or ""
    return ""
