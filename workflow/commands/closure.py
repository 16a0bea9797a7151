"""The result of a case in words, and what is recommended after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from workflow.audit.actions import AuditAction
from workflow.commands.case_entry import ended, enter_case_for_entry, permit, recorded, words
from workflow.commands.errors import Stale
from workflow.commands.in_force import Decided, takes_effect
from workflow.commands.measure_tasks import lift_carried_tasks
from workflow.commands.packet_parts import refresh_parts_of_cases, shows
from workflow.commands.packet_rows import Held
from workflow.commands.recommendations import make_binding, open_recommendations, shown
from workflow.commands.work import Command, Result, Work, handles
from workflow.facts.counted import INDICATOR, WHAT_IN_A_DOCUMENT, closing_counts
from workflow.models.case import Case, ClosingReport
from workflow.states.definition import PacketKind
from workflow.states.entries import RECORD_REPORT


@dataclass(frozen=True, kw_only=True)
class RecordClosingReport(Command):
    """`seen_id` is the report that the page showed, 0 when there was none. Counts are computed."""

    case_id: int
    seen_id: int = 0
    text: str


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
        counts=closing_counts(work.session, case, work.today),
        **recorded(work, None),
    )
    work.session.add(report)
    work.session.flush()  # the entry names the new row
    work.record(
        AuditAction.CLOSURE_REPORT,
        case_id=case.id,
        data={"report": report.id, "former": command.seen_id, "counts": report.counts},
        text=report.text,
    )
    refresh_parts_of_cases(work, [case.id])
    return {"case_id": case.id, "report_id": report.id}


@shows(PacketKind.CLOSING)
def in_packet(work: Work, cases: Sequence[Case]) -> dict[int, dict[str, Any]]:
    """The result in words, what was counted when it was written, before and after, and what is recommended."""
    ids = [case.id for case in cases]
    reports = {
        one.case_id: one
        for one in work.session.scalars(
            select(ClosingReport).where(ClosingReport.case_id.in_(ids)).order_by(ClosingReport.id)
        )
    }
    given = open_recommendations(work, ids)
    found = {}
    for case in cases:
        report = reports.get(case.id)
        said: dict[str, Any] = {"school": case.school.name}
        lines = [shown(row) for row in given[case.id]]
        if report is not None:
            said |= {"report": report.text, **_counted(report)}
            lines = [*report.recommendations, *lines]
        found[case.id] = {**said, "recommendations": lines}
    return found


def _counted(report: ClosingReport) -> dict[str, Any]:
    """Two lists for the document; reports of former versions have no counts."""
    return {
        "counts": [
            {"what": WHAT_IN_A_DOCUMENT[row["what"]], "value": row["value"]}
            for row in report.counts
            if row["what"] in WHAT_IN_A_DOCUMENT
        ],
        "indicators": [
            {key: row[key] for key in ("indicator", "unit", "before", "after")}
            for row in report.counts
            if row["what"] == INDICATOR
        ],
    }


@takes_effect(PacketKind.CLOSING)
def watch_recommendations(work: Work, held: Held, decided: Decided) -> None:
    """The case ends: recommendations are watched as tasks, and what goes on next year is asked for there."""
    lift_carried_tasks(work, [one.case.id for one in held.cases])
    make_binding(work, [one.case for one in held.cases], held.packet.id, decided)
