"""Tables and how rows hang together. They remember; they do not decide."""

from workflow.models import (
    audit,
    authority,
    base,
    blob,
    calendar,
    case,
    job,
    notice,
    order,
    packet,
    person,
    programme,
    task,
    web_session,
)

__all__ = [
    "audit",
    "authority",
    "base",
    "blob",
    "calendar",
    "case",
    "job",
    "notice",
    "order",
    "packet",
    "person",
    "programme",
    "task",
    "web_session",
]
