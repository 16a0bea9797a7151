"""A plan word for word: what a packet shows, what a school agrees to, what is frozen when it is approved."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.models.case import Deficit
from workflow.models.plan import Measure, MeasureStatus, Plan

Content = Mapping[str, Any]


def contents_of(session: Session, plans: Sequence[Plan]) -> dict[int, Content]:
    """Plan id -> its content as it stands; one statement."""
    rows: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for measure, deficit in session.execute(
        select(Measure, Deficit.title)
        .outerjoin(Deficit, Deficit.id == Measure.deficit_id)
        .where(Measure.plan_id.in_([plan.id for plan in plans]), Measure.removed_at.is_(None))
        .order_by(Measure.plan_id, Measure.position, Measure.id)
    ):
        rows[measure.plan_id].append(row_of(measure, deficit or ""))
    return {
        plan.id: {
            "plan": plan.id,
            "title": plan.title,
            "from": plan.from_on.isoformat(),
            "to": plan.to_on.isoformat(),
            "measures": rows[plan.id],
        }
        for plan in plans
    }


def row_of(measure: Measure, deficit: str) -> dict[str, Any]:
    """Whether it is done is no part of the plan: that it was lifted is."""
    return {
        "id": measure.id,
        "number": measure.number,
        "module": measure.module,
        "title": measure.title,
        "performers": list(measure.performers),
        "performer_titles": measure.performer_titles,
        "term": measure.as_given,
        "from": measure.from_on.isoformat() if measure.from_on else "",
        "due": measure.due_on.isoformat() if measure.due_on else "",
        "control_forms": list(measure.control_forms),
        "result": measure.result,
        "quantities": list(measure.quantities),
        "deficit": deficit,
        "gap": measure.gap_accepted,
        "lifted": measure.lifted_reason if measure.status is MeasureStatus.LIFTED else "",
    }


def fingerprint(content: Content) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def missing_of(measure: Measure) -> tuple[str, ...]:
    """What a measure lacks: performers, term, control_forms; an accepted gap is no lack."""
    if measure.gap_accepted or measure.status is not MeasureStatus.OPEN:
        return ()
    given = {
        "performers": bool(measure.performers),
        "term": bool(measure.as_given or measure.due_on),
        "control_forms": bool(measure.control_forms),
    }
    return tuple(name for name, there in given.items() if not there)


def live(measures: Iterable[Measure]) -> list[Measure]:
    return [one for one in measures if one.removed_at is None and one.status is not MeasureStatus.LIFTED]
