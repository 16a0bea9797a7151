"""Nothing typed is lost when the sign-in ends first."""

import datetime as dt

import pytest
import time_machine
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField, TextAreaField

from tests.people import csrf_token, make_person, sign_in

NOW = dt.datetime(2026, 11, 17, 6, tzinfo=dt.UTC)
PAGE = "http://localhost/plan?tab=2"


class PlanForm(FlaskForm):
    """A form as any of the product's."""

    plan_words = TextAreaField("Что будет сделано")
    plan_title = StringField(label="Название")
    plan_version = HiddenField("Версия")
    plan_secret = PasswordField("Ключ")


TYPED = {
    "plan_words": "Открытые уроки\nи «разбор»",
    "plan_title": "План",
    "plan_version": "7",
    "plan_agreed": "y",
}


@pytest.fixture
def person(session):
    return make_person(session)


@pytest.fixture
def ended(client, person):
    """A browser whose sign-in ended over lunch; its form still holds the old token."""
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in(client, person)
        token = csrf_token(client)
        clock.shift(dt.timedelta(hours=1))
        yield token


def test_typed_text_comes_back_after_signing_in_again(client, person, ended):
    answer = client.post("/change", data={**TYPED, "csrf_token": ended}, headers={"Referer": PAGE})
    assert answer.status_code == 303
    assert answer.location.startswith("/login?next=")
    assert "kept-form" in answer.location
    assert "Вход закончился" in client.get(answer.location).text
    sign_in(client, person)
    page = client.get("/kept-form")
    assert page.status_code == 200
    assert "Открытые уроки\nи «разбор»" in page.text
    assert "Что будет сделано" in page.text
    assert 'name="plan_version" value="7"' in page.text
    assert ended not in page.text


def test_the_form_waits_no_longer_once_it_is_sent(client, person, ended):
    client.post("/change", data={**TYPED, "csrf_token": ended}, headers={"Referer": PAGE})
    sign_in(client, person)
    client.post("/change", data={**TYPED, "csrf_token": csrf_token(client)})
    assert client.get("/kept-form").location == "/"


def test_it_is_never_sent_by_itself(client, person, ended):
    """Coming back answers with a page to look at, with a token of its own and a button."""
    client.post("/change", data={**TYPED, "csrf_token": ended}, headers={"Referer": PAGE})
    sign_in(client, person)
    first, second = client.get("/kept-form"), client.get("/kept-form")
    assert first.status_code == second.status_code == 200
    assert 'action="/change"' in first.text


def test_another_tab_that_signed_in_again_keeps_the_text_too(client, person, ended):
    sign_in(client, person)
    answer = client.post("/change", data={**TYPED, "csrf_token": "old"}, headers={"Referer": PAGE})
    assert answer.location == "/kept-form"
    assert "Открытые уроки" in client.get("/kept-form").text


def test_leaving_it_returns_to_the_page_it_was_typed_on(client, person, ended):
    sign_in(client, person)
    client.post("/change", data={**TYPED, "csrf_token": "old"}, headers={"Referer": PAGE})
    answer = client.post("/kept-form/forget", data={"csrf_token": csrf_token(client)})
    assert answer.location == "/plan?tab=2"


@pytest.mark.parametrize(
    "headers", [{}, {"Referer": "http://evil.example/"}, {"Origin": "http://evil.example", "Referer": PAGE}]
)
def test_a_form_that_another_site_sent_is_not_kept(client, person, ended, headers):
    sign_in(client, person)
    answer = client.post("/change", data={**TYPED, "csrf_token": "x"}, headers=headers)
    assert answer.status_code == 400
    assert client.get("/kept-form").location == "/"


def test_passwords_are_not_kept(client, person, ended):
    secret = {"password": "tайна-1", "plan_secret": "tайна-2", "new_password": "tайна-3"}
    client.post("/change", data={**TYPED, **secret, "csrf_token": "x"}, headers={"Referer": PAGE})
    sign_in(client, person)
    assert "tайна" not in client.get("/kept-form").text


def test_more_than_a_person_types_is_refused(client, person, ended):
    sign_in(client, person)
    long = {"plan_words": "я" * 600_000, "csrf_token": "x"}
    answer = client.post("/change", data=long, headers={"Referer": PAGE})
    assert answer.status_code == 400
