"""Tasks: one responsible, a deadline with its derivation, closed with evidence."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.models.authority import School
from workflow.models.base import Base, IntPk, enum_type, related
from workflow.models.recorded import Recorded
from workflow.models.versioned import bumped_by_what_is_seen

#: A literal, so that the partial indexes match.
OPEN = text("status = 'open'")
#: Between the control forms of a measure's task; no form has it inside (commands.measure_values.forms_of).
FORMS_APART = "; "


class TaskStatus(StrEnum):
    """Late is computed from the date, never stored."""

    OPEN = "open"
    DONE = "done"
    LIFTED = "lifted"


@bumped_by_what_is_seen
class Task(Base):
    """`authority_id`, `assignee_id` and `school_id` are copied here so that one index answers a list."""

    __tablename__ = "tasks"
    __table_args__ = (
        Index(
            "ix_tasks_mine",
            "authority_id",
            "assignee_id",
            "due_on",
            "id",
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index("ix_tasks_due", "authority_id", "due_on", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_tasks_notice", "next_notice_at", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index(None, "case_id"),
        Index(None, "school_id", "due_on"),
        Index(None, "order_id"),
        Index(None, "measure_id"),
        Index(None, "recommendation_id"),
        Index(None, "event_id"),
    )

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    school_id: Mapped[int | None] = mapped_column(ForeignKey("schools.id"))
    assignee_role: Mapped[str]  # school | partner | methodist | official: the word for who answers for it
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    title: Mapped[str]
    origin: Mapped[str]  # clause | measure | recommendation | process | decision | hand
    order_id: Mapped[int | None] = mapped_column(ForeignKey("order_identities.id"))
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measures.id"))
    recommendation_id: Mapped[int | None] = mapped_column(ForeignKey("recommendations.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"))
    clause: Mapped[str] = mapped_column(default="")
    control_form: Mapped[str] = mapped_column(default="")  # what must be shown
    status: Mapped[TaskStatus] = mapped_column(enum_type(TaskStatus), default=TaskStatus.OPEN)
    as_given: Mapped[str] = mapped_column(default="")  # the words the term was given in
    due_on: Mapped[date | None]
    deadline: Mapped[dict[str, Any] | None]  # deadlines.to_json: how the date was derived
    next_notice_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    lifted_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    school: Mapped[School | None] = related()
    items: Mapped[list[TaskItem]] = related(order_by="TaskItem.position")
    evidence: Mapped[list[Evidence]] = related(order_by="Evidence.id")

    __mapper_args__ = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        "version_id_col": version,
        "version_id_generator": False,
    }

    @property
    def control_forms(self) -> tuple[str, ...]:
        return forms_of(self.origin, self.control_form)


def forms_of(origin: str, control_form: str) -> tuple[str, ...]:
    """What must be shown, each by its own evidence: a measure may name several, any other origin one."""
    words = control_form.split(FORMS_APART) if origin == "measure" else [control_form]
    return tuple(filter(None, words))


class TaskItem(Base):
    """A line of a task's checklist: one school and order is one task, not seven."""

    __tablename__ = "task_items"

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    clause: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime | None]


class EvidenceStatus(StrEnum):
    GIVEN = "given"
    ACCEPTED = "accepted"
    RETURNED = "returned"


class Evidence(Recorded, Base):
    """What was shown for a task: a file, a link or words; accepted or returned by somebody else."""

    __tablename__ = "evidence"

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"), index=True)
    title: Mapped[str]
    #: Which of the task's control forms it shows; empty where the task names none or one.
    control_form: Mapped[str] = mapped_column(default="", server_default="")
    file_name: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    status: Mapped[EvidenceStatus] = mapped_column(enum_type(EvidenceStatus), default=EvidenceStatus.GIVEN)
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    checked_at: Mapped[datetime | None]
    comment: Mapped[str] = mapped_column(default="")
