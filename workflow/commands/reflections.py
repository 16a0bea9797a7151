"""What schools say of an event after it: each for itself, or the methodist for one that told it otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.audit.actions import AuditAction
from workflow.commands.attendance import stands_in_the_way
from workflow.commands.case_entry import behalf_of, recorded, words
from workflow.commands.event_entry import enter_event, of_event, permit_entry, refresh_packet
from workflow.commands.work import Command, Result, Work, handles
from workflow.models.event import Reflection
from workflow.states.definition import OnBehalf
from workflow.states.entries import WRITE_REFLECTION


@dataclass(frozen=True, kw_only=True)
class WriteReflection(Command):
    """A later one takes the place of an earlier one, which stays in the rows."""

    event_id: int
    school_id: int
    text: str
    on_behalf: OnBehalf | None = None
    behalf_content: bytes = b""


@handles(WriteReflection)
def _(command: WriteReflection, work: Work) -> Result:
    standing = enter_event(work, command.event_id)
    of_event(standing, command.school_id)
    permit_entry(
        work,
        standing,
        WRITE_REFLECTION,
        school_id=command.school_id,
        on_behalf=command.on_behalf,
        more=stands_in_the_way(standing),
    )
    behalf = behalf_of(work, command.on_behalf, command.behalf_content)
    row = Reflection(
        authority_id=work.authority_id,
        event_id=command.event_id,
        school_id=command.school_id,
        text=words("text", command.text, longest=4000),
        **recorded(work, behalf),
    )
    work.session.add(row)
    work.session.flush()  # the entry names the new row
    refresh_packet(work, standing)
    work.record(
        AuditAction.EVENT_REFLECT,
        on_behalf=behalf,
        data={"event": command.event_id, "school": command.school_id, "reflection": row.id},
        text=row.text,
    )
    work.tell("event:reflected", f"reflection:{row.id}", event_id=command.event_id, school_id=command.school_id)
    return {"event_id": command.event_id, "reflection_id": row.id}
