"""The steps of an event as tasks of the process: reminded of like any task, closed when the event moves on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from sqlalchemy import select

from workflow.audit.actions import AuditAction
from workflow.commands.errors import BadInput
from workflow.commands.task_entry import remind_of
from workflow.commands.work import Work
from workflow.deadlines.calendar import CalendarMissing
from workflow.deadlines.due import due_date
from workflow.deadlines.rule import Bound, Day, Point, Rule
from workflow.deadlines.stored import to_json
from workflow.models.event import Event
from workflow.models.task import Task, TaskStatus


@dataclass(frozen=True, slots=True)
class StepTask:
    """`words` begin the task's title: so a step finds its task. `open_in` are the states it waits in."""

    words: str
    by: str  # column of the planned day
    open_in: frozenset[str]


STEP_TASKS: Final[Mapping[str, StepTask]] = MappingProxyType(
    {
        "announce": StepTask("Объявление: ", "announce_by", frozenset({"event.planned"})),
        "reflect": StepTask(
            "Сбор отзывов: ", "reflect_by", frozenset({"event.planned", "event.announced", "event.held"})
        ),
        "results": StepTask(
            "Подведение итогов: ",
            "results_by",
            frozenset({"event.planned", "event.announced", "event.held", "event.reflected"}),
        ),
    }
)
NOT_ANNOUNCED = "Мероприятие прошло без объявления"
CANCELLED = "Отмена самого мероприятия"


def keep_step_tasks(work: Work, event: Event) -> None:
    """Bring the tasks of an event to what its state and its planned days ask for. Safe to repeat."""
    known = list(
        work.session.scalars(
            select(Task)
            .where(Task.event_id == event.id, Task.origin == "process")
            .order_by(Task.id)
            .with_for_update(of=Task, key_share=True)
        )
    )
    for step in STEP_TASKS.values():
        task = next((one for one in known if one.title.startswith(step.words)), None)
        due_on: date | None = getattr(event, step.by)
        if event.state not in step.open_in:
            if task is not None and task.status is TaskStatus.OPEN:
                _end(work, event, step, task)
        elif task is None:
            if due_on is not None and due_on >= work.today:
                _give(work, event, step, due_on)
        else:
            _move(work, event, step, task, due_on)


def _give(work: Work, event: Event, step: StepTask, due_on: date) -> None:
    task = Task(
        authority_id=event.authority_id,
        run_id=event.run_id,
        event_id=event.id,
        assignee_role="methodist",
        assignee_id=event.created_by_id,
        title=step.words + event.title,
        origin="process",
        created_at=work.now,
    )
    _term(work, step, task, due_on)
    work.session.add(task)
    work.session.flush()  # the record needs the task's id
    work.record(
        AuditAction.TASK_CREATE,
        data={"task": task.id, "clause": "", "due_on": task.due_on, "school": None, "event": event.id},
        text=task.title,
    )


def _move(work: Work, event: Event, step: StepTask, task: Task, due_on: date | None) -> None:
    task.title = step.words + event.title
    if task.status is TaskStatus.DONE:
        task.status, task.done_at, task.closed_by_id = TaskStatus.OPEN, None, None
        remind_of(work, task, task.due_on)
        work.record(AuditAction.TASK_REOPEN, data={"task": task.id, "event": event.id})
    if task.status is not TaskStatus.OPEN or due_on is None or task.as_given == _words(due_on):
        return
    before = task.due_on
    _term(work, step, task, due_on)
    work.record(
        AuditAction.TASK_PROLONG,
        data={"task": task.id, "from": before, "to": task.due_on, "event": event.id},
    )


def _end(work: Work, event: Event, step: StepTask, task: Task) -> None:
    """Done by the step itself, or no longer asked for: then the reason stands in the row."""
    task.done_at, task.closed_by_id, task.next_notice_at = work.now, work.actor_id, None
    skipped = step.by == "announce_by" and event.announced_on is None
    if event.state == "event.cancelled" or skipped:
        task.status = TaskStatus.LIFTED
        task.lifted_reason = CANCELLED if event.state == "event.cancelled" else NOT_ANNOUNCED
        action = AuditAction.TASK_LIFT
    else:
        task.status, action = TaskStatus.DONE, AuditAction.TASK_CLOSE
    work.record(
        action, data={"task": task.id, "due_on": task.due_on, "event": event.id}, text=task.lifted_reason or ""
    )


def _term(work: Work, step: StepTask, task: Task, due_on: date) -> None:
    rule = Rule(_words(due_on), Day(Point(due_on.month, due_on.day, due_on.year), Bound.UNTIL))
    try:
        deadline = due_date(rule, calendar=work.calendar, dated_on=work.today)
    except CalendarMissing as missing:
        raise BadInput(step.by, missing.message) from missing
    task.as_given, task.due_on, task.deadline = _words(due_on), deadline.due_on, to_json(deadline)
    remind_of(work, task, task.due_on)


def _words(due_on: date) -> str:
    return f"до {due_on:%d.%m.%Y}"
