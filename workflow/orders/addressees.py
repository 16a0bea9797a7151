"""To whom a recommendation may be addressed, and who answers for it as a task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from workflow.states.definition import N_


@dataclass(frozen=True, slots=True)
class Addressee:
    """`title` for the screen, `whom` for a document, which is Russian for every reader."""

    title: str
    whom: str
    role: str  # of the task: school | partner | methodist | official


ADDRESSEES: Mapping[str, Addressee] = MappingProxyType(
    {
        "administration": Addressee(N_("администрация школы"), "администрации школы", "school"),
        "union": Addressee(N_("школьное методическое объединение"), "руководителю ШМО", "school"),
        "teacher": Addressee(N_("педагоги школы"), "педагогам школы", "school"),
        "partner": Addressee(N_("школа-партнёр"), "школе-партнёру", "partner"),
        "methodist": Addressee(N_("методист"), "методисту", "methodist"),
        "official": Addressee(N_("орган управления"), "органу управления", "official"),
    }
)


def in_words(row: object) -> str:
    """One recommendation of a packet's part; before they had addressees, it was a plain line."""
    if not isinstance(row, Mapping):
        return str(row)
    whom = ADDRESSEES[row["to"]].whom if row.get("to") in ADDRESSEES else str(row.get("to", ""))
    return f"{whom}: {row['text']}" + (f" (срок: {row['term']})" if row.get("term") else "")
