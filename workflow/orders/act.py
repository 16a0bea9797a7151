"""By what a packet is decided: the programme says, per kind."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from workflow.states.definition import Act, PacketKind


def act_of(settings: Mapping[str, object], kind: PacketKind) -> Act:
    """By order unless the programme says otherwise."""
    acts = settings.get("act")
    if isinstance(acts, str):
        return Act(acts)
    return Act(acts.get(kind.value, Act.ORDER.value)) if isinstance(acts, dict) else Act.ORDER


def goes_without_act(settings: Mapping[str, object], kind: PacketKind) -> bool:
    """An event of such a programme is announced and finished by the methodist."""
    acts = settings.get("act")
    return isinstance(acts, dict) and acts.get(kind.value) == "none"


#: The word for an act -> of many such acts, as their journal is called.
OF_MANY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "приказ": "приказов",
        "распоряжение": "распоряжений",
        "постановление": "постановлений",
        "решение": "решений",
        "протокол": "протоколов",
    }
)


def journal_title(act_type: str) -> str:
    """«Журнал приказов»; a word that is not known stands as it is."""
    many = OF_MANY.get(act_type.strip().lower())
    return f"Журнал {many}" if many else f"Журнал актов: {act_type}"


#: The word for an act -> «контроль за исполнением …».
OF_ONE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "приказ": "приказа",
        "распоряжение": "распоряжения",
        "постановление": "постановления",
        "решение": "решения",
    }
)
#: The verb that ends the preamble of such an act; a распоряжение has none.
COMMANDS: Final[Mapping[str, str]] = MappingProxyType(
    {"приказ": "приказываю", "постановление": "постановляю", "решение": "решил"}
)


def of_one(act_type: str) -> str:
    """«распоряжения»; an act whose word is not known is an act."""
    return OF_ONE.get(act_type.strip().lower(), "акта")


def beginning(why: str, act_type: str) -> str:
    """The preamble with what follows from it: «В целях … приказываю:»."""
    verb = COMMANDS.get(act_type.strip().lower())
    return f"{why} {verb}:" if verb else f"{why}:"
