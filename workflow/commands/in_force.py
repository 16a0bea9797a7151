"""What follows when a packet of a kind comes into force: each stage says it of its own packets.

The rows it touches are locked already (`enter_packet`), and the act has its number and date.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from workflow.commands.packet_rows import Held
from workflow.commands.whole import read_whole
from workflow.commands.work import Work
from workflow.states.definition import PacketKind


@dataclass(frozen=True, slots=True)
class Decided:
    """The act: its day, and the order's id; None when a record or a protocol decided."""

    on: date
    order_id: int | None


Effect = Callable[[Work, Held, Decided], None]
_EFFECTS: dict[PacketKind, Effect] = {}


def takes_effect(kind: PacketKind) -> Callable[[Effect], Effect]:
    def register(effect: Effect) -> Effect:
        _EFFECTS[kind] = effect
        return effect

    return register


def take_effect(work: Work, held: Held, decided: Decided) -> None:
    read_whole()
    if (effect := _EFFECTS.get(held.packet.kind)) is not None:
        effect(work, held, decided)
