"""The steps of a case that a person takes directly. Those that go by a packet are in packets.py."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.exc import IntegrityError

from workflow.audit.actions import AuditAction
from workflow.commands.case_entry import behalf_of
from workflow.commands.errors import BadInput, NotAllowed, NotHere
from workflow.commands.files import keep_file
from workflow.commands.late_comers import join_municipal_plans
from workflow.commands.moving import Standing, attempt_of, enter_case, move_case
from workflow.commands.suspension import end_suspension, shift_by_suspension
from workflow.commands.work import Command, Result, Work, handles
from workflow.deadlines.calendar import CalendarMissing
from workflow.models.case import CaseSuspension
from workflow.states.definition import N_, Attempt, OnBehalf, say
from workflow.states.facts import Facts
from workflow.states.machine import Refused, refusals_of

_ACTIONS = {
    "suspend_case": AuditAction.CASE_SUSPEND,
    "resume_case": AuditAction.CASE_RESUME,
    "cancel_case": AuditAction.CASE_CANCEL,
    "reopen_case": AuditAction.CASE_REOPEN,
}


@dataclass(frozen=True, kw_only=True)
class MoveCase(Command):
    """`reason` answers warnings; `on_behalf` says for whom, how and when the step was really made.

    `content` is the paper of a step that rests on one: of a step recorded for a school, or of an ending.
    """

    case_id: int
    version: int
    transition: str
    comment: str = ""
    reason: str = ""
    on_behalf: OnBehalf | None = None
    content: bytes = b""


@handles(MoveCase)
def _(command: MoveCase, work: Work) -> Result:
    standing = enter_case(work, command.case_id, seen_version=command.version)
    _check_name(standing, command.transition)
    case, was_closed = standing.case, standing.case.closed_at
    attempt = attempt_of(
        work,
        standing,
        comment=command.comment,
        reason=command.reason,
        on_behalf=behalf_of(work, command.on_behalf, command.content),
    )
    paper = _paper(work, standing, command, attempt)
    _change_dates(work, standing, command)
    try:
        move_case(
            work,
            standing,
            command.transition,
            attempt,
            action=_ACTIONS.get(command.transition, AuditAction.CASE_MOVE),
            data={"file": paper} if paper else None,
        )
    except IntegrityError as error:
        # Another case of the school was opened after the facts were read: the index saw what they did not.
        if was_closed is None:
            raise
        transition = standing.workflow.transition(command.transition)
        refusals = transition.refusals(replace(attempt, facts=with_another_open(standing.facts)))
        raise Refused(transition, refusals) from error
    if command.transition == "reopen_case":
        join_municipal_plans(work, [case])
    work.tell(
        f"case:{command.transition}",
        f"case:{case.id}:{command.transition}:{case.version}",
        case_id=case.id,
    )
    return {"case_id": case.id}


def with_another_open(facts: Facts) -> Facts:
    return replace(facts, case=replace(facts.case, another_is_open=True))


def _check_name(standing: Standing, name: str) -> None:
    """A step that does not lead out of the present state is an address that does not exist."""
    transition = next(
        (one for one in standing.workflow.transitions_from(standing.case.state) if one.name == name), None
    )
    if transition is None:
        raise NotHere
    if transition.packet is not None:
        raise NotAllowed(name)


def _paper(work: Work, standing: Standing, command: MoveCase, attempt: Attempt) -> str:
    """Ending a case before its time rests on a document; it is asked for only when nothing else is wrong."""
    if command.transition != "cancel_case":
        return ""
    transition = standing.workflow.transition("cancel_case")
    if refusals := refusals_of(transition, attempt):
        raise Refused(transition, refusals)
    if not command.content:
        raise BadInput("file", say(N_("Приложите документ, на основании которого сопровождение прекращается")))
    return keep_file(work, command.content)


def _change_dates(work: Work, standing: Standing, command: MoveCase) -> None:
    """Done before the step is fired, so that one version tells of both; a refusal undoes all of it."""
    if command.transition == "reopen_case":
        standing.case.round += 1
    elif command.transition == "suspend_case":
        _suspend(work, standing, command.comment.strip())
    elif command.transition == "resume_case":
        _resume(work, standing)
    elif command.transition == "cancel_case":
        end_suspension(work, standing.case)


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
    if case.suspended_on is None:
        return
    try:
        shift_by_suspension(work, case, work.calendar)
    except CalendarMissing as missing:
        raise BadInput("comment", missing.message) from missing
