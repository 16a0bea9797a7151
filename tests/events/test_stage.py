"""The case's stage of events: what was held for its school, what is late, what waits."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import ColumnElement, select
from sqlalchemy import event as sqlalchemy_event

from tests.approvals.packets import case_state
from tests.events.conftest import move, plan
from tests.events.test_cycle import attend, reflect
from tests.world import NOW, World, open_case, version_of
from workflow.commands.move_case import MoveCase
from workflow.extensions import db
from workflow.facts import facts_of
from workflow.models.case import Case
from workflow.states.machine import Refused


@pytest.fixture
def case_id(free: World) -> int:
    return open_case(free, "s1", stage="events")


def step(world: World, name: str, **given: str) -> None:
    db.session.rollback()
    seen = version_of(db.session(), Case, world.cases["s1"])
    db.session.rollback()
    command = MoveCase(case_id=world.cases["s1"], version=seen, transition=name, **given)
    world.do("methodist", command)


def test_a_stage_without_anything_held_asks_why(free: World, case_id: int) -> None:
    with pytest.raises(Refused) as refused:
        step(free, "review_events")
    assert [no.code for no in refused.value.refusals] == ["nothing_held"]
    step(free, "review_events", reason="Школа на капитальном ремонте")
    assert case_state(case_id) == "events.review"


def test_a_required_event_holds_the_stage_until_its_results_or_its_end(free: World, case_id: int) -> None:
    event_id = plan(free, required=True)
    move(free, event_id, "hold_event")
    step(free, "review_events")
    with pytest.raises(Refused) as refused:
        step(free, "finish_events")
    assert "required_events_unfinished" in [no.code for no in refused.value.refusals]
    attend(free, event_id)
    reflect(free, event_id, "s1", "s2")
    move(free, event_id, "reflect_event")
    move(free, event_id, "finish_event")
    step(free, "finish_events")
    assert case_state(case_id) == "closure.reporting"


def test_an_event_of_other_schools_is_nothing_of_this_one(free: World, case_id: int) -> None:
    event_id = plan(free, required=True, guests=(free.schools["s3"],))
    move(free, event_id, "hold_event")
    facts = facts_of(db.session(), [db.session.get_one(Case, case_id)], NOW)[case_id].events
    assert (facts.held, facts.unfinished_required) == (0, ())


def test_the_facts_of_many_cases_cost_as_many_statements_as_of_one(free: World, case_id: int) -> None:
    for school in ("s2", "s3", "s4"):
        open_case(free, school, stage="events")
    plan(free, required=True, from_on=date(2026, 11, 16))
    few, many = (statements(where) for where in (Case.id == case_id, Case.id > 0))
    assert few == many


def statements(where: ColumnElement[bool]) -> int:
    db.session.rollback()
    cases = db.session.scalars(select(Case).where(where)).all()
    seen: list[str] = []

    def count(*given: object) -> None:
        seen.append(str(given[2]))

    sqlalchemy_event.listen(db.engine, "before_cursor_execute", count)
    try:
        facts_of(db.session(), cases, NOW)
    finally:
        sqlalchemy_event.remove(db.engine, "before_cursor_execute", count)
    return len(seen)
