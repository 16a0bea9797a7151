"""Projects of a run and who leads them."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from workflow.commands import BadInput, Command
from workflow.commands.projects import NameCurator, TakeProjects
from workflow.extensions import db
from workflow.pages.projects import projects_page
from workflow.views import door
from workflow.views.steps import Page


def show_list(run_id: int) -> str:
    return _page(run_id)


def take(run_id: int) -> Page:
    _page(run_id)
    return _done(run_id, TakeProjects(key=request.form.get("key", ""), run_id=run_id), gettext("Проекты взяты"))


def name_curator(run_id: int) -> Page:
    """One press for one project of the page."""
    _page(run_id)
    command = NameCurator(
        key=request.form.get("key", ""),
        project_id=request.form.get("project_id", 0, type=int),
        version=request.form.get("version", 0, type=int),
        person_id=request.form.get("person_id", 0, type=int) or None,
    )
    if not command.project_id:
        return _page(run_id, refused=gettext("Выберите проект")), 422
    return _done(run_id, command, gettext("Куратор записан"))


def _done(run_id: int, command: Command, said: str) -> Page:
    try:
        door.do(command)
    except BadInput as refusal:
        return _page(run_id, refused=door.words(refusal.message)), 422
    flash(said, "ok")
    return redirect(url_for("project.list", run_id=run_id), 303)


def _page(run_id: int, *, refused: str = "") -> str:
    page = projects_page(db.session(), door.memberships(), run_id, now=door.moment())
    return render_template("project/list.html", page=page, refused=refused)
