"""The plan against the term of the programme, and its rows against themselves."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from workflow.programmes.dates import PartialDate, school_year
from workflow.programmes.findings.finding import Finding, Level, Place
from workflow.programmes.plan import Activity
from workflow.programmes.schema import Programme
from workflow.programmes.wording import N_, say

_SCHOOL_YEAR = re.compile(r"(\d{4})\s*/\s*(\d{4}|\d{2})\s+учебный год")


def plan_findings(programme: Programme) -> Iterator[Finding]:
    yield from _of_the_term(programme)
    yield from _of_the_roadmap(programme)
    yield from _of_the_sequence(programme)
    yield from _of_rows(programme)
    yield from _of_numbers(programme)
    yield from _of_phases(programme)


def _place(row: Activity) -> Place:
    return Place("activities", row.number, row.source)


def _term_place(programme: Programme) -> tuple[Place, ...]:
    period = programme.passport.period
    return (Place("programme", "period", period.source),) if period else ()


def _dated(programme: Programme) -> Iterator[tuple[Activity, PartialDate, PartialDate]]:
    """Rows with known years: the first and the last date of the term."""
    for row in programme.activities:
        timing = row.timing
        last = timing and (timing.deadline or timing.end or timing.start)
        if timing and last and not last.asks_year:
            yield row, timing.start or last, last


def _of_the_term(programme: Programme) -> Iterator[Finding]:
    period = programme.passport.period
    if period is None:
        return
    for row, _, last in _dated(programme):
        if period.end and period.end.surely_before(last):
            yield Finding(
                code="outside_the_term",
                title=say(
                    N_("П. %(number)s (%(on)s) позже конца программы (%(end)s)"),
                    number=row.number,
                    on=last.shown,
                    end=period.end.shown,
                ),
                places=(*_term_place(programme), _place(row)),
                values=(last.shown, period.end.shown),
            )
    rows = sorted(_dated(programme), key=lambda dated: dated[1].first)
    if rows and period.start and date(period.start.first.year, 12, 31) < rows[0][1].first:
        row, first, _ = rows[0]
        yield Finding(
            code="starts_late",
            title=say(
                N_("Программа начата в %(year)d году, первый датированный пункт — %(on)s"),
                year=period.start.first.year,
                on=first.shown,
            ),
            places=(*_term_place(programme), _place(row)),
            values=(period.start.shown, first.shown),
        )
    yield from _of_the_planned_term(programme)
    yield from _of_later_control(programme)


def _of_the_planned_term(programme: Programme) -> Iterator[Finding]:
    planned = programme.passport.planned_period
    later = [one for one in programme.phases if planned and one.start and planned.is_over_before(one.start)]
    if planned and planned.end and later:
        first = min(later, key=lambda one: one.start.first if one.start else date.max)
        yield Finding(
            code="planned_term_exceeded",
            title=say(
                N_("Плановый срок — по %(planned)s, этап «%(phase)s» начат позже"),
                planned=planned.end.shown,
                phase=first.title,
            ),
            places=(
                Place("programme", "planned_period", planned.source),
                Place("stages", first.id or "", first.source),
            ),
            values=(planned.end.shown, first.start.shown if first.start else ""),
        )


def _of_later_control(programme: Programme) -> Iterator[Finding]:
    """Recommendations live on after the end: they stay on control and hold nothing open."""
    period = programme.passport.period
    later = [
        one
        for one in programme.recommendations
        if period and one.deadline and period.is_over_before(one.deadline)
    ]
    if later:
        yield Finding(
            code="control_after_the_end",
            title=say(N_("После конца программы на контроле остаются рекомендации")),
            places=tuple(Place("recommendations", one.number, one.source) for one in later),
            values=tuple(f"{one.number} — {one.deadline.shown}" for one in later if one.deadline),
            level=Level.NOTE,
        )


def _of_the_roadmap(programme: Programme) -> Iterator[Finding]:
    """A plan headed by a school year whose rows run past it."""
    match = _SCHOOL_YEAR.search(programme.passport.roadmap_period_as_given or "")
    if match is None:
        return
    _, ends = school_year(f"{match.group(1)}/{match.group(2)}")
    later = [(row, last) for row, _, last in _dated(programme) if last.first > ends]
    if later:
        yield Finding(
            code="outside_the_roadmap",
            title=say(
                N_("Карта названа на %(year)s, но часть пунктов позже"),
                year=programme.passport.roadmap_period_as_given or "",
            ),
            places=tuple(_place(row) for row, _ in later),
            values=tuple(f"{row.number} — {last.shown}" for row, last in later),
        )


def _of_the_sequence(programme: Programme) -> Iterator[Finding]:
    """Summing up comes last."""
    rows = list(_dated(programme))
    for closing, _, closes in rows:
        for row, begins, _ in rows:
            is_measured = closing.case_stage == "closure" and row.case_stage == "monitoring"
            if is_measured and closes.surely_before(begins):
                yield Finding(
                    code="summed_up_before_analysis",
                    title=say(
                        N_("Итоги подводят в п. %(closing)s (%(on)s), оценка — в п. %(row)s (%(later)s)"),
                        closing=closing.number,
                        on=closes.shown,
                        row=row.number,
                        later=begins.shown,
                    ),
                    places=(_place(closing), _place(row)),
                    values=(closes.shown, begins.shown),
                )


def _of_rows(programme: Programme) -> Iterator[Finding]:
    for row in programme.activities:
        if not row.responsible and not row.conducted_by:
            yield Finding(
                code="no_performer",
                title=say(N_("У п. %(number)s не указан исполнитель"), number=row.number),
                places=(_place(row),),
            )
        if row.timing is None:
            yield Finding(
                code="no_term",
                title=say(N_("У п. %(number)s нет срока"), number=row.number),
                places=(_place(row),),
            )
        elif row.timing.asks_year:
            yield Finding(
                code="month_without_year",
                title=say(
                    N_("У п. %(number)s срок без года: «%(words)s»"),
                    number=row.number,
                    words=row.timing.as_given or "",
                ),
                places=(_place(row),),
                values=(row.timing.as_given or "",),
            )
    yield from _duplicates(programme)


def _duplicates(programme: Programme) -> Iterator[Finding]:
    same: dict[tuple[str, ...], list[Activity]] = defaultdict(list)
    for row in programme.activities:
        timing = row.timing
        same[row.title.casefold(), str(timing and timing.start), str(timing and timing.end)].append(row)
    names = {role.id: role.title.strip() for role in programme.roles}
    for rows in same.values():
        if len(rows) > 1:
            common = set.intersection(*(set(row.responsible) for row in rows))
            yield Finding(
                code="duplicate_row",
                title=say(
                    N_("Пункты %(numbers)s — одно и то же: «%(title)s»"),
                    numbers=", ".join(row.number for row in rows),
                    title=rows[0].title,
                ),
                places=tuple(_place(row) for row in rows),
                values=tuple(
                    f"{row.number}: {names[role]}"
                    for row in rows
                    for role in row.responsible
                    if role not in common
                ),
            )


def _of_numbers(programme: Programme) -> Iterator[Finding]:
    """«3.5, 3.7» lacks 3.6; a number that stands twice is told as well."""
    groups: dict[str, list[int]] = defaultdict(list)
    for row in programme.activities:
        head, _, tail = row.number.rpartition(".")
        if tail.isdigit():
            groups[head].append(int(tail))
    for head, numbers in groups.items():
        prefix = f"{head}." if head else ""
        for missing in sorted(set(range(min(numbers), max(numbers))) - set(numbers)):
            yield Finding(
                code="number_missing",
                title=say(N_("В плане нет п. %(number)s"), number=f"{prefix}{missing}"),
                places=tuple(
                    _place(row)
                    for row in programme.activities
                    if row.number in (f"{prefix}{missing - 1}", f"{prefix}{missing + 1}")
                ),
            )
        for number in sorted({one for one in numbers if numbers.count(one) > 1}):
            yield Finding(
                code="repeated_number",
                title=say(N_("Номер %(number)s в плане стоит дважды"), number=f"{prefix}{number}"),
                places=tuple(_place(row) for row in programme.activities if row.number == f"{prefix}{number}"),
            )
    for module in programme.modules:
        actual = sum(row.module == module.number for row in programme.activities)
        if module.activities_count is not None and module.activities_count != actual:
            yield Finding(
                code="rows_missing",
                title=say(
                    N_("В модуле «%(module)s» заявлено пунктов: %(stated)d, записано: %(actual)d"),
                    module=module.title,
                    stated=module.activities_count,
                    actual=actual,
                ),
                places=(Place("modules", module.number or "", module.source),),
            )


def _of_phases(programme: Programme) -> Iterator[Finding]:
    """Sharing a boundary year is usual; one phase inside another is worth a note."""
    phases = [one for one in programme.phases if one.start and one.end]
    for first, second in pairwise(phases):
        if first.end and second.start and second.start.last < first.end.first:
            yield Finding(
                code="phases_overlap",
                title=say(
                    N_("Этапы «%(first)s» и «%(second)s» перекрываются"),
                    first=first.title,
                    second=second.title,
                ),
                places=tuple(
                    Place("stages", one.id or one.number or "", one.source) for one in (first, second)
                ),
                level=Level.NOTE,
            )
