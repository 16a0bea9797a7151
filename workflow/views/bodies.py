"""Councils and working groups, and the protocols that they keep."""

from __future__ import annotations

from flask import Response as FlaskResponse
from flask import render_template, request, url_for

from workflow.commands.bodies import ChangeBody, MakeBody
from workflow.commands.protocol_rows import ProtocolTerms
from workflow.commands.protocols import RecordProtocol
from workflow.extensions import db
from workflow.forms.base import content_of
from workflow.forms.protocol import BodyChangeForm, BodyForm, ProtocolForm
from workflow.pages.bodies import KIND_TITLES, BodyPage, bodies_page, body_page, protocol_file
from workflow.states.definition import N_, Refusal
from workflow.views import door
from workflow.views.downloads import download
from workflow.views.steps import Page, drawn, press, reasons


def show_list() -> str:
    form = BodyForm(formdata=None)
    drawn(form)
    return _list(form)


def make() -> Page:
    form = BodyForm()
    return press(
        form,
        lambda: MakeBody(
            key=form.key.data or "",
            **form.serves_as(),
            title=form.name.data or "",
            kind=form.kind.data or "",
            created_by_order=form.created_by_order.data or "",
            kept_by=form.kept_by.data or "",
            restarts_yearly=bool(form.restarts_yearly.data),
            source=request.form.get("source", ""),
        ),
        done=lambda result: url_for("body.show", body_id=result["body_id"]),
        said=N_("Записано, можно вносить протоколы"),
        again=lambda refusals: _list(form, refusals),
    )


def show(body_id: int) -> str:
    return _body(body_id)


def change(body_id: int) -> Page:
    form = BodyChangeForm()
    return press(
        form,
        lambda: ChangeBody(
            key=form.key.data or "",
            body_id=body_id,
            version=form.seen,
            title=form.name.data or "",
            created_by_order=form.created_by_order.data or "",
            kept_by=form.kept_by.data or "",
            closed_on=form.closed_on.data,
        ),
        done=lambda _: url_for("body.show", body_id=body_id),
        said=N_("Сведения сохранены"),
        again=lambda refusals: _body(body_id, about=form, refusals=refusals),
    )


def record(body_id: int) -> Page:
    form = ProtocolForm()
    return press(
        form,
        lambda: RecordProtocol(key=form.key.data or "", body_id=body_id, terms=terms_of(form)),
        done=lambda _: url_for("body.show", body_id=body_id),
        said=N_("Протокол записан"),
        again=lambda refusals: _body(body_id, form, refusals=refusals),
    )


def file(protocol_id: int) -> FlaskResponse:
    return download(*protocol_file(db.session(), door.memberships(), protocol_id))


def terms_of(form: ProtocolForm) -> ProtocolTerms:
    name, content = content_of(form.paper)
    return ProtocolTerms(
        number=form.number.data or "",
        dated_on=form.dated_on.data,
        about=form.about.data or "",
        file_name=name,
        content=content,
        reason=form.reason.data or "",
    )


def _list(form: BodyForm, refusals: tuple[Refusal, ...] = ()) -> str:
    page = bodies_page(db.session(), door.memberships())
    form.offer("serves", page.places)
    if not form.is_submitted() and page.places:
        form.serves.data = page.places[0][0]
    return render_template(
        "body/list.html",
        page=page,
        kinds=KIND_TITLES,
        form=form,
        refusals=reasons(refusals, lambda _: ("", "")),
        only_warned=False,
    )


def _body(
    body_id: int,
    form: ProtocolForm | None = None,
    *,
    about: BodyChangeForm | None = None,
    refusals: tuple[Refusal, ...] = (),
) -> str:
    page = body_page(db.session(), door.memberships(), body_id, now=door.moment())
    return render_template(
        "body/show.html",
        page=page,
        kinds=KIND_TITLES,
        form=form or _new_protocol(page),
        about=about or _facts(page),
        refusals=reasons(refusals, lambda _: ("", "")),
        only_warned=all(one.overridable for one in refusals),
    )


def _new_protocol(page: BodyPage) -> ProtocolForm:
    form = ProtocolForm(formdata=None)
    drawn(form)
    form.number.data = page.next_number
    return form


def _facts(page: BodyPage) -> BodyChangeForm:
    shown = {
        "name": page.name,
        "created_by_order": page.created_by_order,
        "kept_by": page.kept_by,
        "closed_on": page.closed_on,
    }
    form = BodyChangeForm(formdata=None, data=shown)
    drawn(form, version=page.version)
    return form
