"""Rows taken into a plan: from the programme's own, or from what the school lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workflow.audit.actions import AuditAction
from workflow.commands.errors import BadInput
from workflow.commands.measure_terms import EVERY_YEAR, Term, columns_of, term_of_row, typed_term
from workflow.commands.measure_values import values_of_row
from workflow.commands.plan_rows import (
    Entered,
    add_measures,
    enter_plan,
    own_deficit,
    permit_plan,
    plan_changed,
)
from workflow.commands.work import Command, Result, Work, handles
from workflow.models.case import Deficit, DeficitKind
from workflow.models.plan import Measure, MeasureStatus, Plan
from workflow.models.programme import Run, TermAnswer
from workflow.programmes import Programme
from workflow.programmes.document import document_of
from workflow.programmes.names import rows_by_number
from workflow.states.definition import N_, say
from workflow.states.entries import CHANGE_MEASURES


@dataclass(frozen=True, kw_only=True)
class TakeActivities(Command):
    """`numbers` are rows of the programme; `years` answers «which year?»: (number, "2026" or "every")."""

    plan_id: int
    numbers: tuple[str, ...]
    years: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class TakeDeficits(Command):
    """A common deficit goes to the common day, an individual one to the partner: as the programme says."""

    plan_id: int
    deficit_ids: tuple[int, ...]


@handles(TakeActivities)
def _(command: TakeActivities, work: Work) -> Result:
    entered = enter_plan(work, command.plan_id)
    permit_plan(work, entered, CHANGE_MEASURES)
    programme = programme_of(work, entered.plan)
    rows = rows_by_number(programme) if programme else {}
    chosen = {number: rows[number] for number in command.numbers if number in rows}
    if not chosen or len(chosen) != len(set(command.numbers)):
        raise BadInput("activities", say(N_("Отметьте хотя бы одну меру программы")))
    years = _stored_years(work, entered.plan.run_id) | dict(command.years)
    terms = {
        number: term_of_row(work, row.timing, entered.plan, year=years.get(number, ""), field=f"year-{number}")
        for number, row in chosen.items()
    }
    _not_taken_already(work, entered.plan, terms)
    assert programme is not None  # it has rows
    return _taken(
        work,
        entered,
        [
            {**values_of_row(row, programme), "activity": number, **columns_of(terms[number])}
            for number, row in chosen.items()
        ],
    )


@handles(TakeDeficits)
def _(command: TakeDeficits, work: Work) -> Result:
    entered = enter_plan(work, command.plan_id)
    permit_plan(work, entered, CHANGE_MEASURES)
    deficits = [
        own_deficit(work, entered.plan, deficit_id, field="deficits")
        for deficit_id in dict.fromkeys(command.deficit_ids)
    ]
    if not deficits:
        raise BadInput("deficits", say(N_("Отметьте хотя бы один дефицит")))
    if untyped := next((one for one in deficits if one.kind is None), None):
        raise BadInput(
            "deficits",
            say(N_("«%(title)s»: укажите вид дефицита, он решает, кто поможет"), title=untyped.title),
        )
    _not_answered_already(work, entered.plan, deficits)
    programme = programme_of(work, entered.plan)
    return _taken(work, entered, [_of_deficit(work, entered.plan, one, programme) for one in deficits])


def _not_taken_already(work: Work, plan: Plan, terms: Mapping[str, Term]) -> None:
    """A row may stand there for another year; the same term again comes from a page that is behind."""
    standing = work.session.execute(
        _STANDING.where(Measure.plan_id == plan.id, Measure.activity.in_(terms)).with_only_columns(
            Measure.activity, Measure.from_on, Measure.due_on
        )
    )
    for number, from_on, due_on in standing:
        if (terms[number].from_on, terms[number].due_on) == (from_on, due_on):
            raise BadInput("activities", say(N_("Мера %(number)s уже в плане с этим сроком"), number=number))


def _not_answered_already(work: Work, plan: Plan, deficits: Sequence[Deficit]) -> None:
    """The page offers only those without a measure: one was added meanwhile."""
    titles = {one.id: one.title for one in deficits}
    answered = work.session.scalar(
        _STANDING.where(Measure.plan_id == plan.id, Measure.deficit_id.in_(titles))
        .with_only_columns(Measure.deficit_id)
        .limit(1)
    )
    if answered is not None:
        raise BadInput("deficits", say(N_("«%(title)s»: мера уже в плане"), title=titles[answered]))


_STANDING = select(Measure).where(Measure.removed_at.is_(None), Measure.status != MeasureStatus.LIFTED)


def programme_of(work: Work, plan: Plan) -> Programme | None:
    run = work.session.scalars(
        select(Run).where(Run.id == plan.run_id).options(joinedload(Run.programme_version))
    ).one()
    return document_of(run.programme_version.text, run.programme_version.file_name)


def _stored_years(work: Work, run_id: int) -> dict[str, str]:
    """What was answered once for the whole run."""
    rows = work.session.scalars(select(TermAnswer).where(TermAnswer.run_id == run_id))
    return {row.activity: EVERY_YEAR if row.every_year else str(row.year) for row in rows}


def _taken(work: Work, entered: Entered, rows: list[dict[str, Any]]) -> Result:
    measures = add_measures(work, entered.plan, rows)
    work.record(
        AuditAction.MEASURE_TAKE,
        case_id=entered.case_id,
        data={
            "plan": entered.plan.id,
            "count": len(measures),
            "measures": [measure.id for measure in measures],
        },
        text="\n".join(measure.title for measure in measures),
    )
    plan_changed(work, entered)
    return {"plan_id": entered.plan.id, "measure_ids": [measure.id for measure in measures]}


def _of_deficit(work: Work, plan: Plan, deficit: Deficit, programme: Programme | None) -> dict[str, Any]:
    common = deficit.kind is DeficitKind.COMMON
    rule = (
        next((one for one in programme.deficit_rules if one.id == str(deficit.kind)), None)
        if programme
        else None
    )
    day = rule.handled_by.recurring if rule else None
    recurring = next((one for one in programme.recurring if one.id == day), None) if programme and day else None
    if recurring is not None:
        term = term_of_row(work, recurring.timing, plan, year=EVERY_YEAR, field="deficits")
        return {
            "title": f"{recurring.title}: {deficit.title}"[:500],
            "performers": ["methodist"],
            "deficit_id": deficit.id,
            **columns_of(term),
        }
    kind = "Общая помощь" if common else "Помощь школы-партнёра"
    return {
        "title": f"{kind}: {deficit.title}"[:500],
        "performers": ["methodist" if common else "partner"],
        "deficit_id": deficit.id,
        **columns_of(typed_term(work, "", plan)),
    }
