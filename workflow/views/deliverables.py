"""What a programme wants of its performers: the list of a run, its files, and papers as they are handed in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from workflow.commands import BadInput
from workflow.commands.deliverables import HandInDocument, NamePerformer, Told
from workflow.extensions import db
from workflow.forms.base import content_of
from workflow.forms.deliverable import HandInForm
from workflow.pages.deliverable_lines import Line, Slot, document_file
from workflow.pages.deliverables import (
    CUT_TITLES,
    EXPORTED,
    PAGE,
    STATES,
    DeliverablesPage,
    Filters,
    HandPage,
    deliverables_page,
    hand_page,
)
from workflow.sheets.table import Cell, Table, wall
from workflow.states.definition import N_, Refusal
from workflow.views import door, tables
from workflow.views.downloads import download
from workflow.views.steps import Page, drawn, press, reasons

COLUMNS = (
    N_("Что сдают"),
    N_("Разрез"),
    N_("Мероприятие или этап"),
    N_("Начало"),
    N_("Конец"),
    N_("Муниципальный проект"),
    N_("Вид документа"),
    N_("Исполнитель"),
    N_("Состояние"),
    N_("Документ"),
    N_("Файл"),
    N_("Кто внёс"),
    N_("Когда внесён"),
    N_("Как пришёл"),
    N_("Когда пришёл"),
    N_("Прежних"),
)


def show(run_id: int) -> str:
    return _shown(run_id)


def print_page(run_id: int) -> str:
    """Every line of the filter on paper: a chair of a committee reads it without a screen."""
    page = _page(run_id, limit=EXPORTED)
    return render_template(
        "deliverable/print.html", page=page, asked=_asked(page.filters), now=door.moment(), **_words()
    )


def export(run_id: int) -> FlaskResponse:
    return tables.as_csv("deliverables", _table(run_id))


def sheet(run_id: int) -> FlaskResponse:
    return tables.as_xlsx("deliverables", _table(run_id))


def file(document_id: int) -> FlaskResponse:
    return download(*document_file(db.session(), door.memberships(), document_id))


def name_performer(run_id: int) -> Page:
    """One press for one role of the page."""
    _page(run_id)
    command = NamePerformer(
        key=request.form.get("key", ""),
        run_id=run_id,
        role=request.form.get("role", ""),
        version=request.form.get("version", 0, type=int),
        person_id=request.form.get("person_id", 0, type=int) or None,
    )
    try:
        door.do(command)
    except BadInput as refusal:
        return _shown(run_id, refused=door.words(refusal.message)), 422
    flash(gettext("Исполнитель записан"), "ok")
    return redirect(url_for("deliverable.list", run_id=run_id), 303)


def ask(run_id: int) -> Page:
    """An address that names no paper leads to the list, where one is chosen."""
    if "deliverable" not in request.args:
        _page(run_id)
        return redirect(url_for("deliverable.list", run_id=run_id), 303)
    page, form = _hand(run_id), HandInForm()
    _prepare(form, page)
    drawn(form, version=page.seen)
    return _form(page, form)


def hand_in(run_id: int) -> Page:
    if "deliverable" not in request.args:
        return _shown(run_id, refused=gettext("Выберите в списке, какой документ сдать")), 422
    page, form = _hand(run_id), HandInForm()
    _prepare(form, page)
    return press(
        form,
        lambda: _command(page, form),
        done=lambda _: _back(page),
        said=N_("Документ сдан"),
        again=lambda refusals: _form(page, form, refusals),
    )


def _command(page: HandPage, form: HandInForm) -> HandInDocument:
    line = page.line
    name, content = content_of(form.paper)
    told = None if page.is_own else Told(channel=form.channel.data or "", happened_on=form.happened_on.data)
    return HandInDocument(
        key=form.key.data or "",
        run_id=page.run_id,
        deliverable=line.wanted.code,
        kind=page.slot.kind,
        event_id=line.item.event_id,
        stage=line.item.stage,
        project_id=0 if line.item.event_id else line.project_id,
        seen=form.seen,
        title=form.what.data or "",
        file_name=name,
        content=content,
        told=told,
    )


def _hand(run_id: int) -> HandPage:
    asked = request.args.to_dict()
    return hand_page(db.session(), door.actor_id(), door.memberships(), run_id, asked=asked, now=door.moment())


def _prepare(form: HandInForm, page: HandPage) -> None:
    if not page.is_own and page.line.may_hand:
        form.enter_for(page.line.performer or page.line.wanted.role_title)


def _form(page: HandPage, form: HandInForm, refusals: tuple[Refusal, ...] = ()) -> str:
    return render_template(
        "deliverable/form.html",
        page=page,
        form=form,
        action=request.full_path,
        back=_back(page),
        refusals=reasons(refusals, lambda _: ("", "")),
        only_warned=False,
        **_words(),
    )


def _back(page: HandPage) -> str:
    """Where the reader came from: the event's own page, or the list."""
    if request.args.get("from") == "event" and page.line.item.event_id:
        return url_for("event.show", event_id=page.line.item.event_id, _anchor="deliverables")
    return url_for("deliverable.list", run_id=page.run_id)


