"""Inserting rows that must stand once, however often a job runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from workflow.models.base import Base


def insert_once(
    session: Session,
    table: type[Base],
    rows: Sequence[dict[str, Any]],
    *returning: InstrumentedAttribute[Any],
) -> Sequence[Row[Any]]:
    """Insert what is not there yet by the table's own unique key; answer those columns of what was new."""
    if not rows:
        return []
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return session.execute(dialect.insert(table).on_conflict_do_nothing().returning(*returning), rows).all()
