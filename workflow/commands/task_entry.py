"""Stepping into a task: its lock, its version, what the person is to it, and its term."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from workflow import access
from workflow.commands.errors import BadInput, NotHere
from workflow.commands.moving import first_notice_at
from workflow.commands.work import Work
from workflow.deadlines.calendar import CalendarMissing, ProductionCalendar
from workflow.deadlines.deadline import Deadline, WaitsFor
from workflow.deadlines.due import due_date
from workflow.deadlines.rule import Gives, Period, Rule, Waiting
from workflow.deadlines.stored import from_json
from workflow.deadlines.wording import Unclear, read_wording
from workflow.models.task import Task, TaskStatus
from workflow.states.definition import N_, Actor, Attempt, OnBehalf, Refusal, Role, say
from workflow.states.entries import TASK_NOT_OPEN
from workflow.states.facts import Facts


def enter_task(work: Work, task_id: int, *, seen_version: int | None = None) -> Task:
    """Step into the authority of one task and lock its row; one that the person may not see is not here."""
    work.enter_home_of(Task, task_id)
    query = select(Task).where(Task.id == task_id).with_for_update(of=Task, key_share=True)
    if not work.is_system:
        query = query.where(access.task_is_visible(work.memberships))
    task = work.session.scalar(query)
    if task is None:
        raise NotHere
    if seen_version is not None:
        work.check_version("task", task.id, seen=seen_version, current=task.version)
    return task


def task_attempt(
    work: Work, task: Task, *, comment: str = "", reason: str = "", on_behalf: OnBehalf | None = None
) -> Attempt:
    roles = (
        Role.SYSTEM
        if work.is_system
        else access.roles_for_task(
            work.memberships,
            authority_id=task.authority_id,
            school_id=task.school_id,
            assignee_role=task.assignee_role,
        )
    )
    actor = Actor(id=work.actor_id, roles=roles, authority_id=task.authority_id, school_id=task.school_id)
    return Attempt(
        actor=actor, facts=Facts(), now=work.now, comment=comment, reason=reason, on_behalf=on_behalf
    )


def not_open(task: Task) -> Refusal | None:
    return None if task.status is TaskStatus.OPEN else TASK_NOT_OPEN


def term_of_words(work: Work, words: str, *, within: Period, calendar: ProductionCalendar) -> Deadline:
    """The words a person gave a term in, read; what was not understood is said at the field."""
    rule = read_wording(words)
    if isinstance(rule, Unclear):
        raise BadInput("term", rule.message)
    try:
        deadline = due_date(rule, calendar=calendar, dated_on=work.today, term=within)
    except CalendarMissing as missing:
        raise BadInput("term", missing.message) from missing
    if deadline.waits_for is WaitsFor.YEAR:
        raise BadInput("term", say(N_("Назовите год, например: до 25.11.%(year)d"), year=within.to_on.year))
    if deadline.waits_for is WaitsFor.SERIES:
        raise BadInput("term", say(N_("Это несколько сроков. У поручения срок один: назовите первый")))
    if deadline.due_on is not None and deadline.due_on < work.today:
        raise BadInput(
            "term",
            say(
                N_("Срок %(due_on)s уже прошёл: сегодня %(today)s"),
                due_on=deadline.due_on,
                today=work.today,
            ),
        )
    return deadline


def deadline_of(task: Task) -> Deadline:
    """The derivation that is kept in the row; words that were never understood wait for somebody's date."""
    if task.deadline is not None:
        return from_json(task.deadline)
    rule = Rule(task.as_given, Waiting(Gives.SCHEDULE))
    waits = None if task.due_on else WaitsFor.SCHEDULE
    return Deadline(rule=rule, due_on=task.due_on, waits_for=waits)


def remind_of(work: Work, task: Task, due_on: date | None) -> None:
    calendar = work.calendar
    task.next_notice_at = first_notice_at(due_on, work.home.zone, calendar, work.now)
