"""A registered act, its document, and what is said of it afterwards."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response as Sent
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from workflow.commands import BadInput
from workflow.commands.order_marks import RepealOrder, VoidOrder
from workflow.extensions import db
from workflow.forms.order import VOID, MarkForm
from workflow.pages.order import document_of, order_page
from workflow.states.packet import KIND_TITLES
from workflow.views import door

Shown = str | tuple[str, int]
MIME = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def show(order_id: int) -> Shown:
    return _show(order_id, MarkForm(formdata=None))


def mark(order_id: int) -> Shown | Response:
    form = MarkForm()
    if not form.validate():
        return _show(order_id, form, status=422)
    said = {"key": form.key.data or "", "order_id": order_id, "reason": form.reason.data}
    command = VoidOrder(**said) if form.kind.data == VOID else RepealOrder(**said, on=form.on.data)
    try:
        door.do(command)
    except BadInput as refusal:
        form[refusal.field if refusal.field in form else "reason"].errors = [door.words(refusal.message)]
        return _show(order_id, form, status=422)
    flash(gettext("Отметка поставлена, номер остаётся за актом"), "ok")
    return redirect(url_for("order.show", order_id=order_id), 303)


def pdf(order_id: int) -> Response:
    return _document(order_id, "pdf")


def docx(order_id: int) -> Response:
    return _document(order_id, "docx")


def _document(order_id: int, kind: str) -> Response:
    """The bytes as they were stored; named by their fingerprint, so an unchanged copy is not sent again."""
    file = document_of(db.session(), door.memberships(), order_id, kind=kind)
    answer = Sent(file.content, mimetype=MIME[kind])
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=\"order-{order_id}.{kind}\"; filename*=UTF-8''{quote(file.name)}"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(file.sha256)
    return answer.make_conditional(request)


def _show(order_id: int, form: MarkForm, *, status: int = 200) -> Shown:
    page = order_page(db.session(), door.memberships(), order_id, now=door.moment())
    return render_template("order/show.html", page=page, form=form, packet_kinds=KIND_TITLES), status
