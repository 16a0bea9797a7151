"""Default deny: a request that PERMISSIONS does not name is refused before anything is read for it."""

from __future__ import annotations

from flask import Flask, abort, request
from flask_login import current_user

from workflow import access
from workflow.views import door


def install(app: Flask) -> None:
    app.before_request(admit)


def admit() -> None:
    """HEAD is asked as GET; OPTIONS and unknown addresses are Flask's own to answer."""
    if request.endpoint is None or request.method == "OPTIONS":
        return
    method = "GET" if request.method == "HEAD" else request.method
    audience = access.PERMISSIONS.get((request.endpoint, method))
    if audience is None:
        abort(403)
    if audience.public:
        return
    if not current_user.is_authenticated:
        abort(401)
    if not audience.admits(door.memberships(), signed_in=True):
        abort(403)
