"""What an administrator may touch: inside an authority; where the role names none, in all of them.

Nobody works on their own account: another administrator does.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, exists, select

from workflow import access
from workflow.clock import local_date
from workflow.commands.errors import BadInput, NotAllowed, NotHere
from workflow.commands.work import Work
from workflow.models.person import Person, RoleAssignment
from workflow.states.definition import N_, Role, say


def enter_as_admin(work: Work, authority_id: int | None) -> None:
    """Without an authority only those may act whose role names none."""
    if authority_id is not None:
        work.enter(authority_id)
    elif not work.is_system:
        today = local_date(work.now, access.ZONE)
        work.memberships = access.memberships_of(work.session, work.actor_id, today)
    allowed = Role.ADMIN in work.roles if authority_id is not None else works_everywhere(work)
    if not work.is_system and not allowed:
        raise NotAllowed


def works_everywhere(work: Work) -> bool:
    return work.is_system or access.administers_all(work.memberships)


def known_person(work: Work, person_id: int) -> Person:
    """Locked. People of other authorities are not here; one's own account is another administrator's work."""
    person = work.session.get(Person, person_id, with_for_update={"key_share": True})
    if person is None:
        raise NotHere
    if person.id == work.actor_id:
        raise NotAllowed
    if not works_everywhere(work) and not _is_assigned(
        work, person.id, RoleAssignment.authority_id == work.authority_id
    ):
        raise NotHere
    return person


def own_person(work: Work, person_id: int, authority_id: int | None) -> Person:
    """A whole account is an authority's to close only when no other authority relies on it."""
    enter_as_admin(work, authority_id)
    person = known_person(work, person_id)
    if works_everywhere(work):
        return person
    elsewhere = RoleAssignment.authority_id.is_distinct_from(work.authority_id)
    if _is_assigned(work, person.id, elsewhere & RoleAssignment.not_over(work.today)):
        raise BadInput(
            "person",
            say(N_("Этот человек работает и в других управлениях. Его вход меняет общий администратор Опоры")),
        )
    return person


def _is_assigned(work: Work, person_id: int, condition: ColumnElement[bool]) -> bool:
    found = exists().where(RoleAssignment.person_id == person_id, condition)
    return bool(work.session.scalar(select(found)))


def today_of(work: Work) -> date:
    return work.today if work.authority is not None else local_date(work.now, access.ZONE)
