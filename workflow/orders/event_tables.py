"""The appendices of the two acts of an event. Documents stay Russian whatever the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from workflow.orders.quotes import in_quotes
from workflow.orders.text import Appendix

Snapshot = Mapping[str, Any]
AUDIENCES = {
    "heads": "руководители",
    "teachers": "педагоги",
    "pupils": "обучающиеся",
    "parents": "родители",
}


def announcement(snapshots: Sequence[Snapshot]) -> tuple[Appendix, ...]:
    """The programme of the event and its schools."""
    return tuple(table for one in snapshots for table in (_programme(one), _participants(one)))


def results(snapshots: Sequence[Snapshot]) -> tuple[Appendix, ...]:
    """Who came, by school and audience, what remained; no figure here was typed."""
    return tuple(table for one in snapshots for table in (_attendance(one), _outcome(one)))


def when(one: Snapshot) -> str:
    """«12.11.2026» or «12.11.2026 – 14.11.2026»."""
    first, last = _day(one["from_on"]), _day(one["to_on"])
    return first if first == last else f"{first} – {last}"


def audiences_of(one: Snapshot) -> str:
    return ", ".join(AUDIENCES[name] for name in one.get("audiences", ()))


def outputs_of(one: Snapshot) -> str:
    return "; ".join(f"{row['title']} ({row['kind']})" for row in one.get("outputs", ()))


def _programme(one: Snapshot) -> Appendix:
    rows = one["programme"] or [one]
    return Appendix(
        title=f"Программа мероприятия {in_quotes(one['school'])}",
        columns=("№", "Когда", "Что проводится", "Форма", "Место"),
        rows=tuple(
            (str(number), when(row), row["title"], row["form"], row["place"])
            for number, row in enumerate(rows, 1)
        ),
    )


def _participants(one: Snapshot) -> Appendix:
    return Appendix(
        title="Школы-участники мероприятия",
        columns=("№", "Школа", "Участие"),
        rows=tuple(
            (str(number), row["school"], "проводит" if row["holds"] else "участвует")
            for number, row in enumerate(one["schools"], 1)
        ),
    )


def _attendance(one: Snapshot) -> Appendix:
    """A column for each audience that was invited or came: seven of zeros leave no room for the schools."""
    shown = [name for name in AUDIENCES if one["by_audience"].get(name) or name in one.get("audiences", ())]
    rows = [
        (
            str(number),
            row["school"],
            *(str(row["came"].get(name, 0)) for name in shown),
            "есть" if row["reflection"] else "проводила" if row["holds"] else "нет",
        )
        for number, row in enumerate(one["schools"], 1)
    ]
    total = ("", "Всего", *(str(one["by_audience"].get(name, 0)) for name in shown))
    reflections = f"{one['reflections']} из {one['reflections_asked']}"
    return Appendix(
        title=f"Участники мероприятия {in_quotes(one['school'])}",
        columns=("№", "Школа", *(AUDIENCES[name].capitalize() for name in shown), "Отзыв"),
        rows=(*rows, (*total, reflections)),
    )


def _outcome(one: Snapshot) -> Appendix:
    said = [
        ("Когда проведено", _day(one["held_on"]) if one["held_on"] else when(one)),
        ("Школ участвовало", str(one["schools_came"])),
        ("Человек всего", str(one["came"])),
        ("Из них названных педагогов и руководителей", str(one["people"])),
        ("Отзывы школ", f"{one['reflections']} из {one['reflections_asked']}"),
        ("Материалы", outputs_of(one) or "нет"),
    ]
    said += [(f"Отзыв: {row['school']}", row["reflection"]) for row in one["schools"] if row["reflection"]]
    return Appendix(
        title="Итоги мероприятия",
        columns=("№", "Показатель", "Значение"),
        rows=tuple((str(number), what, value) for number, (what, value) in enumerate(said, 1)),
    )


def _day(stored: str) -> str:
    return f"{date.fromisoformat(stored):%d.%m.%Y}"
