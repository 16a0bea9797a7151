"""Indicators of a run and its rounds: looked at, taken from the programme, written, drawn."""

from __future__ import annotations

from typing import Any

from flask import Response as FlaskResponse
from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from workflow.charts import Chart, of_numbers, svg_of
from workflow.commands.indicators import AddIndicator, EditIndicator, EndIndicator, TakeIndicators
from workflow.commands.rounds import AddRound, EditRound
from workflow.extensions import db
from workflow.forms.base import lines_of
from workflow.forms.monitoring import EndForm, IndicatorForm, RoundForm
from workflow.pages import indicators as pages
from workflow.pages.indicators import IndicatorPage, IndicatorView, Point, RoundView, RunHead, RunIndicators
from workflow.states.definition import N_, Refusal
from workflow.views import door
from workflow.views.steps import Page, drawn, press, reasons


def show(run_id: int) -> str:
    return render_template("monitoring/run.html", page=_run(run_id))


def take(run_id: int) -> Response:
    done = door.do(TakeIndicators(key=request.form.get("key", ""), run_id=run_id))
    if done["indicators"] or done["rounds"]:
        flash(gettext("Показатели и круги взяты из программы"), "ok")
    else:
        flash(gettext("В программе нет показателей, или они уже взяты. Добавьте их здесь"), "warn")
    return redirect(url_for("monitoring.show", run_id=run_id), 303)


def show_indicator(indicator_id: int) -> str:
    page = _indicator(indicator_id)
    return render_template("monitoring/indicator.html", page=page, alt=_alt(page.indicator))


def chart(indicator_id: int) -> FlaskResponse:
    """Of the municipality, or of one school when the address names its case."""
    case_id = request.args.get("case", 0, type=int)
    if case_id:
        view, school = pages.indicator_of_case(
            db.session(), door.memberships(), indicator_id, case_id, now=door.moment()
        )
    else:
        view, school = _indicator(indicator_id).indicator, ""
    return _picture(view, school)


def new_round(run_id: int) -> str:
    page, form = _run(run_id), RoundForm()
    drawn(form)
    return _form_page(page.head, form)


def add_round(run_id: int) -> Page:
    page, form = _run(run_id), RoundForm()
    return press(
        form,
        lambda: AddRound(
            key=form.key.data or "",
            run_id=run_id,
            title=form.name.data or "",
            from_on=form.from_on.data,
            due_on=form.due_on.data,
        ),
        done=lambda _: url_for("monitoring.show", run_id=run_id),
        said=N_("Круг измерений добавлен"),
        again=lambda refusals: _form_page(page.head, form, refusals),
    )


def edit_round(round_id: int) -> str:
    head, row = _round(round_id)
    form = RoundForm(name=row.title, from_on=row.from_on, due_on=row.due_on)
    drawn(form, version=row.version)
    return _form_page(head, form)


def save_round(round_id: int) -> Page:
    (head, _row), form = _round(round_id), RoundForm()
    return press(
        form,
        lambda: EditRound(
            key=form.key.data or "",
            round_id=round_id,
            version=form.seen,
            title=form.name.data or "",
            from_on=form.from_on.data,
            due_on=form.due_on.data,
        ),
        done=lambda _: url_for("monitoring.show", run_id=head.id),
        said=N_("Круг измерений записан"),
        again=lambda refusals: _form_page(head, form, refusals),
    )


def new_indicator(run_id: int) -> str:
    page, form = _run(run_id), IndicatorForm()
    drawn(form)
    return _form_page(page.head, form)


def add_indicator(run_id: int) -> Page:
    page, form = _run(run_id), IndicatorForm()
    return press(
        form,
        lambda: AddIndicator(key=form.key.data or "", run_id=run_id, **_typed(form)),
        done=lambda _: url_for("monitoring.show", run_id=run_id),
        said=N_("Показатель добавлен"),
        again=lambda refusals: _form_page(page.head, form, refusals),
    )


def edit_indicator(indicator_id: int) -> str:
    head, view, values, seen = _edited(indicator_id)
    form = IndicatorForm(**values)
    drawn(form)
    form.version.data = seen
    return _form_page(head, form, indicator=view)


