"""The DOCX of an order: the words of the PDF in a file that an office opens, the same whenever it is made."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import time
import zipfile
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as Opened
from docx.oxml.ns import qn
from docx.shared import Mm
from pypdf import PdfReader

from jobs import documents
from tests.approvals.packets import issued
from tests.approvals.test_documents import pdf_of, words_of
from tests.world import World
from workflow.extensions import db
from workflow.orders.documents import Source, printed, source_of
from workflow.orders.docx import NO_MOMENT, render_docx
from workflow.orders.pdf import render_pdf

ROOT = Path(__file__).parents[2]


@pytest.fixture
def source(world: World) -> Source:
    found = source_of(db.session(), issued(world, "s1", "s2"))
    assert found is not None
    return found


def opened(content: bytes) -> Opened:
    return Document(io.BytesIO(content))


def words_in(document: Opened) -> str:
    """Everything that is said, from the first line to the last, tables in their places."""
    nodes = document.element.body.iter(qn("w:t"), qn("w:p"), qn("w:tab"), qn("w:br"))
    return words_of("".join(node.text if node.tag == qn("w:t") else " " for node in nodes))


def rewritten(source: Source, **fields: object) -> Source:
    return replace(source, canonical=json.dumps({**json.loads(source.canonical), **fields}, ensure_ascii=False))


def test_the_stored_document_says_what_was_registered(world: World) -> None:
    order_id = issued(world, "s1", "s2")
    documents.render(order_id)
    document = opened(pdf_of(order_id, "docx"))

    lines = [line.text for line in document.paragraphs if line.text]
    assert lines[:4] == [
        "Комитет образования «north»",
        "РАСПОРЯЖЕНИЕ",
        "12.10.2026\t№ 1",
        "Об\u00a0утверждении списка сетевого партнёрства на\u00a02026/27 учебный год",
    ]
    assert any(
        words_of(line).endswith("Срок: в течение 10 дней со дня регистрации. Форма контроля: договор.")
        for line in lines
    )
    assert lines[-2] == "Приложение\u00a01\nк распоряжению\nот 12.10.2026 № 1"
    signature, appendix = document.tables
    assert signature.cell(1, 2).text == "подпись"
    assert [cell.text for cell in appendix.rows[0].cells] == [
        "№",
        "Поддерживаемая школа",
        "Школа-партнёр",
        "Вид сети",
    ]
    assert [row.cells[1].text for row in appendix.rows[1:]] == [
        "МБОУ «Школа s1 (north)»",
        "МБОУ «Школа s2 (north)»",
    ]


def test_both_documents_say_the_same_words_in_the_same_order(source: Source) -> None:
    pages = PdfReader(io.BytesIO(render_pdf(source))).pages
    record = printed(source).record
    on_paper = " ".join(words_of(page.extract_text()).replace(record, "") for page in pages)
    on_paper = on_paper.replace(" 2 Приложение", " Приложение")  # the number of the page

    assert words_in(opened(render_docx(source))).split() == on_paper.split()


def test_the_place_in_the_record_stands_at_the_foot_of_every_page(source: Source) -> None:
    [section] = opened(render_docx(source)).sections
    record = printed(source).record
    assert section.different_first_page_header_footer
    assert section.first_page_footer.paragraphs[0].text == section.footer.paragraphs[0].text == record
    asked = [node.text for node in section.header._element.iter(qn("w:instrText"))]
    assert asked == ["PAGE"]
    assert section.first_page_header.paragraphs[0].text == ""


def test_the_page_is_what_the_standard_asks(source: Source) -> None:
    document = opened(render_docx(source))
    [section] = document.sections
    sides = (section.page_width, section.page_height, section.left_margin, section.right_margin)
    assert [round(one.mm) for one in sides if one is not None] == [210, 297, 30, 10]
    fonts = document.styles.element.find(qn("w:docDefaults")).find(f".//{qn('w:rFonts')}")
    assert set(fonts.attrib.values()) == {"Times New Roman"}
    assert (
        document.styles.element.find(qn("w:docDefaults")).find(f".//{qn('w:lang')}").get(qn("w:val")) == "ru-RU"
    )


def test_the_head_of_a_long_table_repeats_and_its_columns_fill_the_line(source: Source) -> None:
    schools = [[str(number), "МБОУ «Школа с длинным названием»", "", ""] for number in range(1, 90)]
    table = {"title": "Список", "columns": ["№", "Школа", "Партнёр", "Вид сети"], "rows": schools}
    appendix = opened(render_docx(rewritten(source, appendices=[table]))).tables[1]

    assert len(appendix.rows) == 90
    repeats = [
        row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None for row in appendix.rows
    ]
    assert repeats == [True] + [False] * 89
    for row in appendix.rows:
        widths = [cell.width or 0 for cell in row.cells]
        assert abs(sum(widths) - Mm(170)) < Mm(1)


def test_equal_orders_give_equal_bytes_at_any_second(source: Source) -> None:
    first = render_docx(source)
    time.sleep(2.1)  # a zip keeps moments of two seconds
    assert render_docx(source) == first


def test_no_moment_is_written_but_that_of_the_registration(source: Source) -> None:
    made = render_docx(source)
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert {part.date_time for part in parts.infolist()} == {NO_MOMENT}
        assert not any("thumbnail" in part.filename for part in parts.infolist())
    said = opened(made).core_properties
    assert said.created == said.modified == source.registered_at.replace(microsecond=0)
    assert (said.author, said.title) == ("Комитет образования «north»", "Распоряжение № 1 от 12.10.2026")
    later = source.registered_at + timedelta(microseconds=654_321)
    assert render_docx(replace(source, registered_at=later)) == made
    assert render_docx(replace(source, registered_at=datetime(2027, 1, 1, tzinfo=UTC))) != made


def test_every_style_that_is_named_is_there(source: Source) -> None:
    document = opened(render_docx(source))
    there = {style.style_id for style in document.styles}
    parts = [document.styles.element, document.element, document.sections[0].footer._element]
    tags = [qn(f"w:{tag}") for tag in ("basedOn", "next", "link", "pStyle", "rStyle", "tblStyle")]
    named = {node.get(qn("w:val")) for part in parts for node in part.iter(*tags)}
    assert {"Heading1", "Heading2", "TableGrid"} <= named <= there


def test_another_process_draws_the_same_bytes(source: Source) -> None:
    """Nothing hangs on the order of sets or on what this process has drawn before."""
    script = (
        "import sys, json; from datetime import datetime; from hashlib import sha256;"
        "from workflow.orders.documents import Source; from workflow.orders.docx import render_docx;"
        "given = json.load(sys.stdin); given['registered_at'] = datetime.fromisoformat(given['registered_at']);"
        "print(sha256(render_docx(Source(**given))).hexdigest())"
    )
    given = json.dumps(asdict(source), default=str)
    told = {
        subprocess.run(
            [sys.executable, "-c", script],
            input=given,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed, zone in (("1", "UTC"), ("2", "Asia/Vladivostok"))
    }
    assert told == {hashlib.sha256(render_docx(source)).hexdigest()}


def test_typed_text_stays_text_and_what_no_paper_shows_is_left_out(source: Source) -> None:
    typed = "О <w:p/> & {{ 7*7 }} \x0b\x1f\ufffe\x00«ёлочках»"
    document = opened(render_docx(rewritten(source, title=typed)))
    assert "О\u00a0<w:p/> & {{ 7*7 }} «ёлочках»" in [line.text for line in document.paragraphs]


def test_an_order_without_appendix_and_preamble_is_drawn(source: Source) -> None:
    document = opened(render_docx(rewritten(source, appendices=[], preamble="")))
    assert len(document.tables) == 1
    assert document.paragraphs[4].text.startswith("1. ")
