"""Events: the list, one event, its steps and its acts."""

from __future__ import annotations

from typing import Any

from flask import Response as FlaskResponse
from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from workflow.commands.events import MoveEvent, RecordKickoff
from workflow.commands.packets_of_run import AssembleForRun
from workflow.extensions import db
from workflow.forms.base import content_of
from workflow.forms.event import EventMoveForm, KickoffForm
from workflow.pages.event import (
    AUDIENCE_TITLES,
    EventHead,
    EventPage,
    event_head,
    event_history,
    event_option,
    event_page,
    output_file,
)
from workflow.pages.event_list import EXPORTED, EventFilters, EventList, EventRow, event_list
from workflow.sheets.table import Cell, Table
from workflow.states.definition import N_, NOBODY, Comment, PacketKind, Refusal, Role
from workflow.states.machine import Option
from workflow.views import door, tables
from workflow.views.deliverables import slot_address
from workflow.views.downloads import download
from workflow.views.steps import Page, behalf, drawn, parties, press, reasons
from workflow.views.timeline import spoken

NEXT_STEPS = {
    "": "",
    "announce": N_("объявить"),
    "hold": N_("провести"),
    "reflect": N_("собрать отзывы"),
    "results": N_("подвести итоги"),
}
COLUMNS = (
    N_("Мероприятие"),
    N_("Форма"),
    N_("Начало"),
    N_("Конец"),
    N_("Место"),
    N_("Кто проводит"),
    N_("Школ"),
    N_("Участников"),
    N_("Отзывов"),
    N_("Состояние"),
    N_("Дальше"),
    N_("Срок"),
)
#: Steps that are not the way forward.
QUIET = ("reopen_event", "cancel_event")
#: Where an act decides, the methodist's own step is not shown: a packet is.
BY_ACT = {
    "announcement_needs_act": (PacketKind.EVENT, N_("Собрать комплект: акт о проведении")),
    "results_need_act": (PacketKind.EVENT_RESULTS, N_("Собрать комплект: акт об итогах")),
}


def show_list() -> str:
    page = _list(request.args.to_dict())
    return render_template("event/list.html", page=page, asked=_asked(page.filters), next_steps=NEXT_STEPS)


def export() -> FlaskResponse:
    return tables.as_csv("events", _table())


def sheet() -> FlaskResponse:
    return tables.as_xlsx("events", _table())


def show(event_id: int) -> str:
    page = event_page(db.session(), door.actor_id(), door.memberships(), event_id, now=door.moment())
    return render_template(
        "event/show.html",
        page=page,
        moves=_moves(page),
        slot_address=slot_address,
        audiences=AUDIENCE_TITLES,
        timeline=spoken(page.timeline),
    )


def history(event_id: int) -> str:
    before = request.args.get("before", 0, type=int)
    page = event_history(db.session(), door.memberships(), event_id, before=before, now=door.moment())
    return render_template("event/history.html", page=page, timeline=spoken(page.entries))


def ask_step(event_id: int, step: str) -> str:
    head, option = _option(event_id, step)
    form = EventMoveForm(held_on=min(head.to_on, head.today))
    _prepare(form, head, option)
    drawn(form, version=head.version)
    return form_page(head, form, option.refusals)


def move(event_id: int, step: str) -> Page:
    head = event_head(db.session(), door.memberships(), event_id, now=door.moment())
    form = EventMoveForm()
    if str(head.version) != form.version.data:
        door.do(_move(form, event_id, step))  # from an old page: it says what changed and keeps what was typed
    head, option = _option(event_id, step)
    _prepare(form, head, option)
    return press(
        form,
        lambda: _move(form, event_id, step),
        done=lambda _: url_for("event.show", event_id=event_id),
        said=N_("Шаг сделан"),
        again=lambda refusals: form_page(head, form, refusals),
    )


def kickoff(event_id: int) -> str:
    head = event_head(db.session(), door.memberships(), event_id, now=door.moment())
    form = KickoffForm(held_on=head.today)
    drawn(form, version=head.version)
    return form_page(head, form)


def record_kickoff(event_id: int) -> Page:
    head = event_head(db.session(), door.memberships(), event_id, now=door.moment())
    form = KickoffForm()
    return press(
        form,
        lambda: RecordKickoff(
            key=form.key.data or "",
            event_id=event_id,
            version=form.seen,
            held_on=form.held_on.data,
            note=form.note.data or "",
        ),
        done=lambda _: url_for("event.show", event_id=event_id),
        said=N_("Совещание записано"),
        again=lambda refusals: form_page(head, form, refusals),
    )


