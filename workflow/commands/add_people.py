"""A table of people: accounts without a password, their roles, and a link each to set one; all or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.commands.administration import enter_as_admin, known_person
from workflow.commands.errors import BadInput
from workflow.commands.invitations import invite
from workflow.commands.people import new_person
from workflow.commands.roles import RoleTerms, grant
from workflow.commands.work import Command, Result, Work, handles
from workflow.states.definition import N_, say


@dataclass(frozen=True, kw_only=True)
class PersonOfTable:
    """`person_id`: of somebody who has an account already and only gets roles. Else a link is made."""

    roles: tuple[RoleTerms, ...]
    person_id: int | None = None
    email: str = ""
    post: str = ""
    full_name: str = ""
    token_sha256: str = ""


@dataclass(frozen=True, kw_only=True)
class AddPeople(Command):
    authority_id: int
    people: tuple[PersonOfTable, ...]


@handles(AddPeople)
def add_people(command: AddPeople, work: Work) -> Result:
    enter_as_admin(work, command.authority_id)
    if not command.people:
        raise BadInput("rows", say(N_("В таблице нет ни одного человека, которого можно внести")))
    for one in sorted(command.people, key=lambda one: one.person_id or 0):
        if one.person_id is not None:
            person = known_person(work, one.person_id)
        else:
            person = new_person(work, one.email, one.post, one.full_name, None)
        for terms in one.roles:
            grant(work, person, terms, command.authority_id)
        if one.person_id is None:
            invite(work, person, one.token_sha256)
    return {"people": len(command.people)}
