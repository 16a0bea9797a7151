"""What goes through, route by route: a form filled in as a person would, at the own things of the kingdom."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from tests.access.oracle import ORACLE, VISITORS, expected
from tests.access.visits import Visits
from workflow.extensions import db
from workflow.models.packet import Packet
from workflow.models.plan import Measure
from workflow.models.task import Task

#: Route -> its fields. Words that a person types are marked by `WORDS`; a test may put others there.
WORDS = "Слова человека"
FILLED: Mapping[str, Mapping[str, str]] = {
    "case.add_deficit": {
        "text": WORDS,
        "recorded_for": "school",
        "channel": WORDS,
        "happened_on": "12.10.2026",
    },
    "case.conclude": {"instrument": WORDS, "held_on": "12.10.2026", "text": WORDS},
    "case.record_report": {"text": WORDS},
    "case.record_note": {"text": WORDS},
    "case.recommend": {"addressee": "administration", "text": WORDS},
    "recommendation.save": {"addressee": "union", "text": WORDS},
    "indicator.add": {"name": WORDS, "kind": "words", "per_school": "yes"},
    "indicator.end": {"reason": WORDS},
    "round.add": {"name": WORDS},
    "task.create": {"what": WORDS, "assignee_role": "school", "control_form": WORDS, "items": WORDS},
    "task.give": {
        "what": WORDS,
        "link": "https://school.example/lesson",
        "recorded_for": "school",
        "channel": WORDS,
        "happened_on": "12.10.2026",
    },
    "task.check": {"comment": WORDS, "decision": "return"},
    "task.lift": {"comment": WORDS},
    "plan.make_for_run": {"name": WORDS, "from_on": "01.09.2026", "to_on": "31.08.2027"},
    "plan.add_measure": {
        "what": WORDS,
        "performers": "school",
        "performer_titles": WORDS,
        "term": "до 25.11.2026",
        "control_forms": WORDS,
        "result": WORDS,
        "deficit_id": "0",
    },
    "measure.save": {"what": WORDS, "control_forms": WORDS, "result": WORDS, "deficit_id": "0"},
    "measure.accept_gap": {"comment": WORDS},
    "measure.finish": {"comment": WORDS},
    "measure.lift": {"comment": WORDS},
    "packet.return": {"comment": WORDS},
    "people.add": {
        "email": "new@canarynorth.example",
        "post": WORDS,
        "full_name": WORDS,
        "title": WORDS,
        "role": "methodist",
        "school": "0",
        "acting_for": "0",
        "from_on": "01.11.2026",
    },
    "people.grant": {
        "title": WORDS,
        "role": "observer",
        "school": "0",
        "acting_for": "0",
        "from_on": "01.11.2026",
    },
    "people.disable": {"comment": WORDS},
    "turn_over.create": {"basis_text": WORDS, "from_on": "01.09.2027", "to_on": "31.08.2028"},
    "run.create": {"title": WORDS, "from_on": "01.09.2027", "to_on": "31.08.2028"},
}


#: Steps of these compare the version of the thing itself; data is entered against a version of its own.
VERSIONED = (("packet.", Packet, "packet_id"), ("task.", Task, "task_id"), ("measure.", Measure, "measure_id"))


def presser(endpoint: str) -> str:
    """Somebody who may press there: of several the one with the most usual work."""
    row = ORACLE[endpoint, "POST"]
    order = ("methodist", "approver", "admin", *VISITORS)
    return next(who for who in order if expected(row, who, "own") == "in")


def filled(visits: Visits, endpoint: str, words: str = WORDS) -> dict[str, str]:
    """With the version that the page would have been drawn from."""
    form = {name: words if text == WORDS else text for name, text in FILLED[endpoint].items()}
    if endpoint == "turn_over.create":
        form["schools"] = str(visits.kingdom.named["case_id"]["own"])
    for prefix, model, name in VERSIONED:
        if endpoint.startswith(prefix):
            row_id = visits.kingdom.named[name]["own"]
            with visits.app.app_context():
                form["version"] = str(db.session.scalar(select(model.version).where(model.id == row_id)))
                db.session.rollback()
    return form
