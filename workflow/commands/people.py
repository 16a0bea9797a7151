"""Who may sign in, and what they are to an authority or a school."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from workflow.audit.actions import AuditAction
from workflow.commands.errors import BadInput, NotAllowed, NotHere
from workflow.commands.work import Command, Result, Work, handles
from workflow.models.authority import School
from workflow.models.person import Person, RoleAssignment, RoleName, conflicting_duties, email_key
from workflow.models.web_session import kill_sessions_of
from workflow.states.definition import N_, Role, say


@dataclass(frozen=True, kw_only=True)
class AddPerson(Command):
    """`password_hash` is made at the door: hashing takes too long to be done under the write lock."""

    email: str
    post: str
    password_hash: str
    full_name: str | None = None
    authority_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class GrantRole(Command):
    person_id: int
    role: RoleName
    authority_id: int | None = None
    school_id: int | None = None
    may_approve: bool = False
    may_sign: bool = False
    may_register: bool = False
    title: str | None = None
    from_on: date
    to_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class DisablePerson(Command):
    """Ends every sign-in of the person as well: the next press answers with the sign-in page."""

    person_id: int
    authority_id: int | None = None
    comment: str


@handles(AddPerson)
def add_person(command: AddPerson, work: Work) -> Result:
    _enter_as_admin(work, command.authority_id)
    email = email_key(command.email)
    if work.session.scalar(select(Person.id).where(Person.email == email)) is not None:
        raise BadInput("email", say(N_("Учётная запись с этой почтой уже есть")))
    person = Person(
        email=email,
        post=command.post,
        full_name=command.full_name or None,
        password=command.password_hash,
    )
    work.session.add(person)
    work.session.flush()  # the record names the person by the id
    work.record(AuditAction.PERSON_ADD, data={"person_id": person.id})
    return {"person_id": person.id}


@handles(GrantRole)
def grant_role(command: GrantRole, work: Work) -> Result:
    """Nobody grants to themselves, and nobody both makes accounts and approves with them."""
    _enter_as_admin(work, command.authority_id)
    person = work.session.get(Person, command.person_id, with_for_update=True)
    if person is None or not _school_is_ours(command, work):
        raise NotHere
    if person.id == work.actor_id:
        raise NotAllowed
    assignment = RoleAssignment(
        person_id=person.id,
        authority_id=command.authority_id,
        school_id=command.school_id,
        role=command.role,
        may_approve=command.may_approve,
        may_sign=command.may_sign,
        may_register=command.may_register,
        title=command.title or person.post,
        from_on=command.from_on,
        to_on=command.to_on,
        granted_by_id=work.actor_id,
    )
    if conflicting_duties([*_held(person, command, work), assignment]):
        raise BadInput(
            "role", say(N_("Администратор не может утверждать: заведите для этого отдельную учётную запись"))
        )
    work.session.add(assignment)
    work.session.flush()  # the record names the assignment by the id
    work.record(
        AuditAction.ROLE_GRANT,
        data={"person_id": person.id, "assignment_id": assignment.id, "role": str(command.role)},
    )
    return {"assignment_id": assignment.id}


@handles(DisablePerson)
def disable_person(command: DisablePerson, work: Work) -> Result:
    _enter_as_admin(work, command.authority_id)
    person = work.session.get(Person, command.person_id, with_for_update=True)
    if person is None or person.id == work.actor_id:
        raise NotHere
    person.active = False
    kill_sessions_of(work.session, person.id)
    work.record(AuditAction.PERSON_DISABLE, data={"person_id": person.id}, text=command.comment)
    return {}


def _enter_as_admin(work: Work, authority_id: int | None) -> None:
    """Things without an authority (the first administrator) are done from the command line only."""
    if authority_id is not None:
        work.enter(authority_id)
    if not work.is_system and (authority_id is None or Role.ADMIN not in work.roles):
        raise NotAllowed


def _school_is_ours(command: GrantRole, work: Work) -> bool:
    if command.school_id is None:
        return True
    school = work.session.get(School, command.school_id)
    return school is not None and school.authority_id == command.authority_id


def _held(person: Person, command: GrantRole, work: Work) -> list[RoleAssignment]:
    """What the person will still be on the day the new assignment begins."""
    query = select(RoleAssignment).where(
        RoleAssignment.person_id == person.id,
        or_(RoleAssignment.to_on.is_(None), RoleAssignment.to_on >= command.from_on),
    )
    return list(work.session.scalars(query))
