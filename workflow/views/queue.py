"""The methodist's queue."""

from __future__ import annotations

from flask import render_template, request

from workflow.extensions import db
from workflow.pages.queue import QueueRow, queue_page
from workflow.views import door


def show() -> str:
    page = queue_page(
        db.session(),
        door.actor_id(),
        door.memberships(),
        tab=request.args.get("tab", ""),
        asked=request.args,
        now=door.moment(),
    )
    return render_template("queue/show.html", page=page, queue_url=queue_url)


def queue_url(row: QueueRow) -> str:
    """Where the work of a row is done; empty where this person has no page for it."""
    if row.packet_id is not None:
        return door.address("packet.show", packet_id=row.packet_id)
    if row.case_id is not None:
        return door.address("case.show", case_id=row.case_id)
    return door.address("order.show", order_id=row.order_id) if row.order_id is not None else ""
