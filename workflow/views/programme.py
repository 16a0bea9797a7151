"""Programmes: the list, the page of one, and its next term."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from workflow.commands import BadInput
from workflow.commands.runs import OpenRun
from workflow.extensions import db
from workflow.forms.opening import RunForm
from workflow.pages.programme import ProgrammePage, programme_list, programme_page
from workflow.views import door

Shown = str | tuple[str, int]


def show_list() -> str:
    return render_template("programme/list.html", programmes=programme_list(db.session(), door.memberships()))


def show(code: str) -> str:
    return render_template(
        "programme/show.html",
        page=_page(code, tab=request.args.get("tab", ""), responsible=request.args.get("responsible", "")),
    )


def new_run(code: str) -> str:
    form = RunForm()
    form.key.data = door.new_key()
    return render_template("programme/run.html", page=_page(code), form=form)


def create_run(code: str) -> Shown | Response:
    page, form = _page(code), RunForm()
    if form.validate():
        try:
            done = door.do(_command(page, form))
        except BadInput as refusal:
            form[refusal.field].errors = [door.words(refusal.message)]
        else:
            if done["outside_programme_years"]:
                flash(gettext("Срок выходит за годы программы: это разрешено и отмечено замечанием."), "warn")
            return redirect(url_for("opening.new", run_id=done["run_id"]), 303)
    return render_template("programme/run.html", page=page, form=form), 422


def _page(code: str, **asked: str) -> ProgrammePage:
    return programme_page(db.session(), door.memberships(), code, now=door.moment(), **asked)


def _command(page: ProgrammePage, form: RunForm) -> OpenRun:
    return OpenRun(
        key=form.key.data or "",
        programme_id=page.id,
        from_on=form.from_on.data,
        to_on=form.to_on.data,
        title=form.title.data or "",
    )
