"""Planning an event: one press from a day gives the days of its steps and what it clashes with."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext

from workflow.commands.events import ChangeEvent, EventTerms, PlanEvent, StepDays
from workflow.extensions import db
from workflow.forms.event import STEPS, EventForm
from workflow.forms.fields import day_of
from workflow.pages.event import EventHead, event_head
from workflow.pages.event_form import EventFormPage, chosen, counted, event_form_page, warned
from workflow.states.definition import N_, Message, Refusal
from workflow.views import door
from workflow.views.steps import Page, drawn, press, reasons


def new(run_id: int) -> str:
    """`on` in the address is the day to plan from: the form comes with its steps counted."""
    page = _page(run_id)
    form = EventForm(
        from_on=day_of(request.args.get("on", "")),
        series_id=request.args.get("series", 0, type=int),
        name=request.args.get("name", "")[:300],
    )
    _offer(form, page)
    drawn(form)
    if form.from_on.data is not None:
        _count(form, page)
    return _show(page, form)


def plan(run_id: int) -> Page:
    page, form = _page(run_id), EventForm()
    _offer(form, page)
    if request.form.get("press") == "count":
        return _counted(page, form)
    return press(
        form,
        lambda: PlanEvent(key=form.key.data or "", run_id=run_id, terms=_terms(form, fresh=True)),
        done=lambda result: url_for("event.show", event_id=result["event_id"]),
        said=N_("Мероприятие запланировано"),
        again=lambda refusals: _show(page, form, refusals),
    )


def edit(event_id: int) -> str:
    head = event_head(db.session(), door.memberships(), event_id, now=door.moment())
    page = _page(head.run_id, except_id=head.id)
    held = chosen(db.session(), event_id)
    form = EventForm(
        data={
            "name": held.title,
            "kind": held.form,
            "place": held.place,
            "about": held.about,
            "from_on": held.from_on,
            "to_on": held.to_on if held.to_on != held.from_on else None,
            "audiences": list(held.audiences),
            "required": held.required,
            "project_id": held.project_id,
            "series_id": held.series_id,
            "parent_id": held.parent_id,
            "guests": list(held.guests),
            "hosts": list(held.hosts),
            "measures": list(held.measures),
            **{name: getattr(held.steps, name) for name in STEPS},
        }
    )
    _rename(form)
    _offer(form, page)
    drawn(form, version=head.version)
    return _show(page, form, head=head)


def save(event_id: int) -> Page:
    head = event_head(db.session(), door.memberships(), event_id, now=door.moment())
    page, form = _page(head.run_id, except_id=head.id), EventForm()
    _rename(form)
    _offer(form, page)
    if request.form.get("press") == "count":
        return _counted(page, form, head=head)
    return press(
        form,
        lambda: ChangeEvent(
            key=form.key.data or "",
            event_id=event_id,
            version=form.seen,
            terms=_terms(form, fresh=False),
        ),
        done=lambda _: url_for("event.show", event_id=event_id),
        said=N_("Мероприятие изменено"),
        again=lambda refusals: _show(page, form, refusals, head=head),
    )


def _page(run_id: int, *, except_id: int = 0) -> EventFormPage:
    return event_form_page(db.session(), door.memberships(), run_id, now=door.moment(), except_id=except_id)


def _rename(form: EventForm) -> None:
    form.title, form.button = gettext("Изменить мероприятие"), gettext("Сохранить изменения")


def _offer(form: EventForm, page: EventFormPage) -> None:
    """What the run does not have is not asked for."""
    form.offer("hosts", page.schools)
    form.offer("guests", page.schools)
    for name, rows in (("project_id", page.projects), ("series_id", page.series), ("parent_id", page.parents)):
        form.offer(name, [(0, gettext("нет")), *rows])
    form.offer("measures", page.measures)
    empty = {
        "project_id": not page.projects,
        "series_id": not page.series,
        "parent_id": not page.parents,
        "measures": not page.measures,
    }
    form.shown = tuple(name for name in form.shown if not empty.get(name))


def _counted(page: EventFormPage, form: EventForm, *, head: EventHead | None = None) -> str:
    """Nothing is written: the same form with the days of its steps."""
    form.validate()
    if form.from_on.data is None and not form.from_on.errors:
        form.complain("from_on", gettext("Напишите день мероприятия: число, месяц и год"))
    _count(form, page)
    return _show(page, form, head=head)


def _count(form: EventForm, page: EventFormPage) -> None:
    first, last = form.days
    if first is None or last is None or last < first:
        return
    days = counted(db.session(), page, first, last)
    if isinstance(days, Message):
        form.complain("from_on", door.words(days))
        return
    for name in STEPS:
        form[name].data = getattr(days, name)
        form[name].raw_data = None


def _clashes(form: EventForm, page: EventFormPage, event_id: int) -> tuple[Message, ...]:
    first, last = form.days
    if first is None or last is None or last < first:
        return ()
    schools, hosts = form.guests.data or [], form.hosts.data or []
    return warned(db.session(), page, first, last, schools, hosts, except_id=event_id)


def _terms(form: EventForm, *, fresh: bool) -> EventTerms:
    """Of a new event whose days were left empty the steps are counted; of a changed one they stay empty."""
    days: dict[str, date | None] = {name: form[name].data for name in STEPS}
    return EventTerms(
        title=form.name.data or "",
        form=form.kind.data or "",
        place=form.place.data or "",
        about=form.about.data or "",
        from_on=form.from_on.data,
        to_on=form.to_on.data,
        audiences=tuple(form.audiences.data or ()),
        required=bool(form.required.data),
        project_id=form.project_id.data or None,
        series_id=form.series_id.data or None,
        parent_id=form.parent_id.data or None,
        guests=tuple(form.guests.data or ()),
        hosts=tuple(form.hosts.data or ()),
        measures=tuple(form.measures.data or ()),
        steps=None if fresh and not form.has_steps else StepDays(**days),
    )


def _show(
    page: EventFormPage,
    form: EventForm,
    refusals: tuple[Refusal, ...] = (),
    *,
    head: EventHead | None = None,
) -> str:
    context: dict[str, Any] = {
        "clashes": _clashes(form, page, head.id if head else 0),
        "refusals": reasons(refusals, lambda _: ("", "")),
        "only_warned": False,
        "step_names": STEPS,
    }
    return render_template("event/plan.html", page=page, form=form, head=head, **context)
