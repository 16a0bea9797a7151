"""The tables that an order approves, from the snapshots of its packet's parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workflow.orders.event_tables import announcement, results
from workflow.orders.plans import plan_appendices
from workflow.orders.results import closing_appendices, results_appendices
from workflow.orders.text import Appendix
from workflow.states.definition import PacketKind

NETWORK_TYPES = {"instrumental": "инструментальная", "identical": "идентичная", "": "не указан"}
DEFICIT_KINDS = {"common": "общий", "individual": "индивидуальный", "": "вид не указан"}


def appendices_of(kind: PacketKind, snapshots: Sequence[Mapping[str, Any]]) -> tuple[Appendix, ...]:
    """Documents stay Russian whatever the reader's language."""
    return _TABLES[kind](snapshots)


def _diagnosis(snapshots: Sequence[Mapping[str, Any]]) -> tuple[Appendix, ...]:
    return (
        Appendix(
            title="Результаты диагностики школ",
            columns=("№", "Школа", "Дефициты", "Вывод"),
            rows=tuple(
                (
                    str(number),
                    one["school"],
                    "; ".join(f"{row['title']} ({DEFICIT_KINDS[row['kind']]})" for row in one["deficits"])
                    or "не выявлены",
                    one["conclusion"].get("text", ""),
                )
                for number, one in enumerate(snapshots, 1)
            ),
        ),
    )


def _pair_list(snapshots: Sequence[Mapping[str, Any]]) -> tuple[Appendix, ...]:
    return (
        Appendix(
            title="Список сетевого партнёрства",
            columns=("№", "Поддерживаемая школа", "Школа-партнёр", "Вид сети"),
            rows=tuple(
                (str(number), one["school"], one.get("partner", ""), NETWORK_TYPES[one.get("network_type", "")])
                for number, one in enumerate(snapshots, 1)
            ),
        ),
    )


_TABLES = {
    PacketKind.DIAGNOSIS: _diagnosis,
    PacketKind.PAIR_LIST: _pair_list,
    PacketKind.PLAN: plan_appendices,
    PacketKind.EVENT: announcement,
    PacketKind.EVENT_RESULTS: results,
    PacketKind.RESULTS: results_appendices,
    PacketKind.CLOSING: closing_appendices,
}
