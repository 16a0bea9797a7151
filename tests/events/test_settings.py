"""The cycle of an event as its programme sets it: whose counts, which step first, and for which events."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from flask import Flask

from tests.approvals.visitor import Visitor
from tests.casework.conftest import Town
from tests.events.conftest import BY_ACTS, WITHOUT_ACTS, move, plan, row, state, terms, version
from tests.events.test_cycle import put_up
from tests.world import NOW, TODAY, World, build_world
from workflow.commands.errors import BadInput
from workflow.commands.events import ChangeEvent, RecordKickoff
from workflow.extensions import db
from workflow.models.programme import ProcessVersion, Run
from workflow.states.definition import PacketKind
from workflow.states.machine import Refused
from workflow.uow import unit_of_work

CYCLE = {
    "first": "either",
    "announce": 2,
    "kickoff": 1,
    "reflect": 2,
    "results": 12,
    "source": "004 (строка 109)",
}


def world_of(app: Flask, settings: dict[str, Any], **cycle: object) -> World:
    with app.app_context():
        return build_world(settings={**settings, "event_cycle": {**CYCLE, **cycle}})


def visit(app: Flask, world: World, path: str) -> Visitor:
    return Visitor(app, world.people["methodist"]).open(path)


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


def publish(world: World, settings: dict[str, Any]) -> None:
    """The next version of the process, which the run goes on with."""
    with unit_of_work() as session:
        old = session.get_one(ProcessVersion, world.process_version_id)
        new = ProcessVersion(
            programme_id=old.programme_id, number=old.number + 1, settings=settings, published_at=NOW
        )
        session.add(new)
        session.flush()
        session.get_one(Run, world.run_id).process_version_id = new.id


def meet(world: World, event_id: int) -> None:
    meeting = RecordKickoff(event_id=event_id, version=version(event_id), held_on=TODAY, note="Все")
    world.do("methodist", meeting)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in refused.value.refusals]


def test_steps_are_counted_by_the_programme(context: Flask) -> None:
    """From a Monday to a Wednesday with nothing but a weekend around."""
    world = world_of(context, BY_ACTS)
    event = row(plan(world, from_on=date(2026, 11, 16), to_on=date(2026, 11, 18)))
    assert (event.announce_by, event.kickoff_on) == (date(2026, 11, 12), date(2026, 11, 13))
    assert (event.reflect_by, event.results_by) == (date(2026, 11, 20), date(2026, 12, 4))


def test_a_running_event_keeps_the_cycle_it_was_planned_under(context: Flask) -> None:
    world = world_of(context, BY_ACTS)
    before = plan(world, from_on=date(2026, 11, 16))
    publish(world, {**BY_ACTS, "event_cycle": {**CYCLE, "results": 20, "first": "order", "kickoff": 2}})
    after = plan(world, from_on=date(2026, 11, 16))
    assert (row(before).results_by, row(after).results_by) == (date(2026, 12, 2), date(2026, 12, 14))

    moved = terms(world, from_on=date(2026, 11, 23))
    world.do("methodist", ChangeEvent(event_id=before, version=version(before), terms=moved))
    assert row(before).results_by == date(2026, 12, 9)
    meet(world, before)
    with pytest.raises(Refused) as refused:
        meet(world, after)
    assert codes(refused) == ["order_comes_first"]


def test_a_running_event_keeps_its_acts(context: Flask) -> None:
    """An event that began without acts is not asked for one by the next version, nor the other way round."""
    world = world_of(context, WITHOUT_ACTS)
    before = plan(world)
    publish(world, BY_ACTS)
    with pytest.raises(BadInput):
        put_up(world, before, PacketKind.EVENT)
    move(world, before, "announce_without_act")
    assert state(before) == "event.announced"
    with pytest.raises(Refused) as refused:
        move(world, plan(world), "announce_without_act")
    assert codes(refused) == ["announcement_needs_act"]


def test_where_the_meeting_comes_first_nothing_is_announced_before_it(context: Flask) -> None:
    world = world_of(context, WITHOUT_ACTS, first="kickoff", kickoff=3)
    event_id = plan(world)
    with pytest.raises(Refused) as refused:
        move(world, event_id, "announce_without_act")
    assert codes(refused) == ["kickoff_not_held"]
    meet(world, event_id)
    move(world, event_id, "announce_without_act")
    assert state(event_id) == "event.announced"


def test_where_the_meeting_comes_first_its_act_waits_for_it(context: Flask) -> None:
    world = world_of(context, BY_ACTS, first="kickoff", kickoff=3)
    event_id = plan(world)
    with pytest.raises(BadInput):
        put_up(world, event_id, PacketKind.EVENT)
    meet(world, event_id)
    assert put_up(world, event_id, PacketKind.EVENT)


def test_where_the_order_comes_first_the_meeting_waits_for_it(context: Flask) -> None:
    world = world_of(context, WITHOUT_ACTS, first="order")
    event_id = plan(world)
    with pytest.raises(Refused) as refused:
        meet(world, event_id)
    assert codes(refused) == ["order_comes_first"]
    move(world, event_id, "announce_without_act")
    meet(world, event_id)
    assert row(event_id).kickoff_held_on == TODAY


def test_an_event_held_without_its_order_may_still_write_down_the_meeting(context: Flask) -> None:
    world = world_of(context, BY_ACTS, first="order")
    event_id = plan(world)
    move(world, event_id, "hold_event", reason="Провели до акта", held_on=TODAY)
    meet(world, event_id)
    assert row(event_id).kickoff_held_on == TODAY


# -- pages -----------------------------------------------------------------------------------------


@pytest.fixture
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def planned(app: Flask, world: World) -> int:
    with app.app_context():
        event_id = plan(world)
        db.session.rollback()
    return event_id


@pytest.mark.usefixtures("today")
def test_the_form_says_whose_counts_it_plans_by(app: Flask) -> None:
    world = world_of(app, BY_ACTS)
    page = visit(app, world, f"/runs/{world.run_id}/events/new")
    assert "Объявить за 2 раб. дн., собраться за 1, отзывы через 2, итоги через 12." in page.text
    assert "По документу: 004 (строка 109)" in page.text


def test_the_form_says_that_the_counts_are_ours(town: Town) -> None:
    page = visit(town.app, town.world, f"/runs/{town.world.run_id}/events/new")
    assert "Объявить за 8 раб. дн., собраться за 5, отзывы через 5, итоги через 15." in page.text
    assert "Это настройка Опоры по умолчанию, не из документа." in page.text


@pytest.mark.usefixtures("today")
def test_the_page_leads_to_the_meeting_that_comes_first(app: Flask) -> None:
    world = world_of(app, BY_ACTS, first="kickoff", kickoff=3)
    page = visit(app, world, f"/events/{planned(app, world)}")
    assert "Установочное совещание не записано, а в этой программе мероприятие начинается с него" in page.text
    assert page.text.index("Установочное совещание") < page.text.index("Объявление")
    assert "Собрать комплект: акт о проведении" not in page.buttons


@pytest.mark.usefixtures("today")
def test_the_page_says_why_the_meeting_waits(app: Flask) -> None:
    world = world_of(app, BY_ACTS, first="order")
    page = visit(app, world, f"/events/{planned(app, world)}")
    assert "сначала объявляют, потом собирают установочное совещание" in page.text
    assert "Собрать комплект: акт о проведении" in page.buttons
