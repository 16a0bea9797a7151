"""What a packet with the results of a round shows, and what follows when an act approves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select

from workflow.commands.in_force import Decided, takes_effect
from workflow.commands.packet_parts import shows
from workflow.commands.packet_rows import Held
from workflow.commands.recommendations import make_binding, open_recommendations, shown
from workflow.commands.work import Work
from workflow.facts.lines import lines_of
from workflow.facts.results import ahead_of, indicators_of, latest_of, rounds_of
from workflow.models.case import Case
from workflow.models.monitoring import AnalyticalNote, Measurement, MeasurementRound, RoundResult
from workflow.states.definition import PacketKind


@shows(PacketKind.RESULTS)
def in_packet(work: Work, cases: Sequence[Case]) -> dict[int, dict[str, Any]]:
    """Of each school its values, note and recommendations; beside them the municipality's own values."""
    if not cases:
        return {}
    run_id = cases[0].run_id
    rounds = rounds_of(work.session, [run_id]).get(run_id, [])
    indicators = indicators_of(work.session, [run_id]).get(run_id, [])
    ahead = ahead_of(work.session, cases)
    ids = [case.id for case in cases]
    values = latest_of(
        work.session,
        Measurement.round_id.in_([one.id for one in rounds]),
        or_(Measurement.case_id.in_(ids), Measurement.case_id.is_(None)),
    )
    notes = _notes(work, ids)
    recommendations = open_recommendations(work, ids)
    found = {}
    for case in cases:
        now = ahead[case.id].now
        shown_now: dict[str, Any] = {"school": case.school.name}
        if now is not None:
            shown_now |= {
                "round": now.title,
                "values": [
                    one.for_packet()
                    for one in lines_of(indicators, rounds, values, case_id=case.id, round_id=now.id)
                ],
                "municipality": [
                    one.for_packet()
                    for one in lines_of(indicators, rounds, values, case_id=None, round_id=now.id)
                ],
                "note": notes.get((case.id, now.id), ""),
            }
        found[case.id] = {**shown_now, "recommendations": [shown(row) for row in recommendations[case.id]]}
    return found


def _notes(work: Work, case_ids: Sequence[int]) -> Mapping[tuple[int, int], str]:
    return {
        (case_id, round_id): text
        for case_id, round_id, text in work.session.execute(
            select(AnalyticalNote.case_id, AnalyticalNote.round_id, AnalyticalNote.text)
            .where(AnalyticalNote.case_id.in_(case_ids))
            .order_by(AnalyticalNote.id)
        )
    }


@takes_effect(PacketKind.RESULTS)
def approve_results(work: Work, held: Held, decided: Decided) -> None:
    cases = [one.case for one in held.cases]
    ahead = ahead_of(work.session, cases)
    work.session.add_all(
        _result(work, held, case, now, decided) for case in cases if (now := ahead[case.id].now) is not None
    )
    make_binding(work, cases, held.packet.id, decided)


def _result(work: Work, held: Held, case: Case, now: MeasurementRound, decided: Decided) -> RoundResult:
    return RoundResult(
        authority_id=work.authority_id,
        case_id=case.id,
        case_round=case.round,
        round_id=now.id,
        packet_id=held.packet.id,
        order_id=decided.order_id,
        approved_on=decided.on,
    )
