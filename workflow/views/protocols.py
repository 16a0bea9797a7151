"""The decision of a body on a packet, entered from its protocol."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_babel import gettext

from workflow.commands.protocols import DecideByProtocol, Returned
from workflow.extensions import db
from workflow.forms.protocol import DecideForm
from workflow.pages.packet_protocol import BodyChoice, DecidingPage, deciding_page
from workflow.states.definition import N_, Refusal
from workflow.views import door
from workflow.views.bodies import terms_of
from workflow.views.steps import Page, drawn, press, reasons


def show(packet_id: int) -> Page:
    page = _read(packet_id)
    if page is None:
        return _not_here(packet_id)
    form = DecideForm(formdata=None)
    drawn(form, version=page.version)
    form.body_id.data = page.bodies[0].id if page.bodies else 0
    form.number.data = page.bodies[0].next_number if page.bodies else ""
    form.protocol_id.data = 0
    return _page(page, form)


def decide(packet_id: int) -> Page:
    page = _read(packet_id)
    if page is None:
        return _not_here(packet_id)
    form = DecideForm()
    _offer(page, form)
    return press(
        form,
        lambda: _command(page, form),
        done=lambda _: url_for("packet.show", packet_id=packet_id),
        said=N_("Решение протокола внесено"),
        again=lambda refusals: _page(page, form, refusals),
    )


def _read(packet_id: int) -> DecidingPage | None:
    return deciding_page(db.session(), door.actor_id(), door.memberships(), packet_id, now=door.moment())


def _not_here(packet_id: int) -> Page:
    """Another act decides this packet, or it is decided already: its page says what comes next."""
    return redirect(url_for("packet.show", packet_id=packet_id), 303)


def _command(page: DecidingPage, form: DecideForm) -> DecideByProtocol:
    back = {one.case_id for one in page.cases if request.form.get(f"decision-{one.case_id}") == "return"}
    return DecideByProtocol(
        key=form.key.data or "",
        packet_id=page.id,
        version=form.seen,
        body_id=form.body_id.data or 0,
        protocol_id=form.protocol_id.data or None,
        terms=None if form.protocol_id.data else terms_of(form),
        returned=tuple(
            Returned(case_id=case_id, comment=request.form.get(f"words-{case_id}", ""))
            for case_id in sorted(back)
        ),
        rejected=form.rejected.data or "",
    )


def _offer(page: DecidingPage, form: DecideForm) -> None:
    form.offer("body_id", [(one.id, _called(one)) for one in page.bodies])
    written = [
        (one.id, gettext("№ %(number)s от %(day)s", number=one.number, day=one.on.strftime("%d.%m.%Y")))
        for one in page.protocols
    ]
    form.offer("protocol_id", [(0, gettext("новый: вписать ниже")), *written])
    if not page.cases:
        form.shown = (*form.shown, "rejected")


def _called(body: BodyChoice) -> str:
    if body.closed_on is None:
        return body.name
    day = f"{body.closed_on:%d.%m.%Y}"
    return str(gettext("%(name)s (не действует с %(day)s)", name=body.name, day=day))


def _page(page: DecidingPage, form: DecideForm, refusals: tuple[Refusal, ...] = ()) -> str:
    _offer(page, form)
    if refusals and all(one.overridable for one in refusals):
        form.shown = (*form.shown, "reason") if "reason" not in form.shown else form.shown
    typed = {
        one.case_id: (
            request.form.get(f"decision-{one.case_id}", ""),
            request.form.get(f"words-{one.case_id}", ""),
        )
        for one in page.cases
    }
    return render_template(
        "body/decide.html",
        page=page,
        form=form,
        typed=typed,
        refusals=reasons(refusals, lambda _: ("", "")),
        only_warned=all(one.overridable for one in refusals),
    )
