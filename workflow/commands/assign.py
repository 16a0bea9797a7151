"""Who leads a case."""

from __future__ import annotations

from dataclasses import dataclass

from workflow import access
from workflow.audit.actions import AuditAction
from workflow.commands.case_entry import ended, permit
from workflow.commands.errors import BadInput
from workflow.commands.moving import enter_case
from workflow.commands.work import Command, Result, Work, handles
from workflow.states.definition import N_, Role, say
from workflow.states.entries import ASSIGN_METHODIST


@dataclass(frozen=True, kw_only=True)
class AssignMethodist(Command):
    """Changes the case itself, so it compares the case's version. Whoever led it before stays on record."""

    case_id: int
    version: int
    methodist_id: int


@handles(AssignMethodist)
def _(command: AssignMethodist, work: Work) -> Result:
    standing = enter_case(work, command.case_id, seen_version=command.version)
    permit(work, standing, ASSIGN_METHODIST, more=[ended(standing)])
    case = standing.case
    theirs = access.memberships_of(work.session, command.methodist_id, work.today)
    if Role.METHODIST not in access.roles_in(theirs, work.authority_id):
        raise BadInput(
            "methodist_id", say(N_("Выберите методиста из списка: у этого человека сегодня нет такой роли"))
        )
    if case.methodist_id == command.methodist_id:
        raise BadInput("methodist_id", say(N_("Этот методист уже ведёт школу. Выберите другого")))
    before, case.methodist_id = case.methodist_id, command.methodist_id
    work.session.flush()  # the entry names the version that the change made
    work.record(
        AuditAction.CASE_ASSIGN,
        case_id=case.id,
        case_version=case.version,
        data={"from": before or 0, "to": command.methodist_id},
    )
    work.tell("case:assigned", f"case:{case.id}:assigned:{case.version}", case_id=case.id)
    return {"case_id": case.id}
