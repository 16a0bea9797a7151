"""The pages as their readers meet them: what can be pressed, what is said to others, what a list costs."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, func, select

from tests.approvals.visitor import Visitor
from tests.deliverables.conftest import CAME, SIXTH, curated, held_event, of_programme, paper
from tests.deliverables.test_list import page
from tests.events.conftest import WITHOUT_ACTS
from tests.reliability.scenes import at_once
from tests.world import NOW, World, build_world
from workflow.commands import Stale
from workflow.extensions import db
from workflow.models.deliverable import DeliverableDocument


@pytest.fixture
def house(app: Flask) -> Iterator[tuple[Flask, World, int]]:
    """Project 1 has its curator; one event of it was held."""
    with time_machine.travel(NOW, tick=False):
        with app.app_context():
            world = build_world(settings=WITHOUT_ACTS)
            of_programme(world, SIXTH)
            curated(world, 1, "specialist")
            event_id = held_event(world, 1)
        yield app, world, event_id


def place(world: World, event_id: int) -> str:
    return f"/runs/{world.run_id}/deliverables/new?deliverable=notes&kind=записка&event={event_id}"


def test_the_curator_hands_in_and_a_methodist_is_asked_how_it_came(house: tuple[Flask, World, int]) -> None:
    app, world, event_id = house
    own = Visitor(app, world.people["specialist"]).open(place(world, event_id))
    assert "Сдать документ" in own.buttons
    assert "Как документ пришёл" not in own.text
    other = Visitor(app, world.people["methodist"]).open(place(world, event_id))
    assert "Внести документ за исполнителя" in other.buttons
    assert "Документ сдаёт official (specialist). Запишите, как и когда он пришёл." in other.text
    other.press("Внести документ за исполнителя")
    assert other.status == 422
    assert "Напишите, как это пришло: письмом, по телефону, на встрече" in other.text


def test_who_is_neither_is_told_whose_it_is_and_may_look(house: tuple[Flask, World, int]) -> None:
    app, world, event_id = house
    clerk = Visitor(app, world.people["clerk"]).open(place(world, event_id))
    assert "Этот документ сдаёт другой человек" in clerk.text
    assert not {"Сдать документ", "Внести документ за исполнителя"} & clerk.buttons
    for who in ("clerk", "observer"):
        listed = Visitor(app, world.people[who]).open(f"/runs/{world.run_id}/deliverables")
        assert "Записки кураторов, по каждому мероприятию" in listed.text
        assert "сдать…" not in listed.text
        assert "Назначить…" not in listed.text


def test_an_event_of_a_programme_that_wants_nothing_says_nothing_of_it(house: tuple[Flask, World, int]) -> None:
    app, world, event_id = house
    methodist = Visitor(app, world.people["methodist"])
    assert "Аналитика мероприятия" in methodist.open(f"/events/{event_id}").text
    with app.app_context():
        of_programme(world, SIXTH.partition("deliverables:")[0])
    assert "Аналитика мероприятия" not in methodist.open(f"/events/{event_id}").text
    empty = methodist.open(f"/runs/{world.run_id}/deliverables").text
    assert "Программа не называет, кто и по чему сдаёт документы" in empty


def test_a_school_is_not_shown_papers_of_the_office_on_its_event(house: tuple[Flask, World, int]) -> None:
    app, world, event_id = house
    school = Visitor(app, world.people["s1"]).open(f"/events/{event_id}")
    assert school.status == 200
    assert "Аналитика мероприятия" not in school.text


def test_an_old_page_says_that_somebody_was_quicker(house: tuple[Flask, World, int]) -> None:
    app, world, event_id = house
    late = Visitor(app, world.people["specialist"]).open(place(world, event_id))
    form = next(one for one in late.forms if "paper" in one.names)
    with app.app_context():
        world.do("specialist", paper(world, event_id=event_id))
        db.session.rollback()
    values = {**form.values, "paper": (io.BytesIO(b"%PDF-1.7 late"), "Опоздавшая.pdf")}
    answer = late.client.post(form.action, data=values)
    assert answer.status_code == 409
    assert "Сдан документ аналитики" in answer.text


def test_the_list_takes_as_many_statements_for_many_events_as_for_one(house: tuple[Flask, World, int]) -> None:
    app, world, event_id = house
    with app.app_context():
        world.do("methodist", paper(world, event_id=event_id, told=CAME))
        few = statements_of(world)
        for number in (1, 1, 2):
            more = held_event(world, number, f"Урок {number}")
            world.do("methodist", paper(world, event_id=more, told=CAME))
        assert statements_of(world) == few


def statements_of(world: World) -> int:
    page(world)  # the document is read once a process
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        page(world)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def test_of_two_who_hand_in_at_once_the_second_is_shown_the_first(house: tuple[Flask, World, int]) -> None:
    app, world, event_id = house
    own = paper(world, event_id=event_id)
    entered = paper(world, event_id=event_id, content=b"%PDF-1.7 other", told=CAME)
    results = at_once(app, lambda: world.do("specialist", own), lambda: world.do("methodist", entered))
    assert [type(one) for one in results].count(Stale) == 1, results
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(DeliverableDocument)) == 1
