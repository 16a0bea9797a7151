"""Who may sign in. What they are to an authority or a school stands in roles.py."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import select

from workflow.audit.actions import AuditAction
from workflow.commands.administration import enter_as_admin, own_person, works_everywhere
from workflow.commands.errors import BadInput, NotAllowed, NotHere
from workflow.commands.invitations import end_invitations
from workflow.commands.roles import EndRole as EndRole  # people and their roles are asked together
from workflow.commands.roles import GrantRole as GrantRole
from workflow.commands.roles import RoleTerms as RoleTerms
from workflow.commands.roles import grant
from workflow.commands.work import Command, Result, Work, handles
from workflow.models.person import PREFERENCES, Person, email_key
from workflow.models.person import password_hash as password_hash  # for the door, before any lock is taken
from workflow.models.web_session import kill_sessions_of
from workflow.states.definition import N_, say


@dataclass(frozen=True, kw_only=True)
class AddPerson(Command):
    """`password_hash` is made at the door: hashing takes too long to be done under the write lock.

    An administrator of one authority gives the first role in the same step: who has no role belongs to nobody.
    """

    unhashed: ClassVar[frozenset[str]] = frozenset({"password_hash"})

    email: str
    post: str
    password_hash: str
    full_name: str | None = None
    authority_id: int | None = None
    first_role: RoleTerms | None = None
    password_is_one_time: bool = False


@dataclass(frozen=True, kw_only=True)
class DisablePerson(Command):
    """Ends every sign-in of the person as well: the next press answers with the sign-in page."""

    person_id: int
    authority_id: int | None = None
    comment: str


@dataclass(frozen=True, kw_only=True)
class EnablePerson(Command):
    person_id: int
    authority_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class SetPassword(Command):
    """A password that its owner must change at the first sign-in; every sign-in under the old one ends."""

    unhashed: ClassVar[frozenset[str]] = frozenset({"password_hash"})

    person_id: int
    authority_id: int | None = None
    password_hash: str


@dataclass(frozen=True, kw_only=True)
class SavePreferences(Command):
    """How a person likes to see pages; None leaves a choice as it was. Not worth an entry in the record."""

    locale: str | None = None
    theme: str | None = None
    size: str | None = None
    contrast: str | None = None


@handles(AddPerson)
def add_person(command: AddPerson, work: Work) -> Result:
    enter_as_admin(work, command.authority_id)
    if command.first_role is None and not works_everywhere(work):
        raise NotAllowed
    person = new_person(work, command.email, command.post, command.full_name, command.password_hash)
    person.password_is_one_time = command.password_is_one_time
    if command.first_role is not None:
        grant(work, person, command.first_role, command.authority_id)
    return {"person_id": person.id}


def new_person(work: Work, email: str, post: str, full_name: str | None, password: str | None) -> Person:
    """Without a password nobody signs in until a link or an administrator gives one."""
    email = email_key(email)
    if work.session.scalar(select(Person.id).where(Person.email == email)) is not None:
        raise BadInput("email", say(N_("Учётная запись с этой почтой уже есть")))
    person = Person(email=email, post=post, full_name=full_name or None, password=password)
    work.session.add(person)
    work.session.flush()  # the record names the person by the id
    work.record(AuditAction.PERSON_ADD, data={"person_id": person.id})
    return person


@handles(DisablePerson)
def disable_person(command: DisablePerson, work: Work) -> Result:
    person = own_person(work, command.person_id, command.authority_id)
    if not person.active:
        raise BadInput("person", say(N_("Вход уже закрыт")))
    person.active = False
    end_invitations(work, person.id)
    kill_sessions_of(work.session, person.id)
    work.record(AuditAction.PERSON_DISABLE, data={"person_id": person.id}, text=command.comment)
    return {}


@handles(EnablePerson)
def enable_person(command: EnablePerson, work: Work) -> Result:
    person = own_person(work, command.person_id, command.authority_id)
    if person.active:
        raise BadInput("person", say(N_("Вход уже открыт")))
    person.active = True
    work.record(AuditAction.PERSON_ENABLE, data={"person_id": person.id})
    return {}


@handles(SetPassword)
def set_password(command: SetPassword, work: Work) -> Result:
    person = own_person(work, command.person_id, command.authority_id)
    person.password = command.password_hash
    person.password_is_one_time = True
    end_invitations(work, person.id)
    kill_sessions_of(work.session, person.id)
    work.record(AuditAction.PERSON_GIVE_PASSWORD, data={"person_id": person.id})
    return {}


@handles(SavePreferences)
def save_preferences(command: SavePreferences, work: Work) -> Result:
    person = work.session.get(Person, work.actor_id) if work.actor_id is not None else None
    if person is None or not person.active:
        raise NotHere
    for name, allowed in PREFERENCES.items():
        wanted = getattr(command, name)
        if wanted is not None and wanted in allowed:
            setattr(person, name, wanted)
    return {}
