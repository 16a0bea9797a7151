"""Days that repeat: made from the programme, shown month by month."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask_babel import gettext

from workflow.commands.event_series import EndSeries, MakeSeries
from workflow.extensions import db
from workflow.forms.event import SeriesEndForm, SeriesForm
from workflow.pages.event import AUDIENCE_TITLES
from workflow.pages.event_series import Offered, SeriesFormPage, SeriesPage, series_form_page, series_page
from workflow.states.definition import N_, Refusal
from workflow.views import door
from workflow.views.steps import Page, drawn, press, reasons


def show(series_id: int) -> str:
    return _show(_page(series_id), _end_form())


def end(series_id: int) -> Page:
    page, form = _page(series_id), SeriesEndForm()
    return press(
        form,
        lambda: EndSeries(key=form.key.data or "", series_id=series_id, to_on=form.to_on.data),
        done=lambda _: url_for("series.show", series_id=series_id),
        said=N_("Последний день записан"),
        again=lambda _: _show(page, form),
    )


def new(run_id: int) -> str:
    page = _form_page(run_id)
    form = SeriesForm(from_on=page.from_on, to_on=page.to_on)
    _offer(form, page)
    if page.offered and request.method == "GET":
        form.from_programme.data = str(page.offered[0].number)
        form.audiences.data = list(page.offered[0].audiences)
        form.every.data = page.offered[0].every
    drawn(form)
    return _new(page, form)


def make(run_id: int) -> Page:
    page, form = _form_page(run_id), SeriesForm()
    _offer(form, page)
    row = _chosen(form, page)
    return press(
        form,
        lambda: MakeSeries(
            key=form.key.data or "",
            run_id=run_id,
            title=form.name.data or (row.title if row else ""),
            every=form.every.data or "",
            from_on=form.from_on.data,
            to_on=form.to_on.data,
            audiences=tuple(form.audiences.data or ()),
            source=row.source if row else "",
        ),
        done=lambda result: url_for("series.show", series_id=result["series_id"]),
        said=N_("Повторяющийся день заведён"),
        again=lambda refusals: _new(page, form, refusals),
    )


def _page(series_id: int) -> SeriesPage:
    return series_page(db.session(), door.memberships(), series_id, now=door.moment())


def _form_page(run_id: int) -> SeriesFormPage:
    return series_form_page(db.session(), door.memberships(), run_id)


def _end_form() -> SeriesEndForm:
    form = SeriesEndForm(formdata=None)
    drawn(form)
    return form


def _offer(form: SeriesForm, page: SeriesFormPage) -> None:
    if not page.offered:
        form.shown = tuple(name for name in form.shown if name != "from_programme")
        form.from_programme.choices = []
        form.name.description, form.name.flags.optional = "", False
        return
    words = [(str(one.number), f"{one.title} ({one.term})" if one.term else one.title) for one in page.offered]
    form.offer("from_programme", [*words, ("", gettext("нет, своё название"))])


def _chosen(form: SeriesForm, page: SeriesFormPage) -> Offered | None:
    return next((one for one in page.offered if str(one.number) == (form.from_programme.data or "")), None)


def _show(page: SeriesPage, form: SeriesEndForm) -> str:
    return render_template("event/series.html", page=page, form=form, audiences=AUDIENCE_TITLES)


def _new(page: SeriesFormPage, form: SeriesForm, refusals: tuple[Refusal, ...] = ()) -> str:
    return render_template(
        "event/series_new.html",
        page=page,
        form=form,
        refusals=reasons(refusals, lambda _: ("", "")),
        only_warned=False,
    )