def put_up(event_id: int, kind: str) -> Response:
    head = event_head(db.session(), door.memberships(), event_id, now=door.moment())
    if kind not in (PacketKind.EVENT, PacketKind.EVENT_RESULTS):
        abort(404)
    done = door.do(
        AssembleForRun(
            key=request.form.get("key", ""), run_id=head.run_id, kind=PacketKind(kind), event_id=event_id
        )
    )
    return redirect(url_for("packet.show", packet_id=done["packet_id"]), 303)


def form_page(
    head: EventHead, form: Any, refusals: tuple[Refusal, ...] = (), *, back: str = "", **context: Any
) -> str:
    """One page for every form about an event."""
    return render_template(
        "event/form.html",
        head=head,
        form=form,
        refusals=reasons(refusals, lambda _: ("", "")),
        only_warned=bool(refusals) and all(one.overridable for one in refusals),
        back=back or url_for("event.show", event_id=head.id),
        **context,
    )


def _move(form: EventMoveForm, event_id: int, name: str) -> MoveEvent:
    return MoveEvent(
        key=form.key.data or "",
        event_id=event_id,
        version=form.seen,
        transition=name,
        comment=form.comment.data or "",
        reason=form.reason.data or "",
        held_on=form.held_on.data if name == "hold_event" else None,
        on_behalf=behalf(form),
        behalf_content=content_of(form.paper)[1],
    )


def _option(event_id: int, name: str) -> tuple[EventHead, Option]:
    return event_option(db.session(), door.actor_id(), door.memberships(), event_id, name, now=door.moment())


def _prepare(form: EventMoveForm, head: EventHead, option: Option) -> None:
    form.ask(option.transition, warned=option.needs_reason)
    form.hint = _note(option.transition.name)
    if option.recorded_for is not NOBODY:
        own = bool(option.transition.by & head.roles & ~option.recorded_for)
        form.for_whom(parties(option.recorded_for), own=own)


def _moves(page: EventPage) -> list[dict[str, Any]]:
    """For macros/can.html: what may be done now, and for the rest every reason why not."""
    head = page.head
    shown = [move for one in page.options if one.transition.by & head.roles for move in [_can(page, one)]]
    shown += _entries(page)
    shown.sort(key=lambda one: (bool(one["blocked"]), one["quiet"]))
    first = next((one for one in shown if not one["blocked"] and not one["quiet"]), None)
    if first is not None:
        first["primary"] = True
    return shown


def _can(page: EventPage, one: Option) -> dict[str, Any]:
    head, transition = page.head, one.transition
    by_act = next((BY_ACT[no.code] for no in one.refusals if no.code in BY_ACT), None)
    refusals = tuple(no for no in one.refusals if no.code not in BY_ACT)
    if by_act is not None and not refusals:
        return _act(page, *by_act)
    asks = one.needs_reason or transition.comment is Comment.REQUIRED or transition.name == "hold_event"
    endpoint = "event.step" if asks else "event.move"
    title = gettext(by_act[1] if by_act else transition.title)
    return {
        "title": f"{title}…" if asks else title,
        "note": _note(transition.name),
        "primary": False,
        "quiet": transition.name in QUIET,
        "url": url_for(endpoint, event_id=head.id, step=transition.name),
        "by_link": asks,
        "version": head.version,
        "key": door.new_key(),
        "comment": "optional" if transition.comment is Comment.OPTIONAL else "",
        "blocked": [] if one.allowed else reasons(refusals, lambda code: _place(page, code)),
        "warned": reasons(one.refusals, lambda code: _place(page, code)) if one.needs_reason else [],
    }


SHEET = N_("Сколько людей пришло от каждой школы: из листа считаются итоги.")
OUTPUTS = N_("Ссылка или файл: программа, презентация, карта урока.")
CHANGE = N_("Название, дни, место, школы и сроки шагов.")
KICKOFF = N_("Когда прошло и о чём договорились.")
#: Step -> what a press does beyond its own words.
NOTES = {
    "announce_without_act": N_("Приглашённые школы получат уведомление."),
    "hold_event": N_("Спросим, в какой день прошло. Дальше школы пишут отзывы."),
    "reflect_event": N_("Сбор отзывов закончится, дальше утверждаются итоги."),
    "finish_event": N_("Мероприятие закроется; лист, отзывы и материалы останутся."),
    "reopen_event": N_("Отзывы и лист снова можно будет править."),
    "cancel_event": N_("Приглашённые школы узнают об отмене, поручения мероприятия снимутся. Нужна причина."),
}


