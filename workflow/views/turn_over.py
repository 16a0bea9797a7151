"""Going over into the next year: the term, what would be opened and taken along, and the press."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from workflow import typography
from workflow.commands import BadInput, Result
from workflow.commands.turn_over import TurnOver
from workflow.extensions import db
from workflow.forms.turn_over import NEW, TermForm, TurnOverForm
from workflow.pages.turn_over import TermPage, TurnOverPage, term_page, turn_over_page
from workflow.views import door

Shown = str | tuple[str, int]


def term(run_id: int) -> str:
    """Into which year; the answer leads to the preview."""
    page = term_page(db.session(), door.memberships(), run_id)
    form = _term_form(page)
    form.next.data = str(page.runs[0].id) if page.runs else NEW
    form.from_on.data, form.to_on.data = page.from_on, page.to_on
    return render_template("turn_over/term.html", page=page, form=form)


def preview(run_id: int) -> Shown:
    """Nothing is written here: who would be opened, and what each school would take along."""
    term_of = term_page(db.session(), door.memberships(), run_id)
    asked = _term_form(term_of)
    if not asked.validate():
        return render_template("turn_over/term.html", page=term_of, form=asked)
    page = _page(run_id, asked)
    form = TurnOverForm(
        next=asked.next.data,
        from_on=asked.from_on.data,
        to_on=asked.to_on.data,
        title=asked.title.data,
        schools=[one.case_id for one in page.schools if one.goes_on],
        plans=[one.plan_id for one in page.plans if one.there_id is None],
        basis_text=gettext("Сопровождение продолжается, прежний год: %(run)s", run=page.term.run_title),
    )
    form.key.data = door.new_key()
    return _show(page, form, 200)


def create(run_id: int) -> Shown | Response:
    form = TurnOverForm()
    page = _page(run_id, form)
    if not form.validate():
        return _show(page, form, 422)
    try:
        done = door.do(_command(run_id, form))
    except BadInput as refusal:
        field = refusal.field if refusal.field in form else "schools"
        form[field].errors = [door.words(refusal.message)]
        return _show(_page(run_id, form), form, 422)
    flash(_told(done), "ok")
    return redirect(url_for("programme.show", code=page.term.code, tab="years"), 303)


def _term_form(page: TermPage) -> TermForm:
    form = TermForm(request.args)
    form.next.choices = [
        *(
            (str(one.id), f"{one.title}: {typography.date(one.from_on)} — {typography.date(one.to_on)}")
            for one in page.runs
        ),
        (NEW, gettext("Начать новый срок")),
    ]
    return form


def _page(run_id: int, form: TermForm | TurnOverForm) -> TurnOverPage:
    chosen = form.next.data or ""
    return turn_over_page(
        db.session(),
        door.memberships(),
        run_id,
        next_run_id=int(chosen) if chosen.isdecimal() and len(chosen) < 10 else 0,
        term=(form.from_on.data, form.to_on.data),
        title=form.title.data or "",
    )


def _command(run_id: int, form: TurnOverForm) -> TurnOver:
    chosen = form.next.data or ""
    return TurnOver(
        key=form.key.data or "",
        run_id=run_id,
        next_run_id=int(chosen) if chosen.isdecimal() else None,
        from_on=form.from_on.data,
        to_on=form.to_on.data,
        title=form.title.data or "",
        schools=tuple(
            (case_id, request.form.get(f"stage-{case_id}", "")) for case_id in form.schools.data or ()
        ),
        plans=tuple(form.plans.data or ()),
        basis_text=form.basis_text.data or "",
    )


def _show(page: TurnOverPage, form: TurnOverForm, status: int) -> Shown:
    chosen = {one.case_id: request.form.get(f"stage-{one.case_id}", "") for one in page.schools}
    return render_template("turn_over/preview.html", page=page, form=form, chosen=chosen), status


def _told(done: Result) -> str:
    carried = gettext(
        "Перенесено: пар %(pairs)s, муниципальных планов %(plans)s, мер %(measures)s,"
        " рекомендаций %(recommendations)s, значений базы %(baselines)s",
        **{name: done[name] for name in ("pairs", "plans", "measures", "recommendations", "baselines")},
    )
    if not done["case_ids"]:
        return f"{carried}."
    opened = ngettext(
        "Открыто сопровождение %(num)d школы", "Открыто сопровождений: %(num)d", len(done["case_ids"])
    )
    return f"{opened}. {carried}."
