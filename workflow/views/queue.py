"""The methodist's queue."""

from __future__ import annotations

from flask import render_template, request

from workflow.extensions import db
from workflow.pages.queue import queue_page
from workflow.pages.queue_rows import QueueRow
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
    if row.task_id is not None:
        return door.address("task.show", task_id=row.task_id)
    if row.packet_id is not None:
        return door.address("packet.show", packet_id=row.packet_id)
    return door.address("case.show", case_id=row.id)
