"""Deficits and conclusions: who may say what, and that nobody overwrites what he has not seen."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select

from tests.casework.conftest import how_many, last_entry, one
from tests.world import TODAY, World, open_case
from workflow.commands import BadInput, NotHere, Stale
from workflow.commands.diagnosis import AddDeficit, RecordConclusion, RemoveDeficit, TypeDeficit
from workflow.models.blob import Blob
from workflow.models.case import Deficit, DeficitKind, DiagnosisConclusion
from workflow.states.definition import OnBehalf, Role
from workflow.states.machine import Refused


def add(world: World, who: str = "s1", **more: object) -> int:
    command = AddDeficit(case_id=world.cases["s1"], title="Мало учителей физики", **more)  # type: ignore[arg-type]  # fields by name
    deficit_id: int = world.do(who, command)["deficit_id"]
    return deficit_id


def test_a_school_names_what_it_lacks_and_the_methodist_says_of_which_kind_it_is(world: World) -> None:
    open_case(world, "s1")
    deficit_id = add(world, kind=DeficitKind.COMMON)
    assert one(select(Deficit.kind).where(Deficit.id == deficit_id)) is None

    world.do("methodist", TypeDeficit(deficit_id=deficit_id, version=1, kind=DeficitKind.INDIVIDUAL))

    assert one(select(Deficit.kind).where(Deficit.id == deficit_id)) is DeficitKind.INDIVIDUAL
    assert json.loads(last_entry().body)["data"] == {"deficit": deficit_id, "from": "", "to": "individual"}


def test_the_kind_is_not_the_schools_to_say(world: World) -> None:
    open_case(world, "s1")
    deficit_id = add(world)
    with pytest.raises(Refused) as refused:
        world.do("s1", TypeDeficit(deficit_id=deficit_id, version=1, kind=DeficitKind.COMMON))
    assert [one.code for one in refused.value.refusals] == ["wrong_role"]


def test_what_the_methodist_records_for_a_school_keeps_both_names(world: World) -> None:
    open_case(world, "s1")
    behalf = OnBehalf(role=Role.SCHOOL, channel="письмом", happened_on=TODAY)
    deficit_id = add(world, "methodist", on_behalf=behalf, behalf_content=b"%PDF-1.7 paper")

    deficit = one(select(Deficit).where(Deficit.id == deficit_id))
    assert (deficit.recorded_by_id, deficit.on_behalf_of) == (world.people["methodist"], "school")
    assert (deficit.channel, deficit.happened_on) == ("письмом", TODAY)
    assert one(select(Blob.content).where(Blob.sha256 == deficit.file_sha256)) == b"%PDF-1.7 paper"
    entry = json.loads(last_entry().body)
    assert entry["actor"] == world.people["methodist"]
    assert entry["for"]["roles"] == ["school"]
    assert entry["for"]["file"] == deficit.file_sha256


def test_nothing_is_recorded_for_a_school_from_the_future(world: World) -> None:
    open_case(world, "s1")
    with pytest.raises(BadInput) as bad:
        add(
            world,
            "methodist",
            on_behalf=OnBehalf(role=Role.SCHOOL, channel="письмом", happened_on=date(2026, 10, 13)),
        )
    assert bad.value.field == "happened_on"
    assert how_many(Deficit) == 0


def test_a_school_takes_back_only_what_its_own_people_said(world: World) -> None:
    open_case(world, "s1")
    own, found = add(world), add(world, "methodist")

    world.do("s1", RemoveDeficit(deficit_id=own, version=1))
    with pytest.raises(Refused) as refused:
        world.do("s1", RemoveDeficit(deficit_id=found, version=1))

    assert [one.code for one in refused.value.refusals] == ["not_own_deficit"]
    assert one(select(Deficit.removed_at).where(Deficit.id == own)) is not None


def test_a_deficit_that_somebody_changed_is_not_changed_from_an_old_page(world: World) -> None:
    open_case(world, "s1")
    deficit_id = add(world)
    world.do("methodist", TypeDeficit(deficit_id=deficit_id, version=1, kind=DeficitKind.COMMON))
    with pytest.raises(Stale):
        world.do("methodist", TypeDeficit(deficit_id=deficit_id, version=1, kind=DeficitKind.INDIVIDUAL))
    with pytest.raises(Stale):
        world.do("methodist", RemoveDeficit(deficit_id=deficit_id, version=1))


def test_another_school_does_not_learn_that_the_deficit_exists(world: World) -> None:
    open_case(world, "s1")
    deficit_id = add(world)
    for command in (
        RemoveDeficit(deficit_id=deficit_id, version=1),
        AddDeficit(case_id=world.cases["s1"], title="чужое"),
    ):
        with pytest.raises(NotHere):
            world.do("s2", command)


def conclude(world: World, *, seen_id: int = 0, held_on: date | None = TODAY) -> int:
    conclusion_id: int = world.do(
        "methodist",
        RecordConclusion(
            case_id=world.cases["s1"],
            seen_id=seen_id,
            instrument="Самодиагностика",
            held_on=held_on,
            text="Нужен наставник",
        ),
    )["conclusion_id"]
    return conclusion_id


def test_two_conclusions_written_at_once_do_not_cover_each_other(world: World) -> None:
    open_case(world, "s1")
    first = conclude(world)
    with pytest.raises(Stale):
        conclude(world)
    conclude(world, seen_id=first)
    assert how_many(DiagnosisConclusion) == 2


@pytest.mark.parametrize("held_on", [None, date(2026, 10, 13)])
def test_a_conclusion_needs_a_day_that_has_come(world: World, held_on: date | None) -> None:
    open_case(world, "s1")
    with pytest.raises(BadInput) as bad:
        conclude(world, held_on=held_on)
    assert bad.value.field == "held_on"


def test_a_deficit_without_words_is_asked_for_them(world: World) -> None:
    open_case(world, "s1")
    with pytest.raises(BadInput) as bad:
        world.do("s1", AddDeficit(case_id=world.cases["s1"], title="   "))
    assert bad.value.field == "title"
