"""What an administrator may do about the background: have a message that was given up tried again."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.audit.actions import AuditAction
from workflow.commands.administration import enter_as_admin
from workflow.commands.errors import BadInput, NotHere
from workflow.commands.work import Command, Result, Work, handles
from workflow.models.job import OutboxMessage
from workflow.states.definition import N_, say


@dataclass(frozen=True, kw_only=True)
class RetryMessage(Command):
    """All its tries begin anew. A job is safe to run twice, so nothing is doubled by it."""

    message_id: int


@handles(RetryMessage)
def _(command: RetryMessage, work: Work) -> Result:
    row = work.session.get(OutboxMessage, command.message_id, with_for_update={"key_share": True})
    if row is None:
        raise NotHere
    enter_as_admin(work, row.authority_id)
    if row.dead_at is None:
        raise BadInput("message", say(N_("Это задание уже отправлено снова или выполнено")))
    row.dead_at, row.tries, row.error, row.available_at = None, 0, "", work.now
    work.record(AuditAction.JOB_RETRY, data={"message": row.id, "job": row.job})
    return {"message_id": row.id}
