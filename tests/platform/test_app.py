import re
import shutil
from collections.abc import Iterator

import pytest
from flask import Flask, abort
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from tests.databases import file_in, make_sqlite_template, settings
from tests.people import csrf_token, make_person, sign_in
from workflow import clock
from workflow.app import create_app
from workflow.config import redis_settings
from workflow.errors import WORDS
from workflow.extensions import connect_redis, db
from workflow.permissions import PERMISSIONS

NUMBER = re.compile(r"[0-9A-F]{4}-[0-9A-F]{4}")


@pytest.fixture
def unmigrated(redis_url, tmp_path) -> Iterator[Flask]:
    """The app on a database without a table."""
    app = create_app(settings(file_in(tmp_path), **redis_settings(redis_url)), data=tmp_path)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def faulty(request, redis_url, tmp_path) -> Iterator[Flask]:
    """The app with pages that fail in every way."""
    shutil.copyfile(make_sqlite_template(request.config), tmp_path / "opora.sqlite3")
    app = create_app(
        settings(file_in(tmp_path), **redis_settings(redis_url), PROPAGATE_EXCEPTIONS=False), data=tmp_path
    )
    app.add_url_rule("/fail/<int:code>", "health.fail", lambda code: abort(code))
    app.add_url_rule("/fault", "health.fault", lambda: 1 / 0)
    app.add_url_rule("/busy", "health.busy", busy)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(autouse=True)
def _failing_pages_are_public(monkeypatch):
    for name in ("fail", "fault", "busy"):
        monkeypatch.setitem(PERMISSIONS, (f"health.{name}", "GET"), PERMISSIONS["health.healthz", "GET"])


def busy() -> str:
    raise OperationalError("UPDATE", {}, Exception("database is locked"))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_page_that_is_not_there_says_so_with_a_number(client):
    answer = client.get("/нет-такой")
    number = answer.headers["X-Request-Id"]
    assert answer.status_code == 404
    assert NUMBER.fullmatch(number)
    assert number in answer.text
    assert "Такой страницы нет" in answer.text


@pytest.mark.parametrize("code", sorted(set(WORDS) - {401}))
def test_every_error_has_a_page_that_says_what_to_do(faulty, code):
    answer = faulty.test_client().get(f"/fail/{code}")
    assert answer.status_code == code
    assert "app.css" in answer.text  # the whole page, not the bare one of the last resort
    for words in WORDS[code]:
        assert words in answer.text
    assert answer.headers["X-Request-Id"] in answer.text


def test_a_fault_shows_no_traceback(faulty):
    answer = faulty.test_client().get("/fault")
    assert answer.status_code == 500
    assert "ZeroDivisionError" not in answer.text
    assert "ничего не записано наполовину" in answer.text


def test_a_locked_database_is_a_page_to_try_again(faulty):
    answer = faulty.test_client().get("/busy")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"


def test_a_database_that_is_away_is_a_page_too(unmigrated):
    client = unmigrated.test_client()
    client.set_cookie("opora", "a token that has to be looked up")
    answer = client.get("/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    assert client.get("/healthz").status_code == 200


def test_not_ready_before_the_migration(unmigrated):
    answer = unmigrated.test_client().get("/readyz")
    assert answer.status_code == 503
    assert "migrate" in answer.json["obstacle"]


def test_ready_on_a_migrated_database(client):
    answer = client.get("/readyz")
    assert answer.json == {"ready": True}
    assert answer.status_code == 200


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_not_ready_on_a_database_that_refuses_to_be_written(app, client, session):
    session.execute(
        text("ALTER DATABASE " + session.get_bind().url.database + " SET default_transaction_read_only = on")
    )
    session.commit()
    with app.app_context():
        db.engine.dispose()
    assert client.get("/readyz").status_code == 503


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_page_is_told_what_not_to_load(client):
    headers = client.get("/login").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/static/app.css", "text/css"),
        ("/assets/bootstrap/css/bootstrap.min.css", "text/css"),
        ("/assets/bootstrap/icons/bootstrap-icons.svg", "image/svg+xml"),
        ("/assets/fonts/sans/IBMPlexSans%5Bwdth,wght%5D.ttf", "font/ttf"),
        ("/assets/fonts/serif/IBMPlexSerif-Regular.ttf", "font/ttf"),
    ],
)
def test_stylesheets_icons_and_fonts_come_from_here(client, path, kind):
    with client.get(path) as answer:
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith(kind)
        assert answer.headers["Cache-Control"] == "max-age=86400, public"
        assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_changed_stylesheet_has_another_address(app):
    with app.test_request_context():
        from flask import url_for

        assert re.search(r"/static/app\.css\?v=[0-9a-f]{8}$", url_for("static", filename="app.css"))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_english_browser_gets_russian_and_a_person_what_they_chose_before(client, session):
    english = {"Accept-Language": "en-GB,en"}
    assert '<html lang="ru"' in client.get("/login", headers=english).text
    sign_in(client, make_person(session, locale="en", theme="dark"))
    page = client.get("/verify", headers={"Accept-Language": "ru"}).text
    assert '<html lang="en" data-bs-theme="dark"' in page


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_choice_is_kept_for_the_next_sign_in(app, client, session):
    person = make_person(session)
    sign_in(client, person)
    for choice in ({"lang": "en"}, {"size": "large"}, {"theme": "none such"}):
        client.post("/preferences", data={**choice, "csrf_token": csrf_token(client)})
    again = app.test_client()
    sign_in(again, person)
    for browser in (client, again):
        assert '<html lang="en" data-bs-theme="light" data-size="large"' in browser.get("/verify").text


