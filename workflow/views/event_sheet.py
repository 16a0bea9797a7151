"""The sheet of an event, its table from a file, the words of schools, and what the event left behind."""

from __future__ import annotations

from flask import Response as FlaskResponse
from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from workflow.commands import BadInput
from workflow.commands.attendance import Audience, EnterAttendance, Line, RemoveAttendance
from workflow.commands.event_outputs import AddOutput, RemoveOutput
from workflow.commands.reflections import WriteReflection
from workflow.extensions import db
from workflow.forms.base import content_of, lines_of
from workflow.forms.event import OutputForm, PressForm, ReflectionForm, SheetForm
from workflow.forms.table import TableFileForm, TablePressForm
from workflow.pages.event import EventPage, event_page
from workflow.pages.event_sheet import (
    MOST_ROWS,
    ImportPreview,
    SheetPage,
    columns_of,
    import_preview,
    sheet_page,
)
from workflow.sheets.columns import TypedRow, carried
from workflow.sheets.reading import Unreadable
from workflow.sheets.table import Cell
from workflow.states.definition import N_, Refusal, Role
from workflow.states.machine import Refused
from workflow.views import door
from workflow.views.events import form_page
from workflow.views.steps import Page, behalf, drawn, parties, press, reasons
from workflow.views.table_files import as_words, rows_of_file, rows_of_press, template

Shown = str | tuple[str, int] | Response


def attendance(event_id: int) -> str:
    return _sheet(_page(event_id), _sheet_form(_page(event_id), fresh=True))


def attend(event_id: int) -> Page:
    page = _page(event_id)
    form = _sheet_form(page)
    return press(
        form,
        lambda: EnterAttendance(key=form.key.data or "", event_id=event_id, lines=_lines(form)),
        done=lambda _: url_for("event.attendance", event_id=event_id),
        said=N_("Участники внесены в лист"),
        again=lambda refusals: _sheet(page, form, refusals),
    )


def unattend(event_id: int, attendance_id: int) -> Page:
    page, form = _page(event_id), PressForm()
    if not form.validate():
        return _sheet(page, _sheet_form(page, fresh=True)), 422
    command = RemoveAttendance(key=form.key.data or "", event_id=event_id, attendance_id=attendance_id)
    door.do(command)
    flash(gettext("Строка убрана"), "ok")
    return redirect(url_for("event.attendance", event_id=event_id), 303)


def blank(event_id: int) -> FlaskResponse:
    """The table to fill in: headings, each school of the event twice, as an example of how to write."""
    page = _page(event_id)
    examples: list[list[Cell]] = []
    for _, school in page.schools[:50]:
        examples.append([school, gettext("педагоги"), "", "", None])
        examples.append([school, gettext("обучающиеся"), "", "", None])
    return template("attendance", gettext("Лист посещения"), columns_of(as_words), examples)


def read_table(event_id: int) -> Shown:
    """Nothing is written: each row with what it would add or what is wrong with it."""
    page, form = _page(event_id), TableFileForm()
    rows = rows_of_file(form, columns_of(as_words), most_rows=MOST_ROWS) if form.validate() else ()
    if not rows:
        return _sheet(page, _sheet_form(page, fresh=True), file_form=form), 422
    return _preview(page, rows, _found(page, rows), key=door.new_key()), 200


def enter_table(event_id: int) -> Shown:
    page, form = _page(event_id), TablePressForm()
    try:
        rows = rows_of_press(form, columns_of(as_words), most_rows=MOST_ROWS)
    except Unreadable as why:
        file_form = TableFileForm(formdata=None)
        file_form.file.errors = [door.words(why.message)]
        return _sheet(page, _sheet_form(page, fresh=True), file_form=file_form), 422
    found = _found(page, rows)
    if not found.may_be_pressed:
        return _preview(page, rows, found, key=form.key.data or ""), 422
    lines = tuple(
        Line(
            school_id=one.school_id,
            audience=one.audience,
            name=one.name,
            post=one.post,
            people=0 if one.name else one.people,
            at=one.at,
        )
        for one in found.rows
        if one.audience is not None
    )
    try:
        done = door.do(EnterAttendance(key=form.key.data or "", event_id=event_id, lines=lines))
    except BadInput as refusal:
        said = gettext("%(place)s: %(why)s", place=refusal.field, why=door.words(refusal.message))
        return _preview(page, rows, found, key=door.new_key(), why=said), 422
    except Refused as no:
        said = " ".join(f"{what}. {fix}." for what, fix, _ in door.reasons(no.refusals))
        return _preview(page, rows, found, key=door.new_key(), why=said), 409
    flash(ngettext("Внесена %(num)d строка", "Внесено строк: %(num)d", done["lines"]), "ok")
    return redirect(url_for("event.attendance", event_id=event_id), 303)


