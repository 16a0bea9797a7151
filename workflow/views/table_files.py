"""A file with a table, from the form to rows under known headings; the empty file to fill in."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response
from flask_babel import gettext

from workflow.forms.base import content_of
from workflow.forms.table import TableFileForm, TablePressForm
from workflow.incoming import text as clean
from workflow.sheets.columns import Column, TypedRow, brought, rows_under
from workflow.sheets.reading import Unreadable, read_xlsx
from workflow.sheets.table import Cell, Table
from workflow.views import door, tables


def rows_of_file(form: TableFileForm, columns: Sequence[Column], *, most_rows: int) -> tuple[TypedRow, ...]:
    """Empty when the file is no such table; the form then says at its field why, and what to do."""
    _name, content = content_of(form.file)
    try:
        return rows_under(
            read_xlsx(content, clean=clean, most_rows=most_rows + 20), columns, most_rows=most_rows
        )
    except Unreadable as why:
        form.file.errors = [door.words(why.message)]
        return ()


def rows_of_press(form: TablePressForm, columns: Sequence[Column], *, most_rows: int) -> tuple[TypedRow, ...]:
    """Raises Unreadable for rows that no preview of ours has sent."""
    return brought(form.rows.data or "", columns, clean=clean, most_rows=most_rows)


def template(name: str, title: str, columns: Sequence[Column], examples: Sequence[Sequence[Cell]]) -> Response:
    return tables.as_xlsx(name, Table(title, [column.titles[0] for column in columns], examples))


def as_words(message_id: str) -> str:
    return str(gettext(message_id)) if message_id else ""