def test_a_foreign_name_of_the_site_is_refused(faulty):
    faulty.config["TRUSTED_HOSTS"] = ["opora.example.org"]
    answer = faulty.test_client().get("/fail/404", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_form_without_its_token_is_refused(client, session):
    sign_in(client, make_person(session))
    assert client.post("/kept-form/forget").status_code == 400
    assert client.post("/kept-form/forget", data={"csrf_token": csrf_token(client)}).status_code == 303


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("limit", "emails"),
    [("RATELIMIT_ACCOUNT", ["a@b.example"] * 4), ("RATELIMIT_ADDRESS", [f"{n}@b.example" for n in range(4)])],
)
def test_guessing_passwords_is_slowed_down(app, client, redis_url, limit, emails):
    connect_redis(redis_url).flushall()
    usual, app.config[limit] = app.config[limit], "3 per minute"
    client.get("/login")
    answers = [
        client.post("/login", data={"email": email, "password": "x", "csrf_token": csrf_token(client)})
        for email in emails
    ]
    app.config[limit] = usual
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_people_sign_in_while_redis_is_away(worker_folder, app):
    away = create_app(
        settings(file_in(worker_folder), **redis_settings("unix:///nowhere/valkey.sock")), data=worker_folder
    )
    client = away.test_client()
    client.get("/login")
    answer = client.post("/login", data={"email": "a@b.example", "csrf_token": csrf_token(client)})
    assert answer.status_code == 200
    with away.app_context():
        db.engine.dispose()


@pytest.fixture
def real(request, redis_url, tmp_path) -> Iterator[Flask]:
    """As on a server: neither a demonstration nor a test, one proxy in front."""
    shutil.copyfile(make_sqlite_template(request.config), tmp_path / "opora.sqlite3")
    usual = settings(file_in(tmp_path), **redis_settings(redis_url))
    secure = {"TESTING": False, "SESSION_COOKIE_SECURE": True, "TRUSTED_PROXIES": 1}
    app = create_app({**usual, **secure}, data=tmp_path)
    yield app
    with app.app_context():
        db.engine.dispose()


def test_on_a_server_pages_are_only_over_https_and_health_is_asked_without(real):
    client = real.test_client()
    redirect = client.get("/login")
    assert redirect.status_code == 302
    assert redirect.location == "https://localhost/login"
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200
    page = client.get("/login", headers={"X-Forwarded-Proto": "https"})
    assert page.status_code == 200
    assert "max-age=" in page.headers["Strict-Transport-Security"]
    assert "includeSubDomains" not in page.headers["Strict-Transport-Security"]
    assert "Secure" in page.headers["Set-Cookie"]


def test_an_app_that_is_neither_a_demonstration_nor_a_test_refuses_a_moved_clock(tmp_path):
    usual = {**settings(file_in(tmp_path)), "TESTING": False, "CLOCK_SHIFT": clock.parse_shift("P1D")}
    with pytest.raises(clock.ClockShiftError):
        create_app(usual, data=tmp_path)
