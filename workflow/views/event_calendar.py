"""A month of events as a grid; the list of the same filter is its other view."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import render_template, request, url_for

from workflow import typography
from workflow.extensions import db
from workflow.pages.event_calendar import event_calendar
from workflow.pages.event_list import EventFilters, choices_of
from workflow.states.definition import N_
from workflow.views import door

#: State -> icon, look of its chip, and the word; the state's own title is longer than a cell.
LOOKS = {
    "planned": ("circle", "", N_("запланировано")),
    "announced": ("journal-check", "due", N_("объявлено")),
    "held": ("hourglass-split", "", N_("собираются отзывы")),
    "reflected": ("hourglass-split", "", N_("подводятся итоги")),
    "finished": ("check2", "done", N_("завершено")),
    "cancelled": ("slash-circle", "done", N_("отменено")),
}
STEPS = {
    "announce": N_("Объявить"),
    "reflect": N_("Собрать отзывы"),
    "results": N_("Подвести итоги"),
}


def show() -> str:
    asked = request.args.to_dict()
    page = event_calendar(db.session(), door.memberships(), asked=asked, now=door.moment())
    filters = asked_of(page.filters)
    return render_template(
        "event/calendar.html",
        page=page,
        choices=choices_of(db.session(), door.memberships()),
        looks=LOOKS,
        steps=STEPS,
        weekdays=typography.weekday_names(short=False),
        short_weekdays=typography.weekday_names(short=True),
        asked=filters,
        month_url=lambda first: _address(first, filters),
        list_url=url_for("events.show", month=f"{page.month:%Y-%m}", **filters),
    )


def _address(first: date, filters: dict[str, Any]) -> str:
    return url_for("events.calendar", month=f"{first:%Y-%m}", **filters)


def asked_of(filters: EventFilters) -> dict[str, Any]:
    """The filter as it stands in the address, without the month."""
    values = {
        "q": filters.words,
        "state": filters.state,
        "run": filters.run,
        "school": filters.school,
        "series": filters.series,
        "project": filters.project,
    }
    return {name: value for name, value in values.items() if value}
