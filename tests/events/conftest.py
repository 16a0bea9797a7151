"""A municipality whose events are decided by acts, and the ways tests plan and move them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests.casework.conftest import Town, one
from tests.world import NOW, SETTINGS, World, build_world
from workflow.commands.events import ChangeEvent, EventTerms, MoveEvent, PlanEvent
from workflow.models.event import Event

STAGES = {**SETTINGS, "stages": ["diagnosis", "events", "closure"]}
BY_ACTS = {**STAGES, "act": "order"}
WITHOUT_ACTS = {**STAGES, "act": {"event": "none", "event_results": "none"}}
HELD_ON = date(2026, 10, 12)


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    with app.app_context():
        yield build_world(settings=BY_ACTS)


@pytest.fixture
def free(app: Flask) -> Iterator[World]:
    """The programme asks no act for its events."""
    with app.app_context():
        yield build_world(settings=WITHOUT_ACTS)


@pytest.fixture
def town(app: Flask) -> Iterator[Town]:
    with time_machine.travel(NOW, tick=False):
        with app.app_context():
            world = build_world(settings=BY_ACTS)
        yield Town(app, world)


def terms(world: World, **changed: Any) -> EventTerms:
    """A festival on the day of the world, held by p1 for two supported schools."""
    asked = EventTerms(
        title="Фестиваль открытых уроков",
        form="фестиваль",
        place="Школа p1",
        from_on=HELD_ON,
        audiences=("heads", "teachers", "pupils"),
        guests=(world.schools["s1"], world.schools["s2"]),
        hosts=(world.schools["p1"],),
    )
    return replace(asked, **changed)


def plan(world: World, who: str = "methodist", **changed: Any) -> int:
    event_id: int = world.do(who, PlanEvent(run_id=world.run_id, terms=terms(world, **changed)))["event_id"]
    return event_id


def change(world: World, event_id: int, **changed: Any) -> None:
    command = ChangeEvent(event_id=event_id, version=version(event_id), terms=terms(world, **changed))
    world.do("methodist", command)


def move(world: World, event_id: int, transition: str, who: str = "methodist", **given: Any) -> None:
    command = MoveEvent(event_id=event_id, version=version(event_id), transition=transition, **given)
    world.do(who, command)


def version(event_id: int) -> int:
    found: int = one(select(Event.version).where(Event.id == event_id))
    return found


def state(event_id: int) -> str:
    found: str = one(select(Event.state).where(Event.id == event_id))
    return found


def row(event_id: int) -> Event:
    found: Event = one(select(Event).where(Event.id == event_id))
    return found
