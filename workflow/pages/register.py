"""A journal of acts, by date and then number either way: found, filtered, checked and exported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from workflow import access
from workflow.clock import local_date
from workflow.models.authority import Authority
from workflow.models.case import Case
from workflow.models.order import Order, OrderDocument, OrderMark, Register, RegisterKind
from workflow.models.packet import PacketCase
from workflow.models.search import search_text
from workflow.orders.documents import FORMATS
from workflow.pages.order import ENDS_FORCE, MARK_TITLES
from workflow.pages.register_findings import Findings, findings_of
from workflow.programmes.labels import WORDS
from workflow.states.definition import N_, Message

PAGE: Final = 50
COUNT_LIMIT: Final = 1001
MOST_EXPORTED: Final = 10_000
STATES: Final = (("in_force", N_("Действуют")), ("ended", N_("Не действуют")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """As they stand in the address; empty means all."""

    words: str = ""
    year: int | None = None
    kind: str = ""
    state: str = ""
    oldest_first: bool = False

    @property
    def narrows(self) -> bool:
        return bool(self.words or self.year or self.kind or self.state)


@dataclass(frozen=True, slots=True)
class Journal:
    """`kind` says who numbers: Opora, the office, or nobody any more (history)."""

    id: int
    title: str
    kind: RegisterKind
    authority_id: int
    authority: str
    zone: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """`state` and `kind` are message ids; `finding` what the check of numbers and dates says of this row."""

    id: int
    number: str
    ordinal: int
    on: date
    title: str
    kind: str
    act_type: str
    state: str
    in_force: bool
    documents: tuple[str, ...]  # formats that are made, as orders.documents.FORMATS orders them
    is_imported: bool
    schools: int
    source: str
    finding: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPage:
    journals: tuple[Journal, ...]
    current: Journal | None
    rows: tuple[OrderRow, ...]
    findings: Findings
    filters: Filters
    years: tuple[int, ...] = ()
    kinds: tuple[tuple[str, str], ...] = ()
    found: int = 0
    next: str = ""
    is_first: bool = True
    states: tuple[tuple[str, str], ...] = field(default=STATES)

    @property
    def groups(self) -> Iterator[tuple[int, tuple[OrderRow, ...]]]:
        """Rows of one year together, in the order of the list."""
        for year in dict.fromkeys(row.on.year for row in self.rows):
            yield year, tuple(row for row in self.rows if row.on.year == year)

    @property
    def authorities(self) -> tuple[tuple[int, str], ...]:
        """A journal of each authority that is seen, for whoever sees several."""
        first: dict[int, tuple[int, str]] = {}
        for journal in self.journals:
            first.setdefault(journal.authority_id, (journal.id, journal.authority))
        return tuple(first.values())


def register_page(
    session: Session,
    memberships: access.Memberships,
    *,
    register_id: int | None,
    filters: Filters,
    after: str = "",
    now: datetime,
    limit: int = PAGE,
) -> RegisterPage:
    journals = _journals(session, memberships)
    current = next((one for one in journals if one.id == register_id), journals[0] if journals else None)
    if current is None:
        return RegisterPage(journals=(), current=None, rows=(), findings=Findings(), filters=filters)
    today = local_date(now, current.zone)
    seen = and_(Order.register_id == current.id, access.order_is_visible(memberships))
    query = _filtered(select(Order).where(seen), filters, today)
    found = session.scalar(select(func.count()).select_from(query.limit(COUNT_LIMIT).subquery())) or 0
    cursor = _cursor(after)
    orders = session.scalars(_page(query, filters, cursor).limit(limit + 1)).all()
    shown = orders[:limit]
    findings = findings_of(session, current.id, current.kind, {order.year for order in shown})
    last = shown[-1] if len(orders) > limit else None
    return RegisterPage(
        journals=journals,
        current=current,
        rows=_rows(session, shown, findings, today),
        findings=findings,
        filters=filters,
        years=tuple(session.scalars(select(Order.year).where(seen).distinct().order_by(Order.year.desc()))),
        kinds=tuple(
            (kind, WORDS.get(kind, kind))
            for kind in session.scalars(select(Order.kind).where(seen).distinct().order_by(Order.kind))
            if kind
        ),
        found=found,
        next=f"{last.dated_on}_{last.ordinal}_{last.id}" if last else "",
        is_first=cursor is None,
    )


def _journals(session: Session, memberships: access.Memberships) -> tuple[Journal, ...]:
    """Own journals of the authorities one sees whole; for a school, those that hold an act about it."""
    counted = (
        select(Order.register_id, func.count().label("count"))
        .where(access.order_is_visible(memberships))
        .group_by(Order.register_id)
        .subquery()
    )
    rows = session.execute(
        select(
            Register.id,
            Register.title,
            Register.kind,
            Register.authority_id,
            Authority.short_name,
            Authority.zone,
            func.coalesce(counted.c.count, 0),
        )
        .join(Authority, Authority.id == Register.authority_id)
        .outerjoin(counted, counted.c.register_id == Register.id)
        .where(
            or_(
                Register.authority_id.in_(access.authorities_seen_whole(memberships)),
                counted.c.count.is_not(None),
            )
        )
        .order_by(Register.authority_id, Register.kind == RegisterKind.IMPORTED, Register.id)
    )
    return tuple(Journal(*row) for row in rows)


def _filtered(query: Select[Any], filters: Filters, today: date) -> Select[Any]:
    if words := search_text(filters.words):
        query = query.where(or_(_contains(Order.search, words), _about_school(words)))
    if filters.year is not None:
        query = query.where(Order.year == filters.year)
    if filters.kind:
        query = query.where(Order.kind == filters.kind)
    if filters.state in ("in_force", "ended"):
        ended = exists(
            select(OrderMark.id).where(
                OrderMark.order_id == Order.id, OrderMark.kind.in_(ENDS_FORCE), OrderMark.on <= today
            )
        )
        query = query.where(ended if filters.state == "ended" else ~ended)
    return query


def _contains(column: Any, words: str) -> ColumnElement[bool]:
    contains: ColumnElement[bool] = column.contains(words, autoescape=True)
    return contains


def _about_school(words: str) -> ColumnElement[bool]:
    return exists(
        select(PacketCase.id)
        .join(Case, Case.id == PacketCase.case_id)
        .where(PacketCase.packet_id == Order.packet_id, PacketCase.decided, _contains(Case.search, words))
    )


def _page(query: Select[Any], filters: Filters, cursor: tuple[date, int, int] | None) -> Select[Any]:
    place = tuple_(Order.dated_on, Order.ordinal, Order.id)
    if cursor is not None:
        seen = tuple_(*(literal(value) for value in cursor))
        query = query.where(place > seen if filters.oldest_first else place < seen)
    columns = (Order.dated_on, Order.ordinal, Order.id)
    return query.order_by(*(column if filters.oldest_first else column.desc() for column in columns))


def _cursor(text: str) -> tuple[date, int, int] | None:
    """None for anything that we did not write: the list then begins at its beginning."""
    try:
        on, ordinal, order_id = text.split("_")
        return date.fromisoformat(on), int(ordinal), int(order_id)
    except ValueError:
        return None


def _rows(session: Session, orders: Sequence[Order], findings: Findings, today: date) -> tuple[OrderRow, ...]:
    ids = [order.id for order in orders]
    states = _states(session, ids, today)
    made = {
        (order_id, kind)
        for order_id, kind in session.execute(
            select(OrderDocument.order_id, OrderDocument.format).where(OrderDocument.order_id.in_(ids))
        )
    }
    schools = dict(
        session.execute(
            select(Order.id, func.count(PacketCase.id))
            .join(PacketCase, PacketCase.packet_id == Order.packet_id)
            .where(Order.id.in_(ids), PacketCase.decided)
            .group_by(Order.id)
        ).all()
    )
    return tuple(
        OrderRow(
            id=order.id,
            number=order.number_text,
            ordinal=order.ordinal,
            on=order.dated_on,
            title=order.title,
            kind=WORDS.get(order.kind, order.kind),
            act_type=order.act_type,
            state=states.get(order.id, N_("Действует")),
            in_force=order.id not in states,
            documents=tuple(one for one in FORMATS if (order.id, one) in made),
            is_imported=order.is_imported,
            schools=schools.get(order.id, 0),
            source=order.source,
            finding=findings.beside.get(order.id),
        )
        for order in orders
    )


def _states(session: Session, ids: Sequence[int], today: date) -> Mapping[int, str]:
    rows = session.execute(
        select(OrderMark.order_id, OrderMark.kind)
        .where(OrderMark.order_id.in_(ids), OrderMark.kind.in_(ENDS_FORCE), OrderMark.on <= today)
        .order_by(OrderMark.on, OrderMark.id)
    )
    return {order_id: MARK_TITLES[kind] for order_id, kind in rows}
