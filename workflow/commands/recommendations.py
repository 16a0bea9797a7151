"""Addressed recommendations: to whom, what, by when. An act makes them tasks, and those outlive the case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from workflow.audit.actions import AuditAction
from workflow.commands.case_entry import ended, enter_case_for_entry, permit, recorded, words
from workflow.commands.errors import BadInput, NotHere, Stale
from workflow.commands.in_force import Decided
from workflow.commands.moving import Standing, first_notice_at
from workflow.commands.packet_parts import refresh_parts_of_cases
from workflow.commands.pairing import current_pair
from workflow.commands.work import Command, Result, Work, handles
from workflow.deadlines.calendar import CalendarMissing
from workflow.deadlines.deadline import Deadline
from workflow.deadlines.due import due_date
from workflow.deadlines.stored import to_json
from workflow.deadlines.wording import Unclear, read_wording
from workflow.facts.results import ahead_of
from workflow.models.case import Case
from workflow.models.monitoring import Recommendation
from workflow.models.task import Task
from workflow.orders.addressees import ADDRESSEES
from workflow.orders.charges import clause_deadline
from workflow.states.definition import N_, Refusal, say
from workflow.states.entries import GIVE_RECOMMENDATION, RECOMMENDATION_IS_BINDING

#: Whom the office must answer for; all others are people of a school.
OFFICE = ("methodist", "official")


@dataclass(frozen=True, kw_only=True)
class AddRecommendation(Command):
    """`term` in words, «до 31.08.2027» or «10 рабочих дней»; empty: it has no date."""

    case_id: int
    addressee: str
    text: str
    term: str = ""


@dataclass(frozen=True, kw_only=True)
class EditRecommendation(Command):
    recommendation_id: int
    version: int
    addressee: str
    text: str
    term: str = ""


@dataclass(frozen=True, kw_only=True)
class RemoveRecommendation(Command):
    recommendation_id: int
    version: int


@handles(AddRecommendation)
def _(command: AddRecommendation, work: Work) -> Result:
    standing = enter_case_for_entry(work, command.case_id)
    permit(work, standing, GIVE_RECOMMENDATION, more=[ended(standing)])
    case = standing.case
    now = ahead_of(work.session, [case])[case.id].now if case.stage == "monitoring" else None
    row = Recommendation(
        authority_id=work.authority_id,
        run_id=case.run_id,
        case_id=case.id,
        round_id=now.id if now else None,
        **_typed(work, case, command.addressee, command.text, command.term),
        **recorded(work, None),
    )
    work.session.add(row)
    work.session.flush()  # the entry names the new row
    _changed(work, AuditAction.RECOMMENDATION_ADD, row)
    return {"case_id": case.id, "recommendation_id": row.id}


@handles(EditRecommendation)
def _(command: EditRecommendation, work: Work) -> Result:
    standing, row = _enter(work, command.recommendation_id, command.version)
    values = _typed(work, standing.case, command.addressee, command.text, command.term)
    if any(getattr(row, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(row, name, value)
        work.session.flush()  # the parts of packets are read anew
        _changed(work, AuditAction.RECOMMENDATION_CHANGE, row)
    return {"case_id": standing.case.id, "recommendation_id": row.id}


@handles(RemoveRecommendation)
def _(command: RemoveRecommendation, work: Work) -> Result:
    standing, row = _enter(work, command.recommendation_id, command.version)
    row.removed_at = work.now
    work.session.flush()  # the parts of packets are read anew
    _changed(work, AuditAction.RECOMMENDATION_REMOVE, row)
    return {"case_id": standing.case.id}


def open_recommendations(work: Work, case_ids: list[int]) -> dict[int, list[Recommendation]]:
    """Case -> its recommendations that no act has made binding, in the order in which they were given."""
    found: dict[int, list[Recommendation]] = {case_id: [] for case_id in case_ids}
    for row in work.session.scalars(
        select(Recommendation)
        .where(
            Recommendation.case_id.in_(case_ids),
            Recommendation.removed_at.is_(None),
            Recommendation.packet_id.is_(None),
        )
        .order_by(Recommendation.id)
    ):
        assert row.case_id is not None  # the WHERE clause says so; this tells mypy
        found[row.case_id].append(row)
    return found


def shown(row: Recommendation) -> dict[str, str]:
    """What a packet shows of one; the words of its term, because the act's own day may decide the date."""
    return {"to": row.addressee, "text": row.text, "term": row.as_given}


