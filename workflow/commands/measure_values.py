"""What a person or a document says of a measure, checked and brought to the columns of its row."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from workflow.commands.case_entry import words
from workflow.commands.errors import BadInput
from workflow.programmes.plan import Activity
from workflow.programmes.schema import Programme
from workflow.states.definition import N_, say
from workflow.states.entries import ASSIGNEE_ROLES

#: Role of a programme -> who performs it in the process; a role that is none of these waits for a choice.
PERFORMERS = {
    "committee_official": "official",
    "coordination_council": "official",
    "working_group": "official",
    "methodist": "methodist",
    "curator": "methodist",
    "tutor": "methodist",
    "school": "school",
    "partner_school": "partner",
}
MOST_FORMS = 20
MOST_QUANTITIES = 20
_FIGURE = re.compile(r"\s*([+-]?\d+(?:[.,]\d+)?)\s*(%|\S+)?\s*(.*)")


def performers_of(chosen: Iterable[str]) -> list[str]:
    chosen = list(dict.fromkeys(chosen))
    if not set(chosen) <= ASSIGNEE_ROLES.keys():
        raise BadInput("performers", say(N_("Выберите исполнителей из списка")))
    return [role for role in ASSIGNEE_ROLES if role in chosen]


def forms_of(typed: Iterable[str]) -> list[str]:
    """Each is shown by its own evidence, so «приказ; отчёт» are two."""
    forms = [form.strip() for line in typed for form in re.split(r"[;\n]", line) if form.strip()]
    forms = list(dict.fromkeys(forms))
    if len(forms) > MOST_FORMS or any(len(form) > 300 for form in forms):
        raise BadInput("control_forms", say(N_("Не больше двадцати форм контроля, каждая до 300 знаков")))
    return forms


def quantities_of(lines: Iterable[str]) -> list[dict[str, str]]:
    """«60 % участников дней» -> value, unit, what; a line that does not begin with a number is said."""
    found = []
    for line in (line.strip() for line in lines if line.strip()):
        match = _FIGURE.fullmatch(line)
        if match is None or len(line) > 300:
            raise BadInput(
                "quantities",
                say(N_("«%(line)s»: начните строку с числа, например «60 %% участников»"), line=line[:100]),
            )
        value, unit, what = match.groups()
        found.append({"value": value.replace(".", ","), "unit": unit or "", "what": what.strip()})
    if len(found) > MOST_QUANTITIES:
        raise BadInput("quantities", say(N_("Не больше двадцати чисел в одном результате")))
    return found


def title_of(typed: str) -> str:
    return words("title", typed, longest=500)


def short(field: str, typed: str, longest: int) -> str:
    return words(field, typed, longest=longest) if typed.strip() else ""


def values_of_row(activity: Activity, programme: Programme) -> dict[str, Any]:
    """Columns that a row of the programme gives, apart from its term."""
    roles = {role.id: role for role in programme.roles}
    named = [roles[code] for code in (*activity.responsible, *activity.conducted_by) if code in roles]
    chosen = {PERFORMERS[word] for role in named for word in role.system_role if word in PERFORMERS}
    return {
        "number": activity.number,
        "module": _module(activity, programme),
        "title": activity.title[:500],
        "performers": [role for role in ASSIGNEE_ROLES if role in chosen],
        "performer_titles": "; ".join(dict.fromkeys(role.title for role in named)),
        "control_forms": forms_of(activity.control_form),
        "result": activity.result.title if activity.result else "",
        "quantities": _quantities(activity),
        "activity": activity.number,
    }


def _module(activity: Activity, programme: Programme) -> str:
    module = next((one for one in programme.modules if one.number == activity.module), None)
    return module.title if module and activity.module else ""


def _quantities(activity: Activity) -> list[dict[str, str]]:
    rows = activity.result.quantity if activity.result else ()
    return [
        {"value": str(one.value).replace(".", ","), "unit": one.unit or "", "what": one.of or ""}
        for one in rows
    ]
