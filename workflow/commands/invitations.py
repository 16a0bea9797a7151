"""A link that lets its owner set a password: made by an administrator, handed over without mail, used once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from sqlalchemy import select, update

from workflow.audit.actions import AuditAction
from workflow.commands.administration import own_person
from workflow.commands.errors import BadInput, NotHere
from workflow.commands.work import Command, Result, Work, handles
from workflow.models.authority import Authority
from workflow.models.invitation import Invitation
from workflow.models.person import Person
from workflow.models.web_session import kill_sessions_of
from workflow.states.definition import N_, say

INVITE, RESET = "invite", "reset"
#: Paper travels for days; a forgotten password is waited for.
LASTS = {INVITE: timedelta(days=7), RESET: timedelta(hours=24)}


@dataclass(frozen=True, kw_only=True)
class MakeInvitation(Command):
    """`token_sha256`: of the secret that the link holds; the secret itself is nowhere but in the answer.

    For whoever never signed in it is an invitation, else a reset. A former link of the person ends.
    """

    unhashed: ClassVar[frozenset[str]] = frozenset({"token_sha256"})

    person_id: int
    authority_id: int | None = None
    token_sha256: str


@dataclass(frozen=True, kw_only=True)
class UseInvitation(Command):
    """Asked by the person whom the link itself names. Ends every sign-in under the old password."""

    unhashed: ClassVar[frozenset[str]] = frozenset({"password_hash"})

    token_sha256: str
    password_hash: str


@handles(MakeInvitation)
def make_invitation(command: MakeInvitation, work: Work) -> Result:
    person = own_person(work, command.person_id, command.authority_id)
    if not person.active:
        raise BadInput("person", say(N_("Вход закрыт: сначала откройте его")))
    invite(work, person, command.token_sha256)
    return {"person_id": person.id}


@handles(UseInvitation)
def use_invitation(command: UseInvitation, work: Work) -> Result:
    """Whatever is wrong with the link, the answer is the same: nobody learns what it once was."""
    person = work.session.get(Person, work.actor_id, with_for_update={"key_share": True})
    invitation = work.session.scalar(
        select(Invitation).where(
            Invitation.token_sha256 == command.token_sha256,
            Invitation.person_id == work.actor_id,
            Invitation.used_at.is_(None),
            Invitation.ended_at.is_(None),
            Invitation.expires_at > work.now,
        )
    )
    if person is None or invitation is None or not person.active:
        raise NotHere
    if invitation.authority_id is not None:  # not entered: a role may begin later than its owner signs in
        work.authority = work.session.get_one(Authority, invitation.authority_id)
    invitation.used_at = work.now
    person.password = command.password_hash
    person.fs_uniquifier = secrets.token_hex(32)
    kill_sessions_of(work.session, person.id)
    work.record(AuditAction.PERSON_SET_PASSWORD, data={"person_id": person.id})
    return {"person_id": person.id}


def invite(work: Work, person: Person, token_sha256: str) -> Invitation:
    """The caller has the right to it, and holds the person's row."""
    purpose = INVITE if person.current_login_at is None else RESET
    end_invitations(work, person.id)
    invitation = Invitation(
        person_id=person.id,
        authority_id=work.authority.id if work.authority else None,
        token_sha256=token_sha256,
        purpose=purpose,
        made_at=work.now,
        made_by_id=work.actor_id,
        expires_at=work.now + LASTS[purpose],
    )
    work.session.add(invitation)
    work.record(AuditAction.PERSON_INVITE, data={"person_id": person.id, "purpose": purpose})
    return invitation


def end_invitations(work: Work, person_id: int) -> None:
    """A closed sign-in, a new password and a new link each end what was handed out before."""
    work.session.execute(
        update(Invitation)
        .where(Invitation.person_id == person_id, Invitation.used_at.is_(None), Invitation.ended_at.is_(None))
        .values(ended_at=work.now)
    )
