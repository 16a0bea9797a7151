"""What is due and has no notice yet? Asked without a lock, by index: where nothing is due it costs a probe."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from workflow.models.case import Case
from workflow.models.packet import Packet
from workflow.models.task import OPEN, Task

BATCH: Final = 1_000
Row = Task | Case | Packet
TABLES: Final[Mapping[str, type[Task] | type[Case] | type[Packet]]] = {
    "task": Task,
    "case": Case,
    "packet": Packet,
}


def is_due(kind: str, now: datetime) -> ColumnElement[bool]:
    """A case whose clock stands is silent, and so are its tasks: their dates move when it goes on."""
    come = TABLES[kind].next_notice_at <= now
    if kind == "task":
        stands = select(Case.id).where(Case.id == Task.case_id, Case.suspended_on.is_not(None)).exists()
        return come & OPEN & ~stands
    if kind == "case":
        return come & Case.closed_at.is_(None) & Case.suspended_on.is_(None)
    return come


def due_work(session: Session, now: datetime) -> list[tuple[int, str]]:
    """(authority, kind) of everything due: one statement a kind."""
    return [
        (authority_id, kind)
        for kind, table in TABLES.items()
        for authority_id in session.scalars(
            select(table.authority_id).where(is_due(kind, now)).distinct().order_by(table.authority_id)
        )
    ]


def due_ids(session: Session, authority_id: int, kind: str, *, after: int, now: datetime) -> list[int]:
    """The next batch by id. A row that cannot be told of stays due, so whoever goes on names the last id."""
    table = TABLES[kind]
    query = (
        select(table.id)
        .where(is_due(kind, now), table.authority_id == authority_id, table.id > after)
        .order_by(table.id)
        .limit(BATCH)
    )
    return list(session.scalars(query))
