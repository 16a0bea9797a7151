"""The documents of an order: made once from the text that was hashed, and the same whenever they are made."""

from __future__ import annotations

import hashlib
import io
import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from jobs import documents
from tests.approvals.packets import issued, put_up
from tests.world import NOW, World
from workflow import crashpoint
from workflow.commands import NotAllowed, NotHere, run
from workflow.commands.documents import KeepDocument
from workflow.crashpoint import Crash
from workflow.extensions import db
from workflow.models.audit import AuditEntry
from workflow.models.blob import Blob
from workflow.models.order import OrderDocument
from workflow.orders.documents import printed, printed_code, source_of
from workflow.orders.pdf import render_pdf


def pdf_of(order_id: int, kind: str = "pdf") -> bytes:
    return db.session.execute(
        select(Blob.content)
        .join(OrderDocument, OrderDocument.sha256 == Blob.sha256)
        .where(OrderDocument.order_id == order_id, OrderDocument.format == kind)
    ).scalar_one()


def rendered() -> list[dict[str, Any]]:
    """What the record says of documents, in its order."""
    query = select(AuditEntry.body).where(AuditEntry.action == "order:render").order_by(AuditEntry.id)
    return [json.loads(body) for body in db.session.scalars(query)]


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", page)


def test_the_document_says_what_was_registered(world: World) -> None:
    order_id = issued(world, "s1", "s2")
    documents.render(order_id)

    pages = [words_of(page.extract_text()) for page in PdfReader(io.BytesIO(pdf_of(order_id))).pages]
    assert "Комитет образования «north»" in pages[0]
    assert "РАСПОРЯЖЕНИЕ" in pages[0]
    assert "12.10.2026 № 1" in pages[0]
    assert "Об утверждении списка сетевого партнёрства на 2026/27 учебный год" in pages[0]
    assert "Срок: в течение 10 дней со дня регистрации. Форма контроля: договор." in pages[0]
    assert "Приложение 1 к распоряжению от 12.10.2026 № 1" in pages[1]
    assert "МБОУ «Школа s2 (north)»" in pages[1]
    assert pages[1].startswith("2 ")  # numbers of pages from the second one


def test_the_place_in_the_record_is_printed(world: World) -> None:
    order_id = issued(world, "s1")
    seq, entry_hash = db.session.execute(
        select(AuditEntry.seq, AuditEntry.hash).where(AuditEntry.action == "order:register")
    ).one()
    documents.render(order_id)

    first = words_of(PdfReader(io.BytesIO(pdf_of(order_id))).pages[0].extract_text())
    assert f"Журнал: № {seq} · {printed_code(entry_hash)}" in first


def test_the_second_run_of_the_job_changes_nothing(world: World) -> None:
    order_id = issued(world, "s1")
    documents.render(order_id)
    documents.render(order_id)

    stored = {one.format: one.sha256 for one in db.session.scalars(select(OrderDocument))}
    assert stored == {kind: hashlib.sha256(pdf_of(order_id, kind)).hexdigest() for kind in ("pdf", "docx")}
    bodies = rendered()
    assert [body["data"] for body in bodies] == [
        {"format": "pdf", "sha256": stored["pdf"]},
        {"format": "docx", "sha256": stored["docx"]},
    ]
    assert {body["actor"] for body in bodies} == {None}


def test_two_workers_at_once_keep_one_document(world: World) -> None:
    order_id = issued(world, "s1")
    source = source_of(db.session(), order_id)
    assert source is not None
    drawn_by_the_slower = render_pdf(source)
    documents.render(order_id)
    again = KeepDocument(order_id=order_id, format="pdf", content=drawn_by_the_slower)
    run(again, actor_id=None, now=NOW + timedelta(minutes=1), system=True)

    assert sorted(db.session.scalars(select(OrderDocument.format))) == ["docx", "pdf"]
    assert [body["data"]["format"] for body in rendered()] == ["pdf", "docx"]


