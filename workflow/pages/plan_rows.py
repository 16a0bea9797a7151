"""Rows of the programme that may be taken into a plan, each with its term and the years it asks."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.deadlines.rule import Period, Rule, Within, asks_year, proposed_years
from workflow.deadlines.timing import read_timing
from workflow.models.plan import Measure
from workflow.models.programme import ProgrammeVersion, Run, TermAnswer
from workflow.pages.plan import PlanHead
from workflow.programmes.document import document_of
from workflow.programmes.names import rows_by_number
from workflow.programmes.plan import Activity
from workflow.programmes.schema import Programme
from workflow.programmes.sections import timing_words
from workflow.states.definition import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRow:
    """`years` are the answers to «which year?», none where the row does not ask."""

    number: str
    title: str
    module: str
    responsible: str
    term: tuple[Message, ...]
    control_forms: tuple[str, ...]
    result: str
    quantities: tuple[str, ...]
    years: tuple[int, ...]
    asks_year: bool
    answer: str  # what was said once for the whole run: a year, or "every"
    taken: bool
    source: str


def activity_rows(session: Session, head: PlanHead) -> tuple[ActivityRow, ...]:
    """Three statements; none of the rows where no file was loaded."""
    version = session.scalars(
        select(ProgrammeVersion)
        .join(Run, Run.programme_version_id == ProgrammeVersion.id)
        .where(Run.id == head.run_id)
    ).one()
    programme = document_of(version.text, version.file_name)
    if programme is None:
        return ()
    answers = {
        row.activity: "every" if row.every_year else str(row.year)
        for row in session.scalars(select(TermAnswer).where(TermAnswer.run_id == head.run_id))
    }
    taken = set(
        session.scalars(
            select(Measure.activity).where(Measure.plan_id == head.id, Measure.removed_at.is_(None))
        )
    )
    return tuple(
        _row(number, one, programme, head, answers.get(number, ""), taken=number in taken)
        for number, one in rows_by_number(programme).items()
    )


def _row(
    number: str, activity: Activity, programme: Programme, head: PlanHead, answer: str, *, taken: bool
) -> ActivityRow:
    roles = {role.id: role.title for role in programme.roles}
    modules = {module.number: module.title for module in programme.modules}
    years, asks = _years(activity, head)
    result = activity.result
    return ActivityRow(
        number=number,
        title=activity.title,
        module=modules.get(activity.module or "", ""),
        responsible="; ".join(roles.get(code, code) for code in activity.responsible),
        term=timing_words(activity.timing) if activity.timing else (),
        control_forms=tuple(activity.control_form),
        result=result.title if result else "",
        quantities=tuple(
            " ".join(filter(None, (str(one.value).replace(".", ","), one.unit, one.of)))
            for one in (result.quantity if result else ())
        ),
        years=years,
        asks_year=asks,
        answer=answer,
        taken=taken,
        source=activity.source,
    )


def _years(activity: Activity, head: PlanHead) -> tuple[tuple[int, ...], bool]:
    """The plan's term answers «в течение года» when it leaves one year; a month is always asked."""
    if activity.timing is None:
        return (), False
    rule = read_timing(activity.timing.model_dump(by_alias=True, exclude_unset=True))
    if not isinstance(rule, Rule) or not asks_year(rule):
        return (), False
    proposed = proposed_years(rule, Period(head.from_on, head.to_on))
    if isinstance(rule.shape, Within) and len(proposed) == 1:
        return (), False
    return proposed or tuple(range(head.from_on.year, head.to_on.year + 1)), True
