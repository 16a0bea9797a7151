"""Sign-ins: whose they are, how long they last, and what ends them at once."""

import datetime as dt
import hashlib
import re
from functools import cache

import pytest
import time_machine
from flask import session as web_session
from sqlalchemy import select, update

from tests.people import csrf_token, make_person, sign_in
from workflow.commands.people import DisablePerson
from workflow.commands.work import run
from workflow.extensions import db
from workflow.models.person import Person, password_hash
from workflow.models.web_session import WebSession, kill_sessions_of
from workflow.uow import unit_of_work

PASSWORD = "берёзовый Йод 7"
NOW = dt.datetime(2026, 11, 17, 6, tzinfo=dt.UTC)


@cache
def hashed(app):
    """Slow on purpose; once for all tests of one app."""
    with app.app_context():
        return password_hash(PASSWORD)


@pytest.fixture
def person(app, session):
    return make_person(session, password=hashed(app))


def is_signed_in(client) -> bool:
    answer = client.get("/kept-form")
    assert answer.status_code == 303
    return "/login" not in answer.location


def rows(session):
    session.expire_all()
    return session.scalars(select(WebSession).order_by(WebSession.id)).all()


def log_in(client, email="methodist@kirovsk.example", password=PASSWORD):
    client.get("/login")
    return client.post("/login", data={"email": email, "password": password, "csrf_token": csrf_token(client)})


def test_a_password_with_yo_and_short_i_signs_in(client, person, session):
    assert not is_signed_in(client)
    assert log_in(client).status_code == 302
    assert is_signed_in(client)
    session.refresh(person)
    assert person.login_count == 1
    assert person.current_login_at.tzinfo is dt.UTC


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, person):
    known = log_in(client, password="не тот пароль")
    unknown = log_in(client, email="nobody@kirovsk.example")
    assert known.status_code == unknown.status_code == 200
    token = re.compile(r'name="csrf_token"[^>]*>')
    assert token.sub("", known.text.replace("methodist", "nobody")) == token.sub("", unknown.text)


def test_the_table_holds_only_the_hash_of_what_the_browser_holds(client, person, session):
    log_in(client)
    token = client.get_cookie("opora").value
    (row,) = rows(session)
    assert row.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert token not in row.data
    assert row.person_id == person.id


def test_signing_in_gives_a_new_token_and_ends_the_old_one(client, person, session):
    client.get("/login")
    before = client.get_cookie("opora").value
    log_in(client)
    assert client.get_cookie("opora").value != before
    assert len(rows(session)) == 1
    client.set_cookie("opora", before)
    assert not is_signed_in(client)


def test_a_token_kept_by_somebody_is_worth_nothing_after_sign_out(client, person, session):
    log_in(client)
    kept = client.get_cookie("opora").value
    client.post("/logout", data={"csrf_token": csrf_token(client)})
    assert not is_signed_in(client)
    client.set_cookie("opora", kept)
    assert not is_signed_in(client)


def test_a_made_up_token_is_not_taken_over(client, person):
    client.set_cookie("opora", "chosen-by-somebody-else")
    log_in(client)
    assert client.get_cookie("opora").value != "chosen-by-somebody-else"


def test_half_an_hour_without_work_ends_a_sign_in(client, person):
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(client, person)
        clock.shift(dt.timedelta(minutes=29))
        assert is_signed_in(client)
        clock.shift(dt.timedelta(minutes=29))
        assert is_signed_in(client)
        clock.shift(dt.timedelta(minutes=31))
        assert not is_signed_in(client)


def test_twelve_hours_end_a_sign_in_however_much_one_works(client, person):
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(client, person)
        for _ in range(12 * 3):
            clock.shift(dt.timedelta(minutes=20))
            assert is_signed_in(client)
        clock.shift(dt.timedelta(minutes=1))
        assert not is_signed_in(client)


def test_a_page_writes_its_visit_at_most_once_a_minute(client, person, session):
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(client, person)
        clock.shift(dt.timedelta(seconds=59))
        client.get("/kept-form")
        assert rows(session)[0].seen_at == NOW
        clock.shift(dt.timedelta(seconds=1))
        client.get("/kept-form")
        assert rows(session)[0].seen_at == NOW + dt.timedelta(minutes=1)


def test_health_checks_make_no_rows(client, session):
    for path in ("/healthz", "/readyz"):
        client.get(path)
    assert rows(session) == []


def test_a_disabled_person_is_out_at_the_next_press(app, client, person, session):
    sign_in(client, person)
    assert is_signed_in(client)
    with app.app_context():
        run(DisablePerson(person_id=person.id, comment="уволен"), actor_id=None, now=NOW, system=True)
    assert rows(session) == []
    assert not is_signed_in(client)


def test_a_person_disabled_behind_our_back_is_out_too(client, person, session):
    sign_in(client, person)
    session.execute(update(Person).values(active=False))
    session.commit()
    assert not is_signed_in(client)


def test_all_sign_ins_of_one_person_end_together_and_only_theirs(app, client, person, session):
    other = app.test_client()
    sign_in(client, person)
    sign_in(other, make_person(session, "official@kirovsk.example"))
    with app.app_context(), unit_of_work() as work:
        kill_sessions_of(work, person.id)
    assert not is_signed_in(client)
    assert is_signed_in(other)


def test_a_changed_password_ends_the_other_sign_ins(app, client, person):
    elsewhere = app.test_client()
    sign_in(elsewhere, person)
    log_in(client)
    new = "новый долгий Ёж 9"
    form = {"password": PASSWORD, "new_password": new, "new_password_confirm": new}
    answer = client.post("/change", data={**form, "csrf_token": csrf_token(client)})
    assert answer.status_code == 302
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)


def test_old_rows_are_swept_when_somebody_comes(client, app, person, session):
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(client, person)
        clock.shift(dt.timedelta(hours=13))
        sign_in(app.test_client(), person)
        assert len(rows(session)) == 1


def test_a_session_write_does_not_save_what_a_view_refused(app, person, session):
    """The store has a connection of its own: a change that a view gave up stays given up."""
    with app.test_request_context("/"):
        app.session_interface.open_session(app, app.test_request_context("/").request)
        db.session.get(Person, person.id).post = "исправлено и отвергнуто"
        web_session["something"] = 1
        app.session_interface.save_session(app, web_session._get_current_object(), app.response_class())
        db.session.rollback()
    session.refresh(person)
    assert person.post == "Методист"
    assert len(rows(session)) == 1


def test_values_come_back_with_their_types(client, person):
    sign_in(client, person)
    with client.session_transaction() as held:
        held["pair"] = ("warn", "текст")
        held["moment"] = NOW
    with client.session_transaction() as held:
        assert held["pair"] == ("warn", "текст")
        assert held["moment"] == NOW


def test_the_cookie_is_hidden_from_scripts_and_other_sites(client, person):
    client.get("/login")
    cookie = client.get_cookie("opora")
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert not cookie.secure  # the tests speak plain http, see test_config for the real setting
    assert cookie.expires is None
