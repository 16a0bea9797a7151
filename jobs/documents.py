"""Making the documents of registered orders. The sender's name for `render` is "documents.render"."""

from __future__ import annotations

from jobs import context
from jobs.record import witness
from workflow import clock
from workflow.audit.checkpoint import CHECKPOINTS
from workflow.commands import run
from workflow.commands.documents import KeepDocument
from workflow.extensions import db
from workflow.orders.documents import render_pdf, source_of


def render(order_id: int) -> None:
    """Draw the PDF of an order and store it with its fingerprint. The second time there is nothing to do.

    It is drawn before the transaction, so that nobody's write waits for a drawing. Then a witness outside the
    database is told how far the record has come, before the paper leaves the house.
    """
    source = source_of(db.session(), order_id)
    db.session.rollback()
    if source is None:
        return
    command = KeepDocument(order_id=order_id, content=render_pdf(source))
    run(command, actor_id=None, now=clock.now(), system=True)
    witness(db.session(), context.data() / CHECKPOINTS, now=clock.now())
