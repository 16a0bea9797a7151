"""The pages of the house as the product itself serves them."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_the_sign_in_page_stands_before_anybody_is_known(client: FlaskClient) -> None:
    page = client.get("/login")
    assert page.status_code == 200
    assert "<h1" in page.text
    assert "Служебная почта" in page.text
    assert '<html lang="ru"' in page.text
    assert "<style" not in page.text


def test_a_wrong_password_keeps_the_address_and_says_what_to_check(client: FlaskClient) -> None:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/login").text)
    assert token is not None
    typed = {"email": "methodist@kirovsk.example", "password": "не тот пароль", "csrf_token": token[1]}
    page = client.post("/login", data=typed)
    assert "Войти не удалось" in page.text
    assert 'value="methodist@kirovsk.example"' in page.text
    assert "не тот пароль" not in page.text


def test_a_page_that_is_not_there_says_so_with_its_number(client: FlaskClient) -> None:
    page = client.get("/нет-такой-страницы")
    assert page.status_code == 404
    assert "Такой страницы нет" in page.text
    assert re.search(r"номер запроса \S+", page.text)


@pytest.mark.parametrize(
    "address",
    [
        "/static/app.css",
        "/static/components.css",
        "/static/narrow.css",
        "/static/print.css",
        "/static/icon.svg",
        "/assets/bootstrap/css/bootstrap.min.css",
        "/assets/bootstrap/icons/bootstrap-icons.svg",
        "/assets/fonts/sans/IBMPlexSans%5Bwdth,wght%5D.ttf",
        "/assets/fonts/serif/IBMPlexSerif-Regular.ttf",
    ],
)
def test_what_the_pages_are_dressed_in_is_served(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    answer.close()
    assert answer.status_code == 200
