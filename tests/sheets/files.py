"""Files as people and strangers make them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import xlsxwriter

NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
BOOK = (
    f'<workbook {NAMESPACE} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Лист1" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)


def book(*rows: Sequence[Any], more: Callable[[Any, Any], None] | None = None) -> bytes:
    """Rows as a person types them; `more(book, sheet)` adds what is special."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as made:
        sheet = made.add_worksheet("Школы")
        day = made.add_format({"num_format": "dd.mm.yyyy"})
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                elif cell not in ("", None):
                    sheet.write(number, column, cell)
        if more is not None:
            more(made, sheet)
    return content.getvalue()


def parts(sheet: str, **more: str) -> bytes:
    """A file put together by hand, as no program would."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", more.get("workbook", BOOK))
        file.writestr("xl/_rels/workbook.xml.rels", more.get("relations", RELATIONS))
        file.writestr("xl/worksheets/sheet1.xml", sheet)
        if "words" in more:
            file.writestr("xl/sharedStrings.xml", more["words"])
    return content.getvalue()


def sheet_of(rows: str) -> str:
    return f"<worksheet {NAMESPACE}><sheetData>{rows}</sheetData></worksheet>"
