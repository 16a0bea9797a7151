"""Plans: of a school, of a run; what is decided of them goes on at the packet's page."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext

from workflow.commands.packets_of_run import AssembleForRun
from workflow.commands.plan_review import ReviewPlan
from workflow.commands.plans import EndPlan, MakePlan, MakeRunPlan
from workflow.commands.take_measures import TakeActivities, TakeDeficits
from workflow.extensions import db
from workflow.forms.base import StepForm, content_of
from workflow.forms.fields import day_of
from workflow.forms.plan import EndPlanForm, PlanForm, ReviewForm, RunPlanForm, TakeForm
from workflow.pages import case as case_pages
from workflow.pages.plan import PlanHead, PlanPage, plan_head, plan_page
from workflow.pages.plan_ref import plan_of_case
from workflow.pages.plan_rows import activity_rows
from workflow.pages.run_plans import RunPlansPage, run_plans_page
from workflow.pages.shared_plan import shared_plan
from workflow.states.definition import N_, PacketKind, Refusal, Role
from workflow.views import door
from workflow.views.cases import form_page
from workflow.views.steps import Page, behalf, drawn, parties, press, reasons


def of_case(case_id: int) -> Page:
    """The plan, or the form that makes it."""
    head = case_pages.case_head(db.session(), door.memberships(), case_id, now=door.moment())
    plan_id = plan_of_case(db.session(), case_id)
    if plan_id is not None:
        return redirect(url_for("plan.show", plan_id=plan_id))
    form = PlanForm()
    drawn(form)
    return form_page(head, form)


def make(case_id: int) -> Page:
    head = case_pages.case_head(db.session(), door.memberships(), case_id, now=door.moment())
    form = PlanForm()
    return press(
        form,
        lambda: MakePlan(key=form.key.data or "", case_id=case_id, title=form.name.data or ""),
        done=lambda result: url_for("plan.show", plan_id=result["plan_id"]),
        said=N_("План составлен, добавьте в него меры"),
        again=lambda refusals: form_page(head, form, refusals),
    )


def show_list(run_id: int) -> str:
    page = _run(run_id)
    form = RunPlanForm(formdata=None, from_on=page.from_on, to_on=page.to_on)
    drawn(form)
    return _list(page, form)


def make_for_run(run_id: int) -> Page:
    page = _run(run_id)
    form = RunPlanForm()
    return press(
        form,
        lambda: MakeRunPlan(
            key=form.key.data or "",
            run_id=run_id,
            title=form.name.data or "",
            from_on=form.from_on.data,
            to_on=form.to_on.data,
        ),
        done=lambda result: url_for("plan.show", plan_id=result["plan_id"]),
        said=N_("План составлен, добавьте в него меры"),
        again=lambda refusals: _list(page, form, refusals),
    )


def show(plan_id: int) -> str:
    return show_plan(read(plan_id))


def shared(plan_id: int) -> str:
    page = shared_plan(db.session(), door.memberships(), plan_id, now=door.moment())
    return render_template("plan/shared.html", page=page)


def paper(plan_id: int) -> str:
    return render_template("plan/print.html", page=read(plan_id))


def activities(plan_id: int) -> str:
    form = TakeForm(formdata=None)
    drawn(form)
    return _activities(_head(plan_id), form)


def take(plan_id: int) -> Page:
    head = _head(plan_id)
    form = TakeForm()
    numbers = tuple(request.form.getlist("activities"))
    return press(
        form,
        lambda: TakeActivities(
            key=form.key.data or "",
            plan_id=plan_id,
            numbers=numbers,
            years=tuple(
                (number, request.form.get(f"year-{number}", "")) for number in numbers if _said(number)
            ),
        ),
        done=lambda _: url_for("plan.show", plan_id=plan_id),
        said=N_("Меры взяты в план"),
        again=lambda refusals: _activities(head, form, refusals, ticked=numbers),
    )


def take_deficits(plan_id: int) -> Page:
    page = read(plan_id)
    form = StepForm()
    return press(
        form,
        lambda: TakeDeficits(
            key=form.key.data or "",
            plan_id=plan_id,
            deficit_ids=tuple(request.form.getlist("deficits", type=int)),
        ),
        done=lambda _: url_for("plan.show", plan_id=plan_id),
        said=N_("Меры по дефицитам добавлены"),
        again=lambda refusals: show_plan(page, form, refusals),
    )


def approve(plan_id: int) -> Page:
    """A municipal plan goes to its own packet; a school's goes with its case."""
    page = read(plan_id)
    if page.head.case_id is not None:
        return redirect(url_for("case.show", case_id=page.head.case_id, _anchor="can"), 303)
    form = StepForm()
    return press(
        form,
        lambda: AssembleForRun(
            key=form.key.data or "", run_id=page.head.run_id, kind=PacketKind.PLAN, plan_id=plan_id
        ),
        done=lambda result: url_for("packet.show", packet_id=result["packet_id"]),
        said=N_("Комплект собран: проверьте слова решения"),
        again=lambda refusals: show_plan(page, form, refusals),
    )