def _note(step: str) -> str:
    return gettext(NOTES[step]) if step in NOTES else ""


def _act(page: EventPage, kind: PacketKind, title: str) -> dict[str, Any]:
    """The packet of the act: to be made, or the one that is out."""
    out = page.packet_out
    made = out is not None and out.kind is kind
    return {
        "title": gettext("Открыть комплект…") if made else gettext(title),
        "note": gettext("Когда решение вступит в силу, мероприятие перейдёт дальше само."),
        "primary": False,
        "quiet": False,
        "url": door.link("packet.show", packet_id=out.packet_id)
        if made and out is not None
        else url_for("event.put_up", event_id=page.head.id, kind=kind.value),
        "by_link": made,
        "version": page.head.version,
        "key": door.new_key(),
        "comment": "",
        "blocked": [],
        "warned": [],
    }


def _entries(page: EventPage) -> list[dict[str, Any]]:
    """What is entered beside the steps; quiet where it is not the next thing to do."""
    head = page.head
    own = [one for one in page.schools if one.is_own and not one.reflection]
    found = []
    if head.open_to_entries and head.roles & (Role.METHODIST | Role.SCHOOL | Role.PARTNER):
        found.append(_link(N_("Заполнить лист посещения…"), "event.attendance", note=SHEET, event_id=head.id))
        found += [
            _link(N_("Написать отзыв…"), "event.reflection", event_id=head.id, school_id=one.id) for one in own
        ]
        found.append(
            _link(N_("Добавить материал…"), "event.outputs", note=OUTPUTS, quiet=True, event_id=head.id)
        )
    if Role.METHODIST in head.roles and not head.is_over:
        found.append(_kickoff(page))
        found.append(
            _link(N_("Изменить мероприятие…"), "event.edit", note=CHANGE, event_id=head.id, quiet=True)
        )
    return found


def _kickoff(page: EventPage) -> dict[str, Any]:
    """Quiet where it may come at any time; the next thing to do where the programme begins with it."""
    head = page.head
    begins = head.facts.first == "kickoff" and not head.facts.kickoff_held
    title = N_("Записать установочное совещание…")
    link = _link(title, "event.kickoff", note=KICKOFF, event_id=head.id, quiet=not begins)
    link["blocked"] = reasons(page.kickoff_refusals, lambda _: ("", ""))
    return link


def _link(title: str, endpoint: str, *, note: str = "", quiet: bool = False, **values: Any) -> dict[str, Any]:
    return {
        "title": gettext(title),
        "note": gettext(note) if note else "",
        "primary": False,
        "quiet": quiet,
        "url": url_for(endpoint, **values),
        "by_link": True,
        "blocked": [],
        "warned": [],
    }


def _place(page: EventPage, code: str) -> tuple[str, str]:
    event_id = page.head.id
    if code == "packet_for_event_is_out" and page.packet_out is not None:
        return door.link("packet.show", packet_id=page.packet_out.packet_id), gettext("открыть комплект")
    if code == "sheet_empty":
        return url_for("event.attendance", event_id=event_id), gettext("заполнить лист")
    if code == "reflections_missing":
        return "#schools", gettext("кто написал")
    if code == "kickoff_not_held":
        return url_for("event.kickoff", event_id=event_id), gettext("записать совещание")
    if code == "nobody_invited":
        return door.link("event.edit", event_id=event_id), gettext("добавить школы")
    return "", ""


def _list(asked: dict[str, str], **more: Any) -> EventList:
    return event_list(db.session(), door.memberships(), asked=asked, now=door.moment(), **more)


def _table() -> Table:
    asked = {name: value for name, value in request.args.items() if name != "after"}
    rows = [_cells(row) for row in _list(asked, limit=EXPORTED).rows]
    return Table(gettext("Мероприятия"), [gettext(title) for title in COLUMNS], rows)


def _cells(row: EventRow) -> list[Cell]:
    return [
        row.title,
        row.form,
        row.from_on,
        row.to_on,
        row.place,
        row.hosts,
        row.schools,
        row.came,
        row.reflections,
        gettext(row.state_title),
        gettext(NEXT_STEPS[row.due_step]) if row.due_step else "",
        row.due_on,
    ]


def _asked(filters: EventFilters) -> dict[str, Any]:
    values = {
        "q": filters.words,
        "state": filters.state,
        "month": filters.month,
        "run": filters.run,
        "school": filters.school,
        "series": filters.series,
        "project": filters.project,
    }
    return {name: value for name, value in values.items() if value}


def file(output_id: int) -> FlaskResponse:
    return download(*output_file(db.session(), door.memberships(), output_id))
