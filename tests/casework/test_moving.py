"""Steps of a case that a person takes directly: their dates, their papers, their clear refusals."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.casework.conftest import how_many, last_entry, one
from tests.world import NOW, TODAY, World, open_case, report
from workflow.commands import BadInput, NotHere, Stale
from workflow.commands.assign import AssignMethodist
from workflow.commands.closure import RecordClosingReport
from workflow.commands.diagnosis import AddDeficit
from workflow.commands.move_case import MoveCase
from workflow.commands.tasks import CreateTask
from workflow.deadlines.stored import from_json
from workflow.models.blob import Blob
from workflow.models.case import Case, CaseSuspension, ClosingReport
from workflow.models.task import Task
from workflow.states.definition import OnBehalf, Role
from workflow.states.machine import Refused

PAPER = b"%PDF-1.7 paper"


def version(case_id: int) -> int:
    number: int = one(select(Case.version).where(Case.id == case_id))
    return number


def move(world: World, case_id: int, who: str, transition: str, **more: object) -> None:
    command = MoveCase(case_id=case_id, version=version(case_id), transition=transition, **more)  # type: ignore[arg-type]  # fields by name
    world.do(who, command)


def test_the_record_names_the_version_that_a_suspension_made(world: World) -> None:
    case_id = open_case(world, "s1")
    for transition in ("suspend_case", "resume_case"):
        move(world, case_id, "methodist", transition, comment="Ремонт школы")
        assert json.loads(last_entry().body)["case_version"] == version(case_id)


def test_a_resumed_case_moves_its_dates_and_says_why(world: World) -> None:
    case_id = open_case(world, "s1")
    command = CreateTask(
        case_id=case_id, title="Карта урока", assignee_role="school", term="до 30.10.2026", control_form="карта"
    )
    world.do("methodist", command)
    move(world, case_id, "methodist", "suspend_case", comment="Ремонт школы")
    world.do(
        "methodist",
        MoveCase(case_id=case_id, version=version(case_id), transition="resume_case"),
        now=NOW + timedelta(days=2),
    )
    task = one(select(Task))
    assert task.due_on == date(2026, 11, 3)
    assert from_json(task.deadline).due_on == task.due_on
    assert from_json(task.deadline).changes[0].working_days == 2


def test_a_case_is_not_reopened_beside_another_open_one(world: World) -> None:
    first = open_case(world, "s1")
    move(world, first, "official", "cancel_case", comment="Школа закрыта", content=PAPER)
    open_case(world, "s1")

    with pytest.raises(Refused) as refused:
        move(world, first, "official", "reopen_case", comment="Всё-таки нужна")
    assert [no.code for no in refused.value.refusals] == ["another_case_is_open"]


def test_a_case_is_reopened_when_it_is_the_only_one(world: World) -> None:
    case_id = open_case(world, "s1")
    move(world, case_id, "official", "cancel_case", comment="Школа закрыта", content=PAPER)
    move(world, case_id, "official", "reopen_case", comment="Ошибка")
    case = one(select(Case))
    assert (case.state, case.round, case.closed_at) == ("diagnosis.collecting", 2, None)
    assert json.loads(last_entry().body)["case_version"] == case.version


def test_a_case_is_ended_before_its_time_only_with_a_document(world: World) -> None:
    case_id = open_case(world, "s1")
    with pytest.raises(BadInput) as bad:
        move(world, case_id, "official", "cancel_case", comment="Школа закрыта")
    assert bad.value.field == "file"
    move(world, case_id, "official", "cancel_case", comment="Школа закрыта", content=PAPER)
    assert json.loads(last_entry().body)["data"]["file"] == one(select(Blob.sha256))


def test_a_case_ended_while_it_stood_still_does_not_stand_still_when_reopened(world: World) -> None:
    case_id = open_case(world, "s1")
    move(world, case_id, "methodist", "suspend_case", comment="Ремонт школы")
    move(world, case_id, "official", "cancel_case", comment="Школа закрыта", content=PAPER)
    assert one(select(CaseSuspension.to_on)) == TODAY

    move(world, case_id, "official", "reopen_case", comment="Школу не закрыли")
    assert one(select(Case.suspended_on)) is None
    world.do("methodist", AddDeficit(case_id=case_id, title="Нет учителя физики"))
    move(world, case_id, "methodist", "suspend_case", comment="Ремонт школы")


def test_a_step_recorded_for_a_school_keeps_its_paper_and_both_names(world: World) -> None:
    case_id = open_case(world, "s1")
    behalf = OnBehalf(role=Role.SCHOOL, channel="письмом", happened_on=TODAY)
    move(world, case_id, "methodist", "submit_answers", on_behalf=behalf, content=PAPER, reason="Дефицитов нет")
    entry = json.loads(last_entry().body)
    assert entry["actor"] == world.people["methodist"]
    assert entry["for"] == {
        "channel": "письмом",
        "file": one(select(Blob.sha256)),
        "on": "2026-10-12",
        "roles": ["school"],
    }


@pytest.mark.parametrize("name", ["fly_to_the_moon", "propose_pair"])
def test_a_step_that_leads_out_of_another_state_is_not_here(world: World, name: str) -> None:
    case_id = open_case(world, "s1")
    with pytest.raises(NotHere):
        move(world, case_id, "methodist", name)


def test_an_ended_case_takes_no_more_data(world: World) -> None:
    case_id = open_case(world, "s1")
    move(world, case_id, "official", "cancel_case", comment="Школа закрыта", content=PAPER)
    for command in (
        AddDeficit(case_id=case_id, title="Поздно"),
        RecordClosingReport(case_id=case_id, text="Поздно"),
        CreateTask(case_id=case_id, title="Поздно", assignee_role="school"),
    ):
        with pytest.raises(Refused) as refused:
            world.do("methodist", command)
        assert [no.code for no in refused.value.refusals] == ["case_ended"]


def test_a_report_is_written_in_any_open_stage_and_not_over_another(world: World) -> None:
    case_id = open_case(world, "s1")
    command = RecordClosingReport(case_id=case_id, text="Качество выросло")
    world.do("methodist", command)
    with pytest.raises(Stale):
        world.do("methodist", command)
    assert one(select(ClosingReport.text)) == "Качество выросло"
    report(world, "s1")
    assert how_many(ClosingReport) == 2


def test_a_case_is_led_by_a_methodist_of_today(world: World) -> None:
    case_id = open_case(world, "s1")
    with pytest.raises(BadInput) as bad:
        world.do(
            "official",
            AssignMethodist(case_id=case_id, version=1, methodist_id=world.people["clerk"]),
        )
    assert bad.value.field == "methodist_id"
    with pytest.raises(BadInput):
        world.do(
            "official",
            AssignMethodist(case_id=case_id, version=1, methodist_id=world.people["methodist"]),
        )
    with pytest.raises(Refused):
        world.do("s1", AssignMethodist(case_id=case_id, version=1, methodist_id=world.people["methodist"]))
