"""Events and what is known of them: schools, steps, one attendance sheet, reflections. No case is needed."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.models.authority import School
from workflow.models.base import Base, IntPk, enum_type, related
from workflow.models.programme import Run
from workflow.models.recorded import Recorded
from workflow.models.versioned import bumped_by_what_is_seen


class EventSeries(Base):
    """A day that repeats: each month of the run without its occurrence alerts."""

    __tablename__ = "event_series"
    __table_args__ = (Index(None, "run_id", "id"),)

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    title: Mapped[str]
    every: Mapped[str] = mapped_column(default="month")  # month | year
    from_on: Mapped[date]
    to_on: Mapped[date]
    audiences: Mapped[list[str]] = mapped_column(default=list)  # words of Audience
    source: Mapped[str] = mapped_column(default="")  # place in the programme's document
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


@bumped_by_what_is_seen
class Event(Base):
    """`state` is written by the event machine alone (states/event.py)."""

    __tablename__ = "events"
    __table_args__ = (
        Index(None, "authority_id", "from_on", "id"),
        Index(None, "run_id", "state", "from_on", "id"),
        Index(None, "series_id", "from_on"),
        CheckConstraint("to_on >= from_on", name="term"),
    )

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    #: How its programme led events when it was planned: it ends as it began, like a case.
    process_version_id: Mapped[int] = mapped_column(ForeignKey("process_versions.id"))
    series_id: Mapped[int | None] = mapped_column(ForeignKey("event_series.id"))
    #: An event inside another: an open lesson of a festival.
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id"))
    title: Mapped[str]
    form: Mapped[str] = mapped_column(default="")  # festival, open lesson, seminar: a word of the office
    place: Mapped[str] = mapped_column(default="")
    about: Mapped[str] = mapped_column(default="")
    audiences: Mapped[list[str]] = mapped_column(default=list)
    #: A case may not leave the stage of events while one that its school must attend is not finished.
    required: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    from_on: Mapped[date]
    to_on: Mapped[date]
    #: Planned days of the other steps, counted backwards from the event in working days.
    announce_by: Mapped[date | None]
    kickoff_on: Mapped[date | None]
    reflect_by: Mapped[date | None]
    results_by: Mapped[date | None]
    #: When the steps really happened.
    announced_on: Mapped[date | None]
    kickoff_held_on: Mapped[date | None]
    kickoff_note: Mapped[str] = mapped_column(default="")
    held_on: Mapped[date | None]
    reflected_on: Mapped[date | None]
    results_on: Mapped[date | None]
    cancelled_reason: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    search: Mapped[str] = mapped_column(default="", server_default="")

    run: Mapped[Run] = related()

    __mapper_args__ = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        "version_id_col": version,
        "version_id_generator": False,
    }


class EventSchool(Base):
    """A school that takes part: as the one that holds it, or as a guest."""

    __tablename__ = "event_schools"
    __table_args__ = (UniqueConstraint("event_id", "school_id"), Index(None, "school_id", "event_id"))

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    holds: Mapped[bool] = mapped_column(default=False)

    school: Mapped[School] = related()


class EventMeasure(Base):
    """The row of a plan that an event fulfils: one event may fulfil many, and many one."""

    __tablename__ = "event_measures"
    __table_args__ = (UniqueConstraint("event_id", "measure_id"), Index(None, "measure_id"))

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    measure_id: Mapped[int] = mapped_column(ForeignKey("measures.id"))


class Audience(StrEnum):
    """Whom an event is for. Of pupils and parents only numbers are kept."""

    HEADS = "heads"
    TEACHERS = "teachers"
    PUPILS = "pupils"
    PARENTS = "parents"


class Participant(Base):
    """Somebody of a school's staff, so that a person who came five times is counted once."""

    __tablename__ = "participants"
    __table_args__ = (UniqueConstraint("school_id", "search"),)

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    name: Mapped[str]
    post: Mapped[str] = mapped_column(default="")
    search: Mapped[str]


class Attendance(Recorded, Base):
    """A line of the event's one sheet: a named person of the staff, or how many pupils or parents."""

    __tablename__ = "attendances"
    __table_args__ = (
        Index(None, "event_id", "school_id"),
        Index(None, "participant_id"),
        CheckConstraint("people > 0", name="somebody"),
        CheckConstraint("participant_id IS NULL OR people = 1", name="one_person"),
    )

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    audience: Mapped[Audience] = mapped_column(enum_type(Audience))
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participants.id"))
    people: Mapped[int] = mapped_column(default=1)
    removed_at: Mapped[datetime | None]


class Reflection(Recorded, Base):
    """What a school says of an event after it. The later one of a school counts."""

    __tablename__ = "reflections"
    __table_args__ = (Index(None, "event_id", "school_id", "id"),)

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    text: Mapped[str]


class EventOutput(Recorded, Base):
    """What an event left behind: a technological card, a video, a post; counted, never typed as a sum."""

    __tablename__ = "event_outputs"
    __table_args__ = (Index(None, "event_id", "kind"),)

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    school_id: Mapped[int | None] = mapped_column(ForeignKey("schools.id"))
    kind: Mapped[str]  # технологическая карта, видеоролик: the word of the office
    title: Mapped[str]
    link: Mapped[str] = mapped_column(default="")
    file_name: Mapped[str] = mapped_column(default="")
    removed_at: Mapped[datetime | None]
