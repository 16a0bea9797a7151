"""Methods that nobody declared, questions about an address, and forms without the token of one's own page."""

from __future__ import annotations

import pytest
from itsdangerous import URLSafeTimedSerializer

from tests.access.kingdom import OWN
from tests.access.oracle import ORACLE, SIGNED_IN, expected
from tests.access.payloads import FILLED, filled, presser
from tests.access.test_walk import goes_to_sign_in, leaks, names_of
from tests.access.visits import SqliteFile, Visits

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
#: A sign-in needs no sign-in, so its form is kept for nobody.
POSTS = sorted(endpoint for endpoint, method in ORACLE if method == "POST" and ORACLE[endpoint, method].asks)


def own(visits: Visits, endpoint: str) -> str:
    return visits.address(endpoint, visits.kingdom.address_values(names_of(visits, endpoint), OWN))


def test_what_an_address_does_not_declare_it_refuses(visits: Visits, file: SqliteFile) -> None:
    declared: dict[str, set[str]] = {}
    for endpoint, method in ORACLE:
        declared.setdefault(own(visits, endpoint), set()).add(method)
    wrong = []
    for url, methods in declared.items():
        for method in set(METHODS) - methods:
            for visitor in ("anonymous", "methodist"):
                answer = visits.ask(visitor, method, url)
                if answer.status_code != 405 or set(answer.headers["Allow"].split(", ")) < methods:
                    wrong.append(f"{method} {url} by {visitor}: {answer.status_code}")
                answer.close()
    assert not wrong, "\n".join(wrong)
    assert file.changed() == []


def test_a_look_at_the_head_and_a_question_of_methods_tell_no_more_than_the_page(
    visits: Visits, file: SqliteFile
) -> None:
    wrong = []
    for endpoint in sorted(endpoint for endpoint, method in ORACLE if method == "GET"):
        url = own(visits, endpoint)
        for visitor in ("anonymous", "partner_unpaired", "clerk"):
            page, head, options = (visits.ask(visitor, method, url) for method in ("GET", "HEAD", "OPTIONS"))
            if (page.status_code, b"") != (head.status_code, head.get_data()):
                wrong.append(f"HEAD {url} by {visitor}: {head.status_code}, the page {page.status_code}")
            allowed = 405 if endpoint == "static" else 200  # files are given out before the product is asked
            if options.status_code != allowed or options.get_data() or leaks(visitor, options, url):
                wrong.append(f"OPTIONS {url} by {visitor}: {options.status_code}")
    assert not wrong, "\n".join(wrong)
    assert file.changed() == []


@pytest.mark.parametrize("endpoint", POSTS)
def test_a_form_without_the_token_of_its_own_sign_in_changes_nothing(
    visits: Visits, file: SqliteFile, endpoint: str
) -> None:
    visitor, url = presser(endpoint), own(visits, endpoint)
    signer = URLSafeTimedSerializer(visits.app.config["SECRET_KEY"], salt="wtf-csrf-token")
    form = filled(visits, endpoint) if endpoint in FILLED else {}
    for token in ("", "made-up", signer.dumps("1" * 40)):
        for headers in ({}, {"Referer": "http://localhost/"}, {"Referer": "http://evil.example/"}):
            answer = visits.clients[visitor].post(url, data={**form, "csrf_token": token}, headers=headers)
            drawn_again = "token" in names_of(visits, endpoint) and answer.location == url
            shown = answer.location == "/kept-form" or drawn_again or goes_to_sign_in(answer)
            kept = answer.status_code == 303 and shown
            assert answer.status_code == 400 or (kept and "localhost" in headers.get("Referer", ""))
            assert file.changed() == []
    visits.clients[visitor].get("/kept-form")


@pytest.mark.parametrize("endpoint", sorted(FILLED))
def test_with_its_own_token_the_filled_form_goes_through(
    visits: Visits, file: SqliteFile, endpoint: str
) -> None:
    """So that the refusals above are refusals of the token, and the tests of words reach the tables."""
    answer = visits.ask(presser(endpoint), "POST", own(visits, endpoint), filled(visits, endpoint))
    assert answer.status_code in (200, 302, 303), answer.text
    assert file.changed() != []


def test_every_signed_in_page_is_kept_by_nobody_between(visits: Visits) -> None:
    """A page with personal data must not be handed to the next one at the same computer or proxy."""
    row = ORACLE["case.show", "GET"]
    for visitor in sorted(SIGNED_IN):
        if expected(row, visitor, OWN) == "in":
            answer = visits.ask(visitor, "GET", own(visits, "case.show"))
            assert "private" in answer.headers["Cache-Control"]
            assert "Cookie" in answer.headers["Vary"]
