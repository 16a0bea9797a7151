"""The list of people as a file, a role a row."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, request
from flask_babel import gettext

from workflow.extensions import db
from workflow.pages.people import MOST_EXPORTED, Held, ListedPerson, people_page
from workflow.sheets.table import Cell, Table
from workflow.views import door, tables


def export() -> Response:
    return tables.as_csv("people", _table())


def sheet() -> Response:
    return tables.as_xlsx("people", _table())


def _table() -> Table:
    """Everybody under the filter of the page; who has several roles has as many rows."""
    asked = {name: value for name, value in request.args.items() if name != "after"}
    page = people_page(db.session(), door.memberships(), asked=asked, now=door.moment(), limit=MOST_EXPORTED)
    header = [
        gettext("Должность"),
        gettext("Имя"),
        gettext("Роль"),
        gettext("Где"),
        gettext("С какого дня"),
        gettext("По какой день"),
        gettext("Почта"),
        gettext("Вход"),
    ]
    return Table(gettext("Люди"), header, [row for person in page.people for row in _rows(person)])


def _rows(person: ListedPerson) -> Iterator[list[Cell]]:
    state = gettext("открыт") if person.active else gettext("закрыт")
    for held in person.roles or (None,):
        yield [person.post, person.full_name, *_role(held), person.email, state]


def _role(held: Held | None) -> list[Cell]:
    if held is None:
        return [gettext("ролей нет"), "", None, None]
    role = gettext(held.role_title)
    if held.acting:
        role = gettext("%(role)s, и. о.", role=role)
    return [role, held.school or held.authority, held.from_on, held.to_on]
