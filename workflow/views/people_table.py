"""People from a table: the file, what it would add, the press, and the links shown once."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from workflow.commands import BadInput
from workflow.commands.add_people import AddPeople, PersonOfTable
from workflow.commands.roles import RoleTerms
from workflow.extensions import db
from workflow.forms.people import ADDRESS
from workflow.forms.table import TableFileForm, TablePressForm
from workflow.pages.people import ROLES, RolePage, role_page
from workflow.pages.people_table import (
    MOST_ROWS,
    NewRole,
    PeoplePreview,
    columns_of,
    made_links,
    people_preview,
)
from workflow.sheets.columns import TypedRow, carried
from workflow.sheets.reading import Unreadable
from workflow.views import door
from workflow.views.invitations import fingerprint, link_of, secret_of, shown_once
from workflow.views.table_files import as_words, rows_of_file, rows_of_press, template

Shown = str | tuple[str, int] | Response


def new(authority_id: int) -> Shown:
    return _ask(_page(authority_id), TableFileForm(), status=200)


def empty(authority_id: int) -> Response:
    """The file to fill in: headings, and a row for each kind of role."""
    page = _page(authority_id)
    school = page.schools[0][1] if page.schools else gettext("МКОУ «Шумская СОШ»")
    examples = [
        [
            f"{role.value}@school.example",
            gettext(title),
            "",
            gettext(title),
            school if role.value == "school" else "",
            gettext("утверждает, подписывает") if role.value == "official" else "",
            page.today,
            None,
        ]
        for role, title in ROLES.items()
    ]
    return template("people", gettext("Люди"), columns_of(as_words), examples)


def preview(authority_id: int) -> Shown:
    """Nothing is written: each row with what it would add or what is wrong with it."""
    page, form = _page(authority_id), TableFileForm()
    rows = rows_of_file(form, columns_of(as_words), most_rows=MOST_ROWS) if form.validate() else ()
    if not rows:
        return _ask(page, form, status=422)
    return _show(page, rows, _found(page, rows), key=door.new_key())


def create(authority_id: int) -> Shown:
    page, form = _page(authority_id), TablePressForm()
    key = form.key.data or door.new_key()
    try:
        rows = rows_of_press(form, columns_of(as_words), most_rows=MOST_ROWS)
    except Unreadable as why:
        return _ask(page, TableFileForm(), status=422, why=door.words(why.message))
    found = _found(page, rows)
    if found.with_complaints:
        return _show(page, rows, found, key=key, status=422)
    if found.roles:
        try:
            door.do(AddPeople(key=key, authority_id=authority_id, people=_people(found, key)))
        except BadInput as refusal:
            return _show(page, rows, found, key=door.new_key(), status=422, why=door.words(refusal.message))
    return _done(page, rows, key)


def _done(page: RolePage, rows: tuple[TypedRow, ...], key: str) -> Response:
    """The same for a second press: what the first one made is shown once more, and nothing is made anew."""
    secrets = {row.text("email").lower(): secret_of(key, row.text("email").lower()) for row in rows}
    hashes = {email: fingerprint(secret) for email, secret in secrets.items()}
    links = made_links(db.session(), hashes, now=door.moment())
    if not links:
        flash(gettext("Люди и роли из таблицы внесены"), "ok")
        return redirect(url_for("people.list", authority=page.authority_id), 303)
    shown = [(email, post, link_of(secrets[email]), until) for email, post, until in links]
    return shown_once(render_template("people/table_done.html", page=page, links=shown))


def _people(found: PeoplePreview, key: str) -> tuple[PersonOfTable, ...]:
    """One of each address, with all roles of the table."""
    together: dict[str, list[NewRole]] = {}
    for one in found.roles:
        together.setdefault(one.email, []).append(one)
    return tuple(
        PersonOfTable(
            person_id=roles[0].person_id,
            email=email,
            post=roles[0].post,
            full_name=next((one.full_name for one in roles if one.full_name), ""),
            token_sha256=fingerprint(secret_of(key, email)),
            roles=tuple(_terms(one) for one in roles),
        )
        for email, roles in together.items()
    )


def _terms(one: NewRole) -> RoleTerms:
    return RoleTerms(
        role=one.role,
        school_id=one.school_id,
        from_on=one.from_on,
        to_on=one.to_on,
        may_approve="may_approve" in one.may,
        may_sign="may_sign" in one.may,
        may_register="may_register" in one.may,
    )


def _page(authority_id: int) -> RolePage:
    return role_page(db.session(), door.memberships(), authority_id, now=door.moment())


def _found(page: RolePage, rows: tuple[TypedRow, ...]) -> PeoplePreview:
    return people_preview(
        db.session(),
        door.memberships(),
        page,
        rows,
        viewer_id=door.actor_id(),
        is_address=ADDRESS.fullmatch,
        translate=as_words,
    )


def _ask(page: RolePage, form: TableFileForm, *, status: int, why: str = "") -> Shown:
    if why:
        form.file.errors = [why]
    return render_template("people/table.html", page=page, form=form, most_rows=MOST_ROWS), status


def _show(
    page: RolePage,
    rows: tuple[TypedRow, ...],
    found: PeoplePreview,
    *,
    key: str,
    status: int = 200,
    why: str = "",
) -> Shown:
    ready = carried(rows) if found.may_be_pressed else ""
    shown = render_template(
        "people/table_preview.html", page=page, found=found, carried=ready, key=key, why=why
    )
    return shown, status
