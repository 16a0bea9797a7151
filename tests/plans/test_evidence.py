"""What shows that a measure was done: each control form by its own evidence, one file for several."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import func, select

from tests.casework.conftest import Town
from tests.plans.steps import add, approved, fresh, plan_of, reviewed, tasks_of
from tests.world import World
from workflow.commands import BadInput
from workflow.commands.evidence import AcceptEvidence, GiveEvidence
from workflow.commands.tasks import CloseTask
from workflow.models.blob import Blob
from workflow.models.task import Evidence, Task, TaskStatus
from workflow.states.machine import Refused


def two_tasks(world: World) -> tuple[int, int]:
    """A measure with two control forms and one with a single one, both in force."""
    plan_id = plan_of(world)
    first = add(world, plan_id, "Провести педсовет", control_forms=("приказ", "протокол"))
    second = add(world, plan_id, "Собрать справку", control_forms=("справка",))
    reviewed(world, "s1", plan_id)
    approved(world, "s1")
    [one], [other] = ([task.id for task in tasks_of(measure)] for measure in (first, second))
    return one, other


def close(world: World, task_id: int) -> None:
    [task] = fresh(select(Task).where(Task.id == task_id))
    world.do("methodist", CloseTask(task_id=task_id, version=task.version))


def accept_all(world: World, task_id: int) -> None:
    for evidence in fresh(select(Evidence.id).where(Evidence.task_id == task_id, Evidence.status == "given")):
        world.do("methodist", AcceptEvidence(evidence_id=evidence))


def test_a_task_is_not_closed_while_one_of_its_control_forms_is_not_shown(world: World) -> None:
    task_id, _ = two_tasks(world)
    world.do("s1", GiveEvidence(task_id=task_id, title="Приказ № 5", shows=(f"{task_id}:0",)))
    accept_all(world, task_id)
    with pytest.raises(Refused) as refused:
        close(world, task_id)
    [refusal] = refused.value.refusals
    assert refusal.code == "evidence_not_accepted"
    assert dict(refusal.reason.what.values)["forms"] == "протокол"

    world.do("s1", GiveEvidence(task_id=task_id, title="Протокол № 1", shows=(f"{task_id}:1",)))
    accept_all(world, task_id)
    close(world, task_id)
    assert fresh(select(Task.status).where(Task.id == task_id)) == [TaskStatus.DONE]


def test_evidence_says_which_form_it_shows_where_there_are_several(world: World) -> None:
    task_id, _ = two_tasks(world)
    with pytest.raises(BadInput) as bad:
        world.do("s1", GiveEvidence(task_id=task_id, title="Приказ № 5"))
    assert bad.value.field == "shows"
    for nonsense in ("приказ", f"{task_id}:7", f"{task_id}:", ":0"):
        with pytest.raises(BadInput):
            world.do("s1", GiveEvidence(task_id=task_id, title="Приказ № 5", shows=(nonsense,)))
    assert fresh(select(Evidence)) == []


def test_one_file_serves_several_forms_and_tasks_and_is_stored_once(town: Town) -> None:
    one, other = town.arrange(two_tasks)
    blobs = town.look(select(func.count()).select_from(Blob))
    school = town.sign_in("s1")
    page = school.open(f"/tasks/{one}")
    assert "справка — другое поручение: Собрать справку" in page
    ticked = [f"{one}:0", f"{one}:1", f"{other}:0"]
    school.press(
        f"/tasks/{one}/evidence",
        what="Сводный отчёт",
        shows=ticked,
        file=(io.BytesIO(b"%PDF-1.7 report"), "otchet.pdf"),
    )
    with town.app.app_context():
        rows = fresh(select(Evidence).order_by(Evidence.id))
        assert [(row.task_id, row.control_form) for row in rows] == [
            (one, "приказ"),
            (one, "протокол"),
            (other, ""),
        ]
        assert len({row.file_sha256 for row in rows}) == 1
    assert town.look(select(func.count()).select_from(Blob)) == blobs + 1
    page = town.sign_in("methodist").open(f"/tasks/{one}")
    assert "показывает: приказ" in page
    assert "показывает: протокол" in page


def test_nobody_shows_evidence_for_a_task_of_another_school(world: World) -> None:
    one, _ = two_tasks(world)
    with pytest.raises(LookupError):
        world.do("s2", GiveEvidence(task_id=one, title="Чужое", shows=(f"{one}:0",)))
