"""What a day of the production calendar is called: it has Russian names, and a reader may want English."""

from __future__ import annotations

import re
from typing import Final

from workflow.states.definition import N_, Message, say

_NAMES: Final = (
    N_("Новогодние каникулы"),
    N_("Рождество Христово"),
    N_("День защитника Отечества"),
    N_("Международный женский день"),
    N_("Праздник Весны и Труда"),
    N_("День Победы"),
    N_("День России"),
    N_("День народного единства"),
    N_("Рабочая суббота"),
)
_TRANSFER = re.compile(r"Выходной \(перенесено с (\d\d\.\d\d\.\d{4})\)")
_DAY_OFF = " (выходной)"


def day_name(note: str) -> Message | str:
    """A name that nobody knows, of a calendar that was loaded by hand, stays as it stands."""
    if note in _NAMES:
        return say(note)
    if moved := _TRANSFER.fullmatch(note):
        return say(N_("Выходной (перенесено с %(day)s)"), day=moved[1])
    if note.removesuffix(_DAY_OFF) in _NAMES:
        return say(N_("%(name)s (выходной)"), name=say(note.removesuffix(_DAY_OFF)))
    return note
