"""The plan and the indicators as tables: what has a column is taken out of the row, the rest stays in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from workflow.programmes import Programme as Document
from workflow.programmes.names import names_of
from workflow.programmes.plan import Activity, Indicator
from workflow.programmes.sections import Fact, Row, Section, label_of, words
from workflow.states.definition import N_, Message, say


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """`row` without the term, the responsible and the control forms, which have columns of their own."""

    row: Row
    term: tuple[Message, ...]
    responsible: tuple[Message, ...]
    control_forms: tuple[Message, ...]
    asks_year: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading; it is empty where the document has no groups."""

    title: Message | None
    rows: tuple[PlanRow, ...] | tuple[IndicatorRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTable:
    groups: tuple[Group, ...]
    roles: tuple[tuple[str, str], ...]  # who answers for any row: id and words with the number of rows
    role: str
    found: int
    total: int
    without_year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorRow:
    row: Row
    baseline: str
    targets: tuple[str, ...]  # by the table's years
    reported: Message | None
    is_repeated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorTable:
    years: tuple[str, ...]
    has_baseline: bool
    has_reported: bool
    groups: tuple[Group, ...]
    total: int


def plan_table(document: Document, sections: Sequence[Section], *, role: str) -> PlanTable | None:
    """`role`: of the document; then only the rows that it answers for, alone or with others."""
    section = _section(sections, "activities")
    if section is None:
        return None
    pairs = list(zip(document.activities, section.rows, strict=True))
    counted = Counter(one for activity in document.activities for one in set(activity.responsible))
    titles = names_of(document)["role"]
    roles = tuple((one, f"{titles.get(one, one)} ({counted[one]})") for one in titles if counted[one])
    chosen = role if role in counted else ""
    shown = [(activity, row) for activity, row in pairs if not chosen or chosen in activity.responsible]
    modules = names_of(document)["module"]
    groups: dict[str, list[PlanRow]] = {}
    for activity, row in shown:
        groups.setdefault(activity.module or "", []).append(_plan_row(activity, row))
    return PlanTable(
        groups=tuple(
            Group(words(modules.get(module, module)) if module else None, tuple(rows))
            for module, rows in groups.items()
        ),
        roles=roles,
        role=chosen,
        found=len(shown),
        total=len(pairs),
        without_year=sum(activity.timing.asks_year for activity in document.activities if activity.timing),
    )


def indicator_table(document: Document, sections: Sequence[Section]) -> IndicatorTable | None:
    section = _section(sections, "indicators")
    if section is None:
        return None
    years = tuple(sorted({str(year) for one in document.indicators for year in one.targets or {}}))
    numbers = Counter((one.group, one.number) for one in document.indicators)
    groups: dict[str, list[IndicatorRow]] = {}
    for indicator, row in zip(document.indicators, section.rows, strict=True):
        is_repeated = bool(indicator.number) and numbers[indicator.group, indicator.number] > 1
        made = _indicator_row(indicator, row, years, is_repeated=is_repeated)
        groups.setdefault(indicator.group or "", []).append(made)
    return IndicatorTable(
        years=years,
        has_baseline=any(one.baseline for one in document.indicators),
        has_reported=any(one.reported for one in document.indicators),
        groups=tuple(Group(_set_title(name) if name else None, tuple(rows)) for name, rows in groups.items()),
        total=len(section.rows),
    )


def _section(sections: Sequence[Section], key: str) -> Section | None:
    return next((one for one in sections if one.key == key), None)


def _plan_row(activity: Activity, row: Row) -> PlanRow:
    columns = {name: label_of(("activities", "*", name)) for name in ("timing", "responsible", "control_form")}
    heading = {label_of(("activities", "*", "module"))} if activity.module else set()
    return PlanRow(
        row=_without(row, {*columns.values(), *heading}),
        term=_values(row.facts, columns["timing"]),
        responsible=_values(row.facts, columns["responsible"]),
        control_forms=_values(row.facts, columns["control_form"]),
        asks_year=activity.timing is not None and activity.timing.asks_year,
    )


def _indicator_row(indicator: Indicator, row: Row, years: Sequence[str], *, is_repeated: bool) -> IndicatorRow:
    targets = {str(year): _figure(value) for year, value in (indicator.targets or {}).items()}
    unit = indicator.unit or ""
    base, reported = indicator.baseline, indicator.reported
    return IndicatorRow(
        row=_without(row, _shown_in_columns(indicator)),
        baseline=f"{_figure(base.value)} ({base.year})" if base else "",
        targets=tuple(targets.get(year, "") for year in years),
        reported=say(
            N_("%(value)s, на %(day)s"),
            value=f"{_figure(reported.value)} {unit}".strip(),
            day=reported.as_of.shown,
        )
        if reported
        else None,
        is_repeated=is_repeated,
    )


def _shown_in_columns(indicator: Indicator) -> set[str]:
    """A record with a note or a place of its own is shown whole in the row as well."""
    shown = {"targets", "set"}
    for name, inside in (("baseline", indicator.baseline), ("reported", indicator.reported)):
        if inside is not None and inside.note is None and inside.source is None:
            shown.add(name)
    return {label_of(("indicators", "*", name)) for name in shown}


def _without(row: Row, labels: Iterable[str]) -> Row:
    hidden = set(labels)
    return replace(
        row,
        facts=tuple(fact for fact in row.facts if fact.label not in hidden),
        parts=tuple(part for part in row.parts if part.label not in hidden),
    )


def _values(facts: Sequence[Fact], label: str) -> tuple[Message, ...]:
    return tuple(value for fact in facts if fact.label == label for value in fact.values)


def _set_title(name: str) -> Message:
    """A code of the analyst in words; another word stands as it is."""
    if name == "passport":
        return say(N_("Из паспорта программы"))
    if match := re.fullmatch(r"section(\d+)", name):
        return say(N_("Из раздела %(number)s"), number=match.group(1))
    return words(name)


def _figure(value: object) -> str:
    """Decimals with a comma, as the documents have them."""
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)
