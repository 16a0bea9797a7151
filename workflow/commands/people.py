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
class RoleTerms:
    """What somebody is to be, from when to when; `title` is the post as the programme writes it."""

    role: RoleName
    school_id: int | None = None
    may_approve: bool = False
    may_sign: bool = False
    may_register: bool = False
    title: str | None = None
    from_on: date
    to_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class AddPerson(Command):
    """With a first role or without. `password_hash` is made at the door: too slow for the write lock."""

    email: str
    post: str
    password_hash: str
    full_name: str | None = None
    authority_id: int | None = None
    first_role: RoleTerms | None = None


@dataclass(frozen=True, kw_only=True)
class GrantRole(RoleTerms, Command):
    person_id: int
    authority_id: int | None = None


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
    if command.first_role is not None:
        _grant(work, person, command.first_role, command.authority_id)
    return {"person_id": person.id}


@handles(GrantRole)
def grant_role(command: GrantRole, work: Work) -> Result:
    """Nobody grants to themselves, and nobody both makes accounts and approves with them."""
    _enter_as_admin(work, command.authority_id)
    person = work.session.get(Person, command.person_id, with_for_update=True)
    if person is None:
        raise NotHere
    if person.id == work.actor_id:
        raise NotAllowed
    return {"assignment_id": _grant(work, person, command, command.authority_id).id}


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


def _grant(work: Work, person: Person, terms: RoleTerms, authority_id: int | None) -> RoleAssignment:
    _refuse_nonsense(work, terms, authority_id)
    assignment = RoleAssignment(
        person_id=person.id,
        authority_id=authority_id,
        school_id=terms.school_id,
        role=terms.role,
        may_approve=terms.may_approve,
        may_sign=terms.may_sign,
        may_register=terms.may_register,
        title=terms.title or person.post,
        from_on=terms.from_on,
        to_on=terms.to_on,
        granted_by_id=work.actor_id,
    )
    if conflicting_duties([*_held(work, person, terms.from_on), assignment]):
        words = N_("Администратор не может утверждать: заведите для этого отдельную учётную запись")
        raise BadInput("role", say(words))
    work.session.add(assignment)
    work.session.flush()  # the record names the assignment by the id
    work.record(
        AuditAction.ROLE_GRANT,
        data={"person_id": person.id, "assignment_id": assignment.id, "role": str(terms.role)},
    )
    return assignment


def _refuse_nonsense(work: Work, terms: RoleTerms, authority_id: int | None) -> None:
    """What the table's own constraints would refuse without a word."""
    if authority_id is None and terms.role is not RoleName.ADMIN:
        raise BadInput("authority", say(N_("Укажите управление: без него бывает только администратор")))
    if (terms.role is RoleName.SCHOOL) != (terms.school_id is not None):
        raise BadInput("school", say(N_("Укажите школу для роли школы и только для неё")))
    if terms.school_id is not None:
        school = work.session.get(School, terms.school_id)
        if school is None or school.authority_id != authority_id:
            raise NotHere
    if terms.role is not RoleName.OFFICIAL and (terms.may_approve or terms.may_sign):
        raise BadInput("role", say(N_("Утверждать и подписывать может только должностное лицо (official)")))
    if terms.role not in (RoleName.OFFICIAL, RoleName.CLERK) and terms.may_register:
        raise BadInput("role", say(N_("Регистрировать может только должностное лицо или делопроизводитель")))
    if terms.to_on is not None and terms.to_on < terms.from_on:
        raise BadInput("to_on", say(N_("Последний день раньше первого: исправьте срок")))


def _held(work: Work, person: Person, on: date) -> list[RoleAssignment]:
    """What the person will still be on the day the new assignment begins, or later."""
    query = select(RoleAssignment).where(
        RoleAssignment.person_id == person.id,
        or_(RoleAssignment.to_on.is_(None), RoleAssignment.to_on >= on),
    )
    return list(work.session.scalars(query))
