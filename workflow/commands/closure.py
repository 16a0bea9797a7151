"""The result of a case in words, and what is recommended after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from workflow.audit.actions import AuditAction
from workflow.commands.case_entry import ended, enter_case_for_entry, permit, recorded, words
from workflow.commands.errors import Stale
from workflow.commands.packet_parts import refresh_parts_of_cases, shows
from workflow.commands.work import Command, Result, Work, handles
from workflow.models.case import Case, ClosingReport
from workflow.states.definition import PacketKind
from workflow.states.entries import RECORD_REPORT


@dataclass(frozen=True, kw_only=True)
class RecordClosingReport(Command):
    """`seen_id` is the report that the page showed, 0 when there was none; one recommendation a line."""

    case_id: int
    seen_id: int = 0
    text: str
    recommendations: tuple[str, ...] = ()


@handles(RecordClosingReport)
def _(command: RecordClosingReport, work: Work) -> Result:
    standing = enter_case_for_entry(work, command.case_id)
    permit(work, standing, RECORD_REPORT, more=[ended(standing)])
    case = standing.case
    current = work.session.scalar(
        select(func.max(ClosingReport.id)).where(
            ClosingReport.case_id == case.id, ClosingReport.round == case.round
        )
    )
    if (current or 0) != command.seen_id:
        raise Stale("case", case.id, seen=command.seen_id, current=current or 0)
    report = ClosingReport(
        authority_id=work.authority_id,
        case_id=case.id,
        round=case.round,
        text=words("text", command.text, longest=20_000),
        recommendations=[line.strip() for line in command.recommendations if line.strip()],
        **recorded(work, None),
    )
    work.session.add(report)
    work.session.flush()  # the entry names the new row
    work.record(
        AuditAction.CLOSURE_REPORT,
        case_id=case.id,
        data={
            "report": report.id,
            "former": command.seen_id,
            "recommendations": len(report.recommendations),
        },
        text="\n".join((report.text, *report.recommendations)),
    )
    refresh_parts_of_cases(work, [case.id])
    return {"case_id": case.id, "report_id": report.id}


@shows(PacketKind.CLOSING)
def in_packet(work: Work, cases: Sequence[Case]) -> dict[int, dict[str, Any]]:
    reports = {
        one.case_id: {"report": one.text, "recommendations": one.recommendations}
        for one in work.session.scalars(
            select(ClosingReport)
            .where(ClosingReport.case_id.in_([case.id for case in cases]))
            .order_by(ClosingReport.id)
        )
    }
    return {case.id: {"school": case.school.name, **reports.get(case.id, {})} for case in cases}
