"""Acts against the events they are about, against each other, and against the document's own list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

from workflow.programmes.acts import Order
from workflow.programmes.dates import school_year
from workflow.programmes.findings.finding import Finding, Level, Place
from workflow.programmes.names import order_name
from workflow.programmes.plan import Event
from workflow.programmes.schema import Programme
from workflow.programmes.wording import N_, Message, say

_STARTING = ("launch", "hold_event")
_SUMMING_UP = ("approve_results", "approve_recommendations", "approve_report")


def act_findings(programme: Programme) -> Iterator[Finding]:
    orders = {order.id: order for order in programme.orders}
    for event in programme.events:
        yield from _of_event(programme, event, [orders[one] for one in event.orders])
    yield from _of_chains(programme, orders)
    yield from _of_plans(programme)
    yield from _of_lists(programme)


def _day(order: Order) -> date | None:
    return order.date.exact if order.date else None


def _place(order: Order) -> Place:
    return Place("orders", order.id, order.source)


def _finding(code: str, title: Message, orders: tuple[Order, ...], *others: Place) -> Finding:
    return Finding(
        code=code,
        title=title,
        places=(*(_place(order) for order in orders), *others),
        values=tuple(order_name(order) for order in orders),
        orders=tuple(order.id for order in orders),
    )


def _of_event(programme: Programme, event: Event, orders: list[Order]) -> Iterator[Finding]:
    place = Place("events", event.id, event.source)
    starting = tuple(order for order in orders if order.kind in _STARTING)
    plans = tuple(order for order in orders if order.kind == "approve_plan")
    if len(starting) > 1:
        yield _finding(
            "two_acts_for_one_event",
            say(N_("Два акта об одном событии: %(event)s"), event=event.title),
            starting,
        )
    elif plans and starting:
        title = say(N_("Событие стоит и в плане, и в своём акте: %(event)s"), event=event.title)
        yield replace(_finding("plan_and_act_for_one_event", title, (*plans, *starting)), level=Level.NOTE)
    begins, ends = (event.timing.begins_on, event.timing.ends_on) if event.timing else (None, None)
    is_dated = event.timing is not None and event.timing.start is not None
    for order in starting:
        on = _day(order)
        if is_dated and on and begins and on > begins:
            title = say(
                N_("№ %(number)s издан %(on)s, после начала события %(begins)s"),
                number=order.number or order.id,
                on=f"{on:%d.%m.%Y}",
                begins=f"{begins:%d.%m.%Y}",
            )
            yield _finding("act_after_start", title, (order,), place)
    summing_up = [order for order in orders if order.kind in _SUMMING_UP]
    for order in summing_up:
        on = _day(order)
        if is_dated and on and ends and on < ends:
            title = say(
                N_("№ %(number)s подводит итоги %(on)s, до конца события %(ends)s"),
                number=order.number or order.id,
                on=f"{on:%d.%m.%Y}",
                ends=f"{ends:%d.%m.%Y}",
            )
            yield _finding("approved_before_end", title, (order,), place)
    yield from _of_final_meetings(programme, event, summing_up)
    yield from _recommendations_first(orders)


def _of_final_meetings(programme: Programme, event: Event, summing_up: list[Order]) -> Iterator[Finding]:
    """A meeting on the results: before the event's end, or after an act has approved them already."""
    for meeting in programme.events:
        held_on = meeting.timing.begins_on if meeting.timing else None
        if meeting.parent != event.id or "итоги" not in meeting.title.casefold() or held_on is None:
            continue
        place = Place("events", meeting.id, meeting.source)
        ends = event.timing.ends_on if event.timing else None
        if ends and held_on < ends:
            title = say(
                N_("Итоги подвели %(on)s, до конца события %(ends)s: %(event)s"),
                event=event.title,
                on=f"{held_on:%d.%m.%Y}",
                ends=f"{ends:%d.%m.%Y}",
            )
            acts = tuple(order for order in summing_up if (_day(order) or held_on) > held_on)
            yield _finding("summed_up_before_end", title, acts, place)
        for order in summing_up:
            on = _day(order)
            if on and on < held_on:
                title = say(
                    N_("№ %(number)s от %(on)s утверждён до итогового совещания %(held)s"),
                    number=order.number or order.id,
                    on=f"{on:%d.%m.%Y}",
                    held=f"{held_on:%d.%m.%Y}",
                )
                yield _finding("approved_before_final_meeting", title, (order,), place)


