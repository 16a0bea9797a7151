"""What a checker says: where, on which values, and whether the analyst has noted it already. No repair."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from workflow.programmes.acts import Inconsistency
from workflow.programmes.schema import Programme
from workflow.programmes.wording import Message

_LINES: Final = re.compile(r"строк[аи] ([\d,\s–-]+)")


class Level(StrEnum):
    """`warning`: somebody should look. `note`: worth knowing, nothing is wrong with it."""

    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Place:
    """`section` and `key` lead to a row of the page; `source` leads into the document."""

    section: str
    key: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    code: str
    title: Message
    places: tuple[Place, ...] = ()
    values: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    level: Level = Level.WARNING
    #: The id of the analyst's own note of the same dispute (`inconsistencies`), if there is one.
    known: str | None = None


#: Code of a check -> kinds of contradictions under which an analyst may have noted the same.
SAME_DISPUTE: Final[dict[str, tuple[str, ...]]] = {
    "number_before_date": ("register_order",),
    "recommendations_before_results": ("sequence_conflict", "early_approval"),
    "result_before_its_act": ("sequence_conflict",),
    "two_acts_for_one_event": ("duplicate_basis",),
    "plan_and_act_for_one_event": ("duplicate_basis",),
    "act_after_start": ("retroactive_order",),
    "plan_after_start": ("retroactive_order",),
    "list_after_events": ("sequence_conflict",),
    "approved_before_end": ("early_approval",),
    "approved_before_final_meeting": ("early_approval",),
    "summed_up_before_end": ("early_approval",),
    "missing_from_list": ("missing_from_list",),
    "missing_from_text": ("missing_data",),
    "list_out_of_order": ("list_order",),
    "outside_the_term": ("period_conflict",),
    "outside_the_roadmap": ("period_conflict",),
    "starts_late": ("period_conflict",),
    "planned_term_exceeded": ("period_conflict",),
    "summed_up_before_analysis": ("sequence_conflict",),
    "duplicate_row": ("duplicate_item",),
    "repeated_number": ("numbering",),
    "number_missing": ("numbering",),
    "rows_missing": ("numbering", "count_conflict"),
    "no_performer": ("missing_data",),
    "no_deadline": ("missing_data",),
    "order_without_number": ("missing_data",),
    "unnamed_schools": ("missing_data",),
    "objective_not_covered": ("missing_data",),
    "result_not_delivered": ("missing_data",),
    "impossible_percent": ("arithmetic",),
    "units_mixed": ("unit_conflict",),
    "value_before_approval": ("sequence_conflict",),
    "counts_differ": ("count_conflict",),
    "status_disputed": ("status_conflict",),
    "composition_changed": ("composition_change",),
    "name_variants": ("name_variant",),
    "number_as_given": ("typo",),
}


def lines_of(source: str) -> frozenset[int]:
    """The lines of the document that a source names: «строки 44-46, 50, 58», «строка 227»."""
    found: set[int] = set()
    for group in _LINES.findall(source):
        for span in re.findall(r"\d+(?:\s*[–-]\s*\d+)?", group):
            first, *last = re.findall(r"\d+", span)
            found.update(range(int(first), int(last[0] if last else first) + 1))
    return frozenset(found)


def with_known(programme: Programme, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(replace(finding, known=_known(programme, finding)) for finding in findings)


#: A note about more lines than this is about the whole document, not about one place of it.
_WHOLE_DOCUMENT: Final = 100


def _known(programme: Programme, finding: Finding) -> str | None:
    """The analyst's note of this dispute: of a fitting kind, about the same acts or the same lines."""
    fitting = [
        note
        for note in programme.inconsistencies
        if note.kind in SAME_DISPUTE.get(finding.code, ()) and _is_about(programme, note, finding)
    ]
    closest = sorted(fitting, key=lambda note: abs(len(note.orders) - len(finding.orders)))
    return closest[0].id if closest else None


def _is_about(programme: Programme, note: Inconsistency, finding: Finding) -> bool:
    if finding.orders and note.orders:
        return set(finding.orders) <= set(note.orders)
    numbers = {order.number for order in programme.orders if order.id in finding.orders}
    if numbers and numbers <= set(note.values):
        return True
    lines = lines_of(note.source)
    if len(lines) > _WHOLE_DOCUMENT or not finding.places:
        return False
    return all(lines & lines_of(place.source) for place in finding.places)
