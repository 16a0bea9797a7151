"""What was measured and what came of a case on paper: values, before and after, addressed recommendations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workflow.orders.addressees import in_words
from workflow.orders.text import Appendix

VALUES = "Результаты измерения показателей"
NOTES = "Аналитические справки"
RECOMMENDATIONS = "Адресные рекомендации"


def results_appendices(snapshots: Sequence[Mapping[str, Any]]) -> tuple[Appendix, ...]:
    """What was measured, what it means, what follows: a table of which nothing is known is not printed."""
    tables = (_values(snapshots), _notes(snapshots), _recommendations(snapshots))
    return tuple(one for one in tables if one.rows)


def _values(snapshots: Sequence[Mapping[str, Any]]) -> Appendix:
    whole: Sequence[Mapping[str, Any]] = snapshots[0].get("municipality", ()) if snapshots else ()
    of_schools = [(one["school"], value) for one in snapshots for value in one.get("values", ())]
    of_all = [("муниципалитет", value) for value in whole]
    return Appendix(
        title=VALUES,
        columns=("№", "Школа", "Показатель", "Было", "План", "Факт", "Отклонение"),
        rows=tuple(
            (str(number), school, *value_words(value))
            for number, (school, value) in enumerate((*of_schools, *of_all), 1)
        ),
    )


def _notes(snapshots: Sequence[Mapping[str, Any]]) -> Appendix:
    written = [(one["school"], str(one["note"])) for one in snapshots if one.get("note")]
    return Appendix(
        title=NOTES,
        columns=("№", "Школа", "Что изменилось и что из этого следует"),
        rows=tuple((str(number), *words) for number, words in enumerate(written, 1)),
    )


def value_words(value: Mapping[str, str]) -> tuple[str, str, str, str, str]:
    """Indicator, before, plan, fact, deviation as they are printed. What was not measured is said with why."""
    fact = value.get("fact", "")
    if fact and value.get("of"):
        fact = f"{fact} ({value['of']})"
    if fact and value.get("rests_on"):
        fact = f"{fact}; основание: {value['rests_on']}"
    if not fact:
        fact = f"не измерено: {value['why_not']}" if value.get("why_not") else "нет значения"
    unit = value.get("unit", "")
    return (
        f"{value['indicator']}, {unit}" if unit else value["indicator"],
        _at(value.get("before", ""), value.get("before_at", "")),
        _at(value.get("target", ""), value.get("target_at", "")),
        fact,
        value.get("deviation", ""),
    )


def _at(value: str, when: str) -> str:
    return f"{value} ({when})" if value and when else value


def _recommendations(snapshots: Sequence[Mapping[str, Any]]) -> Appendix:
    given = [(one["school"], in_words(row)) for one in snapshots for row in one.get("recommendations", ())]
    return Appendix(
        title=RECOMMENDATIONS,
        columns=("№", "Школа", "Кому, что и к какому сроку"),
        rows=tuple((str(number), school, words) for number, (school, words) in enumerate(given, 1)),
    )


def closing_appendices(snapshots: Sequence[Mapping[str, Any]]) -> tuple[Appendix, ...]:
    outcome = Appendix(
        title="Итоги сопровождения школ",
        columns=("№", "Школа", "Итог", "Сделано", "Было и стало"),
        rows=tuple(
            (
                str(number),
                one["school"],
                one.get("report", ""),
                "; ".join(done(row) for row in one.get("counts", ()) if str(row["value"]) != "0") or "—",
                changes(one.get("indicators", ())),
            )
            for number, one in enumerate(snapshots, 1)
        ),
    )
    given = _recommendations(snapshots)
    return (outcome, given) if given.rows else (outcome,)


def done(row: Mapping[str, Any]) -> str:
    return f"{row['what']}: {row['value']}"


def changes(rows: Sequence[Mapping[str, str]]) -> str:
    """What was measured at least once; the rest is one number: twenty times «не измерено» tells nothing."""
    measured = [row for row in rows if row.get("before") or row.get("after")]
    said = [before_and_after(row) for row in measured]
    if measured and len(measured) < len(rows):
        said.append(f"не измерено показателей: {len(rows) - len(measured)}")
    return "; ".join(said) or "не измерялось"


def before_and_after(row: Mapping[str, str]) -> str:
    """«31 → 42 %»; a unit stands beside a number only."""
    unit = f" {row['unit']}" if row.get("unit") else ""
    before, after = row.get("before", ""), row.get("after", "")
    first = before or "не измерено"
    if before and not after:
        first += unit
    return f"{row['indicator']}: {first} → {after + unit if after else 'не измерено'}"
