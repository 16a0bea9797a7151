"""Schools from a table: the file, what it would open, and the press."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from workflow.commands import BadInput
from workflow.commands.letters import Letter
from workflow.commands.open_cases import OpenCaseRows, OpenCases
from workflow.extensions import db
from workflow.forms.table import TableFileForm, TablePressForm
from workflow.pages.opening import OpeningPage, opening_page
from workflow.pages.opening_table import MOST_ROWS, Opening, TablePreview, columns_of, table_preview
from workflow.sheets.columns import TypedRow, carried
from workflow.sheets.reading import Unreadable
from workflow.sheets.table import Cell
from workflow.views import door
from workflow.views.table_files import as_words, rows_of_file, rows_of_press, template

Shown = str | tuple[str, int] | Response


def new(run_id: int) -> Shown:
    return _ask(_page(run_id), TableFileForm(), status=200)


def empty(run_id: int) -> Response:
    """The file to fill in: headings, and one row as an example of how to write."""
    page = _page(run_id)
    return template("schools", gettext("Школы"), columns_of(as_words), [_example(page)])


def preview(run_id: int) -> Shown:
    """Nothing is written: each row with what it would open or what is wrong with it."""
    page, form = _page(run_id), TableFileForm()
    rows = rows_of_file(form, columns_of(as_words), most_rows=MOST_ROWS) if form.validate() else ()
    if not rows:
        return _ask(page, form, status=422)
    return _show(page, rows, _found(page, rows), key=door.new_key())


def create(run_id: int) -> Shown:
    page, form = _page(run_id), TablePressForm()
    try:
        rows = rows_of_press(form, columns_of(as_words), most_rows=MOST_ROWS)
    except Unreadable as why:
        return _ask(page, TableFileForm(), status=422, why=door.words(why.message))
    found = _found(page, rows)
    if not found.openings and not found.with_complaints:  # a second press, or somebody was quicker
        flash(gettext("Сопровождение всех школ из таблицы уже открыто"), "ok")
        return _onward(page)
    if not found.may_be_pressed:
        return _show(page, rows, found, key=form.key.data or "", status=422)
    try:
        done = door.do(_command(page, found, form.key.data or ""))
    except BadInput as refusal:
        return _show(page, rows, found, key=door.new_key(), status=422, why=door.words(refusal.message))
    opened = len(done["case_ids"])
    flash(ngettext("Открыто сопровождение %(num)d школы", "Открыто сопровождений: %(num)d", opened), "ok")
    return _onward(page)


def _onward(page: OpeningPage) -> Response:
    return redirect(door.address("queue.show", tab="all") or url_for("programme.show", code=page.code), 303)


def _page(run_id: int) -> OpeningPage:
    return opening_page(db.session(), door.memberships(), run_id, now=door.moment())


def _found(page: OpeningPage, rows: tuple[TypedRow, ...]) -> TablePreview:
    return table_preview(db.session(), page, rows, translate=as_words)


def _ask(page: OpeningPage, form: TableFileForm, *, status: int, why: str = "") -> Shown:
    if why:
        form.file.errors = [why]
    return render_template("opening/table.html", page=page, form=form, most_rows=MOST_ROWS), status


def _show(
    page: OpeningPage,
    rows: tuple[TypedRow, ...],
    found: TablePreview,
    *,
    key: str,
    status: int = 200,
    why: str = "",
) -> Shown:
    shown = render_template(
        "opening/table_preview.html",
        page=page,
        found=found,
        carried=carried(rows) if found.may_be_pressed else "",
        key=key,
        why=why,
        stages=dict(page.stages),
        categories=dict(page.categories),
    )
    return shown, status


def _command(page: OpeningPage, found: TablePreview, key: str) -> OpenCaseRows:
    """Rows that say the same but for the school go together, in the order of the table."""
    groups: dict[tuple[Any, ...], list[Opening]] = {}
    for one in found.openings:
        alike = (one.letter, one.basis, one.category, one.stage, one.methodist_id, one.from_on, one.to_on)
        groups.setdefault(alike, []).append(one)
    return OpenCaseRows(
        key=key, run_id=page.run_id, groups=tuple(_group(page, together) for together in groups.values())
    )


def _group(page: OpeningPage, together: list[Opening]) -> OpenCases:
    first = together[0]
    return OpenCases(
        run_id=page.run_id,
        school_ids=tuple(one.school_id for one in together if one.school_id is not None),
        new_schools=tuple(one.name for one in together if one.school_id is None),
        stage=first.stage,
        letter=Letter(**asdict(first.letter)) if first.letter else None,
        basis_text=first.basis,
        category=first.category,
        methodist_id=first.methodist_id,
        from_on=first.from_on,
        to_on=first.to_on,
    )


def _example(page: OpeningPage) -> list[Cell]:
    return [
        page.schools[0].name if page.schools else "МКОУ «Шумская СОШ»",
        gettext(page.categories[0][1]),
        page.methodists[0][1] if page.methodists else "",
        "Комитет общего и профессионального образования",
        "19-20417/2026",
        page.today,
        "О списке школ",
        "",
        gettext(page.stages[0][1]),
        page.from_on,
        page.to_on,
    ]
