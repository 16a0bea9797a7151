"""What a spreadsheet finds in a file of ours: read as it would, from the parts of the file itself."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape

import pytest

from workflow.pages.csv_export import table_csv
from workflow.sheets.table import Cell, Table, wall
from workflow.sheets.xlsx import xlsx_bytes

DAY, MOMENT = date(2022, 11, 17), datetime(2022, 11, 17, 7, 20, tzinfo=UTC)


def parts_of(*rows: list[Cell], header: tuple[str, ...] = ("Школа", "Срок", "Число")) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(Table("Очередь", header, iter(rows))))) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def sheet_of(*rows: list[Cell]) -> str:
    return parts_of(*rows)["xl/worksheets/sheet1.xml"]


def cell(sheet: str, place: str) -> str:
    found = re.search(rf'<c r="{place}"[^>]*?(?:/>|>.*?</c>)', sheet)
    assert found, place
    return found[0]


def test_text_that_begins_like_a_formula_is_text() -> None:
    sheet = sheet_of(["=1+1", "+7 812", "-5"], ["@SUM(A1)", '=HYPERLINK("http://x")', "＝1"])
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet.replace("HYPERLINK", "")
    for place, text in (("A2", "=1+1"), ("B2", "+7 812"), ("C2", "-5"), ("A3", "@SUM(A1)")):
        shown = cell(sheet, place)
        assert 't="inlineStr"' in shown
        assert unescape(re.sub("<[^>]+>", "", shown)) == text


def test_a_day_a_moment_and_a_number_are_what_they_are() -> None:
    sheet = sheet_of([DAY, wall(MOMENT, "Europe/Moscow"), Decimal("1234.5")], [-5, 7, None])
    assert "<v>44882</v>" in cell(sheet, "A2")
    assert re.search(r"<v>44882\.4305\d*</v>", cell(sheet, "B2"))
    assert "<v>1234.5</v>" in cell(sheet, "C2")
    assert "<v>-5</v>" in cell(sheet, "A3")


def test_a_number_that_a_spreadsheet_would_round_is_text() -> None:
    shown = cell(sheet_of([12345678901234567890, "", ""]), "A2")
    assert "12345678901234567890" in shown
    assert "inlineStr" in shown


def test_the_heading_stays_in_sight_and_can_be_filtered() -> None:
    sheet = sheet_of(["Шум", DAY, 1], ["Назия", DAY, 2])
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:C3"/>' in sheet


def test_columns_are_as_wide_as_their_words_and_no_wider_than_a_page() -> None:
    widths = re.findall(r'<col [^>]*?width="([\d.]+)"', sheet_of(["я" * 300, "двадцать букв, слова", 1]))
    assert [int(float(width)) for width in widths] == [60, 22, 8]


def test_words_longer_than_a_cell_holds_are_cut_with_a_mark() -> None:
    shown = cell(sheet_of(["я" * 40_000, "", ""]), "A2")
    assert len(shown) < 33_000
    assert "…" in shown


@pytest.mark.parametrize("title", ["", "a/b:c*[d]?", "'", "я" * 50])
def test_any_title_can_name_a_sheet(title: str) -> None:
    assert xlsx_bytes(Table(title, ["а"], [])).startswith(b"PK")


def test_ten_thousand_rows_are_read_once_from_a_generator() -> None:
    def rows() -> Iterator[list[Cell]]:
        for number in range(10_000):
            yield [f"Школа {number}", DAY, number]

    sheet = parts_of(*rows())["xl/worksheets/sheet1.xml"]
    assert '<row r="10001"' in sheet


def test_the_csv_of_the_same_table_says_the_same() -> None:
    table = Table("Очередь", ["Когда"], [[DAY], [wall(MOMENT, "Europe/Moscow")], [Decimal("-1234.5")], ["-5"]])
    lines = table_csv(table).decode("utf-8-sig").splitlines()
    assert lines == ["Когда", "17.11.2022", "17.11.2022 10:20", "-1234,5", "'-5"]


def test_the_library_waits_until_a_file_is_asked_for() -> None:
    loaded = "import sys, workflow.app; sys.exit('xlsxwriter' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0
