"""A task is given, shown evidence for, checked by somebody else, prolonged with its reason, closed."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from tests.casework.conftest import how_many, last_entry, one, told
from tests.world import NOW, TODAY, World, open_case, pair_up
from workflow.commands import BadInput, NotHere, Stale
from workflow.commands.evidence import AcceptEvidence, GiveEvidence, ReturnEvidence
from workflow.commands.tasks import CloseTask, CreateTask, LiftTask, ProlongTask, TickTaskItem
from workflow.deadlines.stored import from_json
from workflow.extensions import db
from workflow.facts import facts_of
from workflow.models.case import Case
from workflow.models.task import Evidence, EvidenceStatus, Task, TaskItem, TaskStatus
from workflow.states.definition import OnBehalf, Role
from workflow.states.machine import CommentMissing, Refused
from workflow.uow import unit_of_work

PDF = b"%PDF-1.7 lesson"


def create(world: World, **changes: Any) -> int:
    values = {
        "case_id": world.cases["s1"],
        "title": "Сдать карту урока",
        "assignee_role": "school",
        "term": "до 30.10.2026",
        "control_form": "технологическая карта",
        **changes,
    }
    task_id: int = world.do("methodist", CreateTask(**values))["task_id"]
    return task_id


def give(world: World, task_id: int, who: str = "s1", **more: Any) -> int:
    values = {"title": "Карта", "file_name": "карта.pdf", "content": PDF, **more}
    evidence_id: int = world.do(who, GiveEvidence(task_id=task_id, **values))["evidence_id"]
    return evidence_id


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [no.code for no in refused.value.refusals]


@pytest.fixture
def task_id(world: World) -> int:
    open_case(world, "s1")
    return create(world)


def test_a_task_keeps_the_words_of_its_term_and_the_day_they_mean(world: World, task_id: int) -> None:
    task = one(select(Task))
    assert (task.as_given, task.due_on) == ("до 30.10.2026", date(2026, 10, 30))
    assert from_json(task.deadline).due_on == task.due_on
    assert task.next_notice_at is not None
    assert told() == ["task:created"]


def test_a_term_without_words_is_the_offices_own(world: World) -> None:
    open_case(world, "s1")
    create(world, term="")
    assert one(select(Task.due_on)) == date(2026, 11, 12)


@pytest.mark.parametrize("term", ["когда-нибудь", "31.02.2027", "до 01.09.2026", "ноябрь", "ежемесячно"])
def test_a_term_that_is_not_one_day_ahead_is_asked_again(world: World, term: str) -> None:
    open_case(world, "s1")
    with pytest.raises(BadInput) as bad:
        create(world, term=term)
    assert bad.value.field == "term"
    assert how_many(Task) == 0


def test_a_partner_is_charged_only_when_there_is_one(world: World) -> None:
    open_case(world, "s1")
    with pytest.raises(BadInput) as bad:
        create(world, assignee_role="partner")
    assert bad.value.field == "assignee_role"
    pair_up(world, "s1")
    create(world, assignee_role="partner")
    assert one(select(Task.school_id)) == world.schools["p1"]


def test_a_school_gives_nobody_tasks(world: World) -> None:
    open_case(world, "s1")
    with pytest.raises(Refused):
        world.do("s1", CreateTask(case_id=world.cases["s1"], title="Нам", assignee_role="methodist"))


def test_a_task_with_a_control_form_waits_for_accepted_evidence(world: World, task_id: int) -> None:
    with pytest.raises(Refused) as refused:
        world.do("methodist", CloseTask(task_id=task_id, version=1))
    assert codes(refused) == ["evidence_not_accepted"]

    evidence_id = give(world, task_id)
    with pytest.raises(Refused) as refused:
        world.do("methodist", CloseTask(task_id=task_id, version=1))
    assert codes(refused) == ["evidence_waits", "evidence_not_accepted"]

    world.do("methodist", AcceptEvidence(evidence_id=evidence_id))
    world.do("methodist", CloseTask(task_id=task_id, version=1))
    task = one(select(Task))
    assert (task.status, task.closed_by_id) == (TaskStatus.DONE, world.people["methodist"])
    assert task.next_notice_at is None


def test_the_school_neither_checks_nor_closes(world: World, task_id: int) -> None:
    evidence_id = give(world, task_id)
    for command in (
        AcceptEvidence(evidence_id=evidence_id),
        ReturnEvidence(evidence_id=evidence_id, comment="нет"),
        CloseTask(task_id=task_id, version=1),
    ):
        with pytest.raises(Refused) as refused:
            world.do("s1", command)
        assert codes(refused)[0] == "wrong_role"


def test_who_gave_the_evidence_does_not_check_it(world: World) -> None:
    open_case(world, "s1")
    evidence_id = give(world, create(world, assignee_role="methodist"), "methodist")
    with pytest.raises(Refused) as refused:
        world.do("methodist", AcceptEvidence(evidence_id=evidence_id))
    assert codes(refused) == ["giver_checks"]
    world.do("specialist", AcceptEvidence(evidence_id=evidence_id))
    assert one(select(Evidence.status)) is EvidenceStatus.ACCEPTED


def test_evidence_brought_on_paper_is_entered_for_the_school_and_keeps_both_names(
    world: World, task_id: int
) -> None:
    with pytest.raises(Refused):
        give(world, task_id, "methodist")
    behalf = OnBehalf(role=Role.SCHOOL, channel="принесли на совещание", happened_on=TODAY)
    evidence_id = give(world, task_id, "methodist", on_behalf=behalf)
    row = one(select(Evidence))
    assert (row.recorded_by_id, row.on_behalf_of) == (world.people["methodist"], "school")
    world.do("methodist", AcceptEvidence(evidence_id=evidence_id))


def test_a_returned_evidence_says_why_and_another_is_given(world: World, task_id: int) -> None:
    evidence_id = give(world, task_id)
    with pytest.raises(CommentMissing):
        world.do("methodist", ReturnEvidence(evidence_id=evidence_id, comment=""))
    world.do("methodist", ReturnEvidence(evidence_id=evidence_id, comment="Не указана дата урока"))
    assert told()[-1] == "evidence:returned"
    with pytest.raises(Refused) as refused:
        world.do("methodist", AcceptEvidence(evidence_id=evidence_id))
    assert codes(refused) == ["evidence_not_waiting"]
    give(world, task_id)
    assert how_many(Evidence) == 2


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": "", "content": b"", "file_name": ""}, "file"),
        ({"content": b"", "file_name": "", "link": "javascript:alert(1)"}, "link"),
        ({"content": b"", "file_name": "карта.pdf"}, "file"),
        ({"file_name": "карта.exe"}, "file"),
        ({"file_name": "карта.docx"}, "file"),
        ({"file_name": ".pdf"}, "file"),
        ({"file_name": "карта.pdf.html", "content": b"<script>"}, "file"),
    ],
)
def test_evidence_that_cannot_be_kept_is_asked_again(
    world: World, task_id: int, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as bad:
        give(world, task_id, **values)
    assert bad.value.field == field
    assert how_many(Evidence) == 0


def test_a_name_of_a_file_leads_nowhere(world: World, task_id: int) -> None:
    give(world, task_id, file_name='..\\..\\etc/за"пуск\u202efdp.pdf')
    assert one(select(Evidence.file_name)) == "запускfdp.pdf"


def test_a_prolonged_task_remembers_the_old_date_and_the_reason(world: World, task_id: int) -> None:
    world.do(
        "methodist",
        ProlongTask(task_id=task_id, version=1, due_on=date(2026, 11, 6), comment="Учитель болел"),
    )
    task = one(select(Task))
    assert task.due_on == date(2026, 11, 6)
    [change] = from_json(task.deadline).changes
    assert (change.from_on, change.reason) == (date(2026, 10, 30), "Учитель болел")
    assert json.loads(last_entry().body)["data"] == {"task": task_id, "from": "2026-10-30", "to": "2026-11-06"}


@pytest.mark.parametrize("due_on", [None, date(2026, 10, 30), date(2026, 10, 29), date(2060, 1, 11)])
def test_a_prolonged_task_ends_later_than_before(world: World, task_id: int, due_on: date | None) -> None:
    with pytest.raises(BadInput) as bad:
        world.do("methodist", ProlongTask(task_id=task_id, version=1, due_on=due_on, comment="Болел"))
    assert bad.value.field == "due_on"


def test_what_an_order_set_the_committee_alone_prolongs_and_lifts(world: World, task_id: int) -> None:
    with unit_of_work() as session:
        session.get_one(Task, task_id).origin = "clause"
    prolong = ProlongTask(task_id=task_id, version=2, due_on=date(2026, 11, 6), comment="Болел")
    for command in (prolong, LiftTask(task_id=task_id, version=2, comment="Не нужно")):
        with pytest.raises(Refused) as refused:
            world.do("methodist", command)
        assert codes(refused) == ["wrong_role"]
    world.do("specialist", prolong)


def test_a_lifted_task_says_why_and_holds_nothing_open(world: World, task_id: int) -> None:
    with pytest.raises(CommentMissing):
        world.do("methodist", LiftTask(task_id=task_id, version=1, comment=" "))
    world.do("methodist", LiftTask(task_id=task_id, version=1, comment="Урок отменён"))
    assert one(select(Task.status)) is TaskStatus.LIFTED
    with pytest.raises(Refused) as refused:
        give(world, task_id)
    assert codes(refused) == ["task_not_open"]


def test_a_task_that_somebody_changed_is_not_closed_from_an_old_page(world: World, task_id: int) -> None:
    world.do(
        "methodist",
        ProlongTask(task_id=task_id, version=1, due_on=date(2026, 11, 6), comment="Учитель болел"),
    )
    with pytest.raises(Stale):
        world.do("methodist", LiftTask(task_id=task_id, version=1, comment="Не нужно"))


def test_a_checklist_is_ticked_by_the_school_and_closed_early_only_with_a_reason(world: World) -> None:
    open_case(world, "s1")
    task_id = create(world, control_form="", items=("Физика", " ", "Химия"))
    first: int = one(select(TaskItem.id).order_by(TaskItem.position).limit(1))
    assert how_many(TaskItem) == 2
    world.do("s1", TickTaskItem(item_id=first, done=True))

    with pytest.raises(Refused) as refused:
        world.do("methodist", CloseTask(task_id=task_id, version=1))
    assert [(no.code, no.overridable) for no in refused.value.refusals] == [("items_open", True)]
    world.do("methodist", CloseTask(task_id=task_id, version=1, reason="Химии в школе нет"))
    assert one(select(Task.status)) is TaskStatus.DONE


def test_another_school_sees_nothing_of_the_task(world: World, task_id: int) -> None:
    evidence_id = give(world, task_id)
    for command in (
        GiveEvidence(task_id=task_id, title="чужое"),
        AcceptEvidence(evidence_id=evidence_id),
        CloseTask(task_id=task_id, version=1),
    ):
        with pytest.raises(NotHere):
            world.do("s2", command)


def test_a_partners_task_that_belongs_to_no_single_case_is_the_partners(world: World) -> None:
    with unit_of_work() as session:
        session.add(
            Task(
                authority_id=world.authority_id,
                run_id=world.run_id,
                school_id=world.schools["p1"],
                assignee_role="partner",
                title="Провести открытые уроки",
                origin="clause",
                created_at=NOW,
            )
        )
    task_id: int = one(select(Task.id))
    give(world, task_id, "p1")
    with pytest.raises(NotHere):
        give(world, task_id, "p2")


def test_an_undated_task_is_named_apart_and_a_later_date_lets_the_case_close(world: World) -> None:
    """Nothing says until when it holds the case; with a date after its term it is watched and holds nothing."""
    case_id = open_case(world, "s1", stage="closure")
    create(world, title="Вести журнал консультаций", term="постоянно", control_form="")
    create(world)
    assert standing(case_id) == (("Сдать карту урока",), ("Вести журнал консультаций",), 0)
    task = one(select(Task).where(Task.due_on.is_(None)))
    later = ProlongTask(
        task_id=task.id, version=task.version, due_on=date(2027, 12, 1), comment="Дальше ведёт школа"
    )
    world.do("methodist", later)
    assert standing(case_id) == (("Сдать карту урока",), (), 1)


def standing(case_id: int) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    facts = facts_of(db.session(), [one(select(Case).where(Case.id == case_id))], NOW)[case_id].case
    return facts.open_tasks, facts.undated_tasks, facts.later_tasks
