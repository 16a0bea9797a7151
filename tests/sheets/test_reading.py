"""Somebody's file: read where it can be, refused with a sentence where it cannot."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import date
from typing import Any

import pytest

from tests.sheets.files import book, parts, sheet_of
from workflow.incoming import text as clean
from workflow.sheets.columns import Column, TypedRow, brought, carried, day_of, rows_under
from workflow.sheets.reading import BIGGEST_PART, SheetRead, Unreadable, read_xlsx
from workflow.sheets.table import Table
from workflow.sheets.values import column_letters, column_of
from workflow.sheets.xlsx import xlsx_bytes

COLUMNS = (Column("school", ("Школа",), required=True), Column("on", ("Дата письма", "Letter date")))
HEADING = ("Школа", "Дата письма")


def read(content: bytes, most_rows: int = 100) -> SheetRead:
    return read_xlsx(content, clean=clean, most_rows=most_rows)


def rows_of(content: bytes) -> tuple[TypedRow, ...]:
    return rows_under(read(content), COLUMNS, most_rows=100)


def why(content: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        rows_of(content)
    message = refused.value.message
    return message.text % dict(message.values)


def test_rows_are_read_by_their_headings_in_any_order_and_under_a_title() -> None:
    content = book(["Список школ"], [], ["№", "letter date", "ШКОЛА *"], [1, date(2026, 8, 14), "Шум"])
    [row] = rows_of(content)
    assert (row.number, row.text("school"), row.text("on")) == (4, "Шум", "14.08.2026")
    assert (row.place("school"), row.place("on")) == ("C4", "B4")


def test_a_date_as_a_date_and_a_date_as_text_are_the_same_day() -> None:
    rows = rows_of(book(HEADING, ["а", date(2026, 8, 14)], ["б", "14.08.2026"], ["в", "2026-08-14 00:00:00"]))
    assert {day_of(row.text("on")) for row in rows} == {date(2026, 8, 14)}
    assert [day_of(text) for text in ("31.02.2026", "вчера", "14.08.0026", "")] == [None] * 4


def test_numbers_come_as_people_write_them() -> None:
    rows = rows_of(book(HEADING, [5.0, ""], [12.5, ""], ["№ 2", ""], [1e300, ""]))
    assert [row.text("school") for row in rows] == ["5", "12,5", "№ 2", "1E+300"]


def test_empty_rows_between_are_left_out_and_numbers_stay_those_of_the_file() -> None:
    assert [row.number for row in rows_of(book(HEADING, [], ["а"], [], [], ["б"]))] == [3, 6]


def test_a_formula_is_named_with_its_cell_and_its_answer_is_not_taken() -> None:
    def formula(_book: Any, sheet: Any) -> None:
        sheet.write_formula("A2", '="Шум"', None, "Шум")

    [row] = rows_of(book(HEADING, more=formula))
    assert row.text("school") == ""
    assert [(one.place, one.column) for one in row.complaints] == [("A2", "Школа")]
    assert "формула" in row.complaints[0].message.text


def test_merged_cells_are_named_unless_they_stand_above_the_heading() -> None:
    def title(_book: Any, sheet: Any) -> None:
        sheet.merge_range("A1:C1", "Список")

    assert len(rows_of(book([], HEADING, ["а"], more=title))) == 1

    def below(_book: Any, sheet: Any) -> None:
        sheet.merge_range("A2:A4", "Шум")

    assert "A2:A4" in why(book(HEADING, more=below))


def test_a_hidden_sheet_is_not_what_a_person_means() -> None:
    def second(made: Any, sheet: Any) -> None:
        other = made.add_worksheet("Второй")
        other.write_row(0, 0, HEADING)
        other.write(1, 0, "видна")
        other.activate()
        other.set_first_sheet()
        sheet.hide()

    assert [row.text("school") for row in rows_of(book(HEADING, ["спрятана"], more=second))] == ["видна"]


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "Выберите файл"),
        (b"%PDF-1.7", "не файл XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "не файл XLSX"),
        (b"PK\x03\x04 torn", "повреждён"),
        (book(), "пуст"),
        (book(["Имя", "Дата"], ["а", "б"]), "«Школа»"),
        (book(HEADING), "ни одной строки"),
        (book(HEADING, *[["а"]] * 101), "больше 100"),
        (book(HEADING, ["а"], more=lambda _book, sheet: sheet.write(3, 200, "далеко")), "GS4"),
        (parts("<worksheet"), "повреждён"),
        (parts(sheet_of('<row r="1"><c r="A1" t="s"><v>7</v></c></row>')), "повреждён"),
        (parts(sheet_of('<row r="x"/>')), "повреждён"),
        (parts(sheet_of("<row><c r='ZZZZZZZZ1' t='str'><v>а</v></c></row>")), "повреждён"),
        (parts(sheet_of(""), workbook="<workbook/>"), "повреждён"),
        (parts(sheet_of(""), relations="<Relationships/>"), "повреждён"),
        (parts('<!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>'), "повреждён"),
    ],
)
def test_what_is_no_table_of_ours_is_refused_with_a_sentence(content: bytes, part: str) -> None:
    assert part in why(content)


def test_a_document_of_another_program_is_no_table() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        file.writestr("word/document.xml", "<w/>")
    assert "повреждён" in why(content.getvalue())


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    began = time.monotonic()
    assert "слишком велика" in why(parts(" " * (BIGGEST_PART + 1)))
    assert time.monotonic() - began < 2


def test_a_bomb_that_lies_about_its_size_gives_no_more_than_it_declares() -> None:
    whole = parts(sheet_of(" " * 30_000_000))
    said, lied = len(sheet_of(" " * 30_000_000)).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    assert said in whole
    assert "повреждён" in why(whole.replace(said, lied))


def test_a_cell_at_the_end_of_the_world_takes_no_room() -> None:
    far = '<row r="1048576"><c r="A1048576" t="str"><v>а</v></c></row>'
    assert read(parts(sheet_of(far))).rows[0].number == 1_048_576


def test_what_is_no_text_is_taken_out() -> None:
    words = "<sst><si><t>Шу_x0000_м‮</t></si></sst>"
    sheet = sheet_of('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')
    assert read(parts(sheet, words=words)).rows[0].cells[0].text == "Шум"


def test_what_we_write_ourselves_reads_back() -> None:
    content = xlsx_bytes(Table("Школы", HEADING, [["=1+1", date(2026, 8, 14)], ["Шум", None]]))
    assert [(row.text("school"), row.text("on")) for row in rows_of(content)] == [
        ("=1+1", "14.08.2026"),
        ("Шум", ""),
    ]


def test_rows_are_carried_to_the_press_and_nothing_else_is() -> None:
    rows = rows_of(book(HEADING, ["а", "14.08.2026"], ["б"]))
    assert brought(carried(rows), COLUMNS, clean=clean, most_rows=10) == rows
    for sent in (
        "",
        "{}",
        "[]",
        "[1]",
        '[[1,"a",{}]]',
        "[[1e400,{},{}]]",
        "[" * 100_000,
        '[[1,{"school":5},{}]]',
    ):
        with pytest.raises(Unreadable):
            brought(sent, COLUMNS, clean=clean, most_rows=10)
    with pytest.raises(Unreadable):
        brought(carried(rows), COLUMNS, clean=clean, most_rows=1)
    [row] = brought('[[1,{"school":"а\\u0000б","other":"в"},{}]]', COLUMNS, clean=clean, most_rows=1)
    assert dict(row.texts) == {"school": "аб"}


def test_columns_are_counted_as_a_spreadsheet_letters_them() -> None:
    assert [column_letters(one) for one in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert all(column_of(f"{column_letters(one)}7") == one for one in range(1000))
