"""The row of an event's steps, and the acts that two of them stand on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.models.event import Event
from workflow.models.order import Order
from workflow.models.packet import Packet
from workflow.states.definition import N_, PacketKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ActOf:
    """The packet of one of the event's two acts, and the order that came of it."""

    packet_id: int
    kind: PacketKind
    state: str
    order_id: int | None
    number: str
    on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """A step of the spine. `kind`: done, now, ahead or skipped; `on` when it was made, `by` when it is planned.

    One that the event went by without is skipped: it is late for nothing.
    """

    name: str
    title: str
    kind: str
    on: date | None
    by: date | None
    is_late: bool
    act: ActOf | None


def steps_of(
    event: Event, acts: Sequence[ActOf], *, first: str, is_over: bool, today: date
) -> tuple[StepView, ...]:
    """The five of the cycle as the programme orders them; where it leaves that open, the earlier first."""
    by_kind = {act.kind: act for act in acts if act.order_id is not None}
    rows = [
        ("announce", N_("Объявление"), event.announced_on, event.announce_by, by_kind.get(PacketKind.EVENT)),
        ("kickoff", N_("Установочное совещание"), event.kickoff_held_on, event.kickoff_on, None),
        ("hold", N_("Проведение"), event.held_on, event.from_on, None),
        ("reflect", N_("Отзывы"), event.reflected_on, event.reflect_by, None),
        ("results", N_("Итоги"), event.results_on, event.results_by, by_kind.get(PacketKind.EVENT_RESULTS)),
    ]
    meeting, order = event.kickoff_held_on or event.kickoff_on, event.announced_on or event.announce_by
    earlier = meeting is not None and order is not None and meeting < order
    if first == "kickoff" or (first == "either" and earlier):
        rows[0], rows[1] = rows[1], rows[0]
    passed = _PASSED.get(event.state, frozenset()) | ({"kickoff"} if is_over else set())
    left = [name for name, _title, on, _by, _act in rows if on is None and name not in passed]
    return tuple(
        StepView(
            name=name,
            title=title,
            kind=_kind(name, on, passed, left),
            on=on,
            by=by,
            is_late=name in left and by is not None and by < today,
            act=act,
        )
        for name, title, on, by, act in rows
    )


#: Steps that lie behind an event in each state, made or not. A meeting may be written down until it is over.
_PASSED: Mapping[str, frozenset[str]] = {
    "event.announced": frozenset({"announce"}),
    "event.held": frozenset({"announce", "hold"}),
    "event.reflected": frozenset({"announce", "hold", "reflect"}),
    "event.finished": frozenset({"announce", "hold", "reflect", "results"}),
    "event.cancelled": frozenset({"announce", "hold", "reflect", "results"}),
}


def _kind(name: str, on: date | None, passed: frozenset[str], left: Sequence[str]) -> str:
    if on is not None:
        return "done"
    if name in passed:
        return "skipped"
    return "now" if name == left[0] else "ahead"


def acts_of_event(session: Session, event_id: int) -> tuple[ActOf, ...]:
    rows = session.execute(
        select(Packet.id, Packet.kind, Packet.state, Order.id, Order.number_text, Order.dated_on)
        .outerjoin(Order, Order.packet_id == Packet.id)
        .where(Packet.event_id == event_id, Packet.state != "packet.dissolved")
        .order_by(Packet.id)
    )
    return tuple(
        ActOf(packet_id=row[0], kind=row[1], state=row[2], order_id=row[3], number=row[4] or "", on=row[5])
        for row in rows
    )
