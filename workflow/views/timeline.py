"""Entries of the record as macros/timeline.html draws them."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from workflow.pages.timeline import TimelineEntry
from workflow.states.definition import NOBODY
from workflow.views import door


def spoken(entries: tuple[TimelineEntry, ...]) -> list[dict[str, Any]]:
    """Day and hour on the authority's clock, whose hand, for whom."""
    return [
        {
            "entry": one,
            "day": f"{one.local:%d.%m}" if one.local.year == door.moment().year else f"{one.local:%d.%m.%Y}",
            "time": f"{one.local:%H:%M}",
            "is_act": one.is_act,
            "who": one.who or gettext("система"),
            "on_behalf_of": door.whose(one.behalf) if one.behalf is not NOBODY else "",
        }
        for one in entries
    ]
