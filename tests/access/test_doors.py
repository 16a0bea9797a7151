"""Where answers lead, under whose name they are given, and what a sign-in is worth."""

from __future__ import annotations

import hashlib
import re
from itertools import count
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.access.visits import SqliteFile, Visits
from tests.people import csrf_token, make_person, sign_in
from workflow.models.person import Person, password_hash
from workflow.models.web_session import WebSession

EVIL = "evil.example"
ELSEWHERE = (
    *("//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "http://evil.example"),
    *(
        "https:evil.example",
        "https:/evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example/%2f..",
    ),
    *(
        "/%09/evil.example",
        "/\t/evil.example",
        "http://localhost@evil.example",
        "http://localhost.evil.example",
    ),
    *("//localhost:80@evil.example/", "\r\n//evil.example", "/.//evil.example", "", " //evil.example"),
)
PASSWORD = "берёзовый Йод 7"
SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def stays(location: str | None) -> bool:
    """As a browser reads it: backslashes are slashes, tabs and ends of lines are not there."""
    read = re.sub(r"[\t\r\n]", "", location or "/").strip().replace("\\", "/")
    return urlsplit(urljoin("http://localhost/login", read))[:2] == ("http", "localhost")


@pytest.mark.parametrize("place", ELSEWHERE)
def test_after_a_choice_one_stays_in_the_house(visits: Visits, place: str) -> None:
    for visitor in ("anonymous", "methodist"):
        answer = visits.ask(visitor, "POST", "/preferences", {"next": place, "theme": "dark"})
        assert answer.status_code == 303
        assert stays(answer.location), answer.location


@pytest.mark.parametrize("place", ELSEWHERE)
def test_a_form_that_is_left_leads_back_into_the_house(visits: Visits, place: str) -> None:
    client = visits.clients["clerk"]
    for referrer in (place, f"http://localhost{place}"):
        headers = {"Origin": "http://localhost", "Referer": referrer.strip()} if "\n" not in referrer else {}
        client.post("/change", data={"csrf_token": "old", "words": "x"}, headers=headers)
        answer = visits.ask("clerk", "POST", "/kept-form/forget")
        assert stays(answer.location), answer.location


@SQLITE
@pytest.mark.parametrize("place", ELSEWHERE)
def test_after_signing_in_one_is_in_the_house(
    client: FlaskClient, app: Flask, session: Session, place: str
) -> None:
    known(app, session)
    """A place that leads away is not gone to; the gate may also not open for it at all."""
    person = known(app, session)
    answer = sign_in_by_the_gate(client, person, query={"next": place})
    assert answer.status_code in (200, 302)
    assert stays(answer.location), answer.location


HASHED: dict[int, str] = {}
NUMBERS = count(1)


def known(app: Flask, session: Session) -> Person:
    """Hashed once, for it is slow on purpose; a new address each time, for attempts at one are counted."""
    if id(app) not in HASHED:
        with app.app_context():
            HASHED[id(app)] = password_hash(PASSWORD)
    return make_person(session, f"clerk{next(NUMBERS)}@north.example", password=HASHED[id(app)])


def sign_in_by_the_gate(
    client: FlaskClient, person: Person, *, query: dict[str, str] | None = None, password: str = PASSWORD
) -> TestResponse:
    client.get("/login")
    form = {"email": person.email, "password": password, "csrf_token": csrf_token(client)}
    return client.post("/login", data=form, query_string=query or {})


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": EVIL},
        {"X-Forwarded-Host": EVIL, "X-Forwarded-Proto": "https", "X-Forwarded-For": "10.0.0.1"},
        {"Forwarded": f"host={EVIL};proto=https"},
        {"X-Original-URL": f"http://{EVIL}/", "X-Rewrite-URL": f"http://{EVIL}/"},
    ],
)
def test_no_answer_names_a_host_that_the_request_made_up(visits: Visits, headers: dict[str, str]) -> None:
    for visitor in ("anonymous", "methodist"):
        for url in ("/", "/login", "/cases", "/nowhere", "/register"):
            answer = visits.clients[visitor].get(url, headers=headers, buffered=True)
            assert EVIL not in answer.get_data(as_text=True)
            assert EVIL not in str(answer.headers)


