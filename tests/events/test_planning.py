"""One press from a date plans an event with all its steps; its tasks follow it to the end."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from tests.casework.conftest import how_many, last_entry, one
from tests.events.conftest import change, move, plan, row, state, terms, version
from tests.world import World
from workflow.commands import BadInput, NotAllowed, NotHere, Stale
from workflow.commands.events import ChangeEvent, PlanEvent
from workflow.deadlines.event_cycle import StepDays
from workflow.extensions import db
from workflow.models.event import Event
from workflow.models.task import Task, TaskStatus
from workflow.states.machine import CommentMissing, Refused


def tasks(event_id: int) -> dict[str, Task]:
    db.session.rollback()
    found = db.session.scalars(select(Task).where(Task.event_id == event_id).order_by(Task.id))
    return {task.title.partition(":")[0]: task for task in found}


def test_the_steps_are_counted_from_the_day_in_working_days(world: World) -> None:
    """From Monday 23.11.2026 backwards over the holiday of 4 November, forwards without one."""
    event = row(plan(world, from_on=date(2026, 11, 16), to_on=date(2026, 11, 18)))
    assert event.state == "event.planned"
    assert (event.announce_by, event.kickoff_on) == (date(2026, 11, 3), date(2026, 11, 9))
    assert (event.reflect_by, event.results_by) == (date(2026, 11, 25), date(2026, 12, 9))


def test_days_that_were_typed_stand_as_they_were_typed(world: World) -> None:
    steps = StepDays(announce_by=date(2026, 11, 2), results_by=date(2026, 12, 30))
    event = row(plan(world, from_on=date(2026, 11, 16), steps=steps))
    assert (event.announce_by, event.kickoff_on, event.results_by) == (
        date(2026, 11, 2),
        None,
        date(2026, 12, 30),
    )


def test_each_step_ahead_is_a_task_of_whoever_planned_the_event(world: World) -> None:
    event_id = plan(world, from_on=date(2026, 11, 16))
    found = tasks(event_id)
    assert {words: str(task.due_on) for words, task in found.items()} == {
        "Объявление": "2026-11-03",
        "Сбор отзывов": "2026-11-23",
        "Подведение итогов": "2026-12-07",
    }
    assert {task.assignee_id for task in found.values()} == {world.people["methodist"]}
    assert all(task.next_notice_at is not None for task in found.values())


def test_a_moved_event_moves_its_tasks(world: World) -> None:
    event_id = plan(world, from_on=date(2026, 11, 16))
    change(world, event_id, from_on=date(2026, 11, 23), title="Фестиваль уроков")
    found = tasks(event_id)
    assert found["Объявление"].due_on == date(2026, 11, 11)
    assert found["Сбор отзывов"].title == "Сбор отзывов: Фестиваль уроков"


def test_a_cancelled_event_lifts_its_tasks_and_says_why(world: World) -> None:
    event_id = plan(world, from_on=date(2026, 11, 16))
    with pytest.raises(CommentMissing):
        move(world, event_id, "cancel_event")
    move(world, event_id, "cancel_event", comment="Карантин в школе")
    assert (state(event_id), row(event_id).cancelled_reason) == ("event.cancelled", "Карантин в школе")
    assert {task.status for task in tasks(event_id).values()} == {TaskStatus.LIFTED}


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("title", {"title": " "}),
        ("from_on", {"from_on": None}),
        ("to_on", {"to_on": date(2026, 10, 1)}),
        ("to_on", {"to_on": date(2028, 10, 1)}),
        ("audiences", {"audiences": ("everybody",)}),
        ("guests", {"guests": (987654,)}),
        ("project_id", {"project_id": 987654}),
        ("parent_id", {"parent_id": 987654}),
        ("series_id", {"series_id": 987654}),
        ("measures", {"measures": (987654,)}),
        ("announce_by", {"steps": StepDays(announce_by=date(2026, 12, 1))}),
        ("reflect_by", {"steps": StepDays(reflect_by=date(2026, 10, 1))}),
        ("from_on", {"from_on": date(2099, 10, 12)}),
        ("from_on", {"from_on": date(2025, 8, 1), "steps": StepDays(results_by=date(2025, 9, 1))}),
        ("from_on", {"from_on": date(2028, 9, 20), "steps": StepDays(results_by=date(2028, 10, 2))}),
        ("announce_by", {"steps": StepDays(announce_by=date(2006, 10, 5))}),
        ("results_by", {"steps": StepDays(results_by=date(2126, 10, 20))}),
        ("about", {"about": "ж" * 4001}),
    ],
)
def test_what_does_not_hold_water_is_said_at_its_field(
    world: World, field: str, wrong: dict[str, object]
) -> None:
    with pytest.raises(BadInput) as refusal:
        plan(world, **wrong)
    assert refusal.value.field == field
    assert how_many(Event) == 0


def test_a_school_is_either_a_guest_or_holds_the_event(world: World) -> None:
    with pytest.raises(BadInput) as refusal:
        plan(world, guests=(world.schools["s1"],), hosts=(world.schools["s1"],))
    assert refusal.value.field == "hosts"


def test_an_event_stands_in_no_ring_of_events(world: World) -> None:
    outer = plan(world, title="Форум")
    inner = plan(world, title="Секция", parent_id=outer)
    innermost = plan(world, title="Урок", parent_id=inner)
    for parent in (outer, inner, innermost):
        with pytest.raises(BadInput) as refusal:
            change(world, outer, title="Форум", parent_id=parent)
        assert refusal.value.field == "parent_id"
    assert row(outer).parent_id is None


@pytest.mark.parametrize("who", ["official", "clerk", "s1", "p1", "observer"])
def test_only_a_methodist_plans(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        plan(world, who)


def test_a_guest_sees_the_event_and_may_not_change_it(world: World) -> None:
    event_id = plan(world)
    command = ChangeEvent(event_id=event_id, version=1, terms=terms(world, title="Иначе"))
    with pytest.raises(Refused):
        world.do("s1", command)
    with pytest.raises(NotHere):
        world.do("s3", command)


def test_two_people_at_once_do_not_overwrite_each_other(world: World) -> None:
    event_id = plan(world)
    seen = version(event_id)
    change(world, event_id, title="Первый")
    with pytest.raises(Stale):
        world.do("methodist", ChangeEvent(event_id=event_id, version=seen, terms=terms(world, title="Второй")))
    assert row(event_id).title == "Первый"


def test_the_same_press_twice_plans_one_event(world: World) -> None:
    command = PlanEvent(key="once", run_id=world.run_id, terms=terms(world))
    first, second = world.do("methodist", command), world.do("methodist", command)
    assert first["event_id"] == second["event_id"]
    assert how_many(Event) == 1


def test_planning_stands_on_record_with_its_days(world: World) -> None:
    plan(world, from_on=date(2026, 11, 16))
    assert last_entry().action == "event:plan"
    assert '"announce_by":"2026-11-03"' in last_entry().body
    assert one(select(Event.search)) == "фестиваль открытых уроков фестиваль школа p1"
