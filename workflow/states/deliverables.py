"""Handing in what the programme wants of its performers: whose step it is, and for whom it may be entered."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from workflow.states.definition import N_, NOBODY, Refusal, Role
from workflow.states.entries import blocks, entry

OFFICE: Final = Role.METHODIST | Role.OFFICIAL | Role.CLERK | Role.COUNCIL | Role.SECRETARY

HAND_IN = entry("hand_in_document", N_("Сдать документ"), OFFICE)
#: Entered from paper or a letter; both names are kept. No approval: see `recorded_for` in definition.py.
ENTER_DOCUMENT = entry("enter_document", N_("Внести документ за исполнителя"), Role.METHODIST)
NAME_PERFORMER = entry("name_performer", N_("Назначить исполнителя"), Role.METHODIST | Role.OFFICIAL)

NOT_THE_PERFORMER: Final[Refusal] = blocks(
    "not_the_performer",
    N_("Этот документ сдаёт другой человек"),
    N_("Методист может внести его за исполнителя: как пришёл и когда"),
    Role.METHODIST,
)

#: `system_role` of the file -> what the performer is here.
_ROLES: Final = MappingProxyType(
    {
        "committee_official": Role.OFFICIAL,
        "methodist": Role.METHODIST,
        "curator": Role.METHODIST,
        "tutor": Role.METHODIST,
        "school": Role.SCHOOL,
        "partner_school": Role.PARTNER,
        "coordination_council": Role.COUNCIL,
        "working_group": Role.COUNCIL,
        "clerk": Role.CLERK,
        "regional_observer": Role.OBSERVER,
        "administrator": Role.ADMIN,
    }
)


def role_of(system_roles: Iterable[str]) -> Role:
    """What the document's role is in Opora, for the record: several words may mean one role."""
    found = NOBODY
    for one in system_roles:
        found |= _ROLES.get(one, NOBODY)
    return found
