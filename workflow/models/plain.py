"""Rows of columns, past the ORM: it would look at each of them for entities, twice the work of the question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Executable, Result
from sqlalchemy.orm import Session


def plain_rows(session: Session, statement: Executable, values: Mapping[str, Any]) -> Result[*tuple[Any, ...]]:
    """For statements that are made once and name columns; what waits to be written is written first."""
    if session.autoflush:
        session.flush()  # else what waits to be written would be missing among the rows
    return session.connection().execute(statement, values)