def _shown(run_id: int, *, refused: str = "") -> str:
    page = _page(run_id, limit=PAGE)
    return render_template(
        "deliverable/list.html", page=page, asked=_asked(page.filters), refused=refused, **_words()
    )


def _words() -> dict[str, Any]:
    return {"states": STATES, "cuts": CUT_TITLES, "slot_address": slot_address}


def slot_address(run_id: int, line: Line, slot: Slot, *, back: str = "") -> str:
    """The form of one paper; its place stands in the address as a whole."""
    item = line.item
    of: dict[str, Any] = {"event": item.event_id} if item.event_id else {"stage": item.stage}
    if line.project_id and not item.event_id:
        of["project"] = line.project_id
    if back:
        of["from"] = back
    return url_for("deliverable.ask", run_id=run_id, deliverable=line.wanted.code, kind=slot.kind, **of)


def _page(run_id: int, *, limit: int = PAGE) -> DeliverablesPage:
    asked = request.args.to_dict()
    if limit == EXPORTED:
        asked.pop("after", None)
    return deliverables_page(
        db.session(), door.actor_id(), door.memberships(), run_id, asked=asked, now=door.moment(), limit=limit
    )


def _asked(filters: Filters) -> dict[str, Any]:
    values = {
        "q": filters.words,
        "deliverable": filters.deliverable,
        "cut": filters.cut,
        "project": filters.project,
        "state": filters.state,
    }
    return {name: value for name, value in values.items() if value}


def _table(run_id: int) -> Table:
    page = _page(run_id, limit=EXPORTED)
    rows = (row for line in page.lines for row in _cells(line, page.zone))
    title = gettext("Аналитика и отчёты, %(run)s", run=page.run)
    return Table(title, [gettext(one) for one in COLUMNS], rows)


def _cells(line: Line, zone: str) -> Iterator[list[Cell]]:
    """A row for each kind of paper, handed in or not."""
    states = dict(STATES)
    item = line.item
    for slot in line.slots:
        paper = slot.paper
        state = "done" if paper else ("missing" if item.is_due else "going")
        yield [
            line.wanted.title,
            line.cut_words,
            gettext(item.title) if item.is_of_support else item.title,
            item.from_on,
            item.to_on,
            line.project,
            slot.kind,
            line.performer or line.wanted.role_title,
            gettext(states[state]),
            paper.title if paper else "",
            paper.file_name if paper else "",
            paper.by if paper else "",
            wall(paper.at, zone) if paper else None,
            paper.channel if paper else "",
            paper.happened_on if paper else None,
            len(slot.earlier),
        ]
