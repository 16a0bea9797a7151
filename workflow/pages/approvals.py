"""What waits for a decision, a signature or a number: packets by whose move it is, longest waiting first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session, joinedload

from workflow import access
from workflow.clock import local_date
from workflow.deadlines.calendar_table import calendar_of
from workflow.deadlines.words import Term, term_words
from workflow.facts import packet_facts_of
from workflow.models.audit import AuditEntry
from workflow.models.authority import Authority, School
from workflow.models.case import Case
from workflow.models.order import Order, OrderDraft
from workflow.models.packet import Packet, PacketCase, PacketPart
from workflow.models.person import Person
from workflow.models.search import search_text
from workflow.orders.parts import content_fingerprint
from workflow.pages.packet import Look
from workflow.pages.packet_steps import Step, steps_of, waits_for
from workflow.states.definition import N_, Act, Actor, PacketKind, Refusal, Role

PAGE: Final = 25
COUNT_LIMIT: Final = 1001
NAMED: Final = 2  # schools called by name in a row
#: The step of a row's button, the most telling first.
MAIN_STEPS: Final = (
    "issue",
    "decide",
    "adopt_packet",
    "approve_packet",
    "register_order",
    "sign_order",
    "sign_off_packet",
    "submit_packet",
)
#: Those that the page can do for several packets, one after another.
TOGETHER: Final = ("issue", "decide", "approve_packet")


@dataclass(frozen=True, slots=True)
class Tab:
    name: str
    title: str  # message id
    holds: Callable[[], ColumnElement[bool]]
    since: Any  # the column that rows are ordered by
    newest_first: bool = False


def _draft_is(state: str) -> ColumnElement[bool]:
    return exists(select(OrderDraft.id).where(OrderDraft.packet_id == Packet.id, OrderDraft.state == state))


TABS: Final = (
    Tab("decide", N_("Ждут решения"), lambda: Packet.state == "packet.on_approval", Packet.submitted_at),
    Tab(
        "sign",
        N_("Ждут подписи"),
        lambda: and_(Packet.state == "packet.approved", _draft_is("order.draft")),
        Packet.submitted_at,
    ),
    Tab(
        "register",
        N_("Ждут регистрации"),
        lambda: and_(Packet.state == "packet.approved", _draft_is("order.signed")),
        Packet.submitted_at,
    ),
    Tab(
        "returned",
        N_("Возвращены"),
        lambda: and_(Packet.state == "packet.assembled", Packet.return_comment != ""),
        Packet.created_at,
    ),
    Tab(
        "assembled",
        N_("Собираются"),
        lambda: and_(Packet.state == "packet.assembled", Packet.return_comment == ""),
        Packet.created_at,
    ),
    Tab(
        "decided",
        N_("Решены"),
        lambda: Packet.state == "packet.in_force",
        Packet.in_force_at,
        newest_first=True,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    words: str = ""
    kind: str = ""

    @property
    def narrows(self) -> bool:
        return bool(self.words or self.kind)


@dataclass(frozen=True, slots=True)
class TabCount:
    name: str
    title: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRow:
    """`step` is what this person may do, with what stands in the way; None: it is another's move."""

    id: int
    version: int
    title: str
    kind: PacketKind
    schools: tuple[str, ...]
    school_count: int
    prepared_by: str
    zone: str
    since: datetime
    term: Term | None
    due_on: date | None
    seen: str  # never | changed | same
    was_returned: bool
    return_comment: str
    signed_off: int
    sign_offs_required: int
    step: Step | None
    whose: Role
    order_id: int | None
    order_number: str
    order_on: date | None
    act: Act

    @property
    def refusal(self) -> Refusal | None:
        return self.step.refusals[0] if self.step and not self.step.allowed else None

    @property
    def can_be_ticked(self) -> bool:
        """An office's number is typed on the packet's own page."""
        return (
            self.step is not None
            and self.step.name in TOGETHER
            and self.step.allowed
            and not self.step.asks_number
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalsPage:
    tabs: tuple[TabCount, ...]
    tab: Tab
    rows: tuple[ApprovalRow, ...]
    filters: Filters
    found: int
    next: str
    is_first: bool
    may_assemble: bool

    @property
    def mine(self) -> int:
        """Rows of this page that this person can decide now."""
        return sum(1 for row in self.rows if row.step is not None and row.step.allowed)


def approvals_page(
    session: Session,
    person_id: int,
    memberships: access.Memberships,
    *,
    tab: str,
    filters: Filters,
    looks: Mapping[int, Look],
    after: str = "",
    now: datetime,
) -> ApprovalsPage:
    current = next((one for one in TABS if one.name == tab), TABS[0])
    homes = access.authorities_seen_whole(memberships)
    counts, found = _counts(session, homes, current, filters)
    cursor = _cursor(after)
    packets = session.scalars(_page(current, homes, filters, cursor)).all()
    shown = packets[:PAGE]
    last = shown[-1] if len(packets) > PAGE else None
    return ApprovalsPage(
        tabs=tuple(TabCount(one.name, one.title, counts[one.name], one is current) for one in TABS),
        tab=current,
        rows=packet_rows(session, person_id, memberships, shown, looks=looks, now=now, since=current.since.key),
        filters=filters,
        found=found,
        next=f"{_since(last, current.since.key).isoformat()}_{last.id}" if last else "",
        is_first=cursor is None,
        may_assemble=any(one.role is access.RoleName.METHODIST for one in memberships),
    )


def several(
    session: Session,
    person_id: int,
    memberships: access.Memberships,
    packet_ids: Collection[int],
    *,
    now: datetime,
) -> tuple[ApprovalRow, ...]:
    """The ticked packets, each with what would be done to it; those of others are not here."""
    packets = session.scalars(
        select(Packet)
        .where(Packet.id.in_(packet_ids), Packet.authority_id.in_(access.authorities_seen_whole(memberships)))
        .order_by(Packet.submitted_at, Packet.id)
    ).all()
    if len(packets) != len(set(packet_ids)):
        raise access.NotHere
    return packet_rows(session, person_id, memberships, packets, looks={}, now=now, since="created_at")


def packet_rows(
    session: Session,
    person_id: int,
    memberships: access.Memberships,
    packets: Sequence[Packet],
    *,
    looks: Mapping[int, Look],
    now: datetime,
    since: str,
) -> tuple[ApprovalRow, ...]:
    """A fixed number of statements, however many packets."""
    known = _known(session, packets)
    facts = packet_facts_of(session, packets)
    rows = []
    for packet in packets:
        roles = access.roles_in(memberships, packet.authority_id)
        draft = known.drafts.get(packet.id)
        steps = steps_of(packet, draft, facts[packet.id], Actor(person_id, roles, packet.authority_id), now=now)
        zone = known.zones[packet.authority_id]
        order = known.orders.get(packet.id)
        today = local_date(now, zone)
        rows.append(
            ApprovalRow(
                id=packet.id,
                version=packet.version,
                title=packet.title,
                kind=packet.kind,
                act=packet.act,
                schools=tuple(known.schools[packet.id][:NAMED]),
                school_count=len(known.schools[packet.id]),
                prepared_by=known.posts.get(packet.submitted_by_id or packet.created_by_id, ""),
                zone=zone,
                since=_since(packet, since),
                term=term_words(packet.due_on, today, known.calendar) if packet.due_on else None,
                due_on=packet.due_on,
                seen=_seen(looks.get(packet.id), known.fingerprints[packet.id]),
                was_returned=packet.id in known.returned,
                return_comment=packet.return_comment,
                signed_off=facts[packet.id].packet.sign_offs_counted,
                sign_offs_required=packet.sign_offs_required,
                step=next((steps[name] for name in MAIN_STEPS if name in steps), None),
                whose=waits_for(packet, draft),
                order_id=order[0] if order else None,
                order_number=order[1] if order else "",
                order_on=order[2] if order else None,
            )
        )
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class _Known:
    drafts: Mapping[int, OrderDraft]
    schools: Mapping[int, list[str]]
    posts: Mapping[int | None, str]
    zones: Mapping[int, str]
    orders: Mapping[int, tuple[int, str, date]]
    fingerprints: Mapping[int, str]
    returned: Collection[int]
    calendar: Any


def _known(session: Session, packets: Sequence[Packet]) -> _Known:
    ids = [packet.id for packet in packets]
    people = {one for packet in packets for one in (packet.submitted_by_id, packet.created_by_id) if one}
    schools: dict[int, list[str]] = defaultdict(list)
    for packet_id, school in session.execute(
        select(PacketCase.packet_id, School.name)
        .join(Case, Case.id == PacketCase.case_id)
        .join(School, School.id == Case.school_id)
        .where(PacketCase.packet_id.in_(ids), PacketCase.is_in | PacketCase.decided)
        .order_by(School.sort_key, PacketCase.id)
    ):
        schools[packet_id].append(school)
    parts: dict[int, dict[str, str]] = defaultdict(dict)
    for packet_id, name, sha256 in session.execute(
        select(PacketPart.packet_id, PacketPart.name, PacketPart.sha256).where(PacketPart.packet_id.in_(ids))
    ):
        parts[packet_id][name] = sha256
    drafts = session.scalars(
        select(OrderDraft).where(OrderDraft.packet_id.in_(ids)).options(joinedload(OrderDraft.register))
    )
    orders = session.execute(
        select(Order.packet_id, Order.id, Order.number_text, Order.dated_on).where(Order.packet_id.in_(ids))
    )
    return _Known(
        drafts={one.packet_id: one for one in drafts if one.packet_id is not None},
        schools=schools,
        posts=dict(session.execute(select(Person.id, Person.post).where(Person.id.in_(people))).all()),
        zones=dict(
            session.execute(
                select(Authority.id, Authority.zone).where(
                    Authority.id.in_({packet.authority_id for packet in packets})
                )
            ).all()
        ),
        orders={row[0]: (row[1], row[2], row[3]) for row in orders if row[0] is not None},
        fingerprints={packet_id: content_fingerprint(parts[packet_id]) for packet_id in ids},
        returned=set(
            session.scalars(
                select(AuditEntry.packet_id).where(
                    AuditEntry.packet_id.in_(ids), AuditEntry.action == "packet:return"
                )
            )
        ),
        calendar=calendar_of(session),
    )


def _counts(
    session: Session, homes: Collection[int], current: Tab, filters: Filters
) -> tuple[Mapping[str, int], int]:
    """The figures of all tabs and of the filter, in one statement."""
    row = session.execute(
        select(
            *(_counted(_query(one, homes, Filters())).label(one.name) for one in TABS),
            _counted(_query(current, homes, filters)).label("found"),
        )
    ).one()
    return dict(row._mapping), row.found


def _counted(query: Select[Any]) -> Any:
    rows = query.with_only_columns(Packet.id).limit(COUNT_LIMIT).subquery()
    return select(func.count()).select_from(rows).scalar_subquery()


def _query(tab: Tab, homes: Collection[int], filters: Filters) -> Select[Any]:
    query = select(Packet).where(Packet.authority_id.in_(homes), tab.holds())
    if filters.kind in list(PacketKind):
        query = query.where(Packet.kind == PacketKind(filters.kind))
    if words := search_text(filters.words):
        inside = exists(
            select(PacketCase.id)
            .join(Case, Case.id == PacketCase.case_id)
            .where(PacketCase.packet_id == Packet.id, Case.search.contains(words, autoescape=True))
        )
        query = query.where(or_(Packet.search.contains(words, autoescape=True), inside))
    return query


def _page(
    tab: Tab, homes: Collection[int], filters: Filters, cursor: tuple[datetime, int] | None
) -> Select[Any]:
    query = _query(tab, homes, filters)
    place = tuple_(tab.since, Packet.id)
    if cursor is not None:
        seen = tuple_(literal(cursor[0], tab.since.type), literal(cursor[1]))
        query = query.where(place < seen if tab.newest_first else place > seen)
    columns = (tab.since, Packet.id)
    order = [column.desc() if tab.newest_first else column for column in columns]
    return query.order_by(*order).limit(PAGE + 1)


def _cursor(text: str) -> tuple[datetime, int] | None:
    """None for anything that we did not write: the list then begins at its beginning."""
    try:
        at, packet_id = text.split("_")
        return datetime.fromisoformat(at).astimezone(UTC), int(packet_id)
    except ValueError:
        return None


def _since(packet: Packet, column: str) -> datetime:
    since: datetime = getattr(packet, column)
    return since


def _seen(look: Look | None, fingerprint: str) -> str:
    if look is None:
        return "never"
    return "same" if look.fingerprint == fingerprint else "changed"
