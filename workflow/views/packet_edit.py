"""The words of a decision: rows of clauses are added and removed by the server, so no script is needed."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from workflow.commands import BadInput, Stale
from workflow.commands.packets import Charged, Clause, ClauseKind, EditPacket
from workflow.extensions import db
from workflow.forms.packet import EditForm
from workflow.pages.packet_edit import EditPage, edit_page, terms_understood
from workflow.views import door

Shown = str | tuple[str, int]


def show(packet_id: int) -> Shown:
    page = edit_page(db.session(), door.memberships(), packet_id)
    rows = [
        {
            "number": one.number,
            "kind": one.kind.value,
            "text": one.text,
            "charged": one.charged.value if one.charged else "",
            "term": one.term,
            "control_form": one.control_form,
        }
        for one in page.clauses
    ]
    form = EditForm(
        formdata=None,
        title=page.title,
        preamble=page.preamble,
        signatory_post=page.signatory_post,
        clauses=rows,
    )
    return _show(page, form)


def save(packet_id: int) -> Shown | Response:
    """Any button but «Сохранить» changes rows or reads the terms, and shows the form again."""
    page = edit_page(db.session(), door.memberships(), packet_id)
    form = _offered(EditForm(), page)
    if what := request.form.get("do", ""):
        form.change_rows(what)
        return _show(page, form)
    if not form.validate():
        return _show(page, form, status=422)
    try:
        door.do(_command(packet_id, form, page))
    except BadInput as refusal:
        form.put_error(refusal.field, door.words(refusal.message))
        return _show(page, form, status=422)
    except Stale:
        now_stands = edit_page(db.session(), door.memberships(), packet_id)
        return _show(now_stands, form, status=409, is_stale=True)
    flash(gettext("Текст сохранён"), "ok")
    return redirect(url_for("packet.show", packet_id=packet_id), 303)


def _command(packet_id: int, form: EditForm, page: EditPage) -> EditPacket:
    return EditPacket(
        key=form.key.data or "",
        packet_id=packet_id,
        version=int(form.version.data or 0),
        title=form.title.data or "",
        preamble=form.preamble.data or "",
        signatory_post=form.signatory_post.data or "",
        clauses=tuple(_clause(row.data, place) for place, row in enumerate(form.clauses, 1)),
    )


def _clause(row: dict[str, str], place: int) -> Clause:
    return Clause(
        number=(row["number"] or "").strip() or str(place),
        text=(row["text"] or "").strip(),
        kind=ClauseKind(row["kind"]),
        charged=Charged(row["charged"]) if row["charged"] else None,
        term=(row["term"] or "").strip(),
        control_form=(row["control_form"] or "").strip(),
    )


def _offered(form: EditForm, page: EditPage) -> EditForm:
    form.offer(
        [(value, gettext(title)) for value, title in page.kinds],
        [(value, gettext(title)) for value, title in page.charged],
    )
    return form


def _show(page: EditPage, form: EditForm, *, status: int = 200, is_stale: bool = False) -> Shown:
    """The hidden version is that of the page shown: after a «no» a person has seen what changed."""
    _offered(form, page)
    understood = terms_understood([row.form.term.data or "" for row in form.clauses])
    shown = render_template("packet/edit.html", page=page, form=form, understood=understood, is_stale=is_stale)
    return shown, status
