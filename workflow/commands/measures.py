"""Rows of a plan: taken from the programme or the deficits, added, edited, put in order, lifted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from workflow.audit.actions import AuditAction
from workflow.commands.case_entry import words
from workflow.commands.measure_tasks import lift_tasks_of
from workflow.commands.measure_terms import columns_of, typed_term
from workflow.commands.measure_values import (
    forms_of,
    performers_of,
    quantities_of,
    short,
    title_of,
)
from workflow.commands.plan_rows import (
    Entered,
    add_measures,
    enter_measure,
    enter_plan,
    is_approved,
    own_deficit,
    permit_plan,
    plan_changed,
)
from workflow.commands.work import Command, Result, Work, handles
from workflow.models.plan import Measure, MeasureStatus, Plan
from workflow.models.task import Task, TaskStatus
from workflow.states.definition import Refusal
from workflow.states.entries import (
    ACCEPT_GAP,
    CHANGE_MEASURES,
    FINISH_MEASURE,
    LIFT_MEASURE,
    MEASURE_CLOSED,
    MEASURE_HAS_TASKS,
    MEASURE_IS_APPROVED,
)


@dataclass(frozen=True, kw_only=True)
class MeasureWords(Command):
    """What a person says of a measure; `year` answers a month without one."""

    title: str
    performers: tuple[str, ...] = ()
    performer_titles: str = ""
    term: str = ""
    year: str = ""
    control_forms: tuple[str, ...] = ()
    result: str = ""
    quantities: tuple[str, ...] = ()
    deficit_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class AddMeasure(MeasureWords):
    plan_id: int


@dataclass(frozen=True, kw_only=True)
class EditMeasure(MeasureWords):
    measure_id: int
    version: int


@dataclass(frozen=True, kw_only=True)
class RemoveMeasure(Command):
    """Out of a draft. What an act approved is lifted with a reason instead."""

    measure_id: int
    version: int


@dataclass(frozen=True, kw_only=True)
class MoveMeasure(Command):
    """One place up (-1) or down (1) in the plan."""

    measure_id: int
    version: int
    by: int


@dataclass(frozen=True, kw_only=True)
class AcceptGap(Command):
    """Why the measure has no performer, term or control form."""

    measure_id: int
    version: int
    comment: str


@dataclass(frozen=True, kw_only=True)
class LiftMeasure(Command):
    """The measure is no longer asked for, nor are its tasks; the reason stays in the plan."""

    measure_id: int
    version: int
    comment: str


@dataclass(frozen=True, kw_only=True)
class FinishMeasure(Command):
    """A measure without open tasks was done: `comment` says what shows it. Those with tasks end with them."""

    measure_id: int
    version: int
    comment: str


@handles(AddMeasure)
def _(command: AddMeasure, work: Work) -> Result:
    entered = enter_plan(work, command.plan_id)
    permit_plan(work, entered, CHANGE_MEASURES)
    [measure] = add_measures(work, entered.plan, [_said(work, entered.plan, command)])
    work.record(
        AuditAction.MEASURE_ADD,
        case_id=entered.case_id,
        data={"plan": entered.plan.id, "measure": measure.id},
        text=measure.title,
    )
    plan_changed(work, entered)
    return _answer(entered, measure)


@handles(EditMeasure)
def _(command: EditMeasure, work: Work) -> Result:
    entered, measure = enter_measure(work, command.measure_id, seen_version=command.version)
    permit_plan(work, entered, CHANGE_MEASURES, more=[_closed(measure)])
    values = _said(work, entered.plan, command, former=measure)
    changed = sorted(name for name, value in values.items() if getattr(measure, name) != value)
    for name in changed:
        setattr(measure, name, values[name])
    if not changed:
        return _answer(entered, measure)
    work.record(
        AuditAction.MEASURE_EDIT,
        case_id=entered.case_id,
        data={"plan": entered.plan.id, "measure": measure.id, "fields": changed},
        text=measure.title,
    )
    plan_changed(work, entered)
    return _answer(entered, measure)


@handles(RemoveMeasure)
def _(command: RemoveMeasure, work: Work) -> Result:
    entered, measure = enter_measure(work, command.measure_id, seen_version=command.version)
    approved = MEASURE_IS_APPROVED if is_approved(work, measure) else None
    permit_plan(work, entered, CHANGE_MEASURES, more=[_closed(measure), approved])
    measure.removed_at = work.now
    return _changed(work, entered, measure, AuditAction.MEASURE_REMOVE)


@handles(MoveMeasure)
def _(command: MoveMeasure, work: Work) -> Result:
    entered, measure = enter_measure(work, command.measure_id, seen_version=command.version)
    permit_plan(work, entered, CHANGE_MEASURES)
    rows = list(
        work.session.scalars(
            select(Measure)
            .where(Measure.plan_id == entered.plan.id, Measure.removed_at.is_(None))
            .order_by(Measure.position, Measure.id)
            .with_for_update(key_share=True)
        )
    )
    place = rows.index(measure)
    other = place + (1 if command.by > 0 else -1)
    if not 0 <= other < len(rows):
        return _answer(entered, measure)
    rows[place], rows[other] = rows[other], rows[place]
    for position, row in enumerate(rows, 1):
        row.position = position
    return _changed(work, entered, measure, AuditAction.MEASURE_MOVE, position=other + 1)


@handles(AcceptGap)
def _(command: AcceptGap, work: Work) -> Result:
    entered, measure = enter_measure(work, command.measure_id, seen_version=command.version)
    permit_plan(work, entered, ACCEPT_GAP, comment=command.comment, more=[_closed(measure)])
    measure.gap_accepted = words("comment", command.comment)
    return _changed(work, entered, measure, AuditAction.MEASURE_ACCEPT_GAP, text=measure.gap_accepted)


@handles(LiftMeasure)
def _(command: LiftMeasure, work: Work) -> Result:
    lock_tasks(work, command.measure_id)
    entered, measure = enter_measure(work, command.measure_id, seen_version=command.version)
    permit_plan(work, entered, LIFT_MEASURE, comment=command.comment, more=[_closed(measure)])
    measure.lifted_reason = words("comment", command.comment)
    measure.status, measure.status_at = MeasureStatus.LIFTED, work.now
    lift_tasks_of(work, [measure.id], measure.lifted_reason)
    return _changed(work, entered, measure, AuditAction.MEASURE_LIFT, text=measure.lifted_reason)


@handles(FinishMeasure)
def _(command: FinishMeasure, work: Work) -> Result:
    lock_tasks(work, command.measure_id)
    entered, measure = enter_measure(work, command.measure_id, seen_version=command.version)
    its_own = select(Task.id).where(Task.measure_id == measure.id, Task.status == TaskStatus.OPEN)
    busy = MEASURE_HAS_TASKS if work.session.scalar(its_own.limit(1)) is not None else None
    permit_plan(work, entered, FINISH_MEASURE, comment=command.comment, more=[_closed(measure), busy])
    what = words("comment", command.comment)
    measure.status, measure.status_at = MeasureStatus.DONE, work.now
    return _changed(work, entered, measure, AuditAction.MEASURE_DO, text=f"{measure.title}\n{what}")


def lock_tasks(work: Work, measure_id: int) -> None:
    """Whoever closes a task holds it before its measure: so does whoever lifts the measure."""
    work.session.scalars(
        select(Task.id)
        .where(Task.measure_id == measure_id)
        .order_by(Task.id)
        .with_for_update(of=Task, key_share=True)
    ).all()


def _said(work: Work, plan: Plan, command: MeasureWords, *, former: Measure | None = None) -> dict[str, Any]:
    """Columns of what was typed. Words of a term that were not touched keep the date they came to."""
    same_term = former is not None and former.as_given == command.term.strip() and not command.year
    term = None if same_term else typed_term(work, command.term, plan, year=command.year)
    deficit_id = command.deficit_id
    return {
        "title": title_of(command.title),
        "performers": performers_of(command.performers),
        "performer_titles": short("performer_titles", command.performer_titles, 1000),
        **(columns_of(term) if term is not None else {}),
        "control_forms": forms_of(command.control_forms),
        "result": short("result", command.result, 2000),
        "quantities": quantities_of(command.quantities),
        "deficit_id": own_deficit(work, plan, deficit_id, field="deficit_id").id if deficit_id else None,
    }


def _closed(measure: Measure) -> Refusal | None:
    return None if measure.status is MeasureStatus.OPEN else MEASURE_CLOSED


def _changed(
    work: Work, entered: Entered, measure: Measure, action: AuditAction, *, text: str = "", **data: int
) -> Result:
    work.record(
        action,
        case_id=entered.case_id,
        data={"plan": entered.plan.id, "measure": measure.id, **data},
        text=text or measure.title,
    )
    plan_changed(work, entered)
    return _answer(entered, measure)


def _answer(entered: Entered, measure: Measure) -> Result:
    case = {"case_id": entered.case_id} if entered.case_id is not None else {}
    return {"plan_id": entered.plan.id, "measure_id": measure.id, **case}
