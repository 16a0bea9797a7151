"""The page of an act: its words, what came of them, its document, its state, its place in the record."""

from __future__ import annotations

import hashlib
import json

from sqlalchemy import select

from jobs import documents
from tests.approvals.conftest import Town
from tests.approvals.packets import issued
from workflow import clock
from workflow.commands import run
from workflow.commands.documents import KeepDocument
from workflow.commands.evidence import GiveEvidence
from workflow.extensions import db
from workflow.models.audit import AuditEntry
from workflow.models.order import Order, OrderMark
from workflow.models.task import Task, TaskStatus
from workflow.orders.documents import printed_code, source_of
from workflow.orders.pdf import render_pdf


def test_the_thread_runs_from_the_decision_to_the_evidence(town: Town) -> None:
    order_id = town.within(issued, town.world, "s1", "s2")
    task_id = town.within(lambda: db.session.scalars(select(Task.id).order_by(Task.id)).first())
    town.do("s1", GiveEvidence(task_id=task_id, title="Договор подписан", link="https://north.example/d"))
    page = town["official"].open(f"/orders/{order_id}").text

    assert "Поручений: 2, до 22.10.2026, чт 0 из 2" in page
    assert "Список пар → № 1 от 12.10.2026 → 3 поручения → подтверждений: 1" in page
    assert "Договор подписан ждёт проверки" in page


def test_the_place_in_the_record_stands_on_the_page(town: Town) -> None:
    order_id = town.within(issued, town.world, "s1")
    seq, entry_hash = town.within(
        lambda: db.session.execute(
            select(AuditEntry.seq, AuditEntry.hash).where(AuditEntry.action == "order:register")
        ).one()
    )
    page = town["observer"].open(f"/orders/{order_id}").text
    assert f"Журнал № {seq} Код {printed_code(entry_hash)}" in page


def test_the_document_is_downloaded_as_it_was_stored(town: Town) -> None:
    order_id = town.within(issued, town.world, "s1")
    clerk = town["clerk"].open(f"/orders/{order_id}")
    assert "Документ изготавливается" in clerk.text
    assert clerk.client.get(f"/orders/{order_id}.pdf").status_code == 404

    town.within(documents.render, order_id)
    assert "Скачать PDF" in clerk.open(f"/orders/{order_id}").text
    answer = clerk.client.get(f"/orders/{order_id}.pdf")
    assert answer.data.startswith(b"%PDF-")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["ETag"] == f'"{hashlib.sha256(answer.data).hexdigest()}"'
    again = clerk.client.get(f"/orders/{order_id}.pdf", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_both_documents_stand_side_by_side_and_what_is_still_made_is_said(town: Town) -> None:
    order_id = town.within(issued, town.world, "s1")
    source = town.within(lambda: source_of(db.session(), order_id))
    first = KeepDocument(order_id=order_id, format="pdf", content=render_pdf(source))
    town.within(lambda: run(first, actor_id=None, now=clock.now(), system=True))
    clerk = town["clerk"].open(f"/orders/{order_id}")
    assert "Скачать PDF" in clerk.text
    assert "Скачать DOCX" not in clerk.text
    assert "Изготавливается ещё один файл: DOCX" in clerk.text
    assert clerk.client.get(f"/orders/{order_id}.docx").status_code == 404

    town.within(documents.render, order_id)
    page = clerk.open(f"/orders/{order_id}").text
    assert page.index("Скачать PDF") < page.index("Скачать DOCX")
    assert "Изготавливается" not in page
    answer = clerk.client.get(f"/orders/{order_id}.docx")
    assert answer.data.startswith(b"PK")
    assert answer.mimetype.endswith("wordprocessingml.document")
    assert "order-1.docx" in answer.headers["Content-Disposition"]
    assert "PDF DOCX" in clerk.open("/register").text


def test_a_school_reads_the_order_about_it_and_its_document(town: Town) -> None:
    order_id = town.within(issued, town.world, "s1")
    town.within(documents.render, order_id)
    school = town["s1"].open(f"/orders/{order_id}")
    assert "Об утверждении списка сетевого партнёрства" in school.text
    assert school.client.get(f"/orders/{order_id}.pdf").status_code == 200
    assert town["p1"].open(f"/orders/{order_id}").status == 200
    assert town["s2"].open(f"/orders/{order_id}").status == 404
    assert "Поставить отметку" not in school.buttons


def test_an_official_who_approves_and_signs_annuls_with_a_reason(town: Town) -> None:
    order_id = town.within(issued, town.world, "s1")
    before = town.within(lambda: db.session.get_one(Order, order_id).sha256)
    official = town["official"].open(f"/orders/{order_id}")
    official.press("Поставить отметку", kind="void")
    assert official.status == 422
    assert "Напишите, почему" in official.text

    official.press("Поставить отметку", kind="void", reason="Зарегистрирован по ошибке")
    assert "Аннулирован" in official.text
    assert "Зарегистрирован по ошибке" in official.text
    assert "Поставить отметку" not in official.buttons
    assert town.within(lambda: db.session.get_one(Order, order_id).sha256) == before
    lifted = town.within(lambda: set(db.session.scalars(select(Task.status))))
    assert lifted == {TaskStatus.LIFTED}
    entries = town.within(
        lambda: db.session.scalars(select(AuditEntry.body).where(AuditEntry.action == "order:mark")).all()
    )
    assert [json.loads(one)["data"]["kind"] for one in entries] == ["void"]
    second = town.within(issued, town.world, "s2")
    assert "№ 2 от" in town["official"].open(f"/orders/{second}").text  # the number stays taken


def test_a_repealed_act_is_in_force_until_its_day_and_keeps_its_tasks(town: Town) -> None:
    order_id = town.within(issued, town.world, "s1")
    official = town["official"].open(f"/orders/{order_id}")
    official.press("Поставить отметку", kind="repeal", on="01.10.2026", reason="Новый список")
    assert "Акт не может утратить силу раньше своей даты" in official.text
    official.press("Поставить отметку", kind="repeal", on="31.12.2026", reason="Новый список")
    assert "Действует" in official.text
    assert "Утратил силу 31.12.2026" in official.text
    open_tasks = town.within(lambda: set(db.session.scalars(select(Task.status))))
    assert open_tasks == {TaskStatus.OPEN}


def test_only_who_both_approves_and_signs_may_mark(town: Town) -> None:
    order_id = town.within(issued, town.world, "s1")
    for who in ("approver", "signatory", "specialist"):
        visitor = town[who].open(f"/orders/{order_id}")
        assert visitor.status == 200
        assert "Поставить отметку" not in visitor.buttons
    approver = town["approver"].open(f"/orders/{order_id}")
    sent = {
        "csrf_token": approver.forms[-1].values["csrf_token"],
        "kind": "void",
        "reason": "Не нравится",
    }
    headers = {"Referer": "http://localhost/"}
    answer = approver.client.post(f"/orders/{order_id}/marks", data=sent, headers=headers)
    assert answer.status_code == 403
    assert town.within(lambda: db.session.scalars(select(OrderMark)).all()) == []
