"""Worklists: what waits for a methodist, as queries with one set of columns, one order and one kind of cursor.

Three kinds of things stand in one list: cases, tasks and packets. Each kind is cut to a page by its own index
before the kinds are put together, so the length of a list costs nothing.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ScalarSelect, Select, func, select, union_all

from workflow.queues.cursor import Cursor, after, before
from workflow.queues.desk import NOW, WORKLISTS, Desk, Filters, Kind, Worklist, week_end
from workflow.queues.rows import ASSEMBLED, ROW, query_of

__all__ = [
    "ASSEMBLED",
    "COUNT_LIMIT",
    "NOW",
    "WORKLISTS",
    "Cursor",
    "Desk",
    "Filters",
    "Kind",
    "Worklist",
    "count_of",
    "page_after",
    "page_before",
    "week_end",
]

COUNT_LIMIT: Final = 1001


def page_after(
    worklist: Worklist, desk: Desk, filters: Filters, cursor: Cursor | None, limit: int
) -> Select[Any]:
    """The next `limit` rows after the cursor, earliest term first, rows without a date last."""
    branches = [
        one.order_by(row.due_on, row.id).limit(limit)
        for kind in worklist.kinds
        for row in (ROW[kind],)
        for one in after(query_of(kind, worklist, desk, filters), row, kind, cursor)
    ]
    rows = union_all(*map(_apart, branches)).subquery("rows")
    return select(rows).order_by(rows.c.due_on.is_(None), rows.c.due_on, rows.c.kind, rows.c.id).limit(limit)


def page_before(worklist: Worklist, desk: Desk, filters: Filters, cursor: Cursor, limit: int) -> Select[Any]:
    """The `limit` rows before the cursor, the nearest to it first: to be turned round when they are shown."""
    branches = [
        one.order_by(row.due_on.desc(), row.id.desc()).limit(limit)
        for kind in worklist.kinds
        for row in (ROW[kind],)
        for one in before(query_of(kind, worklist, desk, filters), row, kind, cursor)
    ]
    rows = union_all(*map(_apart, branches)).subquery("rows")
    return (
        select(rows)
        .order_by(rows.c.due_on.is_(None).desc(), rows.c.due_on.desc(), rows.c.kind.desc(), rows.c.id.desc())
        .limit(limit)
    )


def count_of(worklist: Worklist, desk: Desk, filters: Filters | None = None) -> ScalarSelect[int]:
    """How many rows, counted up to «more than a thousand»."""
    rows = union_all(
        *(
            select(
                query_of(kind, worklist, desk, filters or Filters())
                .with_only_columns(ROW[kind].id)
                .limit(COUNT_LIMIT)
                .subquery()
            )
            for kind in worklist.kinds
        )
    ).subquery()
    return select(func.count()).select_from(select(rows).limit(COUNT_LIMIT).subquery()).scalar_subquery()


def _apart(branch: Select[Any]) -> Select[Any]:
    """Its own order and limit, which a member of a union may not have."""
    return select(branch.subquery())
