"""Numbers against dates: in a year a greater number may not have an earlier date.

Kept apart from the programme: a clerk's entry into a live register is warned by the same rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from workflow.programmes.findings.calendar import day_off
from workflow.programmes.findings.finding import Finding, Level, Place
from workflow.programmes.rows import OrderRow, rows_for_import
from workflow.programmes.schema import Programme
from workflow.programmes.wording import N_, say


@dataclass(frozen=True, slots=True, order=True)
class Numbered:
    """An act of one register and series, as far as its number and date go."""

    ordinal: int
    suffix: str
    dated_on: date
    id: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """`lower` has the smaller number and the later date. `culprit` is the act without which most agree."""

    lower: Numbered
    higher: Numbered
    culprit: str | None


def register_conflicts(acts: Iterable[Numbered]) -> tuple[Conflict, ...]:
    """Every pair out of order within a calendar year; equal dates and suffixes between are in order."""
    found: list[tuple[Numbered, Numbered]] = []
    by_year: dict[int, list[Numbered]] = {}
    for act in sorted(act for act in acts if act.ordinal):
        year = by_year.setdefault(act.dated_on.year, [])
        found += [(lower, act) for lower in year if _out_of_order(lower, act)]
        year.append(act)
    culprits = _culprits(found)
    return tuple(
        Conflict(lower, higher, next((id for id in (lower.id, higher.id) if id in culprits), None))
        for lower, higher in found
    )


def _out_of_order(lower: Numbered, higher: Numbered) -> bool:
    same_number = (lower.ordinal, lower.suffix) == (higher.ordinal, higher.suffix)
    return not same_number and lower.dated_on > higher.dated_on


def _culprits(pairs: Sequence[tuple[Numbered, Numbered]]) -> frozenset[str]:
    """The fewest acts that leave no pair when taken out; a lone pair accuses nobody."""
    left, culprits = list(pairs), set()
    while left:
        counted = Counter(act.id for pair in left for act in pair)
        (worst, times), *others = counted.most_common(2)
        if times == 1 or (others and others[0][1] == times):
            break
        culprits.add(worst)
        left = [pair for pair in left if worst not in (pair[0].id, pair[1].id)]
    return frozenset(culprits)


def register_findings(
    programme: Programme, *, is_day_off: Callable[[date], bool | None] = day_off
) -> Iterator[Finding]:
    rows = {row.id: row for row in rows_for_import(programme).orders}
    series: dict[str, list[Numbered]] = {}
    for row in rows.values():
        if row.dated_on is not None:
            series.setdefault(row.act_type, []).append(Numbered(row.ordinal, row.suffix, row.dated_on, row.id))
    for numbered in series.values():  # acts of two kinds are numbered apart
        for conflict in register_conflicts(numbered):
            lower, higher = rows[conflict.lower.id], rows[conflict.higher.id]
            yield _number_before_date(lower, higher, conflict.culprit, rows)
    for row in rows.values():
        if row.dated_on is not None and is_day_off(row.dated_on):
            yield Finding(
                code="dated_on_day_off",
                title=say(N_("№ %(number)s датирован выходным днём %(on)s"), number=row.number, on=_shown(row)),
                places=(place_of(row),),
                values=(_shown(row),),
                orders=(row.id,),
                level=Level.NOTE,
            )


def _number_before_date(
    lower: OrderRow, higher: OrderRow, culprit: str | None, rows: dict[str, OrderRow]
) -> Finding:
    values = {
        "lower": lower.number,
        "higher": higher.number,
        "lower_on": _shown(lower),
        "higher_on": _shown(higher),
    }
    title = say(N_("№ %(lower)s от %(lower_on)s позже, чем № %(higher)s от %(higher_on)s"), **values)
    if culprit is not None:
        title = say(
            N_(
                "№ %(lower)s от %(lower_on)s позже, чем № %(higher)s от %(higher_on)s: "
                "порядок нарушает № %(culprit)s"
            ),
            culprit=rows[culprit].number,
            **values,
        )
    return Finding(
        code="number_before_date",
        title=title,
        places=(place_of(lower), place_of(higher)),
        values=(f"{lower.number} — {_shown(lower)}", f"{higher.number} — {_shown(higher)}"),
        orders=(lower.id, higher.id),
    )


def place_of(row: OrderRow) -> Place:
    return Place("orders", row.id, row.source)


def _shown(row: OrderRow) -> str:
    return f"{row.dated_on:%d.%m.%Y}" if row.dated_on else ""
