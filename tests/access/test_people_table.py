"""People from a table: shown row by row, refused by row and column, added all together with a link each."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.access.conftest import VISIT
from tests.access.test_invitations import add
from tests.people import csrf_token, sign_in
from tests.queue.test_pages import text_of
from tests.sheets.files import book
from tests.world import World, build_world
from workflow.extensions import db
from workflow.models.audit import AuditEntry
from workflow.models.invitation import Invitation
from workflow.models.person import Person, RoleAssignment, RoleName

HEADING = ("Служебная почта", "Должность", "Роль", "Школа", "Права", "С какого дня", "По какой день")
SCHOOL = "Школа s1 (north)"
SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
CLERK = ["clerk2@north.example", "Делопроизводитель", "Делопроизводитель"]


@dataclass
class Office:
    app: Flask
    world: World
    admin: FlaskClient

    @property
    def place(self) -> str:
        return f"/authorities/{self.world.authority_id}/people/table"

    def shown(self, *rows: Sequence[Any], content: bytes | None = None) -> TestResponse:
        file = (io.BytesIO(book(HEADING, *rows) if content is None else content), "people.xlsx")
        form = {"csrf_token": csrf_token(self.admin), "file": file}
        return self.admin.post(f"{self.place}/preview", data=form, content_type="multipart/form-data")

    def press(self, preview: TestResponse, **given: str) -> TestResponse:
        form = {name: hidden(preview, name) for name in ("key", "rows")}
        return self.admin.post(self.place, data={**form, **given, "csrf_token": csrf_token(self.admin)})

    def all(self, query: Any) -> list[Any]:
        with self.app.app_context():
            return list(db.session.scalars(query))


def hidden(answer: TestResponse, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.text.split("<main", 1)[1])
    assert found, name
    return unescape(found[1])


@pytest.fixture(autouse=True)
def _visit_day() -> None:
    """The clock of this file stands still instead of being shifted."""


@pytest.fixture
def office(app: Flask) -> Iterator[Office]:
    with time_machine.travel(VISIT, tick=False):
        client = app.test_client()
        with app.app_context():
            world = build_world("north")
            world.people["admin"] = add(world.authority_id, RoleName.ADMIN, "admin")
            sign_in(client, db.session.get_one(Person, world.people["admin"]))
        yield Office(app, world, client)


def test_people_are_shown_then_added_with_their_roles_and_a_link_each(office: Office) -> None:
    before = len(office.all(select(Person.id)))
    entries = len(office.all(select(AuditEntry.id)))
    preview = office.shown(
        ["New@North.example", "Директор", "Представитель школы", SCHOOL, "", VISIT.date() + timedelta(days=1)],
        ["new@north.example", "Директор", "Член совета"],
        [
            "chief2@north.example",
            "Председатель",
            "Должностное лицо",
            "",
            "утверждает, подписывает",
            "",
            "31.12.2027",
        ],
        ["clerk@north.example", "clerk", "Методист"],
    )
    words = text_of(preview)
    assert preview.status_code == 200
    assert "новая роль известному человеку" in words
    assert "Внести людей (2) и показать ссылки" in words
    assert len(office.all(select(Person.id))) == before
    answer = office.press(preview)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    links = re.findall(r"http://localhost(/invitation/[^<\s]+)", answer.text)
    assert len(set(links)) == 2
    people = {one.email: one for one in office.all(select(Person))}
    assert people["new@north.example"].password is None
    roles = office.all(
        select(RoleAssignment)
        .where(RoleAssignment.person_id == people["new@north.example"].id)
        .order_by(RoleAssignment.id)
    )
    assert [(one.role, one.from_on) for one in roles] == [
        (RoleName.SCHOOL, VISIT.date() + timedelta(days=1)),
        (RoleName.COUNCIL, VISIT.date()),
    ]
    [chief] = office.all(
        select(RoleAssignment).where(RoleAssignment.person_id == people["chief2@north.example"].id)
    )
    rights = (chief.may_approve, chief.may_sign, chief.may_register)
    assert (*rights, chief.to_on) == (True, True, False, date(2027, 12, 31))
    assert len(office.all(select(AuditEntry.id))) == entries + 2 + 4 + 2
    assert office.app.test_client().get(links[0]).status_code == 200


@SQLITE
def test_a_second_press_shows_the_same_links_and_adds_nothing(office: Office) -> None:
    preview = office.shown(CLERK)
    first, second = office.press(preview), office.press(preview)
    find = re.compile(r"/invitation/[^<\s]+")
    assert find.findall(first.text) == find.findall(second.text) != []
    assert len(office.all(select(Invitation.id))) == 1


@SQLITE
def test_a_table_may_be_sent_again_when_a_row_was_added_to_it(office: Office) -> None:
    office.press(office.shown(CLERK))
    again = office.shown(CLERK, ["second@north.example", "Методист", "Методист"])
    assert "роль уже есть, строка пропускается" in text_of(again)
    assert "Внести 1 человека и показать ссылку" in text_of(again)
    assert office.press(again).status_code == 200
    assert "Вносить нечего" in text_of(office.shown(CLERK))


@SQLITE
@pytest.mark.parametrize(
    ("row", "place", "sentence"),
    [
        (["", "Директор", "Методист"], "A2", "Впишите почту"),
        (["не почта", "Директор", "Методист"], "A2", "Почта выглядит так"),
        (["a" * 250 + "@b.example", "Директор", "Методист"], "A2", "помещается 255 знаков"),
        (["admin@opora.example", "admin", "Методист"], "A2", "Это ваша запись"),
        (["stranger@opora.example", "stranger", "Методист"], "A2", "и не в вашем управлении"),
        (["a@b.example", "", "Методист"], "B2", "Впишите должность"),
        (["a@b.example", "я" * 301, "Методист"], "B2", "помещается 300 знаков"),
        (["a@b.example", "Директор", ""], "C2", "Впишите роль"),
        (["a@b.example", "Директор", "царь"], "C2", "Нет такой роли: «царь»"),
        (["a@b.example", "Директор", "Представитель школы"], "D2", "нужна школа"),
        (
            ["a@b.example", "Директор", "Представитель школы", "Школа марсиан"],
            "D2",
            "Такой школы в управлении нет",
        ),
        (["a@b.example", "Методист", "Методист", SCHOOL], "D2", "Школу указывают только"),
        (["a@b.example", "Методист", "Методист", "", "утверждает"], "E2", "только должностное лицо"),
        (["a@b.example", "Методист", "Методист", "", "регистрирует"], "E2", "или делопроизводитель"),
        (["a@b.example", "Методист", "Должностное лицо", "", "казнит"], "E2", "Нет такого права: «казнит»"),
        (["a@b.example", "Методист", "Методист", "", "", "01.01.2020"], "F2", "Задним числом"),
        (["a@b.example", "Методист", "Методист", "", "", "вчера"], "F2", "«вчера» не дата"),
        (["a@b.example", "Методист", "Методист", "", "", "", "01.01.2020"], "G2", "раньше первого"),
    ],
)
def test_what_is_wrong_is_said_by_row_and_column_and_nobody_is_added(
    office: Office, row: list[Any], place: str, sentence: str
) -> None:
    with office.app.app_context():
        add(build_world("south").authority_id, RoleName.METHODIST, "stranger")
    answer = office.shown(row, CLERK)
    words = text_of(answer)
    assert answer.status_code == 200
    assert f"{place}, «" in words
    assert sentence in words
    assert 'name="rows"' not in answer.text
    assert office.all(select(Person).where(Person.email == CLERK[0])) == []


@SQLITE
def test_rows_that_contradict_each_other_are_told_apart(office: Office) -> None:
    twice = office.shown(CLERK, [CLERK[0].upper(), *CLERK[1:]])
    assert "повторяет строку 2" in text_of(twice)
    other = office.shown(CLERK, [CLERK[0], "Сторож", "Методист"])
    assert "В строке 2 у этой почты другая должность" in text_of(other)


@SQLITE
def test_one_who_would_approve_and_make_accounts_stops_the_whole(office: Office) -> None:
    preview = office.shown(
        CLERK,
        ["both@north.example", "Глава", "Администратор"],
        ["both@north.example", "Глава", "Должностное лицо", "", "утверждает"],
    )
    answer = office.press(preview)
    assert answer.status_code == 422
    assert "Администратор не может утверждать" in answer.text
    assert office.all(select(Person).where(Person.email == CLERK[0])) == []


@SQLITE
@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "Выберите файл"), (b"%PDF", "Это не файл XLSX"), (book(["Школа"], ["а"]), "Не нашли столбцы")],
)
def test_a_file_that_is_no_such_table_is_told_at_the_field(
    office: Office, content: bytes, sentence: str
) -> None:
    answer = office.shown(content=content)
    assert (answer.status_code, sentence in text_of(answer)) == (422, True)


@SQLITE
def test_rows_that_were_changed_on_the_way_are_judged_again(office: Office) -> None:
    preview = office.shown(CLERK)
    for sent in ("", "[1]", '[[2,{"email":"a@b.example","post":"а","role":"царь"},{}]]'):
        assert office.press(preview, rows=sent).status_code == 422
    assert office.all(select(Invitation.id)) == []


@SQLITE
def test_the_example_to_fill_in_is_a_table_that_is_read(office: Office) -> None:
    example = office.admin.get(f"{office.place}.xlsx")
    assert example.headers["Content-Disposition"] == "attachment; filename=people.xlsx"
    assert "Внести людей (8) и показать ссылки" in text_of(office.shown(content=example.data))
