"""Rows of the queue in the reader's words, ready to be drawn.

A page says the same few sentences fifty times over: each is put into words once, here, and the template only
sets them in their places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from flask import get_template_attribute

from workflow import language, typography
from workflow.pages.due import LOOKS
from workflow.pages.queue_rows import Kind, QueueRow, When
from workflow.pages.queue_rows import Term as Nearness
from workflow.pages.queue_steps import Standing, WhyStep
from workflow.views import door

#: A macro: what it draws is Markup and is set as it is.
Drawing = Callable[..., str]


class Why(NamedTuple):
    """As macros/why.html takes it."""

    title: str
    steps: tuple[tuple[str, str, bool], ...]
    ending: str = ""


class Term(NamedTuple):
    """How near a thing is, and its cell as macros/due.html draws it."""

    look: str
    drawn: str


class Said(NamedTuple):
    """Where a thing stands; `way` is what stops the step, or that nothing does, and whose move it is, drawn."""

    stage: str
    partner: str
    what: str
    way: str


class Line(NamedTuple):
    """What templates/queue/rows.html sets; an empty word is not drawn."""

    row: QueueRow
    url: str
    name: str
    term: Term
    said: Said
    comment: str
    open: str


class Liner:
    """One page's worth of lines. A cell that many rows share is put into words, and drawn by its macro, once.

    `urls` lead to where the work of a row of each kind is done, by its id.
    """

    def __init__(self, urls: Mapping[Kind, Callable[[int], str]]) -> None:
        self._urls = urls
        self._said = cache(self._said_of)
        locale = language.chosen()
        self._term = cache(lambda when: _term(locale, *_content(when)))
        self._blocks: Drawing = get_template_attribute("macros/blocks.html", "blocks")
        self._free: Drawing = get_template_attribute("macros/blocks.html", "free")
        self._state: Drawing = get_template_attribute("macros/state.html", "state")
        gettext = language.sentences().gettext
        self._since = gettext("Приостановлено с %(day)s")
        self._nothing = gettext("Ничего не мешает")
        self._whose_move = gettext("ход: %(who)s")
        self._with = gettext("с партнёром: %(partner)s")
        self._returned = gettext("Вернули со словами: «%(words)s»")
        self._packet = gettext("Комплект № %(number)s")
        self._nobody = gettext("Управление")
        self._open = gettext("Открыть: %(what)s, %(school)s")

    def lines(self, rows: Iterable[QueueRow]) -> list[Line]:
        return [self._line(row) for row in rows]

    def _line(self, row: QueueRow) -> Line:
        name = row.school or self._nobody
        if row.kind is Kind.PACKET:
            name = self._packet % {"number": row.id}
        said = self._said(row.standing)
        return Line(
            row=row,
            url=self._urls[row.kind](row.id),
            name=name,
            term=self._term(row.when),
            said=said,
            comment=self._returned % {"words": row.comment} if row.comment else "",
            open=self._open % {"what": said.what, "school": name},
        )

    def _said_of(self, standing: Standing) -> Said:
        partner = standing.partner
        return Said(
            stage=door.words(standing.stage),
            partner=self._with % {"partner": partner} if partner else "",
            what=door.words(standing.do),
            way=self._way(standing),
        )

    def _way(self, standing: Standing) -> str:
        if standing.suspended_on is not None:
            since = self._since % {"day": typography.date(standing.suspended_on)}
            return self._state("wait", since, name="pause-circle")
        whose = self._whose_move % {"who": door.whose(standing.whose)}
        if standing.stopped is not None:
            return self._blocks(door.words(standing.stopped), whose)
        return self._free(self._nothing, whose)


@lru_cache(maxsize=4096)  # of a term and a language, whoever asks: the lists of a day say the same few
def _term(locale: str, near: Nearness, on: date | None, steps: tuple[WhyStep, ...]) -> Term:
    gettext = language.sentences().gettext
    until = gettext("до %(day)s") % {"day": typography.date_weekday(on, locale)} if on else ""
    why = Why(title=gettext("Почему %(day)s") % {"day": until}, steps=_steps(steps)) if steps else None
    look = LOOKS[near.kind]
    due: Drawing = get_template_attribute("macros/due.html", "due")
    return Term(look, due(look, door.words(near.message), until, why))


def _content(when: When) -> tuple[Nearness, date | None, tuple[WhyStep, ...]]:
    return when.term, None if when.suspended_on else when.due_on, when.why


def _steps(why: tuple[WhyStep, ...]) -> tuple[tuple[str, str, bool], ...]:
    return tuple((door.words(step.title), door.words(step.said), step.is_quote) for step in why)
