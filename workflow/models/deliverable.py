"""Papers that a programme wants of its performers, and who performs a role of its document in a run."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.models.base import Base, IntPk
from workflow.models.recorded import Recorded


class RunPerformer(Base):
    """Who stands behind a role of the document in one run: «начальник отдела». A project has its curator."""

    __tablename__ = "run_performers"
    __table_args__ = (UniqueConstraint("run_id", "role"),)

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    role: Mapped[str]  # its id in the document
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it from the class


class DeliverableDocument(Recorded, Base):
    """A paper as it was handed in. It never changes: the later one of its place counts, the former stays.

    Its place is the deliverable, the kind, and the event or the stage (with its project, where one is meant).
    """

    __tablename__ = "deliverable_documents"
    __table_args__ = (
        Index(None, "run_id", "id"),
        Index(None, "event_id", "id"),
        CheckConstraint("(event_id IS NULL) = (stage <> '')", name="place"),
        CheckConstraint("file_sha256 IS NOT NULL", name="file"),
    )

    id: Mapped[IntPk]
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    deliverable: Mapped[str]  # its id in the document
    kind: Mapped[str]  # the document's word: справки
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"))
    stage: Mapped[str] = mapped_column(default="")  # phase:1 | case:diagnosis | run; empty: of an event
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id"))
    #: Whose paper it is; None where nobody was named when it was entered for the role.
    performer_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    title: Mapped[str]
    file_name: Mapped[str]
