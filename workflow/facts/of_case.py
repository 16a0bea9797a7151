"""What the readers of facts ask of a case."""

from __future__ import annotations

from typing import Any, TypeAlias

from sqlalchemy import Row

from workflow.models.case import Case

#: A case, or a row of any query that holds the columns asked about under the names that a case has: its id,
#: authority, run, school and process version, its state, stage and round, its end, and when it was closed.
OfCase: TypeAlias = Case | Row[Any]
