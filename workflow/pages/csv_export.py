"""A list as a file for a spreadsheet: semicolons, the mark of UTF-8, no cell that a program would compute."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from workflow.sheets.table import Cell, Table, words
from workflow.sheets.xlsx import FORMULA_STARTS


def table_csv(table: Table) -> bytes:
    return csv_bytes(table.header, table.rows)


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def safe_cell(cell: Cell) -> str:
    """An apostrophe in front keeps text text; a number below zero stays a number."""
    text = words(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(FORMULA_STARTS) else text
