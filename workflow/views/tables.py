"""One list, two files: `as_xlsx` and `as_csv` answer with the same rows under the same heading."""

from __future__ import annotations

from flask import Response

from workflow.pages.csv_export import table_csv
from workflow.sheets.table import Table
from workflow.sheets.xlsx import xlsx_bytes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_csv(name: str, table: Table) -> Response:
    return _file(f"{name}.csv", table_csv(table), "text/csv")


def as_xlsx(name: str, table: Table) -> Response:
    return _file(f"{name}.xlsx", xlsx_bytes(table), XLSX)


def _file(name: str, content: bytes, kind: str) -> Response:
    answer = Response(content, mimetype=kind)
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
