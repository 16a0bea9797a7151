"""A packet: put together, its words, and every press of its page."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from workflow.commands import BadInput, Command, Result
from workflow.commands.orders import DecideByRecord, IssueOrder, RegisterOrder, SignOrder, UnsignOrder
from workflow.commands.packet_decisions import (
    ApprovePacket,
    LeaveCaseOut,
    PacketStep,
    ReturnPacket,
    RevokeApproval,
    SignOffPacket,
    SubmitPacket,
    WithdrawPacket,
    WithdrawSignOff,
)
from workflow.commands.packets import AddCases, AssemblePacket, DissolvePacket, RemoveCase
from workflow.extensions import db
from workflow.forms.packet import DecisionForm
from workflow.pages.packet import packet_page
from workflow.pages.packet_propose import propose_page
from workflow.states.definition import PacketKind
from workflow.states.machine import CommentMissing, Refused
from workflow.states.packet import KIND_TITLES
from workflow.views import door, looks

Shown = str | tuple[str, int]
Answer = Shown | Response


def propose() -> str:
    """Nothing is written here: who would be in, who is ready, who is not and why."""
    return _proposals(request.args.getlist("case", type=int))


def assemble() -> Answer:
    case_ids = tuple(request.form.getlist("case_ids", type=int))
    kind = next((one for one in PacketKind if one.value == request.form.get("kind")), None) or abort(400)
    command = AssemblePacket(
        key=request.form.get("key", ""),
        run_id=request.form.get("run_id", 0, type=int),
        kind=kind,
        case_ids=case_ids,
    )
    try:
        packet_id = door.do(command)["packet_id"]
    except BadInput as refusal:
        return _proposals(case_ids, refused=door.words(refusal.message)), 422
    flash(ngettext("Комплект собран: %(num)d школа", "Комплект собран, школ: %(num)d", len(case_ids)), "ok")
    return redirect(url_for("packet.show", packet_id=packet_id), 303)


def show(packet_id: int) -> Shown:
    return _page(packet_id, DecisionForm(formdata=None))


def submit(packet_id: int) -> Answer:
    return _press(
        packet_id,
        "submit_packet",
        lambda form: SubmitPacket(
            key=form.key.data, packet_id=packet_id, version=form.seen, reason=form.reason.data or ""
        ),
        lambda _: gettext("Комплект передан на утверждение"),
    )


def sign_off(packet_id: int) -> Answer:
    return _step(packet_id, "sign_off_packet", SignOffPacket, gettext("Согласовано"))


def withdraw_sign_off(packet_id: int) -> Answer:
    return _step(packet_id, "withdraw_sign_off", WithdrawSignOff, gettext("Согласование отозвано"))


def leave_out(packet_id: int) -> Answer:
    return _press(
        packet_id,
        "leave_case_out",
        lambda form: LeaveCaseOut(
            key=form.key.data,
            packet_id=packet_id,
            version=form.seen,
            case_id=form.case_id.data or 0,
            comment=form.comment.data or "",
        ),
        lambda _: gettext("Школа возвращена на доработку, остальные остались в комплекте"),
    )


def send_back(packet_id: int) -> Answer:
    return _step(packet_id, "return_packet", ReturnPacket, gettext("Комплект возвращён на доработку"))


def withdraw(packet_id: int) -> Answer:
    return _step(packet_id, "withdraw_packet", WithdrawPacket, gettext("Комплект отозван, его можно править"))


def approve(packet_id: int) -> Answer:
    return _step(packet_id, "approve_packet", ApprovePacket, gettext("Комплект утверждён, ждёт подписи"))


def revoke(packet_id: int) -> Answer:
    return _step(packet_id, "revoke_approval", RevokeApproval, gettext("Утверждение отозвано"))


def sign(packet_id: int) -> Answer:
    return _press(
        packet_id,
        "sign_order",
        lambda form: SignOrder(
            key=form.key.data, packet_id=packet_id, version=form.seen, on_paper_by=form.on_paper_by.data
        ),
        lambda _: gettext("Подпись записана, ждёт регистрации"),
    )


def unsign(packet_id: int) -> Answer:
    return _press(
        packet_id,
        "unsign_order",
        lambda form: UnsignOrder(
            key=form.key.data, packet_id=packet_id, version=form.seen, comment=form.comment.data or ""
        ),
        lambda _: gettext("Подпись отозвана"),
    )


def register(packet_id: int) -> Answer:
    return _press(
        packet_id,
        "register_order",
        lambda form: RegisterOrder(
            key=form.key.data,
            packet_id=packet_id,
            version=form.seen,
            number=form.number.data or "",
            dated_on=form.dated_on.data,
        ),
        _registered,
    )


def issue(packet_id: int) -> Answer:
    return _press(
        packet_id,
        "issue",
        lambda form: IssueOrder(
            key=form.key.data,
            packet_id=packet_id,
            version=form.seen,
            comment=form.comment.data or "",
            number=form.number.data or "",
            dated_on=form.dated_on.data,
        ),
        _registered,
    )


def decide(packet_id: int) -> Answer:
    return _press(
        packet_id,
        "decide",
        lambda form: DecideByRecord(
            key=form.key.data,
            packet_id=packet_id,
            version=form.seen,
            reason=form.reason.data or "",
            dated_on=form.dated_on.data,
        ),
        lambda _: gettext("Решение записано, комплект в силе"),
    )


def dissolve(packet_id: int) -> Answer:
    return _press(
        packet_id,
        "dissolve_packet",
        lambda form: DissolvePacket(
            key=form.key.data, packet_id=packet_id, version=form.seen, comment=form.comment.data or ""
        ),
        lambda _: gettext("Комплект расформирован, школы свободны"),
    )


def add(packet_id: int) -> Answer:
    case_ids = tuple(request.form.getlist("case_ids", type=int))
    return _press(
        packet_id,
        "add_cases",
        lambda form: AddCases(key=form.key.data, packet_id=packet_id, version=form.seen, case_ids=case_ids),
        lambda _: gettext("Школы добавлены в комплект"),
    )


def remove(packet_id: int) -> Answer:
    return _press(
        packet_id,
        "remove_case",
        lambda form: RemoveCase(
            key=form.key.data, packet_id=packet_id, version=form.seen, case_id=form.case_id.data or 0
        ),
        lambda _: gettext("Школа убрана из комплекта"),
    )


def _registered(result: Result) -> str:
    return str(gettext("Зарегистрировано: № %(number)s", number=result["number"]))


def _step(packet_id: int, name: str, kind: type[PacketStep], done: str) -> Answer:
    """A press that carries words at most."""
    return _press(
        packet_id,
        name,
        lambda form: kind(
            key=form.key.data, packet_id=packet_id, version=form.seen, comment=form.comment.data or ""
        ),
        lambda _: done,
    )


def _press(
    packet_id: int,
    name: str,
    command: Callable[[DecisionForm], Command],
    done: Callable[[Result], str],
) -> Answer:
    """Form -> command -> redirect; a "no" shows the page again, with its reasons and what was typed."""
    form = DecisionForm()
    if not form.validate():
        return _page(packet_id, form, name=name, status=422)
    try:
        result = door.do(command(form))
    except CommentMissing:
        form.comment.errors = [gettext("Напишите, почему: без слов этот шаг не делается")]
        return _page(packet_id, form, name=name, status=422)
    except Refused as refused:
        return _page(packet_id, form, name=name, refused=refused, status=409)
    except BadInput as refusal:
        return _page(packet_id, _said(form, refusal), name=name, status=422)
    flash(done(result), "ok")
    if "order_id" in result and "number" in result:
        return redirect(url_for("order.show", order_id=result["order_id"]), 303)
    return redirect(url_for("packet.show", packet_id=packet_id), 303)


def _said(form: DecisionForm, refusal: BadInput) -> DecisionForm:
    sentence = door.words(refusal.message)
    if refusal.field in form and refusal.field not in ("key", "version"):
        form[refusal.field].errors = [sentence]
    else:
        form.form_errors.append(sentence)
    return form


def _page(
    packet_id: int, form: DecisionForm, *, name: str = "", refused: Refused | None = None, status: int = 200
) -> Shown:
    """`name` is the press whose form is shown again as it was typed."""
    page = packet_page(
        db.session(),
        door.actor_id(),
        door.memberships(),
        packet_id,
        look=looks.look_at(packet_id),
        now=door.moment(),
    )
    looks.remember(packet_id, page.fingerprint, door.moment())
    return render_template("packet/show.html", page=page, form=form, pressed=name, refused=refused), status


def _proposals(case_ids: list[int] | tuple[int, ...], *, refused: str = "") -> str:
    page = propose_page(db.session(), door.memberships(), case_ids, now=door.moment())
    return render_template(
        "packet/propose.html", page=page, chosen=case_ids, refused=refused, kinds=KIND_TITLES
    )
