"""The methodist's queue, and the same list as a file."""

from __future__ import annotations

from flask import Response, render_template, request
from flask_babel import gettext

from workflow import typography
from workflow.extensions import db
from workflow.pages.queue import MOST_EXPORTED, PAGE, QueuePage, queue_page
from workflow.pages.queue_rows import QueueRow
from workflow.sheets.table import Cell, Table
from workflow.views import door, tables
from workflow.views.queue_lines import Liner


def show() -> str:
    return render_template("queue/show.html", page=_page(), line=Liner(queue_url).line)


def export() -> Response:
    return tables.as_csv("queue", _table())


def sheet() -> Response:
    return tables.as_xlsx("queue", _table())


def _table() -> Table:
    """Every row of the tab under its filter, with the columns of the page."""
    header = [
        gettext("Срок"),
        gettext("Школа"),
        gettext("Этап"),
        gettext("Что сделать"),
        gettext("Что мешает"),
        gettext("Чей ход"),
        gettext("Акт"),
    ]
    rows = [_cells(row) for group in _page(limit=MOST_EXPORTED).groups for row in group.rows]
    return Table(gettext("Очередь"), header, rows)


def queue_url(row: QueueRow) -> str:
    """Where the work of a row is done; empty where this person has no page for it."""
    if row.task_id is not None:
        return door.address("task.show", task_id=row.task_id)
    if row.packet_id is not None:
        return door.address("packet.show", packet_id=row.packet_id)
    return door.address("case.show", case_id=row.id)


def _page(*, limit: int = PAGE) -> QueuePage:
    return queue_page(
        db.session(),
        door.actor_id(),
        door.memberships(),
        tab=request.args.get("tab", ""),
        asked=request.args,
        limit=limit,
        now=door.moment(),
    )


def _cells(row: QueueRow) -> list[Cell]:
    order = gettext("№ %(number)s от %(date)s", number=row.order_number, date=typography.date(row.order_on))
    return [
        row.due_on,
        row.school,
        door.words(row.stage),
        door.words(row.do),
        door.words(row.stopped) if row.stopped else "",
        door.whose(row.whose),
        order if row.order_id is not None else "",
    ]
