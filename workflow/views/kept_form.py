"""After signing in again: here is what you had typed."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response

from workflow import kept_form

pages = Blueprint("kept_form", __name__)


@pages.get("/kept-form")
def show() -> str | Response:
    if not current_user.is_authenticated:
        abort(401)
    form = kept_form.waiting()
    return redirect("/", 303) if form is None else render_template("kept_form.html", form=form)


@pages.before_app_request
def arrived() -> None:
    """The form is on its way again, past the check of its token: it need not wait any longer."""
    form = kept_form.waiting() if request.method == "POST" else None
    if form is not None and form.action == request.full_path.rstrip("?"):
        kept_form.forget()


@pages.post("/kept-form/forget")
def forget() -> Response:
    form = kept_form.waiting()
    kept_form.forget()
    return redirect(form.page if form is not None else "/", 303)