def make_binding(work: Work, cases: list[Case], packet_id: int, decided: Decided) -> int:
    """An act took them in: each becomes a task of its addressee, its term counted from the act."""
    rows = open_recommendations(work, [case.id for case in cases])
    made = 0
    for case in cases:
        for row in rows[case.id]:
            row.packet_id, row.order_id = packet_id, decided.order_id
            deadline = clause_deadline(row.as_given, decided.on, work.calendar) if row.as_given else None
            row.due_on = deadline.due_on if deadline else row.due_on
            row.deadline = to_json(deadline) if deadline else row.deadline
            _make_task(work, case, row)
            made += 1
    return made


def _make_task(work: Work, case: Case, row: Recommendation) -> None:
    role = ADDRESSEES[row.addressee].role
    task = Task(
        authority_id=work.authority_id,
        run_id=case.run_id,
        case_id=case.id,
        school_id=row.school_id,
        assignee_role=role,
        assignee_id=case.methodist_id if role == "methodist" else None,
        title=row.text[:500],
        origin="recommendation",
        recommendation_id=row.id,
        order_id=row.order_id,
        as_given=row.as_given,
        due_on=row.due_on,
        deadline=row.deadline,
        next_notice_at=first_notice_at(row.due_on, work.home.zone, work.calendar, work.now),
        created_at=work.now,
    )
    work.session.add(task)
    work.session.flush()  # the entry names the new task
    work.record(
        AuditAction.TASK_CREATE,
        case_id=case.id,
        order_id=row.order_id,
        data={
            "task": task.id,
            "clause": "",
            "due_on": task.due_on,
            "school": task.school_id,
            "recommendation": row.id,
        },
    )
    work.tell("task:created", f"task:{task.id}:created", case_id=case.id, task_id=task.id)


def _enter(work: Work, recommendation_id: int, version: int) -> tuple[Standing, Recommendation]:
    case_id = work.session.scalar(select(Recommendation.case_id).where(Recommendation.id == recommendation_id))
    if case_id is None:
        raise NotHere
    standing = enter_case_for_entry(work, case_id)
    row = work.session.scalar(
        select(Recommendation)
        .where(Recommendation.id == recommendation_id, Recommendation.removed_at.is_(None))
        .with_for_update(key_share=True)
    )
    if row is None:
        raise NotHere
    if row.version != version:
        raise Stale("case", case_id, seen=version, current=row.version)
    permit(work, standing, GIVE_RECOMMENDATION, more=[ended(standing), _binding(row)])
    return standing, row


def _binding(row: Recommendation) -> Refusal | None:
    return RECOMMENDATION_IS_BINDING if row.packet_id is not None else None


def _typed(work: Work, case: Case, addressee: str, text: str, term: str) -> dict[str, Any]:
    if addressee not in ADDRESSEES:
        raise BadInput("addressee", say(N_("Выберите, кому дана рекомендация")))
    deadline = _deadline(work, term)
    return {
        "addressee": addressee,
        "school_id": _school_of(work, case, addressee),
        "text": words("text", text),
        "as_given": term.strip(),
        "due_on": deadline.due_on if deadline else None,
        "deadline": to_json(deadline) if deadline else None,
    }


def _school_of(work: Work, case: Case, addressee: str) -> int | None:
    if addressee in OFFICE:
        return None
    if addressee != "partner":
        return case.school_id
    pair = current_pair(work, case.id)
    if pair is None:
        raise BadInput("addressee", say(N_("У школы нет партнёра: адресуйте рекомендацию кому-то другому")))
    return pair.partner_school_id


def _deadline(work: Work, term: str) -> Deadline | None:
    """The date that the words name themselves; one counted from the act waits for it."""
    if not term.strip():
        return None
    rule = read_wording(term)
    if isinstance(rule, Unclear):
        raise BadInput("term", rule.message)
    try:
        deadline = due_date(rule, calendar=work.calendar)
    except CalendarMissing as missing:
        raise BadInput("term", missing.message) from missing
    if deadline.due_on is not None and deadline.due_on < work.today:
        raise BadInput(
            "term",
            say(N_("Срок %(due_on)s уже прошёл: сегодня %(today)s"), due_on=deadline.due_on, today=work.today),
        )
    return deadline


def _changed(work: Work, action: AuditAction, row: Recommendation) -> None:
    data: Mapping[str, int | str | date | None] = {
        "recommendation": row.id,
        "to": row.addressee,
        "school": row.school_id,
        "due_on": row.due_on,
    }
    work.record(action, case_id=row.case_id, data=data, text=row.text)
    if row.case_id is not None:
        refresh_parts_of_cases(work, [row.case_id])
