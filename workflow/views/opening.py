"""Schools are taken into a programme: the form, what it would do, and the press."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from workflow import typography
from workflow.commands import BadInput
from workflow.commands.letters import Letter
from workflow.commands.open_cases import OpenCases
from workflow.extensions import db
from workflow.forms.opening import ACT, LETTER, ORDER, WORDS, OpeningForm, with_choices
from workflow.pages.opening import KnownAct, OpeningPage, Preview, opening_page, preview_of
from workflow.views import door

Shown = str | tuple[str, int]


def new(run_id: int) -> Shown:
    page = _page(run_id)
    form = _form(page)
    form.from_on.data, form.to_on.data, form.key.data = page.from_on, page.to_on, door.new_key()
    return _show(page, form)


def change(run_id: int) -> Shown:
    """Back from the preview, with everything as it was typed."""
    page = _page(run_id)
    return _show(page, _form(page))


def preview(run_id: int) -> Shown:
    """Nothing is written here: who would be opened, who is open already, which lines are not clear."""
    page = _page(run_id)
    form = _form(page)
    found = _preview(page, form)
    if not form.validate() or not _somebody(form, found):
        return _show(page, form, status=422)
    return _show_preview(page, form, found)


def create(run_id: int) -> Shown | Response:
    page = _page(run_id)
    form = _form(page)
    found = _preview(page, form)
    if not form.validate() or not _somebody(form, found):
        return _show(page, form, status=422)
    if found.unclear:
        return _show_preview(page, form, found, status=422)
    try:
        done = door.do(_command(page, form, found))
    except BadInput as refusal:
        return _show(page, _said(form, refusal), status=422)
    opened = len(done["case_ids"])
    flash(ngettext("Открыто сопровождение %(num)d школы", "Открыто сопровождений: %(num)d", opened), "ok")
    return redirect(door.address("queue.show", tab="all") or url_for("programme.show", code=page.code), 303)


def _page(run_id: int) -> OpeningPage:
    return opening_page(db.session(), door.memberships(), run_id, now=door.moment())


def _form(page: OpeningPage) -> OpeningForm:
    return with_choices(
        OpeningForm(),
        schools=[(school.id, school.name) for school in page.schools],
        act=[(0, gettext("выберите")), *((act.id, _named(act)) for act in page.letters)],
        order=[(0, gettext("выберите")), *((act.id, _named(act)) for act in page.orders)],
        category=[("", gettext("ни в какой"))] + [(code, gettext(title)) for code, title in page.categories],
        stage=[(name, gettext(title)) for name, title in page.stages],
        methodist=[*page.methodists, (0, gettext("пока никто"))],
    )


def _named(act: KnownAct) -> str:
    number = gettext("№ %(number)s", number=act.number) if act.number else ""
    on = gettext("от %(day)s", day=typography.date(act.dated_on)) if act.dated_on else ""
    head = " ".join(filter(None, (act.kind, act.issuer, number, on)))
    return f"{head}: {act.title}" if act.title else head


def _preview(page: OpeningPage, form: OpeningForm) -> Preview:
    chosen = {
        int(name.removeprefix("line-")): answer
        for name, answer in request.form.items()
        if name.startswith("line-") and name.removeprefix("line-").isdecimal()
    }
    return preview_of(page, listed=form.schools.data or (), pasted=form.pasted.data or "", chosen=chosen)


def _somebody(form: OpeningForm, found: Preview) -> bool:
    """At least one school, or a line that may become one."""
    if found.count or found.unclear:
        return True
    if found.open_already:
        names = ", ".join(school.name for school in found.open_already)
        said = gettext("Уже открыто в этом году: %(names)s. Отметьте другие школы.", names=names)
    else:
        said = gettext("Отметьте хотя бы одну школу или вставьте список из письма.")
    form.schools.errors = [said]
    return False


def _show_preview(page: OpeningPage, form: OpeningForm, found: Preview, *, status: int = 200) -> Shown:
    shown = render_template(
        "opening/preview.html", page=page, form=form, found=found, given=_given(), unanswered=status != 200
    )
    return shown, status


def _show(page: OpeningPage, form: OpeningForm, *, status: int = 200) -> Shown:
    return render_template("opening/new.html", page=page, form=form), status


def _said(form: OpeningForm, refusal: BadInput) -> OpeningForm:
    """The command's sentence at the field it is about, or above the form."""
    sentence = door.words(refusal.message)
    field = {"basis": "ground"}.get(refusal.field, refusal.field)
    if field in form:
        form[field].errors = [sentence]
    else:
        form.form_errors.append(sentence)
    return form


def _given() -> list[tuple[str, str]]:
    """Every field as it was sent, to stand hidden in the preview; answers for lines are asked anew."""
    return [
        (name, text)
        for name, text in request.form.items(multi=True)
        if name != "csrf_token" and not name.startswith("line-")
    ]


def _command(page: OpeningPage, form: OpeningForm, found: Preview) -> OpenCases:
    ground: dict[str, Any] = {
        LETTER: {"letter": _letter(form)},
        ACT: {"basis_act_id": form.act.data},
        ORDER: {"basis_order_id": form.order.data},
        WORDS: {"basis_text": form.words.data},
    }[form.ground.data]
    return OpenCases(
        key=form.key.data or "",
        run_id=page.run_id,
        school_ids=tuple(school.id for school in found.schools),
        new_schools=found.new_names,
        stage=form.stage.data,
        category=form.category.data if form.ground.data in (LETTER, ACT) else "",
        methodist_id=form.methodist.data or None,
        from_on=form.from_on.data,
        to_on=form.to_on.data,
        **ground,
    )


def _letter(form: OpeningForm) -> Letter | None:
    if form.ground.data != LETTER:
        return None
    return Letter(
        issuer=form.letter_issuer.data,
        number=form.letter_number.data or "",
        dated_on=form.letter_on.data,
        title=form.letter_title.data or "",
    )
