"""The analytical note of a case's round: what changed and what follows. The later one counts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from workflow.audit.actions import AuditAction
from workflow.commands.case_entry import ended, enter_case_for_entry, permit, recorded, words
from workflow.commands.errors import BadInput, Stale
from workflow.commands.packet_parts import refresh_parts_of_cases
from workflow.commands.work import Command, Result, Work, handles
from workflow.models.monitoring import AnalyticalNote, MeasurementRound
from workflow.states.definition import N_, say
from workflow.states.entries import RECORD_NOTE


@dataclass(frozen=True, kw_only=True)
class RecordNote(Command):
    """`seen_id` is the note that the page showed, 0 when there was none."""

    case_id: int
    round_id: int
    seen_id: int = 0
    text: str


@handles(RecordNote)
def _(command: RecordNote, work: Work) -> Result:
    standing = enter_case_for_entry(work, command.case_id)
    permit(work, standing, RECORD_NOTE, more=[ended(standing)])
    case = standing.case
    run_id = work.session.scalar(select(MeasurementRound.run_id).where(MeasurementRound.id == command.round_id))
    if run_id != case.run_id:
        raise BadInput("round_id", say(N_("Выберите круг измерений этой программы")))
    current = work.session.scalar(
        select(func.max(AnalyticalNote.id)).where(
            AnalyticalNote.case_id == case.id, AnalyticalNote.round_id == command.round_id
        )
    )
    if (current or 0) != command.seen_id:
        raise Stale("case", case.id, seen=command.seen_id, current=current or 0)
    note = AnalyticalNote(
        authority_id=work.authority_id,
        case_id=case.id,
        round_id=command.round_id,
        text=words("text", command.text, longest=20_000),
        **recorded(work, None),
    )
    work.session.add(note)
    work.session.flush()  # the entry names the new row
    work.record(
        AuditAction.NOTE_RECORD,
        case_id=case.id,
        data={"note": note.id, "former": command.seen_id, "measurement_round": command.round_id},
        text=note.text,
    )
    refresh_parts_of_cases(work, [case.id])
    return {"case_id": case.id, "note_id": note.id}
