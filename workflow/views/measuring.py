"""Sheets of values, notes and recommendations: form -> command -> the page it came from."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from workflow.commands.monitoring import RecordMeasurements, TypedValue
from workflow.commands.notes import RecordNote
from workflow.commands.recommendations import AddRecommendation, EditRecommendation, RemoveRecommendation
from workflow.extensions import db
from workflow.forms.base import content_of
from workflow.forms.monitoring import NoteForm, RecommendationForm, SheetForm
from workflow.pages import case as cases
from workflow.pages import case_recommendations as one_case
from workflow.pages import measuring as pages
from workflow.pages import recommendations as given
from workflow.pages.case import CaseHead
from workflow.pages.measuring import Sheet
from workflow.pages.recommendations import NoteView, RecommendationView
from workflow.states.definition import N_, Refusal, Role
from workflow.views import door
from workflow.views.cases import form_page
from workflow.views.steps import Page, behalf, drawn, parties, press, reasons

PARTS = ("value", "numerator", "denominator", "words", "rests_on", "why_not")


def sheet(round_id: int) -> str:
    page = _round_sheet(round_id)
    form = SheetForm(measured_on=page.head.today)
    drawn(form, version=page.seen_id)
    return _sheet_page(page, form)


def record(round_id: int) -> Page:
    page, form = _round_sheet(round_id), SheetForm(sent=request.form)
    return _pressed(page, form, lambda: url_for("measurement.sheet", round_id=round_id), None)


def case_sheet(case_id: int) -> str:
    page, head = _case_sheet(case_id, request.args.get("round", 0, type=int)), _head(case_id)
    form = _for_whom(SheetForm(measured_on=page.head.today), head)
    drawn(form, version=page.seen_id)
    return _sheet_page(page, form, head)


def case_record(case_id: int) -> Page:
    page, head = _case_sheet(case_id, request.form.get("round", 0, type=int)), _head(case_id)
    form = _for_whom(SheetForm(sent=request.form), head)
    return _pressed(page, form, lambda: url_for("case.show", case_id=case_id), head)


def note(case_id: int) -> str:
    head, page = _head(case_id), _case_sheet(case_id, request.args.get("round", 0, type=int))
    now = _note(case_id, page.round_id)
    form = NoteForm(text=now.text if now else "")
    drawn(form, version=now.id if now else 0)
    return form_page(head, form, sheet_round=page)


def record_note(case_id: int) -> Page:
    head, page = _head(case_id), _case_sheet(case_id, request.args.get("round", 0, type=int))
    form = NoteForm()
    return press(
        form,
        lambda: RecordNote(
            key=form.key.data or "",
            case_id=case_id,
            round_id=page.round_id,
            seen_id=form.seen,
            text=form.text.data or "",
        ),
        done=lambda _: url_for("case.show", case_id=case_id),
        said=N_("Аналитическая справка записана"),
        again=lambda refusals: form_page(head, form, refusals, sheet_round=page),
    )


def recommendations(case_id: int) -> str:
    head, rows = _recommendations(case_id)
    form = _recommendation_form()
    drawn(form)
    return form_page(head, form, recommended=rows)


def recommend(case_id: int) -> Page:
    head, rows = _recommendations(case_id)
    form = _recommendation_form()
    return press(
        form,
        lambda: AddRecommendation(
            key=form.key.data or "",
            case_id=case_id,
            addressee=form.addressee.data or "",
            text=form.text.data or "",
            term=form.term.data or "",
        ),
        done=lambda _: url_for("case.recommendations", case_id=case_id),
        said=N_("Рекомендация записана"),
        again=lambda refusals: form_page(head, form, refusals, recommended=rows),
    )


def edit(recommendation_id: int) -> str:
    head, row = _one(recommendation_id)
    form = _recommendation_form(addressee=row.addressee, text=row.text, term=row.as_given)
    drawn(form, version=row.version)
    return form_page(head, form, back=url_for("case.recommendations", case_id=head.id), changed=row)


def save(recommendation_id: int) -> Page:
    head, row = _one(recommendation_id)
    form = _recommendation_form()
    return press(
        form,
        lambda: EditRecommendation(
            key=form.key.data or "",
            recommendation_id=recommendation_id,
            version=form.seen,
            addressee=form.addressee.data or "",
            text=form.text.data or "",
            term=form.term.data or "",
        ),
        done=lambda _: url_for("case.recommendations", case_id=head.id),
        said=N_("Рекомендация записана"),
        again=lambda refusals: form_page(head, form, refusals, changed=row),
    )


def remove(recommendation_id: int) -> Response:
    head, _row = _one(recommendation_id)
    version = request.form.get("version", 0, type=int)
    key = request.form.get("key", "")
    door.do(RemoveRecommendation(key=key, recommendation_id=recommendation_id, version=version))
    flash(gettext("Рекомендация снята, запись о ней осталась в истории"), "ok")
    return redirect(url_for("case.recommendations", case_id=head.id), 303)


def _pressed(page: Sheet, form: SheetForm, done: Callable[[], str], head: CaseHead | None) -> Page:
    return press(
        form,
        lambda: RecordMeasurements(
            key=form.key.data or "",
            round_id=page.round_id,
            measured_on=form.measured_on.data,
            values=_values(page, form),
            seen_id=max(form.seen, 0),
            on_behalf=behalf(form) if head else None,
            behalf_content=content_of(form.paper)[1] if head else b"",
        ),
        done=lambda _: done(),
        said=N_("Измерения записаны"),
        again=lambda refusals: _sheet_page(page, form, head, refusals),
    )


def _values(page: Sheet, form: SheetForm) -> tuple[TypedValue, ...]:
    return tuple(
        TypedValue(
            at=cell.at,
            indicator_id=cell.column.indicator_id,
            case_id=cell.case_id,
            component=cell.column.component,
            **form.cell(cell.at, PARTS),
        )
        for cell in page.cells()
    )


def _sheet_page(
    page: Sheet, form: SheetForm, head: CaseHead | None = None, refusals: tuple[Refusal, ...] = ()
) -> str:
    return render_template(
        "monitoring/sheet.html",
        page=page,
        form=form,
        case=head,
        refusals=reasons(refusals, lambda _: ("", "")),
        only_warned=False,
        back=(
            url_for("case.show", case_id=head.id) if head else url_for("monitoring.show", run_id=page.head.id)
        ),
    )


def _for_whom(form: SheetForm, head: CaseHead) -> SheetForm:
    if Role.METHODIST in head.roles:
        form.for_whom(parties(Role.SCHOOL), own=True)
    return form


def _round_sheet(round_id: int) -> Sheet:
    return pages.round_sheet(db.session(), door.memberships(), round_id, now=door.moment())


def _case_sheet(case_id: int, round_id: int) -> Sheet:
    return pages.case_sheet(db.session(), door.memberships(), case_id, round_id=round_id, now=door.moment())


def _head(case_id: int) -> CaseHead:
    return cases.case_head(db.session(), door.memberships(), case_id, now=door.moment())


def _note(case_id: int, round_id: int) -> NoteView | None:
    notes = given.notes_of(db.session(), case_id)
    return next((one for one in notes if one.round_id == round_id), None)


def _recommendations(case_id: int) -> tuple[CaseHead, tuple[RecommendationView, ...]]:
    return one_case.case_recommendations(db.session(), door.memberships(), case_id, now=door.moment())


def _one(recommendation_id: int) -> tuple[CaseHead, RecommendationView]:
    head, row = one_case.one_recommendation(
        db.session(), door.memberships(), recommendation_id, now=door.moment()
    )
    if not row.is_proposed:
        abort(404)
    return head, row


def _recommendation_form(**values: str) -> RecommendationForm:
    form = RecommendationForm(**values)
    form.offer("addressee", [(code, gettext(title)) for code, title in given.ADDRESSEE_TITLES.items()])
    return form
