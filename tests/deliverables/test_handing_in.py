"""Who hands in which paper of which place, what is refused, and what stays on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from tests.deliverables.conftest import CAME, curated, held_event, of_programme, paper, project_of
from tests.deliverables.conftest import SIXTH as SIXTH_TEXT
from tests.events.conftest import move, plan
from tests.record.mutations import owned
from tests.world import TODAY, World, appoint, build_world
from workflow.audit.verify import verify
from workflow.commands import BadInput, NotHere, Stale
from workflow.commands.deliverables import NamePerformer, Told
from workflow.extensions import db
from workflow.models.audit import AuditEntry
from workflow.models.deliverable import DeliverableDocument, RunPerformer
from workflow.models.person import RoleName
from workflow.states.machine import Refused
from workflow.uow import unit_of_work

NEXT_DAY = TODAY + timedelta(days=1)


def papers() -> list[DeliverableDocument]:
    db.session.rollback()
    return list(db.session.scalars(select(DeliverableDocument).order_by(DeliverableDocument.id)))


def codes(world: World, who: str, **changed: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        world.do(who, paper(world, **changed))
    return [one.code for one in refused.value.refusals]


def test_a_curator_hands_in_for_an_event_of_the_own_project(world: World) -> None:
    event_id = held_event(world, 1)
    world.do("methodist", paper(world, event_id=event_id, title="О первом уроке"))
    [row] = papers()
    assert (row.title, row.file_name, row.event_id) == ("О первом уроке", "Записка.pdf", event_id)
    assert row.performer_id == row.recorded_by_id == world.people["methodist"]
    assert (row.on_behalf_of, row.channel) == ("", "")


@pytest.mark.parametrize("who", ["official", "clerk", "council", "secretary"])
def test_nobody_hands_in_what_somebody_else_makes(world: World, who: str) -> None:
    event_id = held_event(world, 1)
    assert codes(world, who, event_id=event_id) == ["not_the_performer"]
    assert codes(world, who, event_id=event_id, told=CAME) == ["wrong_role"]
    assert not papers()


@pytest.mark.parametrize("who", ["observer", "s1"])
def test_who_only_looks_or_is_of_a_school_hands_in_nothing(world: World, who: str) -> None:
    event_id = held_event(world, 1)
    assert "wrong_role" in codes(world, who, event_id=event_id)


def test_a_methodist_of_another_authority_finds_nothing_here(world: World) -> None:
    event_id = held_event(world, 1)
    stranger = build_world("south").people["methodist"]
    world.people["stranger"] = stranger
    with pytest.raises(NotHere):
        world.do("stranger", paper(world, event_id=event_id, told=CAME))


def test_a_methodist_enters_for_the_curator_and_both_names_stay(world: World) -> None:
    appoint(world, "second", RoleName.METHODIST)
    event_id = held_event(world, 1)
    assert codes(world, "second", event_id=event_id) == ["not_the_performer"]
    world.do("second", paper(world, event_id=event_id, told=CAME))
    [row] = papers()
    assert (row.performer_id, row.recorded_by_id) == (world.people["methodist"], world.people["second"])
    assert (row.on_behalf_of, row.channel, row.happened_on) == ("performer", "на бумаге", TODAY)
    body = db.session.scalar(select(AuditEntry.body).where(AuditEntry.action == "deliverable:hand_in"))
    assert '"channel":"на бумаге"' in body
    assert '"roles":["methodist"]' in body


def test_papers_of_a_project_without_a_curator_are_entered_by_a_methodist_alone(world: World) -> None:
    event_id = held_event(world, 2)
    assert codes(world, "methodist", event_id=event_id) == ["not_the_performer"]
    world.do("methodist", paper(world, event_id=event_id, told=CAME))
    assert papers()[0].performer_id is None


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("channel", {"told": Told(channel=" ", happened_on=TODAY)}),
        ("happened_on", {"told": Told(channel="письмом", happened_on=None)}),
        ("happened_on", {"told": Told(channel="письмом", happened_on=NEXT_DAY)}),
        ("file", {"told": CAME, "content": b""}),
        ("file", {"told": CAME, "file_name": "Записка.exe"}),
        ("file", {"told": CAME, "content": b"not a pdf"}),
        ("title", {"told": CAME, "title": "а" * 301}),
    ],
)
def test_what_does_not_hold_water_is_said_at_its_field(
    world: World, field: str, changed: dict[str, Any]
) -> None:
    event_id = held_event(world, 2)
    with pytest.raises(BadInput) as bad:
        world.do("methodist", paper(world, event_id=event_id, **changed))
    assert bad.value.field == field
    assert not papers()


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "отчёт"},
        {"deliverable": "digest", "kind": "сводка"},
        {"event_id": 987_654},
        {"event_id": 0, "stage": "case:nowhere", "project_id": 1},
        {"event_id": 0, "stage": "case:diagnosis", "project_id": 987_654},
        {"event_id": 0, "stage": "case:diagnosis"},
    ],
)
def test_a_place_that_the_run_does_not_have_is_not_here(world: World, changed: dict[str, Any]) -> None:
    event_id = held_event(world, 1)
    with pytest.raises(NotHere):
        world.do("methodist", paper(world, **{"event_id": event_id, **changed}))


def test_nothing_is_handed_in_for_an_event_before_it_is_held(world: World) -> None:
    event_id = plan(world, project_id=project_of(1))
    move(world, event_id, "announce_without_act")
    with pytest.raises(NotHere):
        world.do("methodist", paper(world, event_id=event_id))


def test_the_same_press_twice_hands_in_one_paper(world: World) -> None:
    command = paper(world, key="once", event_id=held_event(world, 1))
    first = world.do("methodist", command)
    again = world.do("methodist", command)
    assert again == {**first, "repeated": True}
    assert len(papers()) == 1


def test_a_second_paper_replaces_only_what_its_author_has_seen(world: World) -> None:
    event_id = held_event(world, 1)
    first = world.do("methodist", paper(world, event_id=event_id))["document_id"]
    with pytest.raises(Stale):
        world.do("methodist", paper(world, event_id=event_id, file_name="Другая.pdf"))
    world.do("methodist", paper(world, event_id=event_id, seen=first, file_name="Другая.pdf"))
    assert [row.file_name for row in papers()] == ["Записка.pdf", "Другая.pdf"]


def test_each_project_has_its_own_paper_of_a_stage(world: World) -> None:
    curated(world, 2, "methodist")
    for number in (1, 2):
        place = {"stage": "case:diagnosis", "project_id": project_of(number)}
        world.do("methodist", paper(world, **place))
    assert len(papers()) == 2


def test_a_role_is_performed_by_one_of_the_office_and_by_nobody_else(world: World) -> None:
    name = NamePerformer(run_id=world.run_id, role="council", version=0, person_id=world.people["council"])
    with pytest.raises(Refused):
        world.do("clerk", name)
    with pytest.raises(BadInput) as bad:
        world.do("official", replace(name, person_id=world.people["s1"]))
    assert bad.value.field == "person_id"
    with pytest.raises(BadInput) as bad:  # its papers are made by the curators of projects
        world.do("official", replace(name, role="methodist"))
    assert bad.value.field == "role"
    world.do("official", name)
    with pytest.raises(Stale):
        world.do("methodist", replace(name, person_id=None))
    year = {"deliverable": "year", "kind": "Итоги совета", "stage": "run"}
    assert codes(world, "secretary", **year) == ["not_the_performer"]
    world.do("council", paper(world, **year))
    world.do("methodist", replace(name, version=1, person_id=None))
    db.session.rollback()
    assert db.session.execute(select(RunPerformer.role, RunPerformer.person_id)).all() == [("council", None)]
    assert papers()[0].performer_id == world.people["council"]


def test_a_programme_that_names_no_cut_or_nobody_collects_nothing(world: World) -> None:
    of_programme(world, SIXTH_TEXT.partition("deliverables:")[0])
    with pytest.raises(NotHere):
        world.do("methodist", paper(world, stage="case:diagnosis", project_id=project_of(1)))


def test_a_paper_is_neither_changed_nor_taken_away(world: World) -> None:
    world.do("methodist", paper(world, event_id=held_event(world, 1)))
    for statement in ("UPDATE deliverable_documents SET title = 'x'", "DELETE FROM deliverable_documents"):
        with pytest.raises(IntegrityError, match="append-only"), unit_of_work() as session:
            session.execute(text(statement))


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        ("UPDATE deliverable_documents SET title = 'Другая записка'", "deliverable_changed"),
        ("UPDATE deliverable_documents SET performer_id = NULL", "deliverable_changed"),
        ("UPDATE deliverable_documents SET happened_on = '2026-01-01'", "deliverable_changed"),
        ("DELETE FROM deliverable_documents", "deliverable_missing"),
        ("UPDATE deliverable_documents SET id = 77", "deliverable_unrecorded"),
    ],
)
def test_a_damaged_paper_is_found_by_the_check(world: World, damage: str, code: str) -> None:
    appoint(world, "second", RoleName.METHODIST)
    world.do("second", paper(world, event_id=held_event(world, 1), told=CAME))
    db.session.rollback()
    assert verify(db.engine).ok
    with owned(db.engine) as connection:
        connection.execute(text(damage))
        connection.commit()
    assert code in {one.code for one in verify(db.engine).findings}


def test_each_press_leaves_one_entry(world: World) -> None:
    world.do("methodist", paper(world, event_id=held_event(world, 1)))
    name = NamePerformer(run_id=world.run_id, role="council", version=0, person_id=world.people["council"])
    world.do("methodist", name)
    db.session.rollback()
    entries = dict(
        db.session.execute(
            select(AuditEntry.action, func.count())
            .where(AuditEntry.action.startswith("deliverable:"))
            .group_by(AuditEntry.action)
        ).all()
    )
    assert entries == {"deliverable:hand_in": 1, "deliverable:appoint": 1}