def test_a_job_killed_between_two_documents_makes_only_the_other(world: World) -> None:
    order_id = issued(world, "s1")
    commits: list[str] = []

    def die_before_the_second_commit(name: str) -> None:
        commits.extend([name] if name == "commit.before" else [])
        if len(commits) == 2:
            raise Crash

    crashpoint.listen(die_before_the_second_commit)
    try:
        with pytest.raises(Crash):
            documents.render(order_id)
    finally:
        crashpoint.listen(None)
    assert list(db.session.scalars(select(OrderDocument.format))) == ["pdf"]
    first = pdf_of(order_id)
    documents.render(order_id)

    assert pdf_of(order_id) == first
    assert [body["data"]["format"] for body in rendered()] == ["pdf", "docx"]


def test_equal_orders_give_equal_bytes(world: World) -> None:
    source = source_of(db.session(), issued(world, "s1"))
    assert source is not None
    assert render_pdf(source) == render_pdf(source)


def test_an_order_registered_between_two_seconds_is_drawn(world: World) -> None:
    source = source_of(db.session(), issued(world, "s1"))
    assert source is not None
    between = source.registered_at + timedelta(microseconds=654_321)
    assert render_pdf(replace(source, registered_at=between)) == render_pdf(source)


def test_a_draft_has_nothing_to_draw(world: World) -> None:
    put_up(world, "s1")
    documents.render(1)
    assert db.session.scalar(select(func.count()).select_from(OrderDocument)) == 0


def test_typed_text_stays_text(world: World) -> None:
    source = source_of(db.session(), issued(world, "s1"))
    assert source is not None
    canonical = json.loads(source.canonical)
    canonical["title"] = 'О #read("order.typ") и *звёздах* $x^2$ <метке> @ссылке'
    drawn = render_pdf(replace(source, canonical=json.dumps(canonical, ensure_ascii=False)))
    text = words_of(PdfReader(io.BytesIO(drawn)).pages[0].extract_text())
    assert '#read("order.typ") и *звёздах* $x^2$ <метке> @ссылке' in text


def test_no_person_keeps_a_document(world: World) -> None:
    order_id = issued(world, "s1")
    with pytest.raises(NotAllowed):
        world.do("official", KeepDocument(order_id=order_id, format="pdf", content=b"%PDF-1.7 forged"))


def test_a_format_that_nobody_reads_is_not_kept(world: World) -> None:
    odd = KeepDocument(order_id=issued(world, "s1"), format="exe", content=b"MZ")
    with pytest.raises(NotHere):
        run(odd, actor_id=None, now=NOW, system=True)


def test_a_cell_without_a_word_says_so_and_the_number_of_a_school_stays_with_its_name(world: World) -> None:
    text = {
        "appendices": [
            {"title": "Список", "columns": ["№", "Школа", "Место"], "rows": [["", "МКОУ «СОШ №3»", ""]]}
        ]
    }
    found = source_of(db.session(), issued(world, "s1"))
    assert found is not None
    source = replace(found, canonical=json.dumps({**json.loads(found.canonical), **text}, ensure_ascii=False))
    [appendix] = printed(source).appendices
    assert appendix.rows == (("", "МКОУ «СОШ\u00a0№3»", "—"),)
    assert not appendix.tight


def test_a_row_of_an_appendix_stays_on_one_page(world: World) -> None:
    rows = [[str(number), f"Начало{number} " + "слово " * 60 + f"конец{number}"] for number in range(30)]
    text = {"appendices": [{"title": "Список", "columns": ["№", "Слова"], "rows": rows}]}
    found = source_of(db.session(), issued(world, "s1"))
    assert found is not None
    source = replace(found, canonical=json.dumps({**json.loads(found.canonical), **text}, ensure_ascii=False))
    pages = [words_of(page.extract_text()) for page in PdfReader(io.BytesIO(render_pdf(source))).pages]
    assert len(pages) > 3
    for number in range(30):
        [page] = [page for page in pages if f"Начало{number} " in page]
        assert f"конец{number}" in page.split()
