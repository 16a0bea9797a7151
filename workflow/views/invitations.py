"""Links that let their owner set a password: made by an administrator, opened by whoever holds one."""

from __future__ import annotations

import base64
import hashlib
import hmac

from flask import (
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext
from flask_login import current_user
from flask_security import logout_user
from werkzeug.wrappers import Response as AnyResponse

from workflow import errors
from workflow.commands import BadInput, NotHere
from workflow.commands.invitations import MakeInvitation, UseInvitation
from workflow.commands.people import password_hash
from workflow.extensions import db
from workflow.forms.invitation import NewPasswordForm
from workflow.forms.people import PressForm
from workflow.pages.invitation import InvitationPage, invitation_page, invited_until
from workflow.pages.people import PersonPage, person_page
from workflow.views import door

GONE = 410


def confirm(person_id: int) -> str:
    form = PressForm()
    form.key.data = door.new_key()
    return _page(_person(person_id), form)


def make(person_id: int) -> Response | tuple[str, int]:
    page, form = _person(person_id), PressForm()
    key = form.key.data or door.new_key()
    secret = secret_of(key)
    try:
        door.do(
            MakeInvitation(
                key=key, person_id=page.id, authority_id=page.home_id, token_sha256=fingerprint(secret)
            )
        )
    except BadInput as refusal:
        form.form_errors.append(door.words(refusal.message))
        return _page(page, form), 422
    return shown_once(_page(_person(person_id), None, link=link_of(secret)))


def show(token: str) -> Response:
    page = invitation_page(db.session(), fingerprint(token), now=door.moment())
    return errors.show(GONE) if page is None else _answer(page, NewPasswordForm(), 200)


def accept(token: str) -> AnyResponse:
    page, form = invitation_page(db.session(), fingerprint(token), now=door.moment()), NewPasswordForm()
    if page is None:
        return errors.show(GONE)
    if not form.validate() or not _is_good_enough(form):
        return _answer(page, form, 422)
    hashed = password_hash(form.password.data)
    command = UseInvitation(token_sha256=fingerprint(token), password_hash=hashed)
    try:
        door.do_as_owner(command, page.person_id)
    except NotHere:
        return errors.show(GONE)
    if current_user.is_authenticated:
        logout_user()
    flash(gettext("Пароль задан. Войдите с ним: %(email)s", email=page.email), "ok")
    return redirect(url_for("security.login"), 303)


def secret_of(key: str, whose: str = "") -> str:
    """256 bits. The same for the same form, so that a second press shows the link that the first one made."""
    base = str(current_app.config["SECRET_KEY"]).encode()
    digest = hmac.new(base, f"invitation|{door.actor_id()}|{key}|{whose}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def fingerprint(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def link_of(secret: str) -> str:
    return url_for("invitation.show", token=secret, _external=True)


def shown_once(html: str) -> Response:
    """In the answer to the press itself: a link waits in no sign-in and in no cache."""
    response = make_response(html)
    response.headers["Cache-Control"] = "no-store"
    return response


def _answer(page: InvitationPage, form: NewPasswordForm, status: int) -> Response:
    response = shown_once(render_template("security/invitation.html", page=page, form=form, here=request.path))
    response.status_code = status
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _is_good_enough(form: NewPasswordForm) -> bool:
    """By the rules of a change of password, in the words of its library."""
    found, _password = current_app.extensions["security"].password_util.validate(form.password.data, False)
    form.password.errors = [*form.password.errors, *(found or ())]
    return not found


def _person(person_id: int) -> PersonPage:
    page = person_page(db.session(), door.actor_id(), door.memberships(), person_id, now=door.moment())
    if not page.may_change_account:
        raise NotHere
    return page


def _page(page: PersonPage, form: PressForm | None, *, link: str = "") -> str:
    until = invited_until(db.session(), page.id, now=door.moment())
    return render_template("people/invitation.html", page=page, form=form, link=link, until=until)
