"""What the commands write holds: the whole demonstration with its documents, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from jobs import context, documents
from tests.record.mutations import owned
from workflow.audit.checkpoint import read_checkpoints
from workflow.audit.verify import verify, verify_within
from workflow.demo.seed import seed
from workflow.models.order import Order

#: Each beside the record, and what it is told as.
CHANGES = {
    "UPDATE orders SET title = title || ' ' WHERE NOT is_imported": "order_changed",
    "UPDATE orders SET source = source || ' ' WHERE is_imported": "order_changed",
    "UPDATE order_documents SET format = 'doc' WHERE format = 'docx'": "document_missing",
    "UPDATE order_documents SET rendered_at = (SELECT min(at) FROM audit_entries) WHERE format = 'docx'": (
        "document_changed"
    ),
    "DELETE FROM order_documents WHERE format = 'docx'": "document_missing",
    "DELETE FROM audit_entries WHERE action = 'order:render'": "document_unrecorded",
    "UPDATE blobs SET size = size + 1": "file_changed",
    "UPDATE packet_parts SET sha256 = 'a' || substr(sha256, 2)": "part_changed",
    "UPDATE packets SET state = 'packet.on_approval' WHERE state = 'packet.in_force'": "act_without_force",
    "DELETE FROM decision_records": "act_not_one",
    "DELETE FROM cases": "case_missing",
    "UPDATE registers SET last_number = 9 WHERE kind = 'own' AND last_number > 0": "register_differs",
}


@pytest.fixture
def played(app: Flask, session: Session) -> Session:
    """The story, and the document of every act in it."""
    seed(app)
    context.use(app)
    for order_id in session.scalars(select(Order.id).where(~Order.is_imported)).all():
        with context.entered():
            documents.render(order_id)
    session.rollback()
    return session


def test_the_record_of_the_demonstration_holds_and_every_change_beside_it_is_told(
    app: Flask, played: Session, engine: Engine
) -> None:
    counts = {
        table: played.scalar(text(f"SELECT count(*) FROM {table}"))
        for table in ("orders", "order_documents", "decision_records", "cases", "audit_texts")
    }
    played.rollback()  # the locks of what was read
    assert all(counts.values()), counts
    checkpoints = read_checkpoints(Path(app.config["DATA"]) / "checkpoints.txt")
    assert len({one.chain for one in checkpoints}) == 6
    assert verify(engine, checkpoints).findings == ()
    told = {change: changed(engine, change) for change in CHANGES}
    assert {change: codes for change, codes in told.items() if CHANGES[change] not in codes} == {}


def test_one_byte_of_a_stored_document_is_told(played: Session, engine: Engine) -> None:
    rows = played.execute(text("SELECT format, sha256 FROM order_documents ORDER BY id")).all()
    played.rollback()
    assert {kind for kind, _ in rows} == {"pdf", "docx"}
    for kind, sha256 in {kind: (kind, sha256) for kind, sha256 in rows}.values():
        with owned(engine) as connection:
            of_it = {"sha256": sha256}
            stored = connection.execute(
                text("SELECT content FROM blobs WHERE sha256 = :sha256"), of_it
            ).scalar()
            content = bytearray(stored)
            content[len(content) // 2] ^= 1
            change = text("UPDATE blobs SET content = :content WHERE sha256 = :sha256")
            connection.execute(change, {**of_it, "content": bytes(content)})
            findings = verify_within(connection).findings
            connection.rollback()
        assert [(one.code, one.row) for one in findings] == [("file_changed", sha256)], kind


def changed(engine: Engine, change: str) -> set[str]:
    """What the check says after a change that is then taken back."""
    with owned(engine) as connection:
        assert connection.exec_driver_sql(change).rowcount > 0, change
        codes = {finding.code for finding in verify_within(connection).findings}
        connection.rollback()
    return codes
