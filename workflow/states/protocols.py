"""A protocol goes on record: whose entry it is, and what of its number and date wants a reason.

Numbers of a body grow with their dates. Real life is warned, not stopped: a protocol may be lost, or be found
after a later one; then words stay beside it.
"""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import Final

from workflow.states.definition import N_, Reason, Refusal, Role, Transition, say
from workflow.states.entries import entry

RECORDERS = Role.SECRETARY | Role.CLERK | Role.OFFICIAL

#: Whose body it is, or who keeps the catalogues of the authority.
BODY_MAKERS = Role.METHODIST | Role.OFFICIAL | Role.ADMIN

MAKE_BODY = entry("make_body", N_("Записать совет или рабочую группу"), BODY_MAKERS)
CHANGE_BODY = entry("change_body", N_("Изменить сведения о совете или рабочей группе"), BODY_MAKERS)
TAKE_PROJECTS = entry("take_projects", N_("Взять проекты программы"), Role.METHODIST | Role.OFFICIAL)
NAME_CURATOR = entry("name_curator", N_("Назначить куратора проекта"), Role.METHODIST | Role.OFFICIAL)
#: `Body.kept_by` -> who writes its protocols down; empty where any of the three does.
KEEPERS: Final = MappingProxyType(
    {"": RECORDERS, "secretary": Role.SECRETARY, "clerk": Role.CLERK, "official": Role.OFFICIAL}
)


def record_protocol(kept_by: str) -> Transition:
    return entry("record_protocol", N_("Записать протокол"), KEEPERS[kept_by])


def number_skipped(ordinal: int, *, following: int) -> Refusal | None:
    """`following` is the number after the last one; another would leave a gap or fill an old one."""
    if ordinal == following:
        return None
    return _warning(
        "number_skipped",
        N_("По порядку следующий протокол № %(following)d, а вписан № %(number)d"),
        N_("Проверьте номер или напишите, почему он такой"),
        following=following,
        number=ordinal,
    )


def date_goes_back(
    dated_on: date, *, before: tuple[str, date] | None, after: tuple[str, date] | None
) -> Refusal | None:
    """`before` and `after`: the neighbours by number, each with its date."""
    if before is not None and dated_on < before[1]:
        return _warning(
            "date_goes_back",
            N_("Протокол № %(other)s с меньшим номером датирован позже: %(day)s"),
            N_("Проверьте дату или напишите, почему даты идут не по порядку"),
            other=before[0],
            day=before[1],
        )
    if after is not None and dated_on > after[1]:
        return _warning(
            "date_goes_back",
            N_("Протокол № %(other)s с большим номером датирован раньше: %(day)s"),
            N_("Проверьте дату или напишите, почему даты идут не по порядку"),
            other=after[0],
            day=after[1],
        )
    return None


def _warning(code: str, what: str, fix: str, **values: str | int | date) -> Refusal:
    return Refusal(code, Reason(say(what, **values), say(fix), RECORDERS), overridable=True)
