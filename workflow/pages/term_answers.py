"""Months without a year: what the document says, what was answered for a run, and what day comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from workflow import access
from workflow.access import NotHere
from workflow.deadlines.calendar import CalendarMissing, ProductionCalendar
from workflow.deadlines.calendar_table import calendar_of
from workflow.deadlines.due import due_date, series
from workflow.deadlines.rule import Period, every_year, with_year
from workflow.deadlines.timing import read_timing
from workflow.deadlines.wording import Unclear
from workflow.models.authority import Authority
from workflow.models.person import Person
from workflow.models.programme import Run, TermAnswer
from workflow.programmes import load
from workflow.programmes.names import rows_by_number
from workflow.programmes.sections import timing_words
from workflow.programmes.timing import Timing
from workflow.programmes.year_answers import EVERY_YEAR, answers_for
from workflow.states.definition import Message, Role

MAY_ANSWER = Role.METHODIST | Role.OFFICIAL


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRow:
    """`days`: when the answered term ends inside the run; none where the answer lies outside it."""

    number: str
    title: str
    term: tuple[Message, ...]
    source: str
    answer: str  # a year, EVERY_YEAR, or empty
    answered_at: datetime | None
    answered_by: str
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsPage:
    run_id: int
    run_title: str
    code: str
    programme: str
    zone: str
    rows: tuple[AskedRow, ...]
    choices: tuple[str, ...]
    may_answer: bool

    @property
    def unanswered(self) -> int:
        return sum(not row.answer for row in self.rows)


def terms_page(session: Session, memberships: access.Memberships, run_id: int) -> TermsPage:
    run = session.scalar(
        select(Run)
        .where(Run.id == run_id, Run.authority_id.in_(access.authorities_seen_whole(memberships)))
        .options(joinedload(Run.programme), joinedload(Run.programme_version))
    )
    if run is None:
        raise NotHere
    authority = session.get_one(Authority, run.authority_id)
    document = load(run.programme_version.text.encode(), name=run.programme_version.file_name)
    answers = {
        answer.activity: (answer, post or "")
        for answer, post in session.execute(
            select(TermAnswer, Person.post)
            .outerjoin(Person, Person.id == TermAnswer.answered_by_id)
            .where(TermAnswer.run_id == run.id)
        )
    }
    calendar = calendar_of(session, authority.id)
    period = Period(run.from_on, run.to_on)
    rows = []
    for number, one in rows_by_number(document).items():
        if one.timing is None or not one.timing.asks_year:
            continue
        answer, post = answers.get(number, (None, ""))
        words = (EVERY_YEAR if answer.every_year else str(answer.year)) if answer else ""
        rows.append(
            AskedRow(
                number=number,
                title=one.title,
                term=timing_words(one.timing),
                source=one.source,
                answer=words,
                answered_at=answer.answered_at if answer else None,
                answered_by=post,
                days=_days(one.timing, words, period, calendar),
            )
        )
    roles = access.roles_in(memberships, run.authority_id)
    return TermsPage(
        run_id=run.id,
        run_title=run.title,
        code=run.programme.code,
        programme=run.programme_version.title,
        zone=authority.zone,
        rows=tuple(rows),
        choices=answers_for(document.passport.period, from_on=run.from_on, to_on=run.to_on),
        may_answer=bool(roles & MAY_ANSWER),
    )


def _days(timing: Timing, answer: str, period: Period, calendar: ProductionCalendar) -> tuple[date, ...]:
    rule = read_timing(timing.model_dump(by_alias=True, exclude_unset=True))
    if not answer or isinstance(rule, Unclear):
        return ()
    try:
        if answer == EVERY_YEAR:
            found = series(every_year(rule), term=period, calendar=calendar).deadlines
        else:
            found = (due_date(with_year(rule, int(answer)), calendar=calendar),)
    except CalendarMissing:
        return ()
    return tuple(one.due_on for one in found if one.due_on and period.from_on <= one.due_on <= period.to_on)
