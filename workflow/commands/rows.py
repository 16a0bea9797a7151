"""Inserting rows that must stand once, however often a job runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from workflow.models.base import Base


def insert_once(session: Session, table: type[Base], rows: Sequence[dict[str, Any]]) -> int:
    """Insert what is not there yet by the table's own unique key; answer how many were new."""
    if not rows:
        return 0
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    inserted = session.execute(
        dialect.insert(table).on_conflict_do_nothing().returning(*inspect(table).primary_key), rows
    )
    return len(inserted.all())
