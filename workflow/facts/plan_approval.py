"""What the guards of plans ask: measures and what they lack, deficits without one, the school's agreement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.facts.of_case import OfCase
from workflow.facts.plan_content import contents_of, fingerprint, live, missing_of
from workflow.models.case import Case, ClosingReport, Deficit
from workflow.models.plan import GOES_ON, Measure, MeasureStatus, Plan, PlanReview
from workflow.models.programme import ProcessVersion
from workflow.states.facts import ClosureFacts, PlanApprovalFacts


def plan_approval_facts(
    session: Session, cases: Sequence[OfCase], now: datetime
) -> Mapping[int, PlanApprovalFacts]:
    """Six statements, however many cases."""
    ids = [case.id for case in cases]
    plans = {one.case_id: one for one in session.scalars(select(Plan).where(Plan.case_id.in_(ids)))}
    plan_ids = [plan.id for plan in plans.values()]
    measures = _measures(session, plan_ids)
    contents = contents_of(session, list(plans.values()))
    answers = _answers(session, plan_ids)
    asked = _asked(session, ids)
    deficits = _deficits(session, ids)
    facts = {}
    for case_id in ids:
        plan = plans.get(case_id)
        own = live(measures[plan.id]) if plan else []
        answered = {one.deficit_id for one in own}
        facts[case_id] = PlanApprovalFacts(
            measures=len(own),
            incomplete=tuple(one.title for one in own if missing_of(one)),
            uncovered_deficits=tuple(title for id_, title in deficits[case_id] if id_ not in answered),
            review_asked=asked[case_id],
            agreed=plan is not None and answers.get(plan.id) == (True, fingerprint(contents[plan.id])),
        )
    return facts


def closure_facts(session: Session, cases: Sequence[OfCase], now: datetime) -> Mapping[int, ClosureFacts]:
    """Measures dated after the case, or carried into the next year, hold nothing open. Two statements."""
    ids = [case.id for case in cases]
    reported = set(
        session.scalars(
            select(ClosingReport.case_id)
            .join(Case, Case.id == ClosingReport.case_id)
            .where(Case.id.in_(ids), ClosingReport.round == Case.round)
        )
    )
    unfinished: dict[int, list[str]] = defaultdict(list)
    for case_id, title in session.execute(
        select(Case.id, Measure.title)
        .join(Plan, Plan.case_id == Case.id)
        .join(Measure, Measure.plan_id == Plan.id)
        .where(
            Case.id.in_(ids),
            Measure.status == MeasureStatus.OPEN,
            Measure.removed_at.is_(None),
            ~GOES_ON,
            Measure.due_on.is_(None) | (Measure.due_on <= Case.to_on),
        )
        .order_by(Measure.position, Measure.id)
    ):
        unfinished[case_id].append(title)
    return {
        case_id: ClosureFacts(
            report_recorded=case_id in reported, unfinished_measures=tuple(unfinished[case_id])
        )
        for case_id in ids
    }


def _measures(session: Session, plan_ids: Sequence[int]) -> dict[int, list[Measure]]:
    found: dict[int, list[Measure]] = defaultdict(list)
    for measure in session.scalars(
        select(Measure).where(Measure.plan_id.in_(plan_ids)).order_by(Measure.position, Measure.id)
    ):
        found[measure.plan_id].append(measure)
    return found


def _answers(session: Session, plan_ids: Sequence[int]) -> dict[int, tuple[bool, str]]:
    """Plan id -> the school's latest answer and the fingerprint of what it had read."""
    rows = session.execute(
        select(PlanReview.plan_id, PlanReview.agreed, PlanReview.content)
        .where(PlanReview.plan_id.in_(plan_ids))
        .order_by(PlanReview.id)
    )
    return {plan_id: (agreed, content) for plan_id, agreed, content in rows}


def _asked(session: Session, case_ids: Sequence[int]) -> dict[int, bool]:
    rows = session.execute(
        select(Case.id, ProcessVersion.settings["plan_review"].as_string())
        .join(ProcessVersion, ProcessVersion.id == Case.process_version_id)
        .where(Case.id.in_(case_ids))
    )
    return {case_id: (word or "school") == "school" for case_id, word in rows}


def _deficits(session: Session, case_ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for case_id, deficit_id, title in session.execute(
        select(Deficit.case_id, Deficit.id, Deficit.title)
        .where(Deficit.case_id.in_(case_ids), Deficit.removed_at.is_(None))
        .order_by(Deficit.id)
    ):
        found[case_id].append((deficit_id, title))
    return found
