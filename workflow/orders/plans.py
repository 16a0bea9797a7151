"""A plan on paper and between two moments: its rows as an appendix, and what of them changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflow.orders.text import Appendix
from workflow.states.definition import N_, Message, say

COLUMNS = ("№", "Мера", "Исполнители", "Срок", "Форма контроля", "Ожидаемый результат")
#: As a document names who performs a measure; documents stay Russian whatever the reader's language.
PERFORMERS = {
    "school": "школа",
    "partner": "школа-партнёр",
    "methodist": "методист",
    "official": "специалист органа управления",
}
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing of a plan that was otherwise; an empty side means that it was not there."""

    what: Message
    before: str
    after: str


def plan_appendices(snapshots: Sequence[Row]) -> tuple[Appendix, ...]:
    """One table a plan: many schools stand in one order."""
    return tuple(
        Appendix(
            title=_title(one),
            columns=COLUMNS,
            rows=tuple(row_words(number, row) for number, row in enumerate(one.get("measures", ()), 1)),
        )
        for one in snapshots
    )


def row_words(number: int, row: Row) -> tuple[str, ...]:
    return (
        str(number),
        _measure(row),
        performer_words(row),
        term_words(row),
        "; ".join(row["control_forms"]) or row["gap"],
        "; ".join(filter(None, (row["result"], *map(quantity_words, row["quantities"])))),
    )


def performer_words(row: Row) -> str:
    """The posts of the document; else who it is in the process."""
    return str(row["performer_titles"]) or ", ".join(PERFORMERS[role] for role in row["performers"])


def term_words(row: Row) -> str:
    """The words of the term; where nobody gave words, the day."""
    return str(row["term"]) or (_day(row["due"]) if row["due"] else "")


def quantity_words(one: Mapping[str, str]) -> str:
    value = f"{one['value']}\u00a0{one['unit']}" if one["unit"] else one["value"]
    return f"{value}: {one['what']}" if one["what"] else value


def plan_changes(before: Row, after: Row) -> Iterator[Changed]:
    """«Было -> стало», measure by measure; a measure is itself whatever its place."""
    for key, title in (("title", N_("Название плана")), ("from", N_("Начало")), ("to", N_("Конец"))):
        if (was := before.get(key, "")) != (became := after.get(key, "")):
            yield Changed(say(title), _shown(key, was), _shown(key, became))
    old, new = _by_id(before), _by_id(after)
    for id_, (number, row) in new.items():
        if id_ not in old:
            yield Changed(say(N_("Мера %(number)d добавлена"), number=number), "", whole(row))
            continue
        yield from _of_measure(number, old[id_][1], row)
    for id_, (number, row) in old.items():
        if id_ not in new:
            yield Changed(say(N_("Мера %(number)d убрана"), number=number), whole(row), "")
    kept = [id_ for id_ in old if id_ in new]
    if kept != [id_ for id_ in new if id_ in old]:
        yield Changed(say(N_("Порядок мер изменён")), "", "")


def whole(row: Row) -> str:
    return "; ".join(filter(None, (row["title"], performer_words(row), term_words(row))))


def _of_measure(number: int, old: Row, new: Row) -> Iterator[Changed]:
    for said, title in _SAID:
        if (was := said(old)) != (became := said(new)):
            yield Changed(say(title, number=number), was, became)


_SAID = (
    (lambda row: str(row["title"]), N_("Мера %(number)d")),
    (performer_words, N_("Мера %(number)d, исполнители")),
    (term_words, N_("Мера %(number)d, срок")),
    (lambda row: _day(row["due"]) if row["due"] else "", N_("Мера %(number)d, день срока")),
    (lambda row: "; ".join(row["control_forms"]), N_("Мера %(number)d, форма контроля")),
    (lambda row: str(row["result"]), N_("Мера %(number)d, результат")),
    (lambda row: "; ".join(map(quantity_words, row["quantities"])), N_("Мера %(number)d, числа результата")),
    (lambda row: str(row["deficit"]), N_("Мера %(number)d, дефицит")),
    (lambda row: str(row["gap"]), N_("Мера %(number)d, почему пробел принят")),
    (lambda row: str(row["lifted"]), N_("Мера %(number)d, почему снята")),
)


def _measure(row: Row) -> str:
    words = [str(row["title"])]
    if row["deficit"]:
        words.append(f"дефицит: {row['deficit']}")
    if row["lifted"]:
        words.append(f"снята: {row['lifted']}")
    return "; ".join(words)


def _title(one: Row) -> str:
    school, title = str(one["school"]), str(one.get("title", ""))
    if not title:
        return school
    return title if school in title else f"{title}: {school}"


def _by_id(content: Row) -> dict[int, tuple[int, Row]]:
    return {row["id"]: (number, row) for number, row in enumerate(content.get("measures", ()), 1)}


def _day(iso: str) -> str:
    return f"{date.fromisoformat(iso):%d.%m.%Y}"


def _shown(key: str, value: str) -> str:
    return _day(value) if value and key != "title" else value
