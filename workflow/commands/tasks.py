"""Tasks: given by hand, ticked off, prolonged, closed or lifted. Orders make theirs in clause_tasks.py."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from workflow import access
from workflow.audit.actions import AuditAction
from workflow.commands.case_entry import allow, ended, enter_case_for_entry, permit, words
from workflow.commands.errors import BadInput, NotHere
from workflow.commands.measure_tasks import settle_measure
from workflow.commands.moving import Standing
from workflow.commands.pairing import current_pair
from workflow.commands.task_entry import (
    deadline_of,
    enter_task,
    not_open,
    remind_of,
    task_attempt,
    term_of_words,
)
from workflow.commands.work import Command, Result, Work, handles
from workflow.deadlines.calendar import CalendarMissing
from workflow.deadlines.change import ChangeRefused, appoint, extend
from workflow.deadlines.rule import Period
from workflow.deadlines.stored import to_json
from workflow.models.task import Evidence, EvidenceStatus, Task, TaskItem, TaskStatus
from workflow.states.definition import N_, Refusal, Role, say
from workflow.states.entries import (
    ASSIGNEE_ROLES,
    CLOSE_TASK,
    CREATE_TASK,
    EVIDENCE_NOT_ACCEPTED,
    EVIDENCE_WAITS,
    ITEMS_OPEN,
    LIFT_TASK,
    PROLONG_TASK,
    TICK_ITEM,
    by_assignee,
    by_whom_the_term_was_set,
    forms_not_shown,
)


@dataclass(frozen=True, kw_only=True)
class CreateTask(Command):
    """`term` is words, «до 25.11.2026» or «10 рабочих дней»; empty, it is the office's own term."""

    case_id: int
    title: str
    assignee_role: str
    assignee_id: int | None = None
    term: str = ""
    control_form: str = ""
    items: tuple[str, ...] = ()


@handles(CreateTask)
def _(command: CreateTask, work: Work) -> Result:
    standing = enter_case_for_entry(work, command.case_id)
    permit(work, standing, CREATE_TASK, more=[ended(standing)])
    case = standing.case
    deadline = term_of_words(
        work,
        command.term.strip(),
        within=Period(case.from_on, case.to_on),
        calendar=work.calendar,
    )
    task = Task(
        authority_id=work.authority_id,
        run_id=case.run_id,
        case_id=case.id,
        school_id=_school_of(work, standing, command.assignee_role),
        assignee_role=command.assignee_role,
        assignee_id=_assignee(work, command),
        title=words("title", command.title, longest=500),
        origin="hand",
        control_form=command.control_form.strip(),
        as_given=command.term.strip(),
        due_on=deadline.due_on,
        deadline=to_json(deadline),
        created_at=work.now,
    )
    remind_of(work, task, task.due_on)
    work.session.add(task)
    work.session.flush()  # the checklist and the record need the task's id
    _add_items(work, task, command.items)
    work.record(
        AuditAction.TASK_CREATE,
        case_id=case.id,
        data={"task": task.id, "clause": "", "due_on": task.due_on, "school": task.school_id},
        text=task.title,
    )
    work.tell("task:created", f"task:{task.id}:created", case_id=case.id, task_id=task.id)
    return {"case_id": case.id, "task_id": task.id}


@dataclass(frozen=True, kw_only=True)
class TickTaskItem(Command):
    item_id: int
    done: bool


@handles(TickTaskItem)
def _(command: TickTaskItem, work: Work) -> Result:
    task_id = work.session.scalar(select(TaskItem.task_id).where(TaskItem.id == command.item_id))
    if task_id is None:
        raise NotHere
    task = enter_task(work, task_id)
    allow(by_assignee(TICK_ITEM, task.assignee_role), task_attempt(work, task), [not_open(task)])
    item = work.session.get_one(TaskItem, command.item_id)
    if (item.done_at is not None) is command.done:
        return _answer(task)
    item.done_at = work.now if command.done else None
    work.record(
        AuditAction.TASK_TICK,
        case_id=task.case_id,
        data={"task": task.id, "item": item.id, "done": command.done},
        text=item.title,
    )
    return _answer(task)


@dataclass(frozen=True, kw_only=True)
class CloseTask(Command):
    """Closes with what its control form asks for, checked by somebody who did not give it."""

    task_id: int
    version: int
    reason: str = ""


@handles(CloseTask)
def _(command: CloseTask, work: Work) -> Result:
    task = enter_task(work, command.task_id, seen_version=command.version)
    attempt = task_attempt(work, task, reason=command.reason)
    allow(CLOSE_TASK, attempt, [not_open(task), *what_keeps_open(work, task)])
    _end(work, task, TaskStatus.DONE)
    work.record(
        AuditAction.TASK_CLOSE,
        case_id=task.case_id,
        order_id=task.order_id,
        data={"task": task.id, "due_on": task.due_on},
        text=command.reason.strip(),
    )
    settle_measure(work, task)
    work.tell("task:closed", f"task:{task.id}:closed", task_id=task.id, **_case(task))
    return _answer(task)


@dataclass(frozen=True, kw_only=True)
class LiftTask(Command):
    """The work is no longer asked for; the reason says why."""

    task_id: int
    version: int
    comment: str


