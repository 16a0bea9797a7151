"""A programme that is none of the five, behind its pages: its people, and a walk through all they may open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text

from tests.approvals.visitor import Visitor
from tests.queue.conftest import NOW, add_person
from workflow.commands import run
from workflow.commands.load_programme import LoadProgramme
from workflow.commands.people import AddPerson, GrantRole
from workflow.extensions import db
from workflow.models.person import RoleName

HERE = Path(__file__).parent
#: Of each kind of page; all tabs of the programme.
MOST, TABS = 4, 20
#: What a reader never meets: keys of the file and of the code, gaps, dates as they are stored.
RAW = re.compile(
    r"\b[a-z]+(?:_[a-z0-9]+)+\b|\bNone\b|\bUndefined\b|%\(\w+\)|\{\{|&(?:lt|amp|quot|#\d+);|\b\d{4}-\d\d-\d\d\b"
    r"|\b(?:diagnosis|pairing|plan_approval|events|monitoring|closure|packet|event|order)\.[a-z_]+\b"
)
EMPTY = re.compile(r"<(h1|h2|h3|th|dt|legend|caption|label|summary)\b[^>]*>\s*</\1>")
#: Keys that the document made up itself are shown as they are.
OWN_KEYS = {"school_buses", "low_results"}


@dataclass
class Office:
    """Whoever works with the programme, each at a browser."""

    app: Flask
    code: str
    people: dict[str, int]
    visitors: dict[str, Visitor] = field(default_factory=dict)

    def __getitem__(self, who: str) -> Visitor:
        if who not in self.visitors:
            self.visitors[who] = Visitor(self.app, self.people[who])
        return self.visitors[who]

    def rows(self, query: str, **values: Any) -> list[Any]:
        with self.app.app_context():
            db.session.rollback()
            found = list(db.session.execute(text(query), values))
            db.session.rollback()
        return found

    def one(self, query: str, **values: Any) -> Any:
        [[value]] = self.rows(query, **values)
        return value


def at_work(app: Flask, file: Path) -> Office:
    """The file with the settings beside it, as the command line loads them, and its people."""
    beside = file.parent / "process" / file.name
    settings = beside.read_bytes() if beside.exists() else b""
    with app.app_context():
        command = LoadProgramme(file_name=file.name, content=file.read_bytes(), settings=settings)
        code = run(command, actor_id=None, now=NOW, system=True)["code"]
        query = text("SELECT authority_id FROM programmes WHERE code = :code")
        authority = db.session.execute(query, {"code": code}).scalar_one()
        school = db.session.scalar(text("SELECT min(id) FROM schools"))
        db.session.rollback()
        everything = {"may_approve": True, "may_sign": True, "may_register": True}
        people = {
            "methodist": add_person("methodist", RoleName.METHODIST, authority),
            "official": add_person("official", RoleName.OFFICIAL, authority, **everything),
            "second": add_person("second", RoleName.OFFICIAL, authority),
            "clerk": add_person("clerk", RoleName.CLERK, authority),
            "council": add_person("council", RoleName.COUNCIL, authority),
            "school": add_person("school", RoleName.SCHOOL, authority, school_id=school),
            "admin": _administrator(),
        }
    return Office(app, code, people)


def _administrator() -> int:
    person = AddPerson(email="admin@test.example", post="администратор", password_hash="none")
    person_id: int = run(person, actor_id=None, now=NOW, system=True)["person_id"]
    grant = GrantRole(person_id=person_id, role=RoleName.ADMIN, from_on=date(2026, 1, 1))
    run(grant, actor_id=None, now=NOW, system=True)
    return person_id


def faults(office: Office, who: str) -> list[str]:
    """By every link from the first page on: what does not open, raw words, empty headings."""
    routes, visits = office.app.url_map.bind("localhost"), Counter[str]()
    ahead, known, found = ["/"], {"/"}, []
    came: dict[str, str] = {}
    client = office[who].client
    while ahead:
        answer = client.get(address := ahead.pop(0), follow_redirects=True)
        if answer.status_code != 200:
            found.append(f"{who} {address} from {came.get(address)}: {answer.status_code}")
        if answer.mimetype != "text/html":
            continue
        found += [f"{who} {address}: {words}" for words in _unfit(answer.text)]
        for link in re.findall(r'<a\b[^>]*href="([^"#]+)', answer.text):
            path = urlsplit(unescape(link)).path
            if not path.startswith("/") or unescape(link) in known:
                continue
            endpoint = str(routes.match(path, method="GET")[0])
            visits[endpoint] += 1
            if endpoint != "security.logout" and visits[endpoint] <= (
                TABS if endpoint == "programme.show" else MOST
            ):
                known.add(unescape(link))
                came[unescape(link)] = address
                ahead.append(unescape(link))
    return found


def _unfit(html: str) -> Iterator[str]:
    words = unescape(re.sub(r"<(script|style|head)\b.*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL))
    for match in RAW.finditer(words):
        if match.group() not in OWN_KEYS:
            yield " ".join(words[max(match.start() - 40, 0) : match.end() + 20].split())
    for match in EMPTY.finditer(html):
        yield match.group()


@pytest.fixture(autouse=True)
def _on_one_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield
