"""What an event left behind: a technological card, a video, a post. A link or a file, counted by its kind."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from workflow.audit.actions import AuditAction
from workflow.commands.attendance import stands_in_the_way
from workflow.commands.case_entry import recorded, words
from workflow.commands.errors import BadInput, NotHere
from workflow.commands.event_entry import enter_event, of_event, permit_entry, refresh_packet
from workflow.commands.files import checked_name, keep_file
from workflow.commands.links import checked_link
from workflow.commands.work import Command, Result, Work, handles
from workflow.models.event import EventOutput
from workflow.states.definition import N_, say
from workflow.states.entries import ADD_OUTPUT


@dataclass(frozen=True, kw_only=True)
class AddOutput(Command):
    """`kind` is the office's word: «технологическая карта». A link or a file shows it; one is needed."""

    event_id: int
    kind: str
    title: str
    school_id: int | None = None
    link: str = ""
    file_name: str = ""
    content: bytes = b""


@dataclass(frozen=True, kw_only=True)
class RemoveOutput(Command):
    event_id: int
    output_id: int


@handles(AddOutput)
def _(command: AddOutput, work: Work) -> Result:
    standing = enter_event(work, command.event_id)
    if command.school_id is not None:
        of_event(standing, command.school_id)
    permit_entry(work, standing, ADD_OUTPUT, school_id=command.school_id, more=stands_in_the_way(standing))
    row = EventOutput(
        authority_id=work.authority_id,
        event_id=command.event_id,
        school_id=command.school_id,
        kind=words("kind", command.kind, longest=100).lower(),
        title=words("title", command.title, longest=300),
        link=_link(command),
        **recorded(work, None),
    )
    if command.content:
        row.file_name = checked_name(command.file_name, command.content)
        row.file_sha256 = keep_file(work, command.content)
    work.session.add(row)
    work.session.flush()  # the entry names the new row
    refresh_packet(work, standing)
    work.record(
        AuditAction.EVENT_ADD_OUTPUT,
        data={"event": command.event_id, "output": row.id, "school": row.school_id},
        text=row.title,
    )
    return {"event_id": command.event_id, "output_id": row.id}


@handles(RemoveOutput)
def _(command: RemoveOutput, work: Work) -> Result:
    standing = enter_event(work, command.event_id)
    row = work.session.scalar(
        select(EventOutput).where(
            EventOutput.id == command.output_id,
            EventOutput.event_id == command.event_id,
            EventOutput.removed_at.is_(None),
        )
    )
    if row is None:
        raise NotHere
    permit_entry(work, standing, ADD_OUTPUT, school_id=row.school_id, more=stands_in_the_way(standing))
    row.removed_at = work.now
    refresh_packet(work, standing)
    work.record(
        AuditAction.EVENT_REMOVE_OUTPUT,
        data={"event": command.event_id, "output": row.id, "school": row.school_id},
        text=row.title,
    )
    return {"event_id": command.event_id}


def _link(command: AddOutput) -> str:
    link = checked_link(command.link)
    if not link and not command.content:
        raise BadInput("link", say(N_("Дайте ссылку или приложите файл")))
    return link
