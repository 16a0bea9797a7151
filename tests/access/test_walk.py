"""Every route, method and visitor, at one's own things, a neighbour's, a stranger's and none at all."""

from __future__ import annotations

import io
import re
import zipfile
from urllib.parse import quote

import pytest
from werkzeug.test import TestResponse

from tests.access.kingdom import ABSENT, COLUMNS, ELSEWHERE, OWN
from tests.access.oracle import ORACLE, SEES, VISITORS, Row, expected, forbidden_canaries
from tests.access.visits import SqliteFile, Visits
from tests.architecture.test_routes import requests_of

ROUTES = sorted(ORACLE)
DIFFERS = re.compile(r'name="csrf_token" value="[^"]*"|[0-9A-F]{4}-[0-9A-F]{4}')
#: Ending a sign-in would end the walk; it is tried by itself.
LEAVES = ("security.logout", "POST")


def names_of(visits: Visits, endpoint: str) -> set[str]:
    rules = visits.app.url_map.iter_rules(endpoint)
    return {name for rule in rules for name in rule.arguments} - {"filename"}


def columns_of(row: Row) -> tuple[str, ...]:
    return COLUMNS if row.of else (OWN,)


def is_in(answer: TestResponse) -> bool:
    """Let in, whatever the thing itself then says: a page, a redirect, a refusal with its reasons."""
    return answer.status_code in (200, 302, 303, 400, 409, 422) and not goes_to_sign_in(answer)


def goes_to_sign_in(answer: TestResponse) -> bool:
    return answer.status_code in (302, 303) and answer.location.startswith("/login")


def is_as_expected(said: str, answer: TestResponse, method: str) -> bool:
    if said == "in":
        return is_in(answer)
    if said == "sign in":
        return goes_to_sign_in(answer) or (method == "POST" and answer.status_code == 400)
    if said == "not theirs":
        return answer.status_code in (403, 409, 422)  # a form is read before the right to it is asked
    return answer.status_code == int(said)


def unpacked(answer: TestResponse) -> bytes:
    """What a file of office programs holds, read as they read it."""
    content = answer.get_data()
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return b"".join(file.read(name) for name in file.namelist())


def leaks(visitor: str, answer: TestResponse, url: str) -> list[str]:
    """Also in headers: a file name tells as much as a page. What was asked by name is not told back."""
    shown = unpacked(answer) + str(answer.headers).encode()
    for asked in (url, quote(url), quote(url, safe="")):
        shown = shown.replace(asked.encode(), b"")
    return [words for words in forbidden_canaries(visitor) if words.encode() in shown]


def test_every_route_has_a_row_and_every_row_a_route(visits: Visits) -> None:
    asked = requests_of(visits.app)
    assert asked - ORACLE.keys() == set(), "write down who may ask, and for what, in tests/access/oracle.py"
    assert ORACLE.keys() - asked == set(), "of no route"
    assert {row.of for row in ORACLE.values()} - {"", *SEES} == set()


@pytest.mark.parametrize(("endpoint", "method"), ROUTES)
def test_each_visitor_gets_what_the_guide_says(
    visits: Visits, file: SqliteFile, endpoint: str, method: str
) -> None:
    """And a stranger's thing and none at all are told in the same words."""
    row, wrong = ORACLE[endpoint, method], []
    pages: dict[tuple[str, str], str] = {}
    for column in columns_of(row):
        url = visits.address(endpoint, visits.kingdom.address_values(names_of(visits, endpoint), column))
        for visitor in VISITORS:
            said = expected(row, visitor, column)
            if (endpoint, method) == LEAVES and said == "in":
                continue
            answer = visits.ask(visitor, method, url, {"home": str(visits.kingdom.north.authority_id)})
            pages[visitor, column] = _words(answer, url)
            changed = file.changed()
            if not is_as_expected(said, answer, method):
                wrong.append(f"{visitor} at {column}: {answer.status_code}, not {said!r}")
            if leaked := leaks(visitor, answer, url):
                wrong.append(f"{visitor} at {column}: {answer.status_code} tells {leaked}")
            if changed and (said != "in" or method == "GET"):
                wrong.append(f"{visitor} at {column}: {answer.status_code} wrote {changed}")
            if changed:
                file.put_back()
        for visitor in VISITORS if column == ABSENT else ():
            known = expected(row, visitor, ELSEWHERE) == "in"
            if not known and pages[visitor, ELSEWHERE] != pages[visitor, ABSENT]:
                wrong.append(f"{visitor} can tell a stranger's thing from none at all")
    assert not wrong, "\n".join(wrong)


def _words(answer: TestResponse, url: str) -> str:
    """The page without what differs from one request to the next, and without the address that was asked."""
    return DIFFERS.sub("", unpacked(answer).decode("utf-8", "replace").replace(url, ""))
