"""What the document leaves open: names, numbers, deadlines, promised and absent things."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflow.programmes.findings.finding import Finding, Level, Place
from workflow.programmes.names import order_name
from workflow.programmes.schema import Programme
from workflow.programmes.sections import Row, sections
from workflow.programmes.wording import N_, say

_INITIALS = re.compile(
    r"(?<![А-ЯЁа-яё])(?:[А-ЯЁ]\.\s?[А-ЯЁ]\.\s?[А-ЯЁ][а-яё]+|[А-ЯЁ][а-яё]+\s[А-ЯЁ]\.\s?[А-ЯЁ]\.)"
)
_NAMED_AFTER = re.compile(r"\b(им\.|имени)\s*$")


def gap_findings(programme: Programme) -> Iterator[Finding]:
    yield from _of_schools(programme)
    yield from _of_orders(programme)
    yield from _of_deadlines(programme)
    yield from _of_promises(programme)
    yield from _of_names(programme)
    yield from _of_people(programme)


def _of_schools(programme: Programme) -> Iterator[Finding]:
    for category in programme.participants.categories:
        if category.count and category.schools is None:
            yield Finding(
                code="unnamed_schools",
                title=say(
                    N_("Школы «%(category)s» не названы, указано число: %(count)d"),
                    category=category.title,
                    count=category.count,
                ),
                places=(Place("categories", category.code, category.source),),
            )
        elif category.count is not None and category.schools and category.count != len(category.schools):
            yield Finding(
                code="schools_miscounted",
                title=say(
                    N_("В категории «%(category)s» указано школ: %(count)d, названо: %(named)d"),
                    category=category.title,
                    count=category.count,
                    named=len(category.schools),
                ),
                places=(Place("categories", category.code, category.source),),
            )


def _of_orders(programme: Programme) -> Iterator[Finding]:
    for order in programme.orders:
        place = Place("orders", order.id, order.source)
        if order.number is None or order.date is None or order.date.exact is None:
            yield Finding(
                code="order_without_number",
                title=say(N_("У акта «%(title)s» нет номера или дня"), title=order.name),
                places=(place,),
            )
        elif order.id != f"{order.number}/{order.date.year}":
            yield Finding(
                code="order_id_differs",
                title=say(
                    N_("Код акта «%(id)s» не совпадает с его реквизитами: %(name)s"),
                    id=order.id,
                    name=order_name(order),
                ),
                places=(place,),
                level=Level.NOTE,
            )


def _of_deadlines(programme: Programme) -> Iterator[Finding]:
    """Clauses with a year instead of a day, recommendations without any term."""
    vague = [
        (f"{order.number or order.id}, п. {clause.number}", clause.source or order.source)
        for order in programme.orders
        for clause in order.clauses
        if clause.deadline and clause.deadline.month is None
    ]
    open_ended = [(one.number, one.source) for one in programme.recommendations if one.deadline is None]
    if vague or open_ended:
        yield Finding(
            code="no_deadline",
            title=say(N_("Срока нет или он назван только годом")),
            places=(
                *(Place("orders", key, source) for key, source in vague),
                *(Place("recommendations", key, source) for key, source in open_ended),
            ),
            values=tuple(key for key, _ in (*vague, *open_ended)),
        )


def _of_promises(programme: Programme) -> Iterator[Finding]:
    results = [one for one in programme.expected_results if one.number]
    if any(one.got for one in results):
        for one in results:
            if not one.got:
                yield Finding(
                    code="result_not_delivered",
                    title=say(N_("«%(title)s» обещан, среди полученного не назван"), title=one.title),
                    places=(Place("expected_results", one.number or "", one.source),),
                )
    covered = {number for one in programme.directions for number in one.tasks}
    left = [one for one in programme.objectives if covered and one.number not in covered]
    if left:
        yield Finding(
            code="objective_not_covered",
            title=say(
                N_("Задачи не раскрыты в направлениях: %(numbers)s"),
                numbers=", ".join(one.number or "" for one in left),
            ),
            places=tuple(Place("tasks", one.number or "", one.source) for one in left),
        )
    if missing := [one for one in programme.appendices if one.in_file is False]:
        yield Finding(
            code="appendix_absent",
            title=say(
                N_("Приложения названы, но в файле их нет: %(numbers)s"),
                numbers=", ".join(one.number for one in missing),
            ),
            places=tuple(Place("appendices", one.number, one.source) for one in missing),
            level=Level.NOTE,
        )


def _of_names(programme: Programme) -> Iterator[Finding]:
    if variants := [one for one in programme.participants.schools if one.aliases]:
        yield Finding(
            code="name_variants",
            title=say(N_("Школы записаны разными именами")),
            places=tuple(Place("schools", one.id, one.source) for one in variants),
            values=tuple(" / ".join((one.name, *one.aliases)) for one in variants),
            level=Level.NOTE,
        )
    for pair in programme.pairs:
        if pair.number_as_given and pair.number_as_given.strip(".") != pair.number:
            yield Finding(
                code="number_as_given",
                title=say(
                    N_("Пара %(number)s обозначена в документе «%(given)s»"),
                    number=pair.number,
                    given=pair.number_as_given,
                ),
                places=(Place("pairs", pair.number, pair.source),),
                level=Level.NOTE,
            )
    yield from _of_composition(programme)


def _of_composition(programme: Programme) -> Iterator[Finding]:
    """Schools of the first lists that stand in no pair, and schools of pairs that stood on no such list."""
    years = sorted({one.school_year for one in programme.participants.categories if one.school_year})
    if not years or not programme.pairs:
        return
    lists = [one for one in programme.participants.categories if one.school_year == years[0]]
    then = {id for one in lists for id in one.schools or ()}
    now = {id for pair in programme.pairs for id in (pair.supported, pair.partner)}
    if then and then != now:
        names = {one.id: one.name for one in programme.participants.schools}
        yield Finding(
            code="composition_changed",
            title=say(N_("Состав сети сменился после %(year)s учебного года"), year=years[0]),
            places=tuple(Place("categories", one.code, one.source) for one in lists),
            values=(
                *(f"− {names[id]}" for id in sorted(then - now)),
                *(f"+ {names[id]}" for id in sorted(now - then)),
            ),
        )


def _of_people(programme: Programme) -> Iterator[Finding]:
    """A performer is a role: a surname with initials does not belong into a programme file."""
    seen: set[str] = set()
    for section in sections(programme):
        for row in section.rows:
            for name in _people(row):
                if name not in seen:
                    seen.add(name)
                    yield Finding(
                        code="person_named",
                        title=say(N_("Похоже на имя человека: «%(name)s»"), name=name),
                        places=(Place(section.key, row.key, row.source),),
                    )


def _people(row: Row) -> Iterator[str]:
    for text in _texts(row):
        for match in _INITIALS.finditer(text):
            if not _NAMED_AFTER.search(text[: match.start()]):
                yield match.group()


def _texts(row: Row) -> Iterator[str]:
    yield row.title
    for fact in row.facts:
        yield from (str(value) for message in fact.values for _, value in message.values)
    for part in row.parts:
        yield from (text for below in part.rows for text in _texts(below))
