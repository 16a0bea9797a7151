"""Numbers against dates within one journal: what the check says, beside which rows. A person decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.models.order import Order, RegisterKind
from workflow.programmes.findings.register import Conflict, Numbered, register_conflicts
from workflow.states.definition import N_, Message, say


@dataclass(frozen=True, slots=True)
class Act:
    id: int
    number: str
    on: date


@dataclass(frozen=True, slots=True)
class OutOfOrder:
    """`lower` has the smaller number and the later date; `culprit` is the act without which most agree."""

    lower: Act
    higher: Act
    culprit: Act | None


@dataclass(frozen=True, slots=True)
class Findings:
    """`beside` has one sentence for each row that has anything to be said of it."""

    pairs: tuple[OutOfOrder, ...] = ()
    beside: Mapping[int, Message] = field(default_factory=dict)


def findings_of(session: Session, register_id: int, kind: RegisterKind, years: Collection[int]) -> Findings:
    """Pairs out of order in these years. Opora's own numbers cannot be: their dates never go back."""
    if kind is RegisterKind.OWN or not years:
        return Findings()
    acts: dict[str, Act] = {}
    series: dict[str, list[Numbered]] = defaultdict(list)
    for order_id, act_type, ordinal, suffix, on, number in session.execute(
        select(Order.id, Order.act_type, Order.ordinal, Order.suffix, Order.dated_on, Order.number_text).where(
            Order.register_id == register_id, Order.year.in_(years)
        )
    ):
        acts[str(order_id)] = Act(order_id, number, on)
        series[act_type].append(Numbered(ordinal, suffix, on, str(order_id)))
    # Acts of two kinds are numbered apart, though the history of a document keeps them together.
    conflicts = [one for numbered in series.values() for one in register_conflicts(numbered)]
    pairs = tuple(
        OutOfOrder(acts[one.lower.id], acts[one.higher.id], acts[one.culprit] if one.culprit else None)
        for one in conflicts
    )
    return Findings(pairs, _beside(conflicts, acts))


def _beside(conflicts: Sequence[Conflict], acts: Mapping[str, Act]) -> dict[int, Message]:
    """One sentence a row: at the culprit when one is known, else at both acts of the pair."""
    later: dict[str, list[str]] = defaultdict(list)
    earlier: dict[str, list[str]] = defaultdict(list)
    for one in conflicts:
        if one.culprit in (None, one.lower.id):
            later[one.lower.id].append(acts[one.higher.id].number)
        if one.culprit in (None, one.higher.id):
            earlier[one.higher.id].append(acts[one.lower.id].number)
    said = {
        acts[id].id: say(N_("дата позже, чем у %(numbers)s"), numbers=_listed(numbers))
        for id, numbers in later.items()
    }
    for id, numbers in earlier.items():
        message = say(N_("дата раньше, чем у %(numbers)s"), numbers=_listed(numbers))
        said.setdefault(acts[id].id, message)
    return said


def _listed(numbers: Sequence[str]) -> str:
    return ", ".join(f"№ {number}" for number in numbers)
