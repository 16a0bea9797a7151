"""Worklists: what waits for a methodist, as queries with one set of columns, one order and one kind of cursor.

Three kinds of things stand in one list: cases, tasks and packets. Each kind is cut to a page by its own index
before the kinds are put together, so the length of a list costs nothing. A statement is made once and kept:
making it costs more than asking it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Integer, Row, ScalarSelect, Select, bindparam, func, select, union_all
from sqlalchemy.orm import Session

from workflow.models.plain import plain_rows
from workflow.queues.cursor import Cursor, Place, after, before
from workflow.queues.desk import ALL, NOW, WORKLISTS, Asked, Desk, Filters, Kind, Worklist, values_of, week_end
from workflow.queues.rows import ASSEMBLED, ROW, ids_of, query_of

__all__ = [
    "ALL",
    "ASSEMBLED",
    "COUNT_LIMIT",
    "NOW",
    "WORKLISTS",
    "Asked",
    "Cursor",
    "Desk",
    "Filters",
    "Kind",
    "Worklist",
    "count_of",
    "rows_after",
    "rows_before",
    "values_of",
    "week_end",
]

COUNT_LIMIT: Final = 1001
_LIMIT: Final = bindparam("page_limit", type_=Integer)


def rows_after(
    session: Session, worklist: Worklist, desk: Desk, filters: Filters, cursor: Cursor | None, *, limit: int
) -> Sequence[Row[Any]]:
    """The next `limit` rows after the cursor, earliest term first, rows without a date last."""
    statement = _page_after(worklist, filters.asked, cursor.place if cursor else None)
    values = {**values_of(desk, filters), **(cursor.values if cursor else {}), _LIMIT.key: limit}
    return plain_rows(session, statement, values).all()


def rows_before(
    session: Session, worklist: Worklist, desk: Desk, filters: Filters, cursor: Cursor, *, limit: int
) -> Sequence[Row[Any]]:
    """The `limit` rows before the cursor, the nearest to it first: to be turned round when they are shown."""
    statement = _page_before(worklist, filters.asked, cursor.place)
    values = {**values_of(desk, filters), **cursor.values, _LIMIT.key: limit}
    return plain_rows(session, statement, values).all()


@lru_cache(maxsize=256)
def _page_after(worklist: Worklist, asked: Asked, place: Place | None) -> Select[Any]:
    branches = [
        one.order_by(row.due_on, row.id).limit(_LIMIT)
        for kind in worklist.kinds
        for row in (ROW[kind],)
        for one in after(query_of(kind, worklist, asked), row, kind, place)
    ]
    rows = union_all(*map(_apart, branches)).subquery("rows")
    return select(rows).order_by(rows.c.due_on.is_(None), rows.c.due_on, rows.c.kind, rows.c.id).limit(_LIMIT)


@lru_cache(maxsize=256)
def _page_before(worklist: Worklist, asked: Asked, place: Place) -> Select[Any]:
    branches = [
        one.order_by(row.due_on.desc(), row.id.desc()).limit(_LIMIT)
        for kind in worklist.kinds
        for row in (ROW[kind],)
        for one in before(query_of(kind, worklist, asked), row, kind, place)
    ]
    rows = union_all(*map(_apart, branches)).subquery("rows")
    return (
        select(rows)
        .order_by(rows.c.due_on.is_(None).desc(), rows.c.due_on.desc(), rows.c.kind.desc(), rows.c.id.desc())
        .limit(_LIMIT)
    )


def count_of(worklist: Worklist, asked: Asked = Asked()) -> ScalarSelect[int]:  # noqa: B008  # it is frozen
    """How many rows, counted up to «more than a thousand». Its parameters are those of values_of."""
    rows = union_all(
        *(select(ids_of(kind, worklist, asked).limit(COUNT_LIMIT).subquery()) for kind in worklist.kinds)
    ).subquery()
    return select(func.count()).select_from(select(rows).limit(COUNT_LIMIT).subquery()).scalar_subquery()


def _apart(branch: Select[Any]) -> Select[Any]:
    """Its own order and limit, which a member of a union may not have."""
    return select(branch.subquery())
