"""Russian words of a document -> a rule, or the exact words that were not understood.

Matching is done on a copy of the text that differs only in case, «ё» and dashes and has the same length, so
that a place in it is a place in the original.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from workflow.deadlines.forms import FORMS, MILESTONE
from workflow.deadlines.grammar import NotMeant, bound_of, plain, point_of
from workflow.deadlines.rule import Day, NoSuchDay, Rule, Shape, Yearly
from workflow.states.definition import N_, Message, say


@dataclass(frozen=True, slots=True)
class Unclear:
    """What was not understood, word for word; `understood` is the rule of the words before it, if any."""

    as_given: str
    words: str
    message: Message
    understood: Rule | None = None


@lru_cache(maxsize=4096)  # one order after another gives the same terms
def read_wording(as_given: str) -> Rule | Unclear:
    """The rule of a wording. Empty words are a rule too: the office's own term, shown as assumed."""
    text = as_given.strip().rstrip(" .,;")
    try:
        return _read(as_given.strip(), text)
    except NoSuchDay:
        return Unclear(as_given, text, say(N_("Такого дня нет: «%(words)s»."), words=text))


def _read(as_given: str, text: str) -> Rule | Unclear:
    searched = plain(text)
    best: tuple[int, Shape | None] = (0, None)
    for pattern, build in FORMS:
        found = pattern.match(searched)
        if found is None or best[0] >= found.end() < len(searched):
            continue
        try:
            shape = build(found)
        except NotMeant:
            continue
        if found.end() == len(searched):
            return Rule(as_given, shape)
        best = (found.end(), shape)
    return _unclear(as_given, text, best)


def _unclear(as_given: str, text: str, best: tuple[int, Shape | None]) -> Unclear:
    end, shape = best
    words = text[end:].strip(" ,;.-–—")
    if shape is None:
        return Unclear(as_given, words, say(N_("Срок не понят: «%(words)s». Назовите дату."), words=words))
    understood = Rule(text[:end].strip(), shape)
    message = say(
        N_("Понято: «%(understood)s». Не понято: «%(words)s»."), understood=understood.as_given, words=words
    )
    return Unclear(as_given, words, message, understood)


def find_milestones(text: str) -> tuple[Rule, ...]:
    """Firm days named anywhere inside another text of a row; clause numbers («п. 2.3») are not days."""
    return tuple(_milestones(text))


def _milestones(text: str) -> Iterator[Rule]:
    for found in MILESTONE.finditer(plain(text)):
        try:
            point, bound = point_of(found, "a"), bound_of(found)
        except NoSuchDay:
            continue
        if found["dna"] and point.year is None:
            continue
        yearly = found["yearly"] is not None and point.year is None
        shape = Yearly(closes=point, bound=bound) if yearly else Day(point, bound)
        yield Rule(text[found.start() : found.end()].strip(" ,.;"), shape)