def reviewing(plan_id: int) -> str:
    page = read(plan_id)
    form = _review_form(page)
    drawn(form)
    form.version.data = page.fingerprint
    return plan_form(page.head, form, plan=page)


def review(plan_id: int) -> Page:
    page = read(plan_id)
    form = _review_form(page)
    return press(
        form,
        lambda: ReviewPlan(
            key=form.key.data or "",
            plan_id=plan_id,
            content=form.version.data or "",
            agreed=form.answer.data == "yes",
            comment=form.comment.data or "",
            on_behalf=behalf(form),
            behalf_content=content_of(form.paper)[1],
        ),
        done=lambda _: url_for("plan.show", plan_id=plan_id),
        said=N_("Ответ школы записан"),
        again=lambda refusals: plan_form(page.head, form, refusals, plan=page),
    )


def ending(plan_id: int) -> str:
    head = _head(plan_id)
    form = EndPlanForm(ended_on=head.today)
    drawn(form)
    return plan_form(head, form)


def end(plan_id: int) -> Page:
    head = _head(plan_id)
    form = EndPlanForm()
    return press(
        form,
        lambda: EndPlan(key=form.key.data or "", plan_id=plan_id, ended_on=form.ended_on.data),
        done=lambda _: url_for("plan.show", plan_id=plan_id),
        said=N_("Действие плана завершено"),
        again=lambda refusals: plan_form(head, form, refusals),
    )


def read(plan_id: int) -> PlanPage:
    return plan_page(db.session(), door.memberships(), plan_id, now=door.moment())


def show_plan(page: PlanPage, form: StepForm | None = None, refusals: tuple[Refusal, ...] = ()) -> str:
    return render_template(
        "plan/show.html",
        page=page,
        head=page.head,
        form=form,
        refusals=reasons(refusals, lambda _: ("", "")),
        only_warned=False,
        title_of_refusal=gettext("Не сделано"),
        shown_version=request.args.get("version", 0, type=int),
    )


def plan_form(head: PlanHead, form: Any, refusals: tuple[Refusal, ...] = (), **context: Any) -> str:
    """One page for every form about a plan."""
    return render_template(
        "plan/form.html",
        head=head,
        form=form,
        refusals=reasons(refusals, lambda _: ("", "")),
        only_warned=False,
        **context,
    )


def _head(plan_id: int) -> PlanHead:
    return plan_head(db.session(), door.memberships(), plan_id, now=door.moment())


def _run(run_id: int) -> RunPlansPage:
    on = day_of(request.args.get("on", ""))
    return run_plans_page(db.session(), door.memberships(), run_id, on=on, now=door.moment())


def _list(page: RunPlansPage, form: RunPlanForm, refusals: tuple[Refusal, ...] = ()) -> str:
    return render_template(
        "plan/list.html",
        page=page,
        form=form,
        refusals=reasons(refusals, lambda _: ("", "")),
        only_warned=False,
        asked=request.args.get("on", ""),
    )


def _activities(
    head: PlanHead, form: TakeForm, refusals: tuple[Refusal, ...] = (), *, ticked: tuple[str, ...] = ()
) -> str:
    rows = activity_rows(db.session(), head)
    return render_template(
        "plan/take.html",
        head=head,
        form=form,
        rows=rows,
        ticked=ticked,
        years={row.number: request.form.get(f"year-{row.number}", row.answer) for row in rows},
        refusals=reasons(refusals, lambda _: ("", "")),
        only_warned=False,
    )


def _said(number: str) -> bool:
    return bool(request.form.get(f"year-{number}"))


def _review_form(page: PlanPage) -> ReviewForm:
    form = ReviewForm()
    if not page.may_review:
        form.for_whom(parties(Role.SCHOOL), own=False)
    return form
