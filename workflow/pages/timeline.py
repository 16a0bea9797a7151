"""The record as people read it: who did what, for whom, with names in place of ids."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from workflow import access
from workflow.audit.actions import AuditAction
from workflow.audit.titles import TITLES
from workflow.facts import labels_of
from workflow.models.audit import AuditEntry, AuditText, EventEntry
from workflow.models.authority import School
from workflow.models.case import Case, Deficit
from workflow.models.event import Event, EventSeries
from workflow.models.monitoring import Indicator, MeasurementRound, Recommendation
from workflow.models.order import Order
from workflow.models.packet import Packet, PacketCase
from workflow.models.person import Person
from workflow.models.task import Evidence, Task
from workflow.states.case import LIFE
from workflow.states.definition import NOBODY, Role
from workflow.states.event import EVENT
from workflow.states.machine import STAGES

#: Where an id in an entry's data leads.
NAMED: Final[Mapping[str, Any]] = {
    "deficit": Deficit.title,
    "event": Event.title,
    "evidence": Evidence.title,
    "former_partner": School.name,
    "indicator": Indicator.title,
    "measurement_round": MeasurementRound.title,
    "packet": Packet.title,
    "partner": School.name,
    "person": Person.post,
    "recommendation": Recommendation.text,
    "school": School.name,
    "series": EventSeries.title,
    "task": Task.title,
}
STATE_TITLES: Final[Mapping[str, str]] = {
    f"{stage.name}.{state.name}": state.title for stage in (*STAGES.values(), EVENT) for state in stage.states
}
STEP_TITLES: Final[Mapping[str, str]] = {
    step.name: step.title
    for steps in (LIFE, *(stage.transitions for stage in (*STAGES.values(), EVENT)))
    for step in steps
}
#: What a school that takes part is told of an event; of the rest, its own lines stand on the page.
OF_THE_EVENT: Final = (
    AuditAction.EVENT_CHANGE,
    AuditAction.EVENT_KICKOFF,
    AuditAction.EVENT_MOVE,
    AuditAction.EVENT_PLAN,
)
ACTS: Final = frozenset({AuditAction.ORDER_REGISTER, AuditAction.RECORD_WRITE})


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One entry; `data` are its ids and codes, `names` what the ids lead to, `text` words somebody typed."""

    id: int
    action: AuditAction
    at: datetime
    zone: str
    who: str  # a post; empty for the system
    behalf: Role
    channel: str
    happened_on: str
    paper: str
    data: Mapping[str, Any]
    names: Mapping[str, str]
    text: str
    case_id: int | None
    packet_id: int | None
    order_id: int | None
    order_number: str
    order_on: date | None
    order_title: str
    labels: Mapping[str, str] = field(default_factory=dict)  # as the programme calls its states

    @property
    def partial(self) -> str:
        return f"partials/audit/{self.action.value.replace(':', '_')}.html"

    @property
    def title(self) -> str:
        """A message id."""
        return TITLES[self.action]

    @property
    def is_act(self) -> bool:
        return self.action in ACTS

    def value(self, name: str) -> Any:
        """Of an entry written before the field was: nothing."""
        return self.data.get(name, "")

    def name(self, kind: str) -> str:
        return self.names.get(kind, "")

    def on(self, name: str) -> date | None:
        words = self.data.get(name)
        return date.fromisoformat(words) if isinstance(words, str) and words else None

    def state(self, name: str) -> str:
        """Message id of the state that the entry names, or what the programme calls it."""
        state = self.data.get(name, "")
        return self.labels.get(state) or STATE_TITLES.get(state, state)

    @property
    def step(self) -> str:
        """Message id of the step that was taken."""
        return STEP_TITLES.get(self.value("transition"), self.value("transition"))

    @property
    def happened_day(self) -> date | None:
        """When a step that was recorded for a party really happened."""
        return date.fromisoformat(self.happened_on) if self.happened_on else None

    @property
    def local(self) -> datetime:
        return self.at.astimezone(ZoneInfo(self.zone))


def of_case(case_id: int) -> ColumnElement[bool]:
    """The case's own entries and those of its packets, made while it was in them and not about another school.

    Of a case that was taken out before the packet was decided on, its own entries say enough.
    """
    packets = select(PacketCase.packet_id).where(PacketCase.case_id == case_id)
    was_in = (
        select(PacketCase.id)
        .join(Packet)
        .where(PacketCase.case_id == case_id, PacketCase.packet_id == AuditEntry.packet_id)
        .where(
            or_(
                PacketCase.is_in,
                PacketCase.decided,
                PacketCase.left_out_at >= AuditEntry.at,
                Packet.state == "packet.dissolved",
            )
        )
    )
    return or_(
        AuditEntry.case_id == case_id,
        and_(
            AuditEntry.case_id.is_(None),
            AuditEntry.packet_id.in_(packets),
            was_in.correlate(AuditEntry).exists(),
        ),
    )


def timeline_of_case(
    session: Session, case: Case, zone: str, *, limit: int, before: int = 0
) -> tuple[TimelineEntry, ...]:
    """The newest entries, or those before an id; at most `limit`."""
    query = entry_rows().where(of_case(case.id)).order_by(AuditEntry.id.desc()).limit(limit)
    if before:
        query = query.where(AuditEntry.id < before)
    return read_entries(session, query, zone, labels_of(case.process_version.settings))


