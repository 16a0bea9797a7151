"""A list as a file for a spreadsheet: semicolons, the mark of UTF-8, no cell that a program would compute."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

#: A cell that begins so is taken for a formula; the full-width signs too.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def safe_cell(cell: str) -> str:
    """An apostrophe in front keeps it text."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
