"""«Which year?» of a month without one: asked once a run, kept beside the document, never guessed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workflow.audit.actions import AuditAction
from workflow.commands.errors import BadInput, NotAllowed, NotHere
from workflow.commands.work import Command, Result, Work, handles
from workflow.models.programme import Run, TermAnswer
from workflow.programmes import Programme as Document
from workflow.programmes import load
from workflow.programmes.names import rows_by_number
from workflow.programmes.plan import Activity
from workflow.programmes.year_answers import EVERY_YEAR, answers_for
from workflow.states.definition import N_, Role, say

MAY_ANSWER = Role.METHODIST | Role.OFFICIAL


@dataclass(frozen=True, kw_only=True)
class AnswerTerm(Command):
    """`answer`: a year of the programme or of the run, or EVERY_YEAR. The later answer counts."""

    run_id: int
    activity: str
    answer: str


@handles(AnswerTerm)
def _(command: AnswerTerm, work: Work) -> Result:
    run = work.session.scalar(
        select(Run)
        .where(Run.id == command.run_id)
        .options(joinedload(Run.programme_version))
        .with_for_update(of=Run, key_share=True)
    )
    if run is None:
        raise NotHere
    work.enter(run.authority_id)
    if not work.roles & MAY_ANSWER:
        raise NotAllowed("answer_term")
    version = run.programme_version
    document = load(version.text.encode(), name=version.file_name)
    number, row = command.activity, _row(document, command.activity)
    if command.answer not in answers_for(document.passport.period, from_on=run.from_on, to_on=run.to_on):
        raise BadInput("answer", say(N_("Выберите год из списка или «каждый год программы»")))
    answer = work.session.scalar(
        select(TermAnswer).where(TermAnswer.run_id == run.id, TermAnswer.activity == number)
    )
    if answer is None:
        answer = TermAnswer(authority_id=run.authority_id, run_id=run.id, activity=number)
        work.session.add(answer)
    answer.every_year = command.answer == EVERY_YEAR
    answer.year = None if answer.every_year else int(command.answer)
    answer.answered_at, answer.answered_by_id = work.now, work.actor_id
    work.record(
        AuditAction.TERM_ANSWER,
        data={
            "run": run.id,
            "activity": number,
            "every_year": answer.every_year,
            "year": answer.year,
        },
        text=f"{number}. {row.title}",
    )
    return {"run_id": run.id, "activity": number}


def _row(document: Document, number: str) -> Activity:
    """A row whose months have no year; another row asks nothing."""
    row = rows_by_number(document).get(number)
    if row is None or row.timing is None or not row.timing.asks_year:
        raise NotHere
    return row
