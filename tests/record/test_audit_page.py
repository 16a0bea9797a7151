"""The page of the record: who reads it, how it is narrowed, what the check says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.people import csrf_token, make_person, sign_in
from tests.record.attacks import change_and_follow, rehash
from tests.record.test_attacks import edited
from tests.record.world import World
from workflow.access import Membership
from workflow.extensions import db
from workflow.models.person import RoleAssignment, RoleName
from workflow.pages.audit import Filters, audit_page


@dataclass
class Reader:
    """Somebody signed in."""

    client: FlaskClient

    def get(self, address: str) -> TestResponse:
        return self.client.get(address)

    def words(self, address: str) -> str:
        """What the page says, without markup."""
        answer = self.get(address)
        assert answer.status_code == 200
        return said(answer)

    def check(self, home: object) -> TestResponse:
        form = {"home": str(home), "csrf_token": csrf_token(self.client)}
        return self.client.post("/audit/check", data=form, follow_redirects=True)


def said(answer: TestResponse) -> str:
    main = answer.get_data(as_text=True).partition("<main")[2]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main))).replace("\u00a0", " ")


@pytest.fixture
def reader(app: Flask, session: Session, world: World) -> Reader:
    return signed_in(app, session, world.authority_id, RoleName.OBSERVER)


def signed_in(
    app: Flask, session: Session, authority_id: int | None, role: RoleName, *, may_approve: bool = False
) -> Reader:
    person = make_person(session, f"{role}-{authority_id}-{may_approve}@region.example", post="Наблюдатель")
    session.add(
        RoleAssignment(
            person_id=person.id,
            authority_id=authority_id,
            role=role,
            may_approve=may_approve,
            from_on=date(2020, 1, 1),
        )
    )
    session.commit()
    client = app.test_client()
    sign_in(client, person)
    return Reader(client)


def numbers(answer: TestResponse) -> list[int]:
    return [int(n) for n in re.findall(r'<tr id="n(\d+)"', answer.get_data(as_text=True))]


def test_an_observer_reads_the_record_of_the_authority(world: World, reader: Reader) -> None:
    answer = reader.get("/audit")
    assert numbers(answer) == list(range(18, 0, -1))
    words = said(answer)
    assert "Записей: 18" in words
    assert "Зарегистрирован акт № 4-о от 04.09.2026" in words
    assert "Не хватает сведений о «слабых» предметах" in words


def test_who_approves_reads_it_and_other_officials_do_not(app: Flask, world: World, session: Session) -> None:
    home = world.authority_id
    approver = signed_in(app, session, home, RoleName.OFFICIAL, may_approve=True)
    assert approver.get("/audit").status_code == 200
    assert signed_in(app, session, home, RoleName.OFFICIAL).get("/audit").status_code == 403
    assert signed_in(app, session, home, RoleName.METHODIST).get("/audit").status_code == 403
    assert signed_in(app, session, home, RoleName.CLERK).get("/audit.csv").status_code == 403


def test_anothers_record_is_as_absent_as_one_that_never_was(world: World, reader: Reader) -> None:
    foreign = reader.get(f"/audit?home={world.other_id}")
    assert foreign.status_code == 404
    assert reader.get("/audit?home=999").status_code == 404
    assert reader.check(world.other_id).status_code == 404
    assert reader.check("system").status_code == 404


def test_the_filters_of_a_foreign_case_or_order_tell_nothing(
    app: Flask, world: World, session: Session
) -> None:
    other = signed_in(app, session, world.other_id, RoleName.OBSERVER)
    answer = other.get("/audit?case=1")
    assert numbers(answer) == []
    assert "Школа 1" not in said(answer)
    assert "О школах" not in other.words("/audit?order=1")


def test_an_administrator_proves_every_record_and_reads_none(
    app: Flask, world: World, session: Session
) -> None:
    admin = signed_in(app, session, None, RoleName.ADMIN)
    words = admin.words("/audit")
    assert "kirovsk 18" in words
    assert "Журнал системы 1" in words
    assert "Зарегистрирован" not in words
    assert admin.get("/audit.csv").status_code == 403
    assert "Журнал сходится: записей 1" in said(admin.check("system"))
    assert "Журнал сходится: записей 18" in said(admin.check(world.authority_id))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("action=order:register", [13, 12, 11, 10]),
        ("case=1", [2, 1]),
        ("order=1", [14, 10]),
        ("q=школа+2", [5, 4, 3]),
        ("person=1&action=case:open", [6, 3, 1]),
        ("from=01.09.2026&to=01.09.2026&case=1", [2, 1]),
        ("from=2026-09-02", []),
        ("to=31.08.2026", []),
    ],
)
def test_the_record_is_narrowed_by_the_address(
    world: World, reader: Reader, query: str, expected: list[int]
) -> None:
    assert numbers(reader.get(f"/audit?{query}")) == expected


def test_a_day_that_is_none_is_told_and_keeps_what_was_typed(world: World, reader: Reader) -> None:
    answer = reader.get("/audit?from=31.02.2026")
    assert "Такого дня нет" in said(answer)
    assert 'value="31.02.2026"' in answer.get_data(as_text=True)
    assert len(numbers(answer)) == 18


def test_pages_follow_each_other_without_a_gap(app: Flask, world: World, session: Session) -> None:
    observer = Membership(RoleName.OBSERVER, world.authority_id, None, False, False, False)
    seen, before = [], 0
    while True:
        page = audit_page(session, (observer,), home=None, filters=Filters(), proven=(), before=before, limit=7)
        seen.append([line.seq for line in page.lines])
        assert page.is_first is (before == 0)
        if not (before := page.next):
            break
    assert seen == [list(range(18, 11, -1)), list(range(11, 4, -1)), [4, 3, 2, 1]]


def test_the_export_holds_the_lines_of_the_filter(world: World, reader: Reader) -> None:
    answer = reader.get("/audit.csv?case=2")
    lines = answer.get_data().decode("utf-8-sig").splitlines()
    assert lines[0].startswith("№;Когда;Кто")
    assert [line.split(";")[0] for line in lines[1:]] == ["5", "4", "3"]
    assert "Не хватает сведений о «слабых» предметах" in lines[1]


def test_the_check_says_how_far_the_record_is_proven(world: World, reader: Reader) -> None:
    assert "ещё не проверялся" in reader.words("/audit")
    assert "Журнал сходится: записей 18, код" in said(reader.check(world.authority_id))
    assert "проверен весь" in reader.words("/audit")


def test_the_check_names_the_entry_that_was_changed(world: World, session: Session, reader: Reader) -> None:
    change_and_follow(session, world.authority_id, lambda rows: rehash(edited(rows, 3), 5))
    words = said(reader.check(world.authority_id))
    assert "Журнал не сходится, запись № 4: запись изменена: её хэш другой" in words
    assert "ещё не проверялся" in words


def test_the_page_asks_the_database_the_same_number_of_times_however_much_it_shows(
    app: Flask, world: World, session: Session, reader: Reader
) -> None:
    asked: list[str] = []
    reader.get("/audit")
    with app.app_context():
        engine = db.engine

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    try:
        reader.get("/audit?case=1")
        few = len(asked)
        reader.get("/audit")
    finally:
        event.remove(engine, "before_cursor_execute", count)
    assert len(asked) - few <= few + 3
