"""How the things of a programme are called where another record names them by id."""

from __future__ import annotations

from collections.abc import Mapping

from workflow.programmes.acts import Order
from workflow.programmes.plan import Activity
from workflow.programmes.references import REFERENCES
from workflow.programmes.schema import Programme
from workflow.programmes.tree import Path

#: Path of a naming key -> the kind of thing it names.
NAMED_AT: Mapping[Path, str] = {reference.path: reference.to for reference in REFERENCES}


def rows_by_number(programme: Programme) -> dict[str, Activity]:
    """Rows of the plan by what a person ticks; a number that stands twice is told apart: «11», «11 (2)»."""
    rows: dict[str, Activity] = {}
    for row in programme.activities:
        number, times = row.number, 1
        while number in rows:
            times += 1
            number = f"{row.number} ({times})"
        rows[number] = row
    return rows


def order_name(order: Order) -> str:
    """«№ 276 от 16.11.2021», or what there is of it."""
    if order.number is None:
        return order.name
    return f"№ {order.number} от {order.date.shown}" if order.date else f"№ {order.number}"


def names_of(programme: Programme) -> Mapping[str, Mapping[str, str]]:
    """Kind of thing -> id -> its name."""
    organisations = {one.id: one.short_name or one.name for one in programme.organisations}
    roles = {one.id: one.title.strip() for one in programme.roles}
    orders = {one.id: order_name(one) for one in programme.orders}
    model = programme.passport.model
    return {
        "school": {one.id: one.name for one in programme.participants.schools},
        "organisation": organisations,
        "role": roles,
        "order": orders,
        "act": orders,
        "event": {one.id: one.title for one in programme.events},
        "recurring": {one.id: one.title for one in programme.recurring},
        "activity": {one.number: f"{one.number}. {one.title}" for one in programme.activities},
        "task": {one.number: f"{one.number}. {one.title}" for one in programme.objectives if one.number},
        "module": {one.number: one.title for one in programme.modules if one.number},
        "category": {one.code: one.title for one in programme.participants.categories},
        "appendix": {one.number: f"{one.number}. {one.title}" for one in programme.appendices},
        "subtype": {one.code: one.title for one in model.subtypes} if model else {},
        "party": {**organisations, **roles, "authority": programme.authority.name},
    }
