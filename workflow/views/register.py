"""The journal of acts, and the same list as a file."""

from __future__ import annotations

from flask import Response, render_template, request
from flask_babel import gettext

from workflow.extensions import db
from workflow.pages.register import MOST_EXPORTED, PAGE, Filters, OrderRow, RegisterPage, register_page
from workflow.sheets.table import Cell, Table
from workflow.views import door, tables


def show() -> str:
    page = _page(after=request.args.get("after", ""))
    return render_template("register/show.html", page=page)


def print_page() -> str:
    """Every row of the filter on paper; nothing of the list is left on the next page of the screen."""
    page = _page(limit=MOST_EXPORTED)
    return render_template("register/print.html", page=page, now=door.moment())


def export() -> Response:
    return tables.as_csv("register", _table())


def sheet() -> Response:
    return tables.as_xlsx("register", _table())


def _table() -> Table:
    """Every row of the filter, with the columns of the page."""
    page = _page(limit=MOST_EXPORTED)
    header = [
        gettext("№"),
        gettext("Дата"),
        gettext("Заголовок"),
        gettext("Вид"),
        gettext("Замечание проверки"),
        gettext("Состояние"),
        gettext("Источник"),
    ]
    return Table(page.current.title if page.current else "", header, [_cells(row) for row in page.rows])


def _page(*, after: str = "", limit: int = PAGE) -> RegisterPage:
    asked = request.args
    return register_page(
        db.session(),
        door.memberships(),
        register_id=asked.get("register", type=int),
        filters=Filters(
            words=asked.get("q", "").strip(),
            year=asked.get("year", type=int),
            kind=asked.get("kind", ""),
            state=asked.get("state", ""),
            oldest_first=asked.get("order") == "asc",
        ),
        after=after,
        now=door.moment(),
        limit=limit,
    )


def _cells(row: OrderRow) -> list[Cell]:
    return [
        row.number,
        row.on,
        row.title,
        gettext(row.kind) if row.kind else "",
        door.words(row.finding) if row.finding else "",
        gettext(row.state),
        row.source,
    ]
