"""A table as an XLSX: a frozen heading with a filter, widths by content, dates and numbers as such.

Text is written as text, whatever it begins with: no cell of ours is ever a formula or a link. One that looks
like a formula also carries the mark of quoted text, so that opening it for editing does not make it one.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from workflow.sheets.table import Cell, Table, words

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
#: What a sheet may not be called by; longer names are cut.
_NOT_A_NAME = re.compile(r"[\[\]:*?/\\]")
LONGEST_NAME = 31
LONGEST_TEXT = 32_767
#: More figures than a spreadsheet keeps exactly: a register number of twenty figures is text.
EXACT = 10**15
NARROWEST, WIDEST = 8, 60  # in letters
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}


def xlsx_bytes(table: Table) -> bytes:
    """The library is met only here and only when a file is asked for."""
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as book:
        _Sheet(book, table).write()
    return content.getvalue()


class _Sheet:
    def __init__(self, book: Any, table: Table) -> None:
        self.table = table
        self.sheet = book.add_worksheet(_name(table.title))
        self.widths = [NARROWEST] * len(table.header)
        top = {"valign": "top"}
        self.heading = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, **top})
        self.text = book.add_format({"text_wrap": True, **top})
        self.quoted = book.add_format({"text_wrap": True, "quote_prefix": True, **top})
        self.day = book.add_format({"num_format": "dd.mm.yyyy", "align": "left", **top})
        self.moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm", "align": "left", **top})
        self.number = book.add_format(top)

    def write(self) -> None:
        """Rows in order: each is put aside when the next one begins."""
        self.sheet.freeze_panes(1, 0)
        self._row(0, self.table.header, self.heading)
        last = 0
        for last, row in enumerate(self.table.rows, 1):
            self._row(last, row)
        if self.table.header:
            self.sheet.autofilter(0, 0, last, len(self.table.header) - 1)
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, width)

    def _row(self, number: int, row: Sequence[Cell], style: Any = None) -> None:
        for column, cell in enumerate(row):
            if column < len(self.widths):
                longest = max(map(len, words(cell).split("\n")))
                self.widths[column] = max(self.widths[column], min(longest + 2, WIDEST))
            self._cell(number, column, cell, style)

    def _cell(self, row: int, column: int, cell: Cell, style: Any) -> None:
        if isinstance(cell, datetime):
            self.sheet.write_datetime(row, column, cell, style or self.moment)
        elif isinstance(cell, date):
            self.sheet.write_datetime(row, column, cell, style or self.day)
        elif isinstance(cell, int | float | Decimal) and -EXACT < cell < EXACT:
            self.sheet.write_number(row, column, cell, style or self.number)
        else:
            self._text(row, column, words(cell), style)

    def _text(self, row: int, column: int, text: str, style: Any) -> None:
        if not text:
            return
        if len(text) > LONGEST_TEXT:
            text = text[: LONGEST_TEXT - 1] + "…"
        quoted = text.startswith(FORMULA_STARTS)
        self.sheet.write_string(row, column, text, style or (self.quoted if quoted else self.text))


def _name(title: str) -> str:
    return _NOT_A_NAME.sub(" ", title).strip("' ")[:LONGEST_NAME].strip("' ") or "Лист1"
