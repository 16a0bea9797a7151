"""Default deny: a request that PERMISSIONS does not name is refused before anything is read for it."""

from __future__ import annotations

from flask import Flask, abort, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from workflow.permissions import PERMISSIONS
from workflow.views import door


def install(app: Flask) -> None:
    app.before_request(admit)


#: What stays open while the password is one that an administrator made.
BEFORE_A_PASSWORD = ("security.change_password", "security.logout")


def admit() -> Response | None:
    """HEAD is asked as GET; OPTIONS and unknown addresses are Flask's own to answer."""
    if request.endpoint is None or request.method == "OPTIONS":
        return None
    if any("\x00" in text for text in (*request.args.values(), *request.form.values())):
        abort(400)  # nobody types it, and one of the two databases cannot keep it
    method = "GET" if request.method == "HEAD" else request.method
    audience = PERMISSIONS.get((request.endpoint, method))
    if audience is None:
        abort(403)
    if audience.public:
        return None
    if not current_user.is_authenticated:
        abort(401)
    if current_user.password_is_one_time and request.endpoint not in BEFORE_A_PASSWORD:
        return redirect(url_for("security.change_password"), 303)
    if not audience.admits(door.memberships(), signed_in=True):
        abort(403)
    return None
