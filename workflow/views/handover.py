"""A colleague's work is looked at, chosen from, and handed over in one press."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from workflow.commands import BadInput
from workflow.commands.hand_over import HandOver
from workflow.extensions import db
from workflow.forms.handover import HELD, HandOverForm
from workflow.pages.handover import HandOverPage, handover_page, holders_page
from workflow.views import door

Shown = str | tuple[str, int] | Response


def holders() -> str:
    found = holders_page(db.session(), door.memberships(), now=door.moment())
    return render_template("handover/list.html", holders=found)


def show(authority_id: int, person_id: int) -> Shown:
    """Everything is ticked: who leaves hands over all."""
    page = _page(authority_id, person_id)
    form = _form(page)
    for name, rows in page.rows:
        form[name].data = [row.id for row in rows]
    form.to_id.data = 0
    return _show(page, form)


def preview(authority_id: int, person_id: int) -> Shown:
    page = _page(authority_id, person_id)
    form = _form(page)
    if not form.validate():
        return _show(page, form, status=422)
    form.key.data = door.new_key()
    receiver = dict(page.receivers)[form.to_id.data]
    return render_template(
        "handover/preview.html", page=page, form=form, receiver=receiver, what=what_goes(form)
    )


def hand_over(authority_id: int, person_id: int) -> Shown:
    page = _page(authority_id, person_id)
    form = _form(page)
    if not form.validate():
        return _show(page, form, status=422)
    try:
        door.do(_command(page, form))
    except BadInput as refusal:
        sentence = door.words(refusal.message)
        if refusal.field == "to_id":
            form.to_id.errors = [sentence]
        else:
            form.form_errors.append(sentence)
        return _show(page, form, status=422)
    flash(gettext("Передано: %(what)s", what=what_goes(form)), "ok")
    return redirect(url_for("handover.list"), 303)


def what_goes(form: HandOverForm) -> str:
    """«12 сопровождений, 31 поручение»"""
    cases, tasks, packets, projects, performers = (len(form[name].data or ()) for name in HELD)
    posts = projects + performers
    parts = [
        ngettext("%(num)d сопровождение", "%(num)d сопровождения", cases) if cases else "",
        ngettext("%(num)d поручение", "%(num)d поручения", tasks) if tasks else "",
        ngettext("%(num)d комплект", "%(num)d комплекта", packets) if packets else "",
        ngettext("%(num)d обязанность", "%(num)d обязанности", posts) if posts else "",
    ]
    return ", ".join(filter(None, parts))


def _command(page: HandOverPage, form: HandOverForm) -> HandOver:
    return HandOver(
        key=form.key.data or "",
        authority_id=page.authority_id,
        from_id=page.person_id,
        to_id=form.to_id.data,
        case_ids=tuple(form.case.data or ()),
        task_ids=tuple(form.task.data or ()),
        packet_ids=tuple(form.packet.data or ()),
        project_ids=tuple(form.project.data or ()),
        performer_ids=tuple(form.performer.data or ()),
        comment=form.comment.data or "",
    )


def _page(authority_id: int, person_id: int) -> HandOverPage:
    return handover_page(db.session(), door.memberships(), authority_id, person_id, now=door.moment())


def _form(page: HandOverPage) -> HandOverForm:
    form = HandOverForm()
    for name, rows in page.rows:
        form.offer(name, [(row.id, row.words or row.place) for row in rows])
    form.offer("to_id", [(0, gettext("выберите")), *page.receivers])
    return form


def _show(page: HandOverPage, form: HandOverForm, *, status: int = 200) -> Shown:
    return render_template("handover/show.html", page=page, form=form), status