@handles(LiftTask)
def _(command: LiftTask, work: Work) -> Result:
    task = enter_task(work, command.task_id, seen_version=command.version)
    step = by_whom_the_term_was_set(LIFT_TASK, task.origin)
    allow(step, task_attempt(work, task, comment=command.comment), [not_open(task)])
    task.lifted_reason = words("comment", command.comment)
    _end(work, task, TaskStatus.LIFTED)
    work.record(
        AuditAction.TASK_LIFT,
        case_id=task.case_id,
        order_id=task.order_id,
        data={"task": task.id, "due_on": task.due_on},
        text=task.lifted_reason,
    )
    settle_measure(work, task)
    work.tell("task:lifted", f"task:{task.id}:lifted", task_id=task.id, **_case(task))
    return _answer(task)


@dataclass(frozen=True, kw_only=True)
class ProlongTask(Command):
    """A later date, or a first one where the words gave none. A day off moves to the working day before."""

    task_id: int
    version: int
    due_on: date | None
    comment: str


@handles(ProlongTask)
def _(command: ProlongTask, work: Work) -> Result:
    task = enter_task(work, command.task_id, seen_version=command.version)
    step = by_whom_the_term_was_set(PROLONG_TASK, task.origin)
    allow(step, task_attempt(work, task, comment=command.comment), [not_open(task)])
    before = task.due_on
    _move_term(work, task, command)
    work.session.flush()  # the notice names the version that the change made
    work.record(
        AuditAction.TASK_PROLONG,
        case_id=task.case_id,
        order_id=task.order_id,
        data={"task": task.id, "from": before, "to": task.due_on},
        text=command.comment.strip(),
    )
    work.tell("task:prolonged", f"task:{task.id}:prolonged:{task.version}", task_id=task.id, **_case(task))
    return _answer(task)


def what_keeps_open(work: Work, task: Task) -> list[Refusal | None]:
    """Reasons of the task's own rows: evidence that is missing or unchecked, items without a tick."""
    rows = work.session.execute(
        select(Evidence.status, Evidence.control_form).where(Evidence.task_id == task.id)
    ).all()
    shown = Counter(status for status, _ in rows)
    unticked = work.session.scalar(
        select(func.count()).where(TaskItem.task_id == task.id, TaskItem.done_at.is_(None))
    )
    accepted = {form for status, form in rows if status is EvidenceStatus.ACCEPTED}
    return [
        EVIDENCE_WAITS if shown[EvidenceStatus.GIVEN] else None,
        _not_shown(task, accepted),
        ITEMS_OPEN if unticked else None,
    ]


def _not_shown(task: Task, accepted: set[str]) -> Refusal | None:
    """One form is shown by any accepted evidence; several, each by its own."""
    if len(task.control_forms) < 2:
        return EVIDENCE_NOT_ACCEPTED if task.control_forms and not accepted else None
    missing = [form for form in task.control_forms if form not in accepted]
    return forms_not_shown(missing) if missing else None


def _school_of(work: Work, standing: Standing, assignee_role: str) -> int | None:
    if assignee_role not in ASSIGNEE_ROLES:
        raise BadInput("assignee_role", say(N_("Выберите, кто отвечает за поручение")))
    if assignee_role == "school":
        return standing.case.school_id
    if assignee_role != "partner":
        return None
    pair = current_pair(work, standing.case.id)
    if pair is None:
        raise BadInput("assignee_role", say(N_("Партнёр ещё не выбран. Выберите его или поручите другому")))
    return pair.partner_school_id


def _assignee(work: Work, command: CreateTask) -> int | None:
    """One person may be named; he or she must hold the role today."""
    if command.assignee_id is None:
        return None
    theirs = access.memberships_of(work.session, command.assignee_id, work.today)
    roles = access.roles_in(theirs, work.authority_id)
    if not roles & ASSIGNEE_ROLES[command.assignee_role] & (Role.METHODIST | Role.OFFICIAL):
        raise BadInput("assignee_id", say(N_("У этого человека сегодня нет такой роли. Выберите другого")))
    return command.assignee_id


def _add_items(work: Work, task: Task, titles: tuple[str, ...]) -> None:
    work.session.add_all(
        TaskItem(authority_id=task.authority_id, task_id=task.id, position=position, title=title)
        for position, title in enumerate((line.strip() for line in titles if line.strip()), 1)
    )


def _move_term(work: Work, task: Task, command: ProlongTask) -> None:
    if command.due_on is None:
        raise BadInput("due_on", say(N_("Напишите новый срок: число, месяц и год")))
    deadline = deadline_of(task)
    calendar = work.calendar
    move = appoint if deadline.due_on is None else extend
    try:
        moved = move(deadline, command.due_on, command.comment.strip(), calendar=calendar)
    except (ChangeRefused, CalendarMissing) as refused:
        raise BadInput("due_on", refused.message) from refused
    task.deadline, task.due_on = to_json(moved), moved.due_on
    remind_of(work, task, task.due_on)


def _end(work: Work, task: Task, status: TaskStatus) -> None:
    task.status, task.done_at, task.closed_by_id = status, work.now, work.actor_id
    task.next_notice_at = None


def _case(task: Task) -> dict[str, int]:
    return {} if task.case_id is None else {"case_id": task.case_id}


def _answer(task: Task) -> Result:
    return {"task_id": task.id, **_case(task)}
