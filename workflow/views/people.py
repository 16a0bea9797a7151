"""People: who may sign in and what they are, for administrators; observers look."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from flask import current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from workflow.access import RoleName
from workflow.commands import BadInput
from workflow.commands.people import (
    AddPerson,
    DisablePerson,
    EnablePerson,
    EndRole,
    GrantRole,
    SetPassword,
    password_hash,
)
from workflow.commands.roles import RoleTerms
from workflow.extensions import db
from workflow.forms.people import DisableForm, EndRoleForm, PersonForm, PressForm, RoleForm, with_choices
from workflow.pages.people import (
    ROLES,
    STATES,
    Held,
    PersonPage,
    RolePage,
    assignment_page,
    people_page,
    person_page,
    role_page,
)
from workflow.views import door

Shown = str | tuple[str, int] | Response
#: No letter or figure that is read as another.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
#: What the command calls a field -> how the form does.
FIELDS = {"authority": "role", "acting_for": "acting_for", "school": "school"}


def show_list() -> Shown:
    page = people_page(db.session(), door.memberships(), asked=request.args, now=door.moment())
    return render_template("people/list.html", page=page, roles=ROLES, states=STATES)


def show(person_id: int) -> Shown:
    return render_template("people/show.html", page=_person(person_id))


def new(authority_id: int) -> Shown:
    page = _role_page(authority_id)
    form = _begun(_with_choices(PersonForm(), page), page)
    return render_template("people/new.html", page=page, form=form)


def add(authority_id: int) -> Shown:
    page = _role_page(authority_id)
    form = _with_choices(PersonForm(), page)
    password = _one_time_password(form.key.data or "")
    if form.validate():
        try:
            done = door.do(_new_person(page, form, password))
        except BadInput as refusal:
            _say_at_field(form, refusal)
        else:
            return _show_once(_person(done["person_id"]), password)
    return render_template("people/new.html", page=page, form=form), 422


def new_role(authority_id: int, person_id: int) -> Shown:
    page = _role_page(authority_id, person_id)
    form = _begun(_with_choices(RoleForm(), page), page)
    return render_template("people/role.html", page=page, form=form)


def grant(authority_id: int, person_id: int) -> Shown:
    page = _role_page(authority_id, person_id)
    form = _with_choices(RoleForm(), page)
    if form.validate():
        terms = {**_terms(page, form), "key": form.key.data or "", "person_id": person_id}
        try:
            door.do(GrantRole(authority_id=page.authority_id, **terms))
        except BadInput as refusal:
            _say_at_field(form, refusal)
        else:
            flash(gettext("Роль назначена"), "ok")
            return redirect(url_for("people.show", person_id=person_id), 303)
    return render_template("people/role.html", page=page, form=form), 422


def confirm_end(person_id: int, assignment_id: int) -> Shown:
    page, held = _assignment(person_id, assignment_id)
    form = EndRoleForm()
    form.key.data = door.new_key()
    return render_template("people/end.html", page=page, held=held, form=form)


def end_role(person_id: int, assignment_id: int) -> Shown:
    page, held = _assignment(person_id, assignment_id)
    form = EndRoleForm()
    if form.validate():
        command = EndRole(key=form.key.data or "", assignment_id=held.id, last_on=form.last_on.data)
        try:
            door.do(command)
        except BadInput as refusal:
            _say_at_field(form, refusal)
        else:
            flash(gettext("Последний день роли записан"), "ok")
            return redirect(url_for("people.show", person_id=person_id), 303)
    return render_template("people/end.html", page=page, held=held, form=form), 422


def confirm_disable(person_id: int) -> Shown:
    form = DisableForm()
    form.key.data = door.new_key()
    return render_template("people/disable.html", page=_person(person_id), form=form)


def disable(person_id: int) -> Shown:
    page, form = _person(person_id), DisableForm()
    if form.validate():
        comment = form.comment.data.strip()
        command = DisablePerson(
            key=form.key.data or "", person_id=page.id, authority_id=page.home_id, comment=comment
        )
        try:
            door.do(command)
        except BadInput as refusal:
            _say_at_field(form, refusal)
        else:
            flash(gettext("Вход закрыт, открытые сеансы завершены"), "ok")
            return redirect(url_for("people.show", person_id=person_id), 303)
    return render_template("people/disable.html", page=page, form=form), 422


def enable(person_id: int) -> Shown:
    page, form = _person(person_id), PressForm()
    door.do(EnablePerson(key=form.key.data or "", person_id=page.id, authority_id=page.home_id))
    flash(gettext("Вход открыт"), "ok")
    return redirect(url_for("people.show", person_id=person_id), 303)


def confirm_password(person_id: int) -> Shown:
    form = PressForm()
    form.key.data = door.new_key()
    return render_template("people/password.html", page=_person(person_id), form=form, password="")


def set_password(person_id: int) -> Shown:
    page, form = _person(person_id), PressForm()
    key = form.key.data or ""
    password = _one_time_password(key)
    hashed = password_hash(password)
    door.do(SetPassword(key=key, person_id=page.id, authority_id=page.home_id, password_hash=hashed))
    return _show_once(_person(person_id), password)


def _person(person_id: int) -> PersonPage:
    return person_page(db.session(), door.actor_id(), door.memberships(), person_id, now=door.moment())


def _role_page(authority_id: int, person_id: int | None = None) -> RolePage:
    return role_page(db.session(), door.memberships(), authority_id, person_id=person_id, now=door.moment())


def _assignment(person_id: int, assignment_id: int) -> tuple[PersonPage, Held]:
    return assignment_page(
        db.session(), door.actor_id(), door.memberships(), person_id, assignment_id, now=door.moment()
    )


def _show_once(page: PersonPage, password: str) -> Response:
    """In the answer to the press itself: a password waits in no sign-in and in no address."""
    html = render_template("people/password.html", page=page, form=None, password=password)
    response = make_response(html)
    response.headers["Cache-Control"] = "no-store"
    return response


def _one_time_password(key: str) -> str:
    """The same for the same form, so that a second press shows what the first one set; 60 bits."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    made_of = f"one-time password|{door.actor_id()}|{key or door.new_key()}"
    digest = hmac.new(secret, made_of.encode(), hashlib.sha256).digest()
    letters = "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:12])
    return "-".join(letters[start : start + 4] for start in (0, 4, 8))


