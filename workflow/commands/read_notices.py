"""Marking one's own notices as read. Nobody else's business, so nothing of it goes on record."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, update

from workflow.commands.work import Command, Result, Work, handles
from workflow.models.notice import Notice


@dataclass(frozen=True, kw_only=True)
class ReadNotices(Command):
    """One, or all up to the newest that the page showed: what came meanwhile stays new."""

    notice_id: int = 0
    up_to: int = 0


@handles(ReadNotices)
def _(command: ReadNotices, work: Work) -> Result:
    work.session.execute(
        update(Notice)
        .where(
            Notice.recipient_id == work.actor_id,
            Notice.read_at.is_(None),
            or_(Notice.id == command.notice_id, Notice.id <= command.up_to),
        )
        .values(read_at=work.now)
        .execution_options(synchronize_session=False)
    )
    return {}
