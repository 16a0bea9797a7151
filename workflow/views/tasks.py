"""Tasks: giving them, showing evidence, checking it, moving terms."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response as FlaskResponse
from flask import render_template, request, url_for
from flask_babel import gettext

from workflow.commands import Command
from workflow.commands.evidence import AcceptEvidence, GiveEvidence, ReturnEvidence
from workflow.commands.tasks import CloseTask, CreateTask, LiftTask, ProlongTask, TickTaskItem
from workflow.extensions import db
from workflow.forms.base import StepForm, content_of, lines_of
from workflow.forms.tasks import CheckForm, CloseForm, EvidenceForm, LiftForm, ProlongForm, TaskForm
from workflow.pages import case as case_pages
from workflow.pages.case import CaseHead
from workflow.pages.case_files import evidence_file
from workflow.pages.task import FormChoice, TaskPage, task_page
from workflow.states.definition import N_, NOBODY, Refusal
from workflow.views import door
from workflow.views.cases import form_page
from workflow.views.downloads import download
from workflow.views.steps import Page, behalf, drawn, parties, press, reasons


def new(case_id: int) -> str:
    head = case_pages.case_head(db.session(), door.memberships(), case_id, now=door.moment())
    form = TaskForm()
    drawn(form)
    return _task_form(head, form)


def create(case_id: int) -> Page:
    head = case_pages.case_head(db.session(), door.memberships(), case_id, now=door.moment())
    form = TaskForm()
    return press(
        form,
        lambda: CreateTask(
            key=form.key.data or "",
            case_id=case_id,
            title=form.what.data or "",
            assignee_role=form.assignee_role.data or "",
            term=form.term.data or "",
            control_form=form.control_form.data or "",
            items=lines_of(form.items.data),
        ),
        done=lambda result: url_for("task.show", task_id=result["task_id"]),
        said=N_("Поручение дано"),
        again=lambda refusals: _task_form(head, form, refusals),
    )


def _task_form(head: CaseHead, form: TaskForm, refusals: tuple[Refusal, ...] = ()) -> str:
    return form_page(head, form, refusals, action=url_for("task.create", case_id=head.id))


def show(task_id: int) -> str:
    return _page(_read(task_id))


def give(task_id: int) -> Page:
    page = _read(task_id)
    form = _evidence_form(page)
    name, content = content_of(form.file)
    return _press(
        page,
        form,
        lambda: GiveEvidence(
            key=form.key.data or "",
            task_id=task_id,
            title=form.what.data or "",
            link=form.link.data or "",
            shows=tuple(form.shows.data or ()),
            file_name=name,
            content=content,
            on_behalf=behalf(form),
        ),
        said=N_("Подтверждение сдано, его проверят"),
    )


def check(task_id: int, evidence_id: int) -> Page:
    """Two buttons on one form: which was pressed says what is decided."""
    page, form = _read(task_id), CheckForm()
    decide = ReturnEvidence if request.form.get("decision") == "return" else AcceptEvidence
    said = N_("Подтверждение возвращено") if decide is ReturnEvidence else N_("Подтверждение принято")
    return _press(
        page,
        form,
        lambda: decide(key=form.key.data or "", evidence_id=evidence_id, comment=form.comment.data or ""),
        said=said,
        evidence_id=evidence_id,
    )


def tick(task_id: int, item_id: int) -> Page:
    page, form = _read(task_id), StepForm()
    done = request.form.get("done") == "1"
    return _press(
        page,
        form,
        lambda: TickTaskItem(key=form.key.data or "", item_id=item_id, done=done),
        said=N_("Пункт отмечен") if done else N_("Отметка снята"),
    )


def close(task_id: int) -> Page:
    page, form = _read(task_id), CloseForm()
    return _press(
        page,
        form,
        lambda: CloseTask(
            key=form.key.data or "", task_id=task_id, version=form.seen, reason=form.reason.data or ""
        ),
        said=N_("Поручение закрыто"),
    )


def lift(task_id: int) -> Page:
    page, form = _read(task_id), LiftForm()
    return _press(
        page,
        form,
        lambda: LiftTask(
            key=form.key.data or "", task_id=task_id, version=form.seen, comment=form.comment.data or ""
        ),
        said=N_("Поручение снято"),
    )


def prolong(task_id: int) -> Page:
    page, form = _read(task_id), ProlongForm()
    return _press(
        page,
        form,
        lambda: ProlongTask(
            key=form.key.data or "",
            task_id=task_id,
            version=form.seen,
            due_on=form.due_on.data,
            comment=form.comment.data or "",
        ),
        said=N_("Срок продлён"),
    )


def file(evidence_id: int) -> FlaskResponse:
    return download(*evidence_file(db.session(), door.memberships(), evidence_id))


def _read(task_id: int) -> TaskPage:
    return task_page(db.session(), door.actor_id(), door.memberships(), task_id, now=door.moment())


def _press(
    page: TaskPage, form: StepForm, command: Callable[[], Command], *, said: str, evidence_id: int = 0
) -> Page:
    return press(
        form,
        command,
        done=lambda _: url_for("task.show", task_id=page.task.id),
        said=said,
        again=lambda refusals: _page(page, form, refusals, evidence_id=evidence_id),
    )


def _page(
    page: TaskPage,
    typed: StepForm | None = None,
    refusals: tuple[Refusal, ...] = (),
    *,
    evidence_id: int = 0,
) -> str:
    """Every form of the page is fresh but for the one that was pressed: it keeps what was typed."""
    forms: dict[str, StepForm] = {}
    for name, kind in FORMS.items():
        if isinstance(typed, kind):
            forms[name] = typed
            continue
        forms[name] = kind(formdata=None)
        drawn(forms[name], version=page.task.version)
    if not isinstance(typed, EvidenceForm):
        forms["give"] = _evidence_form(page, fresh=True)
        drawn(forms["give"])
    return render_template(
        "case/task.html",
        page=page,
        task=page.task,
        forms=forms,
        typed=typed,
        pressed_evidence=evidence_id,
        refusals=reasons(refusals, lambda _: ("", "")),
        only_warned=bool(refusals) and all(one.overridable for one in refusals),
        title_of_refusal=gettext("Не сделано"),
    )


FORMS: dict[str, type[StepForm]] = {
    "give": EvidenceForm,
    "check": CheckForm,
    "close": CloseForm,
    "lift": LiftForm,
    "prolong": ProlongForm,
}


def _shown_by(one: FormChoice) -> str:
    if not one.other_task:
        return one.form
    return str(gettext("%(form)s — другое поручение: %(title)s", form=one.form, title=one.other_task))


def _evidence_form(page: TaskPage, *, fresh: bool = False) -> EvidenceForm:
    form = EvidenceForm(formdata=None) if fresh else EvidenceForm()
    if page.shows:
        form.shown = (*form.shown, "shows")
        form.offer("shows", [(one.value, _shown_by(one)) for one in page.shows])
    if page.may_record is not NOBODY and not page.may_give:
        form.for_whom(parties(page.may_record), own=False)
    return form
