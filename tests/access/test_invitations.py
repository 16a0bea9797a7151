"""A link without mail: shown once, opened once, of one person, and of no use to whoever only reads of it."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Select, select, update
from werkzeug.test import TestResponse

from tests.access.conftest import VISIT
from tests.people import csrf_token, sign_in
from tests.world import World, build_world
from workflow.audit.actions import AuditAction
from workflow.commands import Command, NotAllowed, NotHere, run
from workflow.commands.invitations import MakeInvitation, UseInvitation
from workflow.commands.people import AddPerson, DisablePerson, EnablePerson, RoleTerms, SetPassword
from workflow.extensions import db
from workflow.models.audit import AuditEntry
from workflow.models.invitation import Invitation
from workflow.models.person import Person, RoleName
from workflow.models.web_session import WebSession
from workflow.uow import unit_of_work

GOOD = "три слова и точка"


@dataclass
class Town:
    app: Flask
    world: World
    admin: int
    invited: int

    def client(self, person_id: int | None = None) -> FlaskClient:
        client = self.app.test_client()
        if person_id is not None:
            with self.app.app_context():
                sign_in(client, db.session.get_one(Person, person_id))
        return client

    def make(self, whose: int | None = None, key: str = "link-1") -> TestResponse:
        admin = self.client(self.admin)
        form = {"csrf_token": csrf_token(admin), "key": key}
        return admin.post(f"/people/{whose or self.invited}/invitation", data=form)

    def link(self, key: str = "link-1") -> str:
        found = re.search(r'id="link" value="http://localhost([^"]+)"', self.make(key=key).text)
        assert found
        return unescape(found[1])

    def use(self, link: str, password: str = GOOD, again: str | None = None) -> TestResponse:
        client = self.client()
        client.get(link)
        form = {"password": password, "again": password if again is None else again}
        return client.post(link, data={**form, "csrf_token": csrf_token(client)})

    def all(self, query: Select[Any]) -> list[Any]:
        with self.app.app_context():
            return list(db.session.scalars(query))

    def person(self) -> Person:
        return self.all(select(Person).where(Person.id == self.invited))[0]

    def invitations(self) -> list[Invitation]:
        return self.all(select(Invitation).order_by(Invitation.id))

    def run(self, command: Command, actor: int | None) -> None:
        with self.app.app_context():
            run(command, actor_id=actor, now=VISIT)

    def change(self, **columns: Any) -> None:
        with self.app.app_context(), unit_of_work() as session:
            session.execute(update(Person).where(Person.id == self.invited).values(**columns))


@pytest.fixture
def town(app: Flask) -> Iterator[Town]:
    with time_machine.travel(VISIT, tick=False):
        with app.app_context():
            world = build_world("north")
            admin = add(world.authority_id, RoleName.ADMIN, "admin")
            invited = add(world.authority_id, RoleName.METHODIST, "invited")
        yield Town(app, world, admin, invited)


@pytest.fixture(autouse=True)
def _visit_day() -> None:
    """The clock of this file stands still instead of being shifted."""


def add(authority_id: int, role: RoleName, login: str, *, from_on: date = date(2026, 1, 1)) -> int:
    command = AddPerson(
        email=f"{login}@opora.example",
        post=login,
        password_hash="x",
        authority_id=authority_id,
        first_role=RoleTerms(role=role, from_on=from_on),
    )
    person_id: int = run(command, actor_id=None, now=VISIT, system=True)["person_id"]
    return person_id


def test_a_link_lets_its_owner_set_a_password_and_sign_in_with_it(town: Town) -> None:
    link = town.link()
    page = town.client().get(link)
    assert page.status_code == 200
    assert "invited@opora.example" in page.text
    answer = town.use(link)
    assert (answer.status_code, answer.location) == (303, "/login")
    client = town.client()
    client.get("/login")
    form = {"email": "invited@opora.example", "password": GOOD, "csrf_token": csrf_token(client)}
    assert client.post("/login", data=form).status_code in (302, 303)
    assert client.get("/queue").status_code == 200
    actions = town.all(select(AuditEntry.action).order_by(AuditEntry.id))
    assert actions[-2:] == [AuditAction.PERSON_INVITE, AuditAction.PERSON_SET_PASSWORD]


def test_only_the_hash_of_the_secret_is_stored(town: Town) -> None:
    secret = town.link().rpartition("/")[2]
    assert len(secret) >= 43
    [row] = town.invitations()
    assert row.token_sha256 == hashlib.sha256(secret.encode()).hexdigest()
    assert (row.purpose, row.expires_at) == ("invite", VISIT + timedelta(days=7))


def test_a_second_press_shows_the_same_link_and_makes_no_other(town: Town) -> None:
    assert town.link() == town.link()
    assert len(town.invitations()) == 1


def test_whoever_signed_in_before_gets_a_day_to_reset(town: Town) -> None:
    town.change(current_login_at=VISIT)
    town.link()
    [row] = town.invitations()
    assert (row.purpose, row.expires_at) == ("reset", VISIT + timedelta(hours=24))


@pytest.mark.parametrize(
    "why", ["wrong", "used", "replaced", "over", "closed", "closed and opened", "password"]
)
def test_a_link_that_does_not_work_says_the_same_whatever_the_reason(town: Town, why: str) -> None:
    link = town.link()
    match why:
        case "wrong":
            link = link[:-1]
        case "used":
            town.use(link)
        case "replaced":
            assert town.link(key="link-2") != link
        case "closed":
            change(town, DisablePerson, comment="ушёл")
        case "closed and opened":
            change(town, DisablePerson, comment="ушёл")
            change(town, EnablePerson)
        case "password":
            change(town, SetPassword, password_hash="y")
    later = VISIT + timedelta(days=7) if why == "over" else VISIT
    before = town.person().password
    with time_machine.travel(later, tick=False):
        answer, pressed = town.client().get(link), town.use(link, "другой пароль 1")
        nobody = town.client().get("/invitation/nobody")
    assert (answer.status_code, pressed.status_code) == (410, 410)
    assert plain(answer) == plain(nobody) == plain(pressed)
    assert "invited" not in answer.text
    assert town.person().password == before


def plain(answer: TestResponse) -> str:
    main = answer.text.split("<main", 1)[1]
    return re.sub(r"[0-9A-F]{4}-[0-9A-F]{4}", "", main.split("</main>")[0])


def change(town: Town, kind: type, **given: str) -> None:
    command = kind(person_id=town.invited, authority_id=town.world.authority_id, **given)
    town.run(command, town.admin)


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("", "", "Придумайте пароль"),
        ("коротко", "коротко", "10"),
        (GOOD, "другое", "Пароли не совпали"),
        ("я" * 129, "я" * 129, "помещается 128 знаков"),
    ],
)
def test_a_password_that_will_not_do_is_told_at_its_field_and_the_link_still_works(
    town: Town, password: str, again: str, sentence: str
) -> None:
    link = town.link()
    answer = town.use(link, password, again)
    assert answer.status_code == 422
    assert "field__error" in answer.text
    assert sentence in answer.text
    assert password not in answer.text or not password
    assert town.use(link).status_code == 303


def test_using_a_link_ends_every_sign_in_under_the_old_password(town: Town) -> None:
    old = town.client(town.invited)
    assert old.get("/queue").status_code == 200
    town.use(town.link())
    assert old.get("/queue").status_code == 303
    assert town.all(select(WebSession.id).where(WebSession.person_id == town.invited)) == []


def test_an_administrator_who_opens_a_link_is_signed_out_by_its_use(town: Town) -> None:
    link = town.link()
    admin = town.client(town.admin)
    form = {"password": GOOD, "again": GOOD, "csrf_token": csrf_token(admin)}
    assert admin.post(link, data=form).status_code == 303
    assert admin.get("/people").location.startswith("/login")


def test_a_role_that_begins_later_does_not_keep_its_owner_from_setting_a_password(town: Town) -> None:
    with town.app.app_context():
        begins = VISIT.date() + timedelta(days=30)
        town.invited = add(town.world.authority_id, RoleName.CLERK, "later", from_on=begins)
    assert town.use(town.link()).status_code == 303


def test_nobody_makes_a_link_for_themselves_for_a_stranger_or_for_whom_the_door_is_closed(town: Town) -> None:
    assert town.make(town.admin).status_code == 404
    with town.app.app_context():
        stranger = add(build_world("south").authority_id, RoleName.METHODIST, "stranger")
    assert town.make(stranger).status_code == 404
    command = MakeInvitation(person_id=town.admin, authority_id=town.world.authority_id, token_sha256="0" * 64)
    for actor in (town.invited, town.admin):
        with pytest.raises(NotAllowed):
            town.run(command, actor)
    change(town, DisablePerson, comment="ушёл")
    answer = town.make()
    assert answer.status_code == 422
    assert "сначала откройте его" in answer.text


def test_a_link_names_its_person_and_nobody_else_can_use_it(town: Town) -> None:
    secret = town.link().rpartition("/")[2]
    command = UseInvitation(token_sha256=hashlib.sha256(secret.encode()).hexdigest(), password_hash="theirs")
    with pytest.raises(NotHere):
        town.run(command, town.admin)
    assert town.use(f"/invitation/{secret}").status_code == 303


def test_the_log_does_not_hold_the_secret(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    link = town.link()
    with caplog.at_level(logging.INFO):
        town.client().get(link)
        town.use(link)
    assert link.rpartition("/")[2] not in caplog.text


def test_a_form_that_was_kept_too_long_is_drawn_again_and_its_secret_is_not_put_aside(town: Town) -> None:
    link = town.link()
    client = town.client()
    answer = client.post(link, data={"password": GOOD, "again": GOOD}, headers={"Origin": "http://localhost"})
    assert (answer.status_code, answer.location) == (303, link)
    assert all(link not in row for row in town.all(select(WebSession.data)))


def test_an_account_without_a_password_lets_nobody_in(town: Town) -> None:
    town.change(password=None)
    client = town.client()
    for password in ("", "x", "None", GOOD):
        client.get("/login")
        form = {"email": "invited@opora.example", "password": password, "csrf_token": csrf_token(client)}
        client.post("/login", data=form)
        assert client.get("/queue").status_code == 303
    assert town.use(town.link()).status_code == 303
    assert town.person().password is not None
