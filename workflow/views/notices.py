"""Notices: looked through, marked as read, followed to what they are about."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from workflow.commands.read_notices import ReadNotices
from workflow.extensions import db
from workflow.pages.notices import NoticeRow, notice_of, notices_page
from workflow.views import door


def show() -> str:
    page = notices_page(
        db.session(),
        door.actor_id(),
        door.memberships(),
        only_new=request.args.get("show") == "new",
        after=request.args.get("after", ""),
        now=door.moment(),
    )
    return render_template("notices/show.html", page=page, notice_url=notice_url)


def read() -> Response:
    """One, or all that the page showed; the address is the list as it was filtered."""
    notice_id, up_to = (request.form.get(name, 0, type=int) for name in ("notice", "up_to"))
    door.do(ReadNotices(notice_id=notice_id, up_to=up_to))
    only_new = "new" if request.args.get("show") == "new" else None
    return redirect(url_for("notices.show", show=only_new), 303)


def follow(notice_id: int) -> Response:
    """To what it is about; it is read then."""
    notice = notice_of(db.session(), door.actor_id(), door.memberships(), notice_id, now=door.moment())
    door.do(ReadNotices(notice_id=notice.id))
    return redirect(notice_url(notice) or url_for("notices.show"), 303)


def notice_url(notice: NoticeRow) -> str:
    """The nearest thing that has a page for this person."""
    if notice.kind == "work:handed_over":
        return door.address("queue.show")
    tries = (
        (notice.event_id, "event.show", "event_id"),
        (notice.series_id, "series.show", "series_id"),
        (notice.task_id, "task.show", "task_id"),
        (notice.packet_id if notice.kind != "order:registered" else None, "packet.show", "packet_id"),
        (notice.order_id, "order.show", "order_id"),
        (notice.case_id, "case.show", "case_id"),
    )
    found = (door.address(page, **{name: number}) for number, page, name in tries if number is not None)
    return next(filter(None, found), "") or door.address("school.show")