def save_indicator(indicator_id: int) -> Page:
    head, view, _, _ = _edited(indicator_id)
    form = IndicatorForm()
    return press(
        form,
        lambda: EditIndicator(
            key=form.key.data or "", indicator_id=indicator_id, seen=form.version.data or "", **_typed(form)
        ),
        done=lambda _: url_for("indicator.show", indicator_id=indicator_id),
        said=N_("Показатель записан"),
        again=lambda refusals: _form_page(head, form, refusals, indicator=view),
    )


def confirm_end(indicator_id: int) -> str:
    page, form = _indicator(indicator_id), EndForm()
    drawn(form)
    return _form_page(page.head, form, indicator=page.indicator)


def end(indicator_id: int) -> Page:
    page, form = _indicator(indicator_id), EndForm()
    return press(
        form,
        lambda: EndIndicator(key=form.key.data or "", indicator_id=indicator_id, reason=form.reason.data or ""),
        done=lambda _: url_for("monitoring.show", run_id=page.head.id),
        said=N_("Показатель больше не измеряется"),
        again=lambda refusals: _form_page(page.head, form, refusals, indicator=page.indicator),
    )


def _run(run_id: int) -> RunIndicators:
    return pages.run_indicators(db.session(), door.memberships(), run_id, now=door.moment())


def _round(round_id: int) -> tuple[RunHead, RoundView]:
    return pages.round_view(db.session(), door.memberships(), round_id, now=door.moment())


def _indicator(indicator_id: int) -> IndicatorPage:
    return pages.indicator_page(db.session(), door.memberships(), indicator_id, now=door.moment())


def _edited(indicator_id: int) -> tuple[RunHead, IndicatorView, dict[str, Any], str]:
    return pages.edited_indicator(db.session(), door.memberships(), indicator_id, now=door.moment())


def _typed(form: IndicatorForm) -> dict[str, Any]:
    return {
        "title": form.name.data or "",
        "kind": form.kind.data or "",
        "unit": form.unit.data or "",
        "share_of": form.share_of.data or "",
        "per_school": form.per_school.data != "no",
        "components": lines_of(form.components.data),
        "baseline_year": form.baseline_year.data or "",
        "baseline": form.baseline.data or "",
        "targets": tuple(_year_and_value(line) for line in lines_of(form.targets.data)),
        "from_attendance": bool(form.from_attendance.data),
    }


def _year_and_value(line: str) -> tuple[str, str]:
    year, _, value = line.partition(":")
    return year.strip(), value.strip()


def _form_page(
    head: RunHead, form: Any, refusals: tuple[Refusal, ...] = (), *, indicator: IndicatorView | None = None
) -> str:
    return render_template(
        "monitoring/form.html",
        head=head,
        form=form,
        indicator=indicator,
        refusals=reasons(refusals, lambda _: ("", "")),
        back=(
            url_for("indicator.show", indicator_id=indicator.id)
            if indicator
            else url_for("monitoring.show", run_id=head.id)
        ),
    )


def _picture(view: IndicatorView, school: str) -> FlaskResponse:
    title = f"{view.title}, {view.unit}" if view.unit else view.title
    series = [of_numbers(gettext("Факт"), [one.fact for one in view.points])]
    if any(one.plan for one in view.points):
        series.insert(0, of_numbers(gettext("План"), [one.plan for one in view.points]))
    drawing = Chart(
        title=f"{school}: {title}" if school else title,
        description=_alt(view),
        labels=tuple(one.label for one in view.points),
        series=tuple(series),
        nothing=gettext("Значений ещё нет"),
    )
    response = make_response(svg_of(drawing))
    response.mimetype = "image/svg+xml"
    return response


def _alt(view: IndicatorView) -> str:
    """What the picture shows, for whoever does not see it: the same numbers as the table beside it."""
    return "; ".join(_point_words(one) for one in view.points)


def _point_words(one: Point) -> str:
    plan, fact = one.plan_words, one.fact_words
    if one.fact and one.plan:
        return str(gettext("%(when)s: план %(plan)s, факт %(fact)s", when=one.label, plan=plan, fact=fact))
    if one.fact:
        return str(gettext("%(when)s: факт %(fact)s", when=one.label, fact=fact))
    if one.plan:
        return str(gettext("%(when)s: план %(plan)s, не измерено", when=one.label, plan=plan))
    return str(gettext("%(when)s: не измерено", when=one.label))
