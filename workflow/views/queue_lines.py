"""Rows of the queue in the reader's words, ready to be drawn.

A page says the same few sentences fifty times over: each is put into words once, here, and the template only
sets them in their places.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from flask_babel import gettext

from workflow import typography
from workflow.pages.queue_rows import QueueRow, WhyStep
from workflow.states.definition import Role
from workflow.views import door

Step = tuple[str, str, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """As macros/why.html takes it."""

    title: str
    steps: tuple[Step, ...]
    ending: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What templates/queue/row.html sets; an empty word is not drawn."""

    row: QueueRow
    url: str
    name: str
    look: str
    term: str
    day: str
    why: Why | None
    stage: str
    partner: str
    what: str
    comment: str
    suspended: str
    stopped: str
    whose: str
    open: str


class Liner:
    """One page's worth of lines; `url_of` leads to where the work of a row is done."""

    def __init__(self, url_of: Callable[[QueueRow], str]) -> None:
        self._url_of = url_of
        self._said = cache(door.words)
        self._steps = cache(self._steps_in_words)
        self._whose = cache(self._whose_move)
        self._until = cache(lambda day: gettext("до %(day)s", day=typography.date_weekday(day)))
        self._because = cache(lambda day: gettext("Почему %(day)s", day=day))
        self._packet = gettext("Комплект № %(number)s")
        self._nobody = gettext("Управление")
        self._open = gettext("Открыть: %(what)s, %(school)s")

    def line(self, row: QueueRow) -> Line:
        name = self._packet % {"number": row.packet_id} if row.packet_id else row.school or self._nobody
        what = self._said(row.do)
        day = self._until(row.due_on) if row.due_on and not row.suspended_on else ""
        return Line(
            row=row,
            url=self._url_of(row),
            name=name,
            look=row.look,
            term=self._said(row.term.message),
            day=day,
            why=Why(title=self._because(day), steps=self._steps(row.why)) if row.why else None,
            stage=self._said(row.stage),
            partner=gettext("с партнёром: %(partner)s", partner=row.partner) if row.partner else "",
            what=what,
            comment=gettext("Вернули со словами: «%(words)s»", words=row.comment) if row.comment else "",
            suspended=self._since(row),
            stopped=self._said(row.stopped) if row.stopped else "",
            whose=self._whose(row.whose),
            open=self._open % {"what": what, "school": name},
        )

    def _since(self, row: QueueRow) -> str:
        if row.suspended_on is None:
            return ""
        return str(gettext("Приостановлено с %(day)s", day=typography.date(row.suspended_on)))

    def _steps_in_words(self, steps: tuple[WhyStep, ...]) -> tuple[Step, ...]:
        return tuple((self._said(step.title), self._said(step.said), step.is_quote) for step in steps)

    def _whose_move(self, role: Role) -> str:
        return str(gettext("ход за: %(who)s", who=door.whose(role)))
