"""What the record tells on the page of an event: to the office everything, to a school what concerns all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from runpy import run_path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tests.approvals.visitor import Visitor
from tests.casework.conftest import Town
from tests.events.conftest import HELD_ON, WITHOUT_ACTS, move, plan
from tests.events.test_cycle import issue, kickoff, put_up, reflect, to_results
from tests.world import NOW, World, build_world
from workflow.commands.events import MoveEvent
from workflow.config import ROOT
from workflow.models.audit import AuditEntry, EventEntry
from workflow.pages.timeline import entries_of_event, timeline_of_event
from workflow.states.definition import PacketKind


def visit(town: Town, who: str, path: str) -> Visitor:
    return Visitor(town.app, town.world.people[who]).open(path)


def actions(session: Session, event_id: int, *, sees_all: bool = True) -> list[str]:
    session.rollback()
    told = timeline_of_event(session, event_id, "Europe/Moscow", sees_all=sees_all, limit=50)
    return [one.action.value for one in reversed(told)]


def test_the_office_reads_every_entry_of_the_event_and_of_its_acts(world: World, session: Session) -> None:
    event_id = plan(world)
    other = plan(world, title="Другое")
    issue(world, put_up(world, event_id, PacketKind.EVENT))
    kickoff(world, event_id, HELD_ON)
    found = actions(session, event_id)
    assert "event:plan" in found
    assert "order:register" in found
    assert "packet:submit" in found
    assert found[-1] == "event:kickoff"
    assert "order:register" not in actions(session, other)


def test_a_school_is_told_of_the_event_and_not_of_other_schools(world: World, session: Session) -> None:
    event_id = plan(world)
    issue(world, put_up(world, event_id, PacketKind.EVENT))
    to_results(world, event_id)
    told = set(actions(session, event_id, sees_all=False))
    assert told == {"event:plan", "event:move"}
    assert {"event:attend", "event:reflect"} <= set(actions(session, event_id))


def test_every_entry_that_names_an_event_is_found_by_it(world: World, session: Session) -> None:
    event_id = plan(world)
    kickoff(world, event_id, HELD_ON)
    move(world, event_id, "hold_event", reason="Провели до акта")
    session.rollback()
    bodies = session.execute(select(AuditEntry.id, AuditEntry.body)).all()
    named = {one.id for one in bodies if json.loads(one.body)["data"].get("event") == event_id}
    found = set(session.scalars(select(EventEntry.entry_id).where(EventEntry.event_id == event_id)))
    assert named == found
    assert len(found) >= 5
    assert entries_of_event(session, event_id, sees_all=True) == len(found)


# -- pages -----------------------------------------------------------------------------------------


@pytest.fixture
def held_id(town: Town) -> int:
    event_id: int = town.arrange(plan)
    held = MoveEvent(event_id=event_id, version=1, transition="hold_event", reason="Приказ готовится")
    town.do("methodist", held)
    town.arrange(reflect, event_id, "s1")
    return event_id


def test_the_page_shows_who_did_what_and_leads_to_the_rest(town: Town, held_id: int) -> None:
    page = visit(town, "methodist", f"/events/{held_id}").text
    panel = page[page.index("История") :]
    assert "Запланировано мероприятие" in panel
    assert "Приказ готовится" in panel
    assert "Отзыв школы о мероприятии" in panel
    assert "записей: " in panel
    whole = visit(town, "observer", f"/events/{held_id}/history").text
    assert "Записи только добавляются, изменить их нельзя" in whole
    assert "Отзыв школы о мероприятии" in whole


def test_the_history_of_a_school_is_without_the_words_of_another(town: Town, held_id: int) -> None:
    for path in (f"/events/{held_id}", f"/events/{held_id}/history"):
        page = visit(town, "s2", path).text
        assert "Запланировано мероприятие" in page
        assert "Отзыв школы о мероприятии" not in page


def test_a_school_that_takes_no_part_has_no_history_of_it(town: Town, held_id: int) -> None:
    assert visit(town, "s3", f"/events/{held_id}/history").status == 404


# -- the row of steps ------------------------------------------------------------------------------


def spine_of(page: Visitor) -> str:
    words = page.text
    return words[words.index("Объявление") : words.index("Что можно сделать сейчас")]


@pytest.fixture
def free_town(app: Flask) -> Iterator[Town]:
    """Its programme asks no act for its events."""
    with time_machine.travel(NOW, tick=False):
        with app.app_context():
            world = build_world(settings=WITHOUT_ACTS)
        yield Town(app, world)


def test_a_step_that_was_left_out_is_not_late(free_town: Town) -> None:
    """Without acts an event may be held that nobody announced: the row says so and nothing is overdue."""
    event_id = free_town.arrange(plan)
    free_town.arrange(move, event_id, "hold_event")
    spine = spine_of(visit(free_town, "methodist", f"/events/{event_id}"))
    assert "Объявление прошло без объявления" in spine
    assert "сделано 12.10.2026" in spine
    assert spine.count("срок прошёл") == 1  # of the meeting, which may still be written down


def test_a_step_whose_day_is_over_says_that_it_is_over(free_town: Town) -> None:
    event_id = free_town.arrange(plan)
    page = visit(free_town, "methodist", f"/events/{event_id}")
    assert "Объявление срок прошёл 30.09.2026" in spine_of(page)


def test_steps_of_a_cancelled_event_are_cancelled(town: Town) -> None:
    event_id = town.arrange(plan)
    cancel = MoveEvent(event_id=event_id, version=1, transition="cancel_event", comment="Карантин")
    town.do("methodist", cancel)
    spine = spine_of(visit(town, "methodist", f"/events/{event_id}"))
    assert spine.count("отменено Установочное") == spine.count("отменено Проведение") == 1
    assert spine.count("отменено") == 6  # of five steps, and what is said of the event itself
    assert "срок прошёл" not in spine


def test_entries_that_stood_before_are_found_after_the_migration(world: World, session: Session) -> None:
    event_id = plan(world)
    session.rollback()
    before = set(session.scalars(select(EventEntry.entry_id).where(EventEntry.event_id == event_id)))
    session.execute(delete(EventEntry))
    fill = run_path(str(ROOT / "migrations/versions/0007_event_entries.py"))["fill"]
    fill(session.connection(), EventEntry.__table__)
    assert set(session.scalars(select(EventEntry.entry_id))) == before
    assert len(before) == 3  # it was planned, with two tasks: the day of the announcement is over
