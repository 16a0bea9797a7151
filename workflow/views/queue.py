"""The methodist's queue, and the same list as a file."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, render_template, request
from flask_babel import gettext

from workflow import typography
from workflow.extensions import db
from workflow.pages.queue import MOST_EXPORTED, PAGE, QueuePage, queue_page
from workflow.pages.queue_rows import Kind, QueueRow
from workflow.sheets.table import Cell, Table
from workflow.views import door, shell, tables
from workflow.views.queue_lines import Liner


def show() -> str:
    page = _page()
    shell.counted(in_queue=page.for_me_now)
    return render_template("queue/show.html", page=page, lines=Liner(_addresses()).lines)


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


def _addresses() -> dict[Kind, Callable[[int], str]]:
    """Where the work of each kind of row is done; empty where this person has no page for it."""
    task = door.addresses("task.show", "task_id")
    return {
        Kind.CASE: door.addresses("case.show", "case_id"),
        Kind.PACKET: door.addresses("packet.show", "packet_id"),
        Kind.CHECK: task,
        Kind.TASK: task,
    }


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
    standing = row.standing
    return [
        row.when.due_on,
        row.school,
        door.words(standing.stage),
        door.words(standing.do),
        door.words(standing.stopped) if standing.stopped else "",
        door.whose(standing.whose),
        order if row.order_id is not None else "",
    ]
