"""Rows of a plan: written, edited, put in order, their gaps accepted, lifted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request, url_for
from flask_babel import gettext

from workflow.commands import Command
from workflow.commands.measures import (
    AcceptGap,
    AddMeasure,
    EditMeasure,
    FinishMeasure,
    LiftMeasure,
    MoveMeasure,
    RemoveMeasure,
)
from workflow.extensions import db
from workflow.forms.base import StepForm, lines_of
from workflow.forms.plan import EditMeasureForm, FinishMeasureForm, GapForm, LiftMeasureForm, MeasureForm
from workflow.pages.plan import MeasureView, PlanPage, measure_view
from workflow.states.definition import N_
from workflow.views import door
from workflow.views.plans import plan_form, read, show_plan
from workflow.views.steps import Page, drawn, press


def new(plan_id: int) -> str:
    page = read(plan_id)
    form = _offered(MeasureForm(), page)
    drawn(form)
    return plan_form(page.head, form)


def add(plan_id: int) -> Page:
    page = read(plan_id)
    form = _offered(MeasureForm(), page)
    return press(
        form,
        lambda: AddMeasure(key=form.key.data or "", plan_id=plan_id, **_words(form)),
        done=lambda _: url_for("plan.show", plan_id=plan_id),
        said=N_("Мера добавлена"),
        again=lambda refusals: plan_form(page.head, form, refusals),
    )


def show(measure_id: int) -> str:
    page, one = _read(measure_id)
    form = _offered(
        EditMeasureForm(
            what=one.title,
            performers=list(one.performers),
            performer_titles=one.performer_titles,
            term=one.as_given,
            control_forms="\n".join(one.control_forms),
            result=one.result,
            quantities="\n".join(line.replace(":", "", 1) for line in one.quantities),
            deficit_id=one.deficit_id or 0,
        ),
        page,
    )
    drawn(form, version=one.version)
    return plan_form(page.head, form, measure=one)


def save(measure_id: int) -> Page:
    page, one = _read(measure_id)
    form = _offered(EditMeasureForm(), page)
    return press(
        form,
        lambda: EditMeasure(key=form.key.data or "", measure_id=measure_id, version=form.seen, **_words(form)),
        done=lambda _: url_for("plan.show", plan_id=page.head.id, _anchor=f"measure-{measure_id}"),
        said=N_("Мера сохранена"),
        again=lambda refusals: plan_form(page.head, form, refusals, measure=one),
    )


def move(measure_id: int) -> Page:
    by = -1 if request.form.get("by") == "-1" else 1
    return _pressed(
        measure_id,
        lambda form: MoveMeasure(key=form.key.data or "", measure_id=measure_id, version=form.seen, by=by),
        said=N_("Порядок изменён"),
    )


def remove(measure_id: int) -> Page:
    return _pressed(
        measure_id,
        lambda form: RemoveMeasure(key=form.key.data or "", measure_id=measure_id, version=form.seen),
        said=N_("Мера убрана, запись о ней осталась в истории"),
    )


def gap(measure_id: int) -> str:
    return _asked(measure_id, GapForm())


def accept_gap(measure_id: int) -> Page:
    form = GapForm()
    return _answered(
        measure_id,
        form,
        lambda: AcceptGap(
            key=form.key.data or "",
            measure_id=measure_id,
            version=form.seen,
            comment=form.comment.data or "",
        ),
        said=N_("Пробел принят, причина вошла в план"),
    )


def finishing(measure_id: int) -> str:
    return _asked(measure_id, FinishMeasureForm())


def finish(measure_id: int) -> Page:
    form = FinishMeasureForm()
    return _answered(
        measure_id,
        form,
        lambda: FinishMeasure(
            key=form.key.data or "",
            measure_id=measure_id,
            version=form.seen,
            comment=form.comment.data or "",
        ),
        said=N_("Мера выполнена"),
    )


def lifting(measure_id: int) -> str:
    return _asked(measure_id, LiftMeasureForm())


def lift(measure_id: int) -> Page:
    form = LiftMeasureForm()
    return _answered(
        measure_id,
        form,
        lambda: LiftMeasure(
            key=form.key.data or "",
            measure_id=measure_id,
            version=form.seen,
            comment=form.comment.data or "",
        ),
        said=N_("Мера снята, причина осталась в плане"),
    )


def _read(measure_id: int) -> tuple[PlanPage, MeasureView]:
    return measure_view(db.session(), door.memberships(), measure_id, now=door.moment())


def _asked(measure_id: int, form: StepForm) -> str:
    page, one = _read(measure_id)
    drawn(form, version=one.version)
    return plan_form(page.head, form, measure=one)


def _answered(measure_id: int, form: StepForm, command: Callable[[], Command], *, said: str) -> Page:
    page, one = _read(measure_id)
    return press(
        form,
        command,
        done=lambda _: url_for("plan.show", plan_id=page.head.id, _anchor=f"measure-{measure_id}"),
        said=said,
        again=lambda refusals: plan_form(page.head, form, refusals, measure=one),
    )


def _pressed(measure_id: int, command: Callable[[StepForm], Command], *, said: str) -> Page:
    """A button beside a row of the plan's own page."""
    page, _ = _read(measure_id)
    form = StepForm()
    return press(
        form,
        lambda: command(form),
        done=lambda _: url_for("plan.show", plan_id=page.head.id, _anchor="measures"),
        said=said,
        again=lambda refusals: show_plan(page, form, refusals),
    )


def _offered(form: MeasureForm, page: PlanPage) -> MeasureForm:
    """Years and deficits of this plan; a municipal plan has no deficits of its own."""
    years = range(page.head.from_on.year, page.head.to_on.year + 1)
    form.offer(
        "year",
        [
            ("", gettext("год назван в сроке")),
            *((str(year), str(year)) for year in years),
            ("every", gettext("каждый год")),
        ],
    )
    if page.deficits:
        choices = [(one.id, one.title) for one in page.deficits]
        form.offer("deficit_id", [(0, gettext("ни на какой")), *choices])
    else:
        form.shown = tuple(name for name in form.shown if name != "deficit_id")
    return form


def _words(form: MeasureForm) -> dict[str, Any]:
    return {
        "title": form.what.data or "",
        "performers": tuple(form.performers.data or ()),
        "performer_titles": form.performer_titles.data or "",
        "term": form.term.data or "",
        "year": form.year.data or "",
        "control_forms": lines_of(form.control_forms.data),
        "result": form.result.data or "",
        "quantities": lines_of(form.quantities.data),
        "deficit_id": (form.deficit_id.data or None) if "deficit_id" in form.shown else None,
    }
