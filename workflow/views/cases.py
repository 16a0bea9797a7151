"""The page of a case: what stands, what may be done, what was done."""

from __future__ import annotations

from typing import Any

from flask import Response as FlaskResponse
from flask import make_response, render_template, request, url_for
from flask_babel import gettext

from workflow.commands.assign import AssignMethodist
from workflow.commands.move_case import MoveCase
from workflow.extensions import db
from workflow.forms.base import content_of
from workflow.forms.case import MethodistForm, MoveForm
from workflow.pages import case as pages
from workflow.pages.case import CaseHead
from workflow.pages.case_files import paper_of_case
from workflow.states.definition import N_, NOBODY, Refusal
from workflow.states.machine import Option
from workflow.states.picture import picture
from workflow.views import case_moves, door
from workflow.views.downloads import download
from workflow.views.steps import Page, behalf, drawn, parties, press, reasons
from workflow.views.timeline import spoken


def show(case_id: int) -> str:
    page = pages.case_page(db.session(), door.actor_id(), door.memberships(), case_id, now=door.moment())
    return render_template(
        "case/show.html",
        page=page,
        moves=case_moves.moves(page),
        others=case_moves.others(page),
        whose=case_moves.whose_move(page),
        timeline=spoken(page.timeline),
    )


def history(case_id: int) -> str:
    before = request.args.get("before", 0, type=int)
    page = pages.case_history(db.session(), door.memberships(), case_id, before=before, now=door.moment())
    return render_template("case/history.html", page=page, timeline=spoken(page.entries))


def machine(case_id: int) -> FlaskResponse:
    workflow, state = pages.case_machine(db.session(), door.memberships(), case_id)
    response = make_response(str(picture(workflow, at=state, say=gettext)))
    response.mimetype = "image/svg+xml"
    return response


def paper(case_id: int, sha256: str) -> FlaskResponse:
    return download(*paper_of_case(db.session(), door.memberships(), case_id, sha256))


def step(case_id: int, name: str) -> str:
    head, option = _option(case_id, name)
    form = MoveForm()
    _prepare(form, head, option)
    drawn(form, version=head.version)
    return form_page(head, form, option.refusals if option.needs_reason or not option.allowed else ())


def move(case_id: int, name: str) -> Page:
    head = pages.case_head(db.session(), door.memberships(), case_id, now=door.moment())
    form = MoveForm()
    if str(head.version) != form.version.data:
        door.do(_move(form, case_id, name))  # from an old page: it says what changed and keeps what was typed
    head, option = _option(case_id, name)
    _prepare(form, head, option)
    return press(
        form,
        lambda: _move(form, case_id, name),
        done=lambda _: url_for("case.show", case_id=case_id),
        said=N_("Шаг сделан"),
        again=lambda refusals: form_page(head, form, refusals),
    )


def _move(form: MoveForm, case_id: int, name: str) -> MoveCase:
    return MoveCase(
        key=form.key.data or "",
        case_id=case_id,
        version=form.seen,
        transition=name,
        comment=form.comment.data or "",
        reason=form.reason.data or "",
        on_behalf=behalf(form),
        content=content_of(form.file if "file" in form.shown else form.paper)[1],
    )


def methodist(case_id: int) -> str:
    head = pages.case_head(db.session(), door.memberships(), case_id, now=door.moment())
    form = MethodistForm(methodist_id=head.methodist_id)
    form.offer("methodist_id", pages.methodist_choices(db.session(), head))
    drawn(form, version=head.version)
    return form_page(head, form)


def assign(case_id: int) -> Page:
    head = pages.case_head(db.session(), door.memberships(), case_id, now=door.moment())
    form = MethodistForm()
    form.offer("methodist_id", pages.methodist_choices(db.session(), head))
    return press(
        form,
        lambda: AssignMethodist(
            key=form.key.data or "",
            case_id=case_id,
            version=form.seen,
            methodist_id=form.methodist_id.data or 0,
        ),
        done=lambda _: url_for("case.show", case_id=case_id),
        said=N_("Методист назначен"),
        again=lambda refusals: form_page(head, form, refusals),
    )


def form_page(
    head: CaseHead, form: Any, refusals: tuple[Refusal, ...] = (), *, back: str = "", **context: Any
) -> str:
    """One page for every form about a case: what it is for, what stands in the way, what was typed."""
    return render_template(
        "case/form.html",
        head=head,
        form=form,
        refusals=reasons(refusals, lambda _: ("", "")),
        only_warned=bool(refusals) and all(one.overridable for one in refusals),
        back=back or url_for("case.show", case_id=head.id),
        **context,
    )


def _option(case_id: int, name: str) -> tuple[CaseHead, Option]:
    return pages.case_option(
        db.session(), door.actor_id(), door.memberships(), case_id, name, now=door.moment()
    )


def _prepare(form: MoveForm, head: CaseHead, option: Option) -> None:
    """A step of a party is recorded for it; one's own asks nothing of that."""
    transition = option.transition
    form.ask(transition, warned=option.needs_reason)
    form.hint = case_moves.consequence(transition.name)
    if option.recorded_for is not NOBODY:
        form.for_whom(parties(option.recorded_for), own=bool(transition.by & head.roles & ~option.recorded_for))
