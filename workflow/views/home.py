"""Where a person begins: the page of their first role. And how they like to see pages."""

from __future__ import annotations

from flask import redirect, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from workflow import language
from workflow.access import RoleName
from workflow.commands.people import SavePreferences
from workflow.incoming import in_the_house
from workflow.permissions import PERMISSIONS
from workflow.views import door

HOMES = (
    (RoleName.METHODIST, "queue.show"),
    (RoleName.OFFICIAL, "approvals.show"),
    (RoleName.CLERK, "approvals.show"),
    (RoleName.COUNCIL, "approvals.show"),
    (RoleName.SECRETARY, "approvals.show"),
    (RoleName.SCHOOL, "school.show"),
    (RoleName.OBSERVER, "case.list"),
    (RoleName.ADMIN, "people.list"),
)


def show() -> Response:
    held = {one.role for one in door.memberships()}
    for role, endpoint in HOMES:
        if role in held and (endpoint, "GET") in PERMISSIONS:
            return redirect(url_for(endpoint), 303)
    return redirect(url_for("security.change_password"), 303)


def save_preferences() -> Response:
    """One choice at a time, kept in the sign-in, and with the person who is known."""
    for name, allowed in language.CHOICES.items():
        wanted = request.form.get("lang" if name == "locale" else name)
        if wanted in allowed:
            session[name] = wanted
            if current_user.is_authenticated:
                door.do(SavePreferences(**{name: wanted}))
    return redirect(in_the_house(request.form.get("next"), host=request.host), 303)
