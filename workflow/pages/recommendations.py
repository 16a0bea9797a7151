"""Recommendations of a case: proposals, and those that an act made tasks, watched with their dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.deadlines.calendar_table import calendar_of
from workflow.models.authority import School
from workflow.models.case import ClosingReport
from workflow.models.monitoring import AnalyticalNote, MeasurementRound, Recommendation
from workflow.models.person import Person
from workflow.models.task import Task, TaskStatus
from workflow.orders.addressees import ADDRESSEES
from workflow.pages.due import Due, due_of

#: Code -> message id, for a choice.
ADDRESSEE_TITLES = {code: one.title for code, one in ADDRESSEES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationView:
    """`to` is a message id; `task_id` and `status` say what became of it by its act."""

    id: int
    version: int
    addressee: str
    to: str
    school: str
    text: str
    as_given: str
    due: Due
    by: str
    at: datetime
    task_id: int
    status: str  # open | done | lifted; empty: not binding yet

    @property
    def is_proposed(self) -> bool:
        return not self.status

    @property
    def is_open(self) -> bool:
        return self.status == TaskStatus.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    id: int
    round_id: int
    round: str
    text: str
    by: str
    at: datetime


def recommendations_of(
    session: Session, case_id: int, authority_id: int, today: date
) -> tuple[RecommendationView, ...]:
    calendar = calendar_of(session, authority_id)
    rows = session.execute(
        select(Recommendation, School.name, Person.post, Task.id, Task.status, Task.due_on)
        .outerjoin(School, School.id == Recommendation.school_id)
        .outerjoin(Person, Person.id == Recommendation.recorded_by_id)
        .outerjoin(Task, Task.recommendation_id == Recommendation.id)
        .where(Recommendation.case_id == case_id, Recommendation.removed_at.is_(None))
        .order_by(Recommendation.id)
    )
    return tuple(
        RecommendationView(
            id=row.id,
            version=row.version,
            addressee=row.addressee,
            to=ADDRESSEES[row.addressee].title,
            school=school or "",
            text=row.text,
            as_given=row.as_given,
            due=due_of(due_on if task_id else row.due_on, today, calendar),
            by=post or "",
            at=row.recorded_at,
            task_id=task_id or 0,
            status=status.value if status else "",
        )
        for row, school, post, task_id, status, due_on in rows
    )


def notes_of(session: Session, case_id: int) -> tuple[NoteView, ...]:
    """The note of each round that counts, in the order of the rounds."""
    rows = session.execute(
        select(AnalyticalNote, MeasurementRound.title, MeasurementRound.number, Person.post)
        .join(MeasurementRound, MeasurementRound.id == AnalyticalNote.round_id)
        .outerjoin(Person, Person.id == AnalyticalNote.recorded_by_id)
        .where(AnalyticalNote.case_id == case_id)
        .order_by(AnalyticalNote.id)
    )
    latest = {
        number: NoteView(
            id=row.id, round_id=row.round_id, round=title, text=row.text, by=post or "", at=row.recorded_at
        )
        for row, title, number, post in rows
    }
    return tuple(latest[number] for number in sorted(latest))


def former_lines(session: Session, case_id: int) -> tuple[str, ...]:
    """Recommendations of reports written when they were plain lines."""
    report = session.scalar(
        select(ClosingReport).where(ClosingReport.case_id == case_id).order_by(ClosingReport.id.desc()).limit(1)
    )
    return tuple(str(line) for line in report.recommendations) if report else ()
