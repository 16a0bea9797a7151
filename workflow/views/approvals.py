"""«На утверждение»: the list, and several packets decided one after another."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from workflow.commands import BadInput, Command, NotAllowed, NotHere, Stale
from workflow.commands.orders import DecideByRecord, IssueOrder
from workflow.commands.packet_decisions import ApprovePacket
from workflow.extensions import db
from workflow.forms.packet import DecisionForm
from workflow.pages.approvals import Filters, approvals_page, several
from workflow.states.machine import Refused
from workflow.states.packet import KIND_TITLES
from workflow.views import door, looks

Shown = str | tuple[str, int]


def show() -> str:
    page = approvals_page(
        db.session(),
        door.actor_id(),
        door.memberships(),
        tab=request.args.get("tab", ""),
        filters=Filters(words=request.args.get("q", "").strip(), kind=request.args.get("kind", "")),
        looks=looks.looks(),
        after=request.args.get("after", ""),
        now=door.moment(),
    )
    return render_template("approvals/show.html", page=page, kinds=KIND_TITLES)


def preview() -> Shown | Response:
    """Nothing is written here: what would be decided, each packet by an act of its own."""
    ids = request.args.getlist("packet", type=int)
    if not ids:
        flash(gettext("Отметьте хотя бы один комплект"), "warn")
        return redirect(url_for("approvals.show"), 303)
    return _preview(ids, DecisionForm(formdata=None))


def decide() -> Shown | Response:
    """One command a packet, in turn: a refusal of one does not stop the rest."""
    form = DecisionForm()
    asked = [words.split(":") for words in request.form.getlist("packet")]
    asked = [one for one in asked if len(one) == 3 and one[0].isdecimal() and one[1].isdecimal()]
    if any(name == "decide" for _, _, name in asked) and not (form.reason.data or "").strip():
        form.reason.errors = [gettext("Напишите основание решения: документ, совещание или наблюдение")]
        return _preview([int(one[0]) for one in asked], form, status=422)
    done = 0
    for packet_id, version, name in asked:
        outcome = _try(_command(form, int(packet_id), int(version), name))
        if outcome:
            flash(gettext("Комплект № %(id)s не решён. %(why)s", id=packet_id, why=outcome), "stop")
        else:
            done += 1
    if done:
        flash(ngettext("Решён %(num)d комплект", "Решено комплектов: %(num)d", done), "ok")
    return redirect(url_for("approvals.show", tab="decided" if done else "decide"), 303)


def _command(form: DecisionForm, packet_id: int, version: int, name: str) -> Command:
    """Each packet has its own key, so a second press of the page does nothing twice."""
    key = f"{form.key.data}:{packet_id}"
    if name == "decide":
        reason = form.reason.data or ""
        return DecideByRecord(key=key, packet_id=packet_id, version=version, reason=reason)
    if name == "issue":
        return IssueOrder(key=key, packet_id=packet_id, version=version)
    return ApprovePacket(key=key, packet_id=packet_id, version=version)


def _try(command: Command) -> str:
    """Empty when done; else why not, as a sentence."""
    try:
        door.do(command)
    except Refused as refused:
        return " ".join(f"{what}. {fix}." for what, fix, _ in door.reasons(refused.refusals))
    except Stale:
        return str(gettext("Пока вы решали, он изменился: откройте и сверьте."))
    except BadInput as refusal:
        return door.words(refusal.message)
    except (NotAllowed, NotHere):
        return str(gettext("Он не для вашего решения."))
    return ""


def _preview(ids: list[int], form: DecisionForm, *, status: int = 200) -> Shown:
    rows = several(db.session(), door.actor_id(), door.memberships(), ids, now=door.moment())
    return render_template("approvals/preview.html", rows=rows, form=form, kinds=KIND_TITLES), status
