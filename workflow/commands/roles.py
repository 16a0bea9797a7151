"""Roles are given from a day and taken away on a day; who held one before is never overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from workflow.audit.actions import AuditAction
from workflow.commands.administration import enter_as_admin, known_person, today_of
from workflow.commands.errors import BadInput, NotAllowed, NotHere
from workflow.commands.work import Command, Result, Work, handles
from workflow.models.authority import School
from workflow.models.person import Person, RoleAssignment, RoleName, conflicting_duties
from workflow.states.definition import N_, Message, say


@dataclass(frozen=True, kw_only=True)
class RoleTerms:
    """What somebody is to be, from when to when; `title` is the post as the programme writes it.

    `acting_for_id`: a substitution («и. о.») for that assignment, with its role and at most its rights.
    """

    role: RoleName
    school_id: int | None = None
    may_approve: bool = False
    may_sign: bool = False
    may_register: bool = False
    title: str | None = None
    from_on: date
    to_on: date | None = None
    acting_for_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class GrantRole(RoleTerms, Command):
    person_id: int
    authority_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class EndRole(Command):
    """`last_on` is the last day on which the role counts; None takes it away at once."""

    assignment_id: int
    last_on: date | None = None


@handles(GrantRole)
def grant_role(command: GrantRole, work: Work) -> Result:
    """Nobody grants to themselves, and nobody both makes accounts and approves with them."""
    enter_as_admin(work, command.authority_id)
    person = known_person(work, command.person_id)
    return {"assignment_id": grant(work, person, command, command.authority_id).id}


@handles(EndRole)
def end_role(command: EndRole, work: Work) -> Result:
    """The row stays, with its last day: who held the right on the day of an order is answered from it."""
    assignment = work.session.get(RoleAssignment, command.assignment_id, with_for_update={"key_share": True})
    if assignment is None:
        raise NotHere
    enter_as_admin(work, assignment.authority_id)
    if assignment.person_id == work.actor_id:
        raise NotAllowed
    today = today_of(work)
    _can_end(assignment, command.last_on, today)
    if command.last_on is None:
        assignment.revoked_at = work.now
        assignment.to_on = max(assignment.from_on, today)
    else:
        assignment.to_on = command.last_on
    work.record(
        AuditAction.ROLE_END,
        data={
            "person_id": assignment.person_id,
            "assignment_id": assignment.id,
            "role": str(assignment.role),
            "last_on": str(command.last_on or ""),
        },
    )
    return {"person_id": assignment.person_id}


def _can_end(assignment: RoleAssignment, last_on: date | None, today: date) -> None:
    if assignment.revoked_at is not None or (assignment.to_on is not None and assignment.to_on < today):
        raise BadInput("last_on", say(N_("Эта роль уже завершена")))
    if last_on is None:
        return
    if last_on < today:
        raise BadInput("last_on", say(N_("Прошедшим днём роль не завершают. Сегодня или позже")))
    if last_on < assignment.from_on:
        raise BadInput("last_on", say(N_("Последний день раньше первого")))
    if assignment.to_on is not None and last_on > assignment.to_on:
        raise BadInput(
            "last_on", say(N_("Роль и так закончится раньше. Чтобы продлить её, назначьте роль снова"))
        )


def grant(work: Work, person: Person, terms: RoleTerms, authority_id: int | None) -> RoleAssignment:
    """The caller has entered the authority as its administrator and found or made the person."""
    _refuse_nonsense(work, terms, authority_id)
    principal = _principal(work, person, terms, authority_id)
    assignment = RoleAssignment(
        person_id=person.id,
        authority_id=authority_id,
        school_id=terms.school_id,
        role=terms.role,
        may_approve=terms.may_approve,
        may_sign=terms.may_sign,
        may_register=terms.may_register,
        title=terms.title or _title(person, principal),
        from_on=terms.from_on,
        to_on=terms.to_on,
        acting_for_id=terms.acting_for_id,
        granted_by_id=work.actor_id,
    )
    held = _held(work, person, terms.from_on)
    if any(_says_the_same(one, assignment) for one in held):
        raise BadInput("role", say(N_("Эта роль на эти дни у человека уже есть")))
    if conflicting_duties([*held, assignment]):
        words = N_("Администратор не может утверждать: заведите для этого отдельную учётную запись")
        raise BadInput("role", say(words))
    work.session.add(assignment)
    work.session.flush()  # the record names the assignment by the id
    data: dict[str, int | str] = {
        "person_id": person.id,
        "assignment_id": assignment.id,
        "role": str(terms.role),
    }
    if principal is not None:
        data["acting_for_id"] = principal.id
    work.record(AuditAction.ROLE_GRANT, data=data)
    return assignment


def _title(person: Person, principal: RoleAssignment | None) -> str:
    """The post as documents write it, and documents are Russian."""
    return person.post if principal is None else f"и. о. {principal.title or principal.role}"


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
    if terms.from_on < today_of(work) and not work.is_system:
        raise BadInput("from_on", say(N_("Задним числом роль не назначают. Сегодня или позже")))


def _principal(work: Work, person: Person, terms: RoleTerms, authority_id: int | None) -> RoleAssignment | None:
    """Whose duties are taken over: with dates, within what that person may do."""
    if terms.acting_for_id is None:
        return None
    principal = work.session.get(RoleAssignment, terms.acting_for_id)
    if principal is None or principal.authority_id != authority_id:
        raise NotHere
    if terms.to_on is None:
        raise BadInput("to_on", say(N_("У замещения есть последний день, например день выхода из отпуска")))
    if (obstacle := _cannot_act_for(principal, person, terms)) is not None:
        raise BadInput("acting_for", obstacle)
    return principal


def _cannot_act_for(principal: RoleAssignment, person: Person, terms: RoleTerms) -> Message | None:
    if principal.person_id == person.id:
        return say(N_("Человек не замещает самого себя"))
    if principal.acting_for_id is not None:
        return say(N_("Замещают того, чья это должность, а не его заместителя"))
    if terms.role is not principal.role or terms.school_id != principal.school_id or _beyond(terms, principal):
        return say(N_("Замещающий может не больше, чем тот, кого он замещает"))
    if principal.revoked_at is not None or (principal.to_on is not None and principal.to_on < terms.from_on):
        return say(N_("К этому дню должность уже не занята"))
    return None


def _beyond(terms: RoleTerms, principal: RoleAssignment) -> bool:
    return any(
        getattr(terms, right) and not getattr(principal, right)
        for right in ("may_approve", "may_sign", "may_register")
    )


def _says_the_same(held: RoleAssignment, new: RoleAssignment) -> bool:
    """It gives the same for all those days. A second row would outlive the end of the first unseen."""
    same = all(getattr(held, name) == getattr(new, name) for name in _WHAT_A_ROLE_GIVES)
    covers = held.to_on is None or (new.to_on is not None and new.to_on <= held.to_on)
    return same and held.from_on <= new.from_on and covers


_WHAT_A_ROLE_GIVES = (
    *("authority_id", "school_id", "role", "may_approve", "may_sign", "may_register", "acting_for_id"),
)


def _held(work: Work, person: Person, on: date) -> list[RoleAssignment]:
    """What the person will still be on the day the new assignment begins, or later."""
    query = select(RoleAssignment).where(RoleAssignment.person_id == person.id, RoleAssignment.not_over(on))
    return list(work.session.scalars(query))
