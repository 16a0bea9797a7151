"""The background, for administrators: what waits, what was given up, and trying that again."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from workflow.commands.jobs import RetryMessage
from workflow.extensions import db
from workflow.pages.jobs import jobs_page
from workflow.views import door


def show() -> str:
    page = jobs_page(db.session(), door.memberships(), now=door.moment())
    return render_template("jobs/show.html", page=page)


def retry(message_id: int) -> Response:
    door.do(RetryMessage(key=request.form.get("key", ""), message_id=message_id))
    flash(gettext("Задание № %(number)s отправлено снова", number=message_id), "ok")
    return redirect(url_for("jobs.show"), 303)
