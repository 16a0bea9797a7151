"""The steps of a case that a person takes directly. Those that go by a packet are in packets.py."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.audit.actions import AuditAction
from workflow.commands.errors import BadInput, NotAllowed
from workflow.commands.moving import Standing, attempt_of, enter_case, move_case
from workflow.commands.suspension import shift_by_suspension
from workflow.commands.work import Command, Result, Work, handles
from workflow.deadlines.calendar_table import calendar_of
from workflow.models.case import CaseSuspension
from workflow.states.definition import N_, OnBehalf, say

_ACTIONS = {
    "suspend_case": AuditAction.CASE_SUSPEND,
    "resume_case": AuditAction.CASE_RESUME,
    "cancel_case": AuditAction.CASE_CANCEL,
    "reopen_case": AuditAction.CASE_REOPEN,
}


@dataclass(frozen=True, kw_only=True)
class MoveCase(Command):
    """`reason` answers warnings; `on_behalf` says for whom, how and when the step was really made."""

    case_id: int
    version: int
    transition: str
    comment: str = ""
    reason: str = ""
    on_behalf: OnBehalf | None = None
    #: cancel_case only: the paper it rests on (sha256 of a stored blob).
    file: str = ""


@handles(MoveCase)
def _(command: MoveCase, work: Work) -> Result:
    standing = enter_case(work, command.case_id, seen_version=command.version)
    if standing.workflow.transition(command.transition).packet is not None:
        raise NotAllowed(command.transition)
    if command.transition == "cancel_case" and not command.file:
        raise BadInput("file", say(N_("Приложите документ, на основании которого сопровождение прекращается")))
    attempt = attempt_of(
        work, standing, comment=command.comment, reason=command.reason, on_behalf=command.on_behalf
    )
    if command.transition == "reopen_case":
        standing.case.round += 1
    move_case(
        work,
        standing,
        command.transition,
        attempt,
        action=_ACTIONS.get(command.transition, AuditAction.CASE_MOVE),
    )
    if command.transition == "suspend_case":
        _suspend(work, standing, command.comment)
    elif command.transition == "resume_case":
        _resume(work, standing)
    work.tell(
        f"case:{command.transition}",
        f"case:{standing.case.id}:{command.transition}:{standing.case.version}",
        case_id=standing.case.id,
    )
    return {"case_id": standing.case.id}


def _suspend(work: Work, standing: Standing, reason: str) -> None:
    case = standing.case
    case.suspended_on = work.today
    case.next_notice_at = None
    work.session.add(
        CaseSuspension(
            authority_id=case.authority_id,
            case_id=case.id,
            from_on=work.today,
            reason=reason,
            suspended_by_id=work.actor_id,
        )
    )


def _resume(work: Work, standing: Standing) -> None:
    """The clock goes on: dates of the case and of its open tasks move by the working days it stood."""
    case = standing.case
    if case.suspended_on is not None:
        shift_by_suspension(work, case, calendar_of(work.session, case.authority_id))
