"""Each form that stands on a page can be sent, and none breaks on a slip of the hand."""

from __future__ import annotations

from collections.abc import Iterable
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from werkzeug.exceptions import HTTPException

from tests.access.payloads import FILLED, filled, presser
from tests.access.test_bad_input import asked_by, is_sound, lists
from tests.access.test_methods import POSTS, own
from tests.access.visits import SqliteFile, Visits

#: What a hand slips into, a table pastes and nobody expects in just that field.
SLIPS = (
    *("\u00a0", "\u200b", "-1", "1,5", "9" * 18, "01.01.0001", "31.12.9999", "https://[школа", "1e400", "٣"),
    "Ж" * 10_000,
)


class _Actions(HTMLParser):
    """Where the forms of a page that write are sent; empty: to the page itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "form" and (said.get("method") or "").lower() == "post":
            self.found.append(said.get("action") or "")


def sent_nowhere(visits: Visits, html: str, address: str) -> list[str]:
    reader = _Actions()
    reader.feed(html)
    wrong = []
    for action in reader.found:
        path = urlsplit(urljoin(address, action) or address).path
        try:
            visits.app.url_map.bind("localhost").match(path, method="POST")
        except HTTPException as error:
            wrong.append(f"{path}: {error.code}")
    return wrong


@pytest.mark.parametrize("endpoint", lists())
def test_a_form_is_sent_to_an_address_that_takes_it(visits: Visits, endpoint: str) -> None:
    address = own(visits, endpoint)
    page = visits.ask(asked_by(endpoint), "GET", address)
    if page.mimetype == "text/html":
        assert sent_nowhere(visits, page.text, address) == []


@pytest.mark.parametrize("endpoint", [one for one in POSTS if one != "security.logout"])
def test_a_form_that_is_shown_again_can_be_sent_again(visits: Visits, file: SqliteFile, endpoint: str) -> None:
    address = own(visits, endpoint)
    page = visits.ask(presser(endpoint), "POST", address)
    if page.mimetype == "text/html":
        assert sent_nowhere(visits, page.text, address) == []


@pytest.mark.parametrize("endpoint", sorted(FILLED))
def test_no_field_breaks_on_a_slip_of_the_hand(visits: Visits, file: SqliteFile, endpoint: str) -> None:
    """One field at a time beside a form that goes through, so that each is read to its end."""
    visitor, address, form, wrong = presser(endpoint), own(visits, endpoint), filled(visits, endpoint), []
    for name in form:
        for slip in SLIPS:
            answer = visits.ask(visitor, "POST", address, {**form, name: slip})
            wrong += [f"{fault}: {name}={slip[:20]!r}" for fault in is_sound(answer)]
            if file.changed():
                file.put_back()
    assert not wrong, "\n".join(wrong)