def entries_of_case(session: Session, case_id: int) -> int:
    return session.scalar(select(func.count()).select_from(AuditEntry).where(of_case(case_id))) or 0


def of_event(event_id: int, *, sees_all: bool) -> ColumnElement[bool]:
    """What was recorded about the event and, for the office, about the packets of its acts."""
    own = AuditEntry.id.in_(select(EventEntry.entry_id).where(EventEntry.event_id == event_id))
    if not sees_all:
        return and_(own, AuditEntry.action.in_([action.value for action in OF_THE_EVENT]))
    return or_(own, AuditEntry.packet_id.in_(select(Packet.id).where(Packet.event_id == event_id)))


def opened_by(
    session: Session, memberships: access.Memberships, entries: tuple[TimelineEntry, ...]
) -> tuple[TimelineEntry, ...]:
    """An order that a school is told of may be the authority's own page: it is named, and leads nowhere."""
    named = {one.order_id for one in entries if one.order_id is not None}
    if not named or not access.schools_of(memberships):
        return entries
    seen = set(
        session.scalars(select(Order.id).where(Order.id.in_(named), access.order_is_visible(memberships)))
    )
    return tuple(one if one.order_id in seen else replace(one, order_id=None) for one in entries)


def timeline_of_event(
    session: Session, event_id: int, zone: str, *, sees_all: bool, limit: int, before: int = 0
) -> tuple[TimelineEntry, ...]:
    """The newest entries, or those before an id; at most `limit`."""
    query = entry_rows().where(of_event(event_id, sees_all=sees_all)).order_by(AuditEntry.id.desc())
    if before:
        query = query.where(AuditEntry.id < before)
    return read_entries(session, query.limit(limit), zone)


def entries_of_event(session: Session, event_id: int, *, sees_all: bool) -> int:
    counted = select(func.count()).select_from(AuditEntry).where(of_event(event_id, sees_all=sees_all))
    return session.scalar(counted) or 0


def read_entries(
    session: Session,
    query: Select[*tuple[Any, ...]],
    zone: str,
    labels: Mapping[str, str] | None = None,
) -> tuple[TimelineEntry, ...]:
    """Two statements, and one for each kind of thing that the entries name. `query` extends `entry_rows()`."""
    rows = session.execute(query).all()
    bodies = [json.loads(row.body) for row in rows]
    ids = [_ids(row.action, row.packet_id, body["data"]) for row, body in zip(rows, bodies, strict=True)]
    known = _names(session, ids)
    return tuple(
        TimelineEntry(
            id=row.id,
            action=AuditAction(row.action),
            at=row.at,
            zone=zone,
            who=row.post or "",
            behalf=_roles(body["for"]),
            channel=(body["for"] or {}).get("channel", ""),
            happened_on=(body["for"] or {}).get("on", ""),
            paper=(body["for"] or {}).get("file") or str(body["data"].get("file") or ""),
            data=body["data"],
            names={kind: known[NAMED[kind]].get(row_id, "") for kind, row_id in own.items()},
            text=row.text or "",
            case_id=row.case_id,
            packet_id=row.packet_id,
            order_id=row.order_id,
            order_number=row.number_text or "",
            order_on=row.dated_on,
            order_title=row.order_title or "",
            labels=labels or {},
        )
        for row, body, own in zip(rows, bodies, ids, strict=True)
    )


def entry_rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            AuditEntry.id,
            AuditEntry.at,
            AuditEntry.action,
            AuditEntry.body,
            AuditEntry.case_id,
            AuditEntry.packet_id,
            AuditEntry.order_id,
            AuditText.text,
            Person.post,
            Order.number_text,
            Order.dated_on,
            Order.title.label("order_title"),
        )
        .outerjoin(AuditText, AuditText.entry_id == AuditEntry.id)
        .outerjoin(Person, Person.id == AuditEntry.actor_id)
        .outerjoin(Order, Order.id == AuditEntry.order_id)
    )


def _ids(action: str, packet_id: int | None, data: Mapping[str, Any]) -> dict[str, int]:
    ids = {kind: data[kind] for kind in NAMED if isinstance(data.get(kind), int) and data[kind]}
    if packet_id is not None:
        ids["packet"] = packet_id
    if action == AuditAction.CASE_ASSIGN and isinstance(data.get("to"), int):
        ids["person"] = data["to"]
    return ids


def _names(session: Session, wanted: Sequence[Mapping[str, int]]) -> dict[Any, dict[int, str]]:
    """Column -> id -> name; schools of three kinds are read at once."""
    ids: dict[Any, set[int]] = defaultdict(set)
    for own in wanted:
        for kind, row_id in own.items():
            ids[NAMED[kind]].add(row_id)
    return {column: _read(session, column, found) for column, found in ids.items()}


def _read(session: Session, column: Any, ids: Iterable[int]) -> dict[int, str]:
    table = column.class_
    return dict(session.execute(select(table.id, column).where(table.id.in_(ids))).all())


def _roles(behalf: Mapping[str, Any] | None) -> Role:
    roles = NOBODY
    for name in (behalf or {}).get("roles", ()):
        roles |= Role[name.upper()]
    return roles