def _with_choices(form: Any, page: RolePage) -> Any:
    return with_choices(
        form,
        role=[(role.value, gettext(title)) for role, title in ROLES.items()],
        school=[(0, gettext("не школа")), *page.schools],
        acting_for=[
            (0, gettext("никого, это своя роль")),
            *((one.id, _named(one)) for one in page.substituted),
        ],
    )


def _named(held: Held) -> str:
    return f"{held.title or gettext(held.role_title)}, {held.school}" if held.school else held.title


def _begun(form: Any, page: RolePage) -> Any:
    form.key.data, form.from_on.data = door.new_key(), page.today
    return form


def _terms(page: RolePage, form: RoleForm) -> dict[str, Any]:
    """A substitution takes the role, the school and the rights of whoever is away."""
    term = {"from_on": form.from_on.data, "to_on": form.to_on.data, "title": form.title.data or None}
    away = next((one for one in page.substituted if one.id == form.acting_for.data), None)
    if away is not None:
        return {**term, **away.duties, "acting_for_id": away.id}
    return {
        **term,
        "role": RoleName(form.role.data),
        "school_id": form.school.data or None,
        "may_approve": form.may_approve.data,
        "may_sign": form.may_sign.data,
        "may_register": form.may_register.data,
    }


def _new_person(page: RolePage, form: PersonForm, password: str) -> AddPerson:
    return AddPerson(
        key=form.key.data or "",
        email=form.email.data,
        post=form.post.data.strip(),
        full_name=(form.full_name.data or "").strip() or None,
        password_hash=password_hash(password),
        password_is_one_time=True,
        authority_id=page.authority_id,
        first_role=RoleTerms(**_terms(page, form)),
    )


def _say_at_field(form: FlaskForm, refusal: BadInput) -> None:
    """The command's sentence at the field it is about, or above the form."""
    sentence = door.words(refusal.message)
    name = FIELDS.get(refusal.field, refusal.field)
    if name in form and name != "key":
        form[name].errors = [*form[name].errors, sentence]
    else:
        form.form_errors.append(sentence)
