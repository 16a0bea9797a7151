"""What the guards of monitoring ask: which round a case measures now and what it still lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.facts.of_case import OfCase
from workflow.facts.results import ahead_of, indicators_of, is_measured, latest_of
from workflow.models.monitoring import AnalyticalNote, Measurement
from workflow.models.programme import ProcessVersion
from workflow.states.facts import Collects, MonitoringFacts

#: Here the results of a round stand; the next one, if any, has not begun.
BETWEEN_ROUNDS = "monitoring.decided"


def monitoring_facts(session: Session, cases: Sequence[OfCase], now: datetime) -> dict[int, MonitoringFacts]:
    """Six statements, however many cases."""
    del now  # no guard of this stage asks about the day
    ahead = ahead_of(session, cases)
    wanted = {case.id: one.id for case in cases if (one := ahead[case.id].now) is not None}
    indicators = indicators_of(session, {case.run_id for case in cases})
    values = latest_of(session, Measurement.case_id.in_(wanted), Measurement.round_id.in_(set(wanted.values())))
    noted = _noted(session, wanted)
    measures = _who_measures(session, {case.process_version_id for case in cases})
    found = {}
    for case in cases:
        rounds = ahead[case.id].rounds
        here = wanted.get(case.id)
        found[case.id] = MonitoringFacts(
            measures=measures[case.process_version_id],
            round_number=rounds[0].number if rounds else None,
            rounds_left=len(rounds) if case.state == BETWEEN_ROUNDS else max(len(rounds) - 1, 0),
            unmeasured=tuple(
                one.title
                for one in indicators.get(case.run_id, ())
                if one.per_school
                and here is not None
                and not is_measured(one, values, case_id=case.id, round_id=here)
            ),
            note_recorded=(case.id, here) in noted,
        )
    return found


def _noted(session: Session, wanted: Mapping[int, int]) -> set[tuple[int, int]]:
    rows = session.execute(
        select(AnalyticalNote.case_id, AnalyticalNote.round_id)
        .where(AnalyticalNote.case_id.in_(wanted), AnalyticalNote.round_id.in_(set(wanted.values())))
        .distinct()
    )
    return {(case_id, round_id) for case_id, round_id in rows}


def _who_measures(session: Session, versions: set[int]) -> dict[int, Collects]:
    rows = session.execute(
        select(ProcessVersion.id, ProcessVersion.settings["measures"].as_string()).where(
            ProcessVersion.id.in_(versions)
        )
    )
    return {version_id: Collects(word or Collects.METHODIST) for version_id, word in rows}
