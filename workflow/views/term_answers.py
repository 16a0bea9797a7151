"""Months without a year: the list of a run, and the answer to one."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from workflow.commands import BadInput
from workflow.commands.term_answers import AnswerTerm
from workflow.extensions import db
from workflow.forms.term_answers import TermAnswerForm
from workflow.pages.term_answers import terms_page
from workflow.views import door

Shown = str | tuple[str, int]


def show(run_id: int) -> str:
    return _show(run_id)


def answer(run_id: int) -> Shown | Response:
    form = TermAnswerForm()
    if not form.validate():
        return _show(run_id, refused=gettext("Выберите год из списка или «каждый год программы»")), 422
    try:
        done = door.do(
            AnswerTerm(
                key=form.key.data or "",
                run_id=run_id,
                activity=form.activity.data or "",
                answer=form.answer.data or "",
            )
        )
    except BadInput as refusal:
        return _show(run_id, refused=door.words(refusal.message)), 422
    flash(gettext("Год назван: пункт %(number)s", number=done["activity"]), "ok")
    return redirect(url_for("term.show", run_id=run_id), 303)


def _show(run_id: int, *, refused: str = "") -> str:
    page = terms_page(db.session(), door.memberships(), run_id)
    return render_template("programme/terms.html", page=page, refused=refused)