def _recommendations_first(orders: list[Order]) -> Iterator[Finding]:
    for advice in (order for order in orders if order.kind == "approve_recommendations"):
        for results in (order for order in orders if order.kind == "approve_results"):
            early, late = _day(advice), _day(results)
            if early and late and early < late:
                title = say(
                    N_("Рекомендации № %(advice)s утверждены раньше результатов № %(results)s"),
                    advice=advice.number or advice.id,
                    results=results.number or results.id,
                )
                yield _finding("recommendations_before_results", title, (advice, results))


def _of_chains(programme: Programme, orders: dict[str, Order]) -> Iterator[Finding]:
    """An act that sums up another one is not older than it."""
    for order in programme.orders:
        first = orders.get(order.follows or "")
        early, late = _day(order), _day(first) if first else None
        if first is None or not early or not late or early >= late:
            continue
        if (order.kind, first.kind) == ("approve_recommendations", "approve_results"):
            continue  # said by the event they belong to
        title = say(
            N_("№ %(number)s старше акта № %(first)s, итог которого подводит"),
            number=order.number or order.id,
            first=first.number or first.id,
        )
        yield _finding("result_before_its_act", title, (order, first))


def _of_plans(programme: Programme) -> Iterator[Finding]:
    """Approved after it began to run: usual in life, so it is said and stops nothing."""
    for order in programme.orders:
        on = _day(order)
        if on and order.plan_from and on > order.plan_from.first:
            title = say(
                N_("План № %(number)s утверждён %(on)s, а действует с %(begins)s"),
                number=order.number or order.id,
                on=f"{on:%d.%m.%Y}",
                begins=order.plan_from.shown,
            )
            yield _finding("plan_after_start", title, (order,))
        if on and order.kind == "approve_list" and order.school_year:
            begins, ends = school_year(order.school_year)
            held = [
                event.timing.begins_on
                for event in programme.events
                if event.timing and event.timing.start and event.timing.begins_on
            ]
            earlier = [day for day in held if begins <= day <= ends and day < on]
            if earlier:
                title = say(
                    N_("Список № %(number)s утверждён %(on)s, события года идут с %(first)s"),
                    number=order.number or order.id,
                    on=f"{on:%d.%m.%Y}",
                    first=f"{min(earlier):%d.%m.%Y}",
                )
                yield _finding("list_after_events", title, (order,))


def _of_lists(programme: Programme) -> Iterator[Finding]:
    listed = [order for order in programme.orders if order.listed_in == "annex"]
    if not listed:
        return
    if told := tuple(order for order in programme.orders if order.listed_in == "text"):
        yield _finding("missing_from_list", say(N_("Акты текста, которых нет в перечне")), told)
    if unmentioned := tuple(order for order in listed if not order.mentioned_at):
        yield _finding("missing_from_text", say(N_("Акты перечня, которых нет в тексте")), unmentioned)
    placed = sorted((one for one in listed if one.annex_position), key=lambda one: one.annex_position or 0)
    backwards = [
        (first, second)
        for first, second in pairwise(placed)
        if first.date and second.date and second.date.surely_before(first.date)
    ]
    if backwards:
        yield Finding(
            code="list_out_of_order",
            title=say(N_("Перечень не идёт по датам, мест: %(places)d"), places=len(backwards)),
            places=tuple(_place(second) for _, second in backwards),
            values=tuple(f"{order_name(first)} → {order_name(second)}" for first, second in backwards),
            level=Level.NOTE,
        )
