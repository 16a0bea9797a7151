"""Administrators: where their reach ends, what is never overwritten, and what a one-time password opens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.access.conftest import VISIT
from tests.people import csrf_token, sign_in
from tests.world import World, build_world
from workflow import access
from workflow.audit.actions import AuditAction
from workflow.clock import local_date
from workflow.commands import BadInput, NotAllowed, NotHere, run
from workflow.commands.people import (
    AddPerson,
    DisablePerson,
    EnablePerson,
    EndRole,
    GrantRole,
    RoleTerms,
    SavePreferences,
    SetPassword,
    password_hash,
)
from workflow.extensions import db
from workflow.models.audit import AuditEntry
from workflow.models.person import Person, RoleAssignment, RoleName
from workflow.models.web_session import WebSession

NOW = VISIT
TODAY = local_date(NOW, "Europe/Moscow")


@dataclass
class Home:
    north: World
    south: World
    general: int

    def do(self, who: str | int, command: Any) -> Any:
        actor = who if isinstance(who, int) else self.north.people[who]
        return run(command, actor_id=actor, now=NOW)


@pytest.fixture
def home(app: Flask) -> Iterator[Home]:
    with app.app_context():
        north, south = build_world("north"), build_world("south")
        for world in (north, south):
            world.people["admin"] = add(world.authority_id, RoleName.ADMIN, f"admin{world.authority_id}")
        yield Home(north, south, add(None, RoleName.ADMIN, "general"))


def add(authority_id: int | None, role: RoleName, login: str) -> int:
    command = AddPerson(
        email=f"{login}@opora.example",
        post=login,
        password_hash="x",
        authority_id=authority_id,
        first_role=RoleTerms(role=role, from_on=date(2026, 1, 1)),
    )
    person_id: int = run(command, actor_id=None, now=NOW, system=True)["person_id"]
    return person_id


def assignment_of(person_id: int, *, last: bool = False) -> RoleAssignment:
    db.session.rollback()
    rows = db.session.scalars(
        select(RoleAssignment).where(RoleAssignment.person_id == person_id).order_by(RoleAssignment.id)
    ).all()
    return rows[-1 if last else 0]


def roles_of(person_id: int, on: date = TODAY) -> list[RoleName]:
    db.session.rollback()
    return [one.role for one in access.memberships_of(db.session(), person_id, on)]


def last_action() -> str:
    db.session.rollback()
    return db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(1)).one()


def observer_in(home: Home, person_id: int, **more: Any) -> GrantRole:
    terms = {"role": RoleName.OBSERVER, "from_on": TODAY, **more}
    return GrantRole(person_id=person_id, authority_id=home.north.authority_id, **terms)


def test_an_administrator_does_not_reach_people_of_another_authority(home: Home) -> None:
    """Else a role given to them would open their account: its password and its sign-in."""
    stranger = home.south.people["official"]
    authority_id = home.north.authority_id
    for command in (
        observer_in(home, stranger),
        SetPassword(person_id=stranger, authority_id=authority_id, password_hash="y"),
        DisablePerson(person_id=stranger, authority_id=authority_id, comment="не наш"),
        EndRole(assignment_id=assignment_of(stranger).id),
    ):
        with pytest.raises(NotHere):
            home.do("admin", command)
    assert roles_of(stranger) == [RoleName.OFFICIAL]


def test_an_account_that_another_authority_relies_on_is_the_general_administrators(home: Home) -> None:
    shared = home.south.people["observer"]
    home.do(home.general, observer_in(home, shared))
    command = SetPassword(person_id=shared, authority_id=home.north.authority_id, password_hash="y")
    with pytest.raises(BadInput):
        home.do("admin", command)
    home.do(home.general, command)
    home.do("admin", EndRole(assignment_id=assignment_of(shared, last=True).id))
    assert roles_of(shared) == [RoleName.OBSERVER]


def test_nobody_works_on_their_own_account(home: Home) -> None:
    me, authority_id = home.north.people["admin"], home.north.authority_id
    for command in (
        observer_in(home, me),
        SetPassword(person_id=me, authority_id=authority_id, password_hash="y"),
        DisablePerson(person_id=me, authority_id=authority_id, comment="ухожу"),
        EndRole(assignment_id=assignment_of(me).id),
    ):
        with pytest.raises(NotAllowed):
            home.do("admin", command)


def test_only_administrators_work_on_accounts(home: Home) -> None:
    clerk, authority_id = home.north.people["clerk"], home.north.authority_id
    for who in ("methodist", "official", "observer"):
        for command in (
            observer_in(home, clerk),
            SetPassword(person_id=clerk, authority_id=authority_id, password_hash="y"),
            EnablePerson(person_id=clerk, authority_id=authority_id),
        ):
            with pytest.raises(NotAllowed):
                home.do(who, command)


def test_a_role_taken_away_is_worth_nothing_from_that_moment_and_its_row_stays(home: Home) -> None:
    clerk = home.north.people["clerk"]
    home.do("admin", EndRole(assignment_id=assignment_of(clerk).id))
    assert roles_of(clerk) == []
    row = assignment_of(clerk)
    assert (row.from_on, row.to_on, row.revoked_at) == (date(2026, 1, 1), TODAY, NOW)
    assert last_action() == AuditAction.ROLE_END


def test_a_role_ends_with_its_last_day_and_not_before(home: Home) -> None:
    clerk, last_on = home.north.people["clerk"], TODAY + timedelta(days=3)
    home.do("admin", EndRole(assignment_id=assignment_of(clerk).id, last_on=last_on))
    assert roles_of(clerk, last_on) == [RoleName.CLERK]
    assert roles_of(clerk, last_on + timedelta(days=1)) == []


def test_who_held_a_role_before_is_never_overwritten(home: Home) -> None:
    clerk = home.north.people["clerk"]
    home.do("admin", EndRole(assignment_id=assignment_of(clerk).id))
    home.do("admin", observer_in(home, clerk, role=RoleName.CLERK))
    former = assignment_of(clerk)
    assert (former.from_on, former.revoked_at) == (date(2026, 1, 1), NOW)
    assert roles_of(clerk) == [RoleName.CLERK]
    with pytest.raises(BadInput):
        home.do("admin", EndRole(assignment_id=former.id))


@pytest.mark.parametrize(
    ("last_on", "given_to"),
    [(TODAY - timedelta(days=1), None), (TODAY + timedelta(days=9), TODAY + timedelta(days=3))],
)
def test_the_past_is_not_ended_and_an_end_is_not_put_off(
    home: Home, last_on: date, given_to: date | None
) -> None:
    clerk = home.north.people["clerk"]
    home.do("admin", observer_in(home, clerk, to_on=given_to))
    with pytest.raises(BadInput) as refusal:
        home.do("admin", EndRole(assignment_id=assignment_of(clerk, last=True).id, last_on=last_on))
    assert refusal.value.field == "last_on"


def test_a_role_is_not_given_for_days_that_are_over(home: Home) -> None:
    """A right on the day of an old order would make its approval look allowed."""
    with pytest.raises(BadInput) as refusal:
        home.do("admin", observer_in(home, home.north.people["clerk"], from_on=TODAY - timedelta(days=1)))
    assert refusal.value.field == "from_on"


def acting(home: Home, **more: Any) -> GrantRole:
    given = {
        "person_id": home.north.people["specialist"],
        "authority_id": home.north.authority_id,
        "role": RoleName.OFFICIAL,
        "may_approve": True,
        "from_on": TODAY,
        "to_on": TODAY + timedelta(days=14),
        "acting_for_id": assignment_of(home.north.people["approver"]).id,
        **more,
    }
    return GrantRole(**given)


def test_a_substitute_has_the_right_from_day_to_day_under_the_post_of_the_absent(home: Home) -> None:
    home.do("admin", acting(home))
    deputy = home.north.people["specialist"]
    row = assignment_of(deputy, last=True)
    assert row.title == "и. о. official (approver)"
    in_term, after = TODAY + timedelta(days=14), TODAY + timedelta(days=15)
    for on, may in ((in_term, True), (after, False)):
        held = access.memberships_of(db.session(), deputy, on)
        assert any(one.may_approve for one in held) is may


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"to_on": None}, "to_on"),
        ({"may_sign": True}, "acting_for"),
        ({"role": RoleName.CLERK, "may_approve": False}, "acting_for"),
    ],
)
def test_a_substitute_has_dates_and_at_most_the_rights_of_the_absent(
    home: Home, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as refusal:
        home.do("admin", acting(home, **more))
    assert refusal.value.field == field


def test_nobody_stands_in_for_a_substitute_or_for_themselves(home: Home) -> None:
    home.do("admin", acting(home))
    substitute = assignment_of(home.north.people["specialist"], last=True).id
    with pytest.raises(BadInput):
        home.do("admin", acting(home, person_id=home.north.people["chief"], acting_for_id=substitute))
    with pytest.raises(BadInput):
        home.do("admin", acting(home, person_id=home.north.people["approver"]))


def test_a_closed_sign_in_ends_at_once_and_opens_again(home: Home, app: Flask) -> None:
    clerk, authority_id = home.north.people["clerk"], home.north.authority_id
    person = db.session.get_one(Person, clerk)
    db.session.expunge(person)
    db.session.rollback()
    sign_in(app.test_client(), person)
    home.do("admin", DisablePerson(person_id=clerk, authority_id=authority_id, comment="уволен"))
    assert db.session.scalars(select(WebSession).where(WebSession.person_id == clerk)).all() == []
    assert roles_of(clerk) == []
    home.do("admin", EnablePerson(person_id=clerk, authority_id=authority_id))
    assert roles_of(clerk) == [RoleName.CLERK]
    assert last_action() == AuditAction.PERSON_ENABLE


def test_what_a_person_likes_to_see_is_theirs_and_only_what_there_is(home: Home) -> None:
    home.do("clerk", SavePreferences(locale="en", theme="pink"))
    person = db.session.get_one(Person, home.north.people["clerk"])
    assert (person.locale, person.theme) == ("en", "light")


SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@SQLITE
def test_a_one_time_password_is_shown_once_and_opens_only_its_own_change(app: Flask) -> None:
    with app.app_context():
        world = build_world("north")
        admin_id = add(world.authority_id, RoleName.ADMIN, "admin")
        admin = db.session.get_one(Person, admin_id)
        db.session.expunge(admin)
        db.session.rollback()
    browser, clerk_id = app.test_client(), world.people["clerk"]
    sign_in(browser, admin)
    form = {"csrf_token": csrf_token(browser), "key": "press-1"}
    first, again = (browser.post(f"/people/{clerk_id}/password", data=form) for _ in range(2))
    assert first.headers["Cache-Control"] == "no-store"
    password = re.search(r"\b[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}\b", first.text)
    assert password is not None
    assert password[0] in again.text  # a second press of the same form
    assert password[0] not in browser.get(f"/people/{clerk_id}").text

    theirs = app.test_client()
    theirs.get("/login")
    entry = {"email": "clerk@north.example", "password": password[0], "csrf_token": csrf_token(theirs)}
    assert theirs.post("/login", data=entry).status_code == 302
    for path in ("/", "/approvals", "/register", "/kept-form"):
        answer = theirs.get(path)
        assert (answer.status_code, answer.location) == (303, "/change")
    new = "берёзовый Йод 7"
    change = {"password": password[0], "new_password": new, "new_password_confirm": new}
    answer = theirs.post("/change", data={**change, "csrf_token": csrf_token(theirs)})
    assert answer.status_code == 302
    assert theirs.get("/approvals").status_code == 200


@SQLITE
def test_a_password_of_any_letters_is_hashed_as_the_gate_reads_it(app: Flask) -> None:
    """The gate reads NFKD; «й» and «ё» typed whole or in parts are the same password."""
    with app.app_context():
        world = build_world("north")
        with_parts = "и\u0306од е\u0308лка 77"
        clerk = SetPassword(
            person_id=world.people["clerk"],
            authority_id=world.authority_id,
            password_hash=password_hash("йод ёлка 77"),
        )
        run(clerk, actor_id=None, now=NOW, system=True)
    browser = app.test_client()
    browser.get("/login")
    entry = {"email": "CLERK@north.example", "password": with_parts, "csrf_token": csrf_token(browser)}
    assert browser.post("/login", data=entry).status_code == 302