def reflection(event_id: int, school_id: int) -> str:
    page, form, name = _reflection(event_id, school_id)
    drawn(form)
    return form_page(page.head, form, subject=name)


def write_reflection(event_id: int, school_id: int) -> Page:
    page, form, name = _reflection(event_id, school_id)
    return press(
        form,
        lambda: WriteReflection(
            key=form.key.data or "",
            event_id=event_id,
            school_id=school_id,
            text=form.text.data or "",
            on_behalf=behalf(form),
            behalf_content=content_of(form.paper)[1],
        ),
        done=lambda _: url_for("event.show", event_id=event_id),
        said=N_("Отзыв записан"),
        again=lambda refusals: form_page(page.head, form, refusals, subject=name),
    )


def outputs(event_id: int) -> str:
    page = _event(event_id)
    form = _output_form(page)
    drawn(form)
    return form_page(page.head, form)


def add_output(event_id: int) -> Page:
    page = _event(event_id)
    form = _output_form(page)
    name, content = content_of(form.file)
    return press(
        form,
        lambda: AddOutput(
            key=form.key.data or "",
            event_id=event_id,
            school_id=form.school_id.data or None,
            kind=form.kind.data or "",
            title=form.name.data or "",
            link=form.link.data or "",
            file_name=name,
            content=content,
        ),
        done=lambda _: url_for("event.show", event_id=event_id),
        said=N_("Материал добавлен"),
        again=lambda refusals: form_page(page.head, form, refusals),
    )


def remove_output(event_id: int, output_id: int) -> Page:
    form = PressForm()
    if not form.validate():
        abort(400)
    door.do(RemoveOutput(key=form.key.data or "", event_id=event_id, output_id=output_id))
    flash(gettext("Материал убран, запись о нём осталась в истории"), "ok")
    return redirect(url_for("event.show", event_id=event_id), 303)


def _page(event_id: int) -> SheetPage:
    return sheet_page(db.session(), door.memberships(), event_id, now=door.moment())


def _event(event_id: int) -> EventPage:
    return event_page(db.session(), door.actor_id(), door.memberships(), event_id, now=door.moment())


def _sheet_form(page: SheetPage, *, fresh: bool = False) -> SheetForm:
    form = SheetForm(formdata=None) if fresh else SheetForm()
    form.offer("school_id", page.schools)
    if fresh:
        drawn(form)
        form.school_id.data = page.schools[0][0] if page.schools else None
    return form


def _sheet(
    page: SheetPage,
    form: SheetForm,
    refusals: tuple[Refusal, ...] = (),
    *,
    file_form: TableFileForm | None = None,
) -> str:
    return render_template(
        "event/attendance.html",
        page=page,
        form=form,
        file_form=file_form or TableFileForm(formdata=None),
        refusals=reasons(refusals, lambda _: ("", "")),
        only_warned=False,
        most_rows=MOST_ROWS,
    )


def _lines(form: SheetForm) -> tuple[Line, ...]:
    school_id = form.school_id.data or 0
    lines = []
    for field, audience in (("heads", Audience.HEADS), ("teachers", Audience.TEACHERS)):
        for typed in lines_of(form[field].data):
            name, _, post = typed.partition(",")
            lines.append(Line(school_id=school_id, audience=audience, name=name, post=post, at=field))
    for field, audience in (("pupils", Audience.PUPILS), ("parents", Audience.PARENTS)):
        if (people := form[field].data) is not None:
            lines.append(Line(school_id=school_id, audience=audience, people=people, at=field))
    return tuple(lines)


def _found(page: SheetPage, rows: tuple[TypedRow, ...]) -> ImportPreview:
    return import_preview(db.session(), page.head.id, rows, translate=as_words)


def _preview(
    page: SheetPage, rows: tuple[TypedRow, ...], found: ImportPreview, *, key: str, why: str = ""
) -> str:
    return render_template(
        "event/import.html",
        page=page,
        found=found,
        carried=carried(rows) if found.may_be_pressed else "",
        key=key,
        why=why,
    )


def _reflection(event_id: int, school_id: int) -> tuple[EventPage, ReflectionForm, str]:
    page = _event(event_id)
    line = next((one for one in page.schools if one.id == school_id), None)
    if line is None or not (line.is_own or Role.METHODIST in page.head.roles):
        abort(404)
    form = ReflectionForm()
    if not line.is_own:
        form.for_whom(parties(Role.PARTNER if line.holds else Role.SCHOOL), own=False)
    return page, form, line.name


def _output_form(page: EventPage) -> OutputForm:
    form = OutputForm()
    whole = Role.METHODIST in page.head.roles
    schools = [(one.id, one.name) for one in page.schools if whole or one.is_own]
    form.offer("school_id", [(0, gettext("общий, всего мероприятия")), *schools] if whole else schools)
    return form