def test_a_host_that_is_not_ours_is_refused_once_ours_are_named(visits: Visits, file: SqliteFile) -> None:
    visits.app.config["TRUSTED_HOSTS"] = ["opora.example.org"]
    try:
        for visitor in ("anonymous", "methodist"):
            answer = visits.clients[visitor].get("/cases", headers={"Host": EVIL})
            assert answer.status_code == 400
            assert EVIL not in answer.text
    finally:
        visits.app.config["TRUSTED_HOSTS"] = None
    assert file.changed() == []


@SQLITE
def test_a_sign_in_is_worth_nothing_after_sign_out_in_any_browser(
    client: FlaskClient, app: Flask, session: Session
) -> None:
    sign_in(client, known(app, session))
    cookie = client.get_cookie("opora")
    assert cookie is not None
    token = csrf_token(client)
    assert client.post("/logout", data={"csrf_token": token}).status_code == 302
    replay = app.test_client()
    replay.set_cookie("opora", cookie.value)
    assert replay.get("/").location.startswith("/login")
    replay.set_cookie("opora", cookie.value)
    assert replay.post("/preferences", data={"csrf_token": token, "theme": "dark"}).status_code == 400


@SQLITE
@pytest.mark.parametrize("chosen", ["a" * 43, "", "' OR 1=1 --", "x" * 4_000, "%00", "\u0436"])
def test_a_sign_in_is_never_the_one_that_somebody_chose(
    client: FlaskClient, app: Flask, session: Session, chosen: str
) -> None:
    person = known(app, session)
    client.set_cookie("opora", chosen)
    assert sign_in_by_the_gate(client, person).status_code == 302
    rows = session.scalars(select(WebSession.token_hash)).all()
    assert hashlib.sha256(chosen.encode()).hexdigest() not in rows


@SQLITE
def test_a_changed_token_is_nobodys(client: FlaskClient, app: Flask, session: Session) -> None:
    sign_in(client, known(app, session))
    cookie = client.get_cookie("opora")
    assert cookie is not None
    for changed in (cookie.value[:-1], cookie.value + "A", cookie.value.swapcase(), cookie.value[::-1]):
        browser = app.test_client()
        browser.set_cookie("opora", changed)
        assert browser.get("/").location.startswith("/login")


@SQLITE
def test_the_gate_answers_alike_for_known_closed_and_unknown(
    client: FlaskClient, app: Flask, session: Session
) -> None:
    person = known(app, session)
    wrong = without_tokens(sign_in_by_the_gate(client, person, password="не тот пароль").text)
    person.active = False
    session.commit()
    closed = without_tokens(sign_in_by_the_gate(client, person).text)
    session.delete(person)
    session.commit()
    unknown = without_tokens(sign_in_by_the_gate(client, person).text)
    assert wrong == closed == unknown


def without_tokens(page: str) -> str:
    return re.sub(r'name="csrf_token"[^>]*>|[0-9A-F]{4}-[0-9A-F]{4}', "", page)


@SQLITE
def test_a_form_of_another_site_does_not_end_a_sign_in(
    client: FlaskClient, app: Flask, session: Session
) -> None:
    """The browser holds its cookie back then; an answer with a new one would take the place of the live one."""
    stranger = app.test_client()
    answer = stranger.post("/preferences", data={"theme": "dark"}, headers={"Origin": "http://evil.example"})
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers
    assert session.scalars(select(WebSession)).all() == []


def test_pages_for_a_watchdog_leave_sign_ins_alone(visits: Visits) -> None:
    for method in ("GET", "POST", "DELETE"):
        for url in ("/healthz", "/readyz"):
            assert "Set-Cookie" not in visits.clients["methodist"].open(url, method=method).headers
