"""Stored bytes, given only to whoever may see the thing that they belong to."""

from __future__ import annotations

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from workflow import access
from workflow.access import NotHere
from workflow.models.audit import AuditEntry
from workflow.models.blob import Blob
from workflow.models.case import Case
from workflow.models.task import Evidence, Task

#: How a stored file begins -> its ending; a paper beside a step was kept without its name.
BEGINNINGS = (
    (b"%PDF", "pdf"),
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG", "png"),
    (b"PK\x03\x04", "docx"),
    (b"{\\rtf", "rtf"),
)


def evidence_file(session: Session, memberships: access.Memberships, evidence_id: int) -> tuple[str, bytes]:
    row = session.execute(
        select(Evidence.file_name, Blob.content)
        .join(Task, Task.id == Evidence.task_id)
        .join(Blob, Blob.sha256 == Evidence.file_sha256)
        .where(Evidence.id == evidence_id, access.task_is_visible(memberships))
    ).first()
    if row is None:
        raise NotHere
    return row.file_name, row.content


def paper_of_case(
    session: Session, memberships: access.Memberships, case_id: int, sha256: str
) -> tuple[str, bytes]:
    """A document that the record of this case names: of a step recorded for a party, or of its ending."""
    named = exists().where(
        AuditEntry.case_id == case_id,
        AuditEntry.body.contains(f'"file":"{sha256}"', autoescape=True),
    )
    visible = exists().where(Case.id == case_id, access.case_is_open_to(memberships))
    content = session.scalar(select(Blob.content).where(Blob.sha256 == sha256, named, visible))
    if content is None:
        raise NotHere
    ending = next((ending for beginning, ending in BEGINNINGS if content.startswith(beginning)), "bin")
    return f"document-{sha256[:8]}.{ending}", content
