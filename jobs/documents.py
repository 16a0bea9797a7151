"""Making the documents of registered orders. The sender's name for `render` is "documents.render"."""

from __future__ import annotations

from typing import Final

from jobs import context
from jobs.record import witness
from workflow import clock
from workflow.audit.checkpoint import CHECKPOINTS
from workflow.commands import run
from workflow.commands.documents import KeepDocument
from workflow.extensions import db
from workflow.orders.documents import DOCX, PDF, missing_formats, source_of
from workflow.orders.docx import render_docx
from workflow.orders.pdf import render_pdf

DRAW: Final = {PDF: render_pdf, DOCX: render_docx}


def render(order_id: int) -> None:
    """Draw what an order lacks and store each format with its fingerprint. The second time nothing is lacking.

    It is drawn before the transaction, so that nobody's write waits for a drawing. Then a witness outside the
    database is told how far the record has come, before the paper leaves the house.
    """
    session = db.session()
    missing = missing_formats(session, order_id)
    source = source_of(session, order_id) if missing else None
    session.rollback()
    if source is None:
        return
    for kind in missing:
        command = KeepDocument(order_id=order_id, format=kind, content=DRAW[kind](source))
        run(command, actor_id=None, now=clock.now(), system=True)
    witness(db.session(), context.data() / CHECKPOINTS, now=clock.now())
