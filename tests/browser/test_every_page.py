"""Every page that is read, by the people whom it is for, on a screen and on a phone: axe finds nothing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import ViewportSize

from tests.browser.conftest import SignIn
from tests.browser.house import House
from tests.browser.person import SCREEN
from workflow.permissions import PERMISSIONS
from workflow.views import TABLE, Url

PHONE: ViewportSize = {"width": 390, "height": 844}
#: Who looks at which sections; together they are everybody whom the pages are for.
VISITS = {
    "methodist@kirovsk.example": {
        "plan",
        "measure",
        "queue",
        "opening",
        "programme",
        "run",
        "term",
        "turn_over",
        "case",
        "task",
        "packet",
        "notices",
        "search",
    },
    "official@kirovsk.example": {"approvals", "packet", "register", "order", "audit", "case"},
    "school@kirovsk.example": {"school", "case", "task", "plan", "notices"},
    "admin@opora.example": {"people", "jobs", "audit", "programme"},
}
#: What is no page: pictures, files, tables to take away, addresses that lead on.
NO_PAGE = re.compile(r"\.(csv|xlsx|svg|pdf|docx)$|/file$|/papers/|^/$|/paper$|/follow|/healthz|/readyz")


@pytest.mark.browser
def test_axe_finds_nothing_on_any_page_for_any_role(house: House, sign_in: SignIn) -> None:
    house.start(empty=False)
    seen = set()
    for email, sections in VISITS.items():
        person = sign_in(email)
        for url in pages_of(sections):
            for path in addresses(house, email, url):
                person.page.set_viewport_size(SCREEN)
                if person.open(path) == 200:
                    seen.add(url.endpoint)
                person.page.set_viewport_size(PHONE)
                person.look()
    assert len(seen) > 30


def pages_of(sections: set[str]) -> list[Url]:
    return [
        url
        for url in TABLE
        if url.endpoint.split(".")[0] in sections
        and (url.endpoint, "GET") in PERMISSIONS
        and "GET" in url.methods
        and not NO_PAGE.search(url.rule)
    ]


def addresses(house: House, email: str, url: Url) -> list[str]:
    """The address with the ids of a row that this person works with."""
    home = re.search(r"@(\w+)\.", email)
    code = home[1] if home and home[1] not in ("opora", "region") else "kirovsk"
    [[authority]] = house.rows("SELECT id FROM authorities WHERE code = ?", code)
    school = (
        ""
        if not email.startswith("school")
        else (
            "AND school_id = (SELECT school_id FROM role_assignments JOIN people ON people.id = person_id"
            f" WHERE email = '{email}')"
        )
    )
    found = {
        "case_id": f"SELECT id FROM cases WHERE authority_id = {authority} {school} LIMIT 1",
        "task_id": f"SELECT id FROM tasks WHERE authority_id = {authority} {school} LIMIT 1",
        "plan_id": f"SELECT id FROM plans WHERE authority_id = {authority} LIMIT 2",
        "measure_id": f"SELECT id FROM measures WHERE authority_id = {authority} LIMIT 1",
        "packet_id": f"SELECT id FROM packets WHERE authority_id = {authority} LIMIT 2",
        "order_id": f"SELECT id FROM orders WHERE authority_id = {authority} ORDER BY is_imported LIMIT 2",
        "run_id": f"SELECT id FROM runs WHERE authority_id = {authority}",
        "school_id": f"SELECT id FROM schools WHERE authority_id = {authority} LIMIT 1",
        "person_id": "SELECT id FROM people LIMIT 1",
        "notice_id": "SELECT id FROM notices LIMIT 0",
        "code": f"SELECT code FROM programmes WHERE authority_id = {authority}",
    }
    names = re.findall(r"<(?:\w+:)?(\w+)>", url.rule)
    if not names:
        return [url.rule]
    fixed = {"side": "school", "name": "cancel_case"}
    rows = house.rows(found[names[0]]) if names[0] in found else []
    paths = []
    for [value] in rows:
        path = re.sub(rf"<(?:\w+:)?{names[0]}>", str(value), url.rule)
        for name in names[1:]:
            path = re.sub(rf"<(?:\w+:)?{name}>", fixed.get(name, "1"), path)
        paths.append(path)
    return paths
