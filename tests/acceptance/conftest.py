"""A real programme behind its pages: loaded from its own file, read by its methodist, on both databases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from tests.people import sign_in
from tests.queue.conftest import FILES, NOW, House, make_house
from workflow.commands import Command, Result, run
from workflow.models.person import Person
from workflow.models.programme import ProcessVersion

HERE = Path(__file__).parent
TABS = (
    *("passport", "people", "acts", "plan", "events", "indicators"),
    *("findings", "missing", "settings", "years"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is a statement of the acceptance list."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.acceptance)


def words_of(html: str) -> str:
    """As it is read: no tags, plain spaces."""
    words = re.sub(r"<(script|style|head).*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(words).split())


def rows_of(html: str) -> list[list[str]]:
    """Words of every cell of every row of the tables' bodies."""
    return [
        [words_of(cell) for cell in re.findall(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", row, flags=re.DOTALL)]
        for row in re.findall(r"<tr\b[^>]*>(.*?)</tr>", html, flags=re.DOTALL)
    ]


@dataclass(frozen=True)
class Programme:
    """A loaded programme, its people and its pages. A command runs in a context that ends before a request."""

    app: Flask
    code: str
    house: House
    client: FlaskClient
    session: Session

    def open(self, address: str) -> str:
        """HTML of a page as the methodist sees it."""
        answer = self.client.get(address)
        assert answer.status_code == 200, words_of(answer.text)
        return answer.text

    def tab(self, name: str) -> str:
        return self.open(f"/programmes/{self.code}?tab={name}")

    def words(self, *tabs: str) -> str:
        """Words of some tabs of the programme's page, or of all."""
        return " ".join(words_of(self.tab(name)) for name in tabs or TABS)

    def section(self, tab: str, key: str) -> list[list[str]]:
        """Rows of one section of the document."""
        pattern = rf'<tr id="{key}-[^"]*">.*?</tr>'
        return rows_of("".join(re.findall(pattern, self.tab(tab), flags=re.DOTALL)))

    def do(self, person_id: int, command: Command) -> Result:
        with self.app.app_context():
            return run(command, actor_id=person_id, now=NOW)

    def open_cases(self, *schools: str) -> list[int]:
        with self.app.app_context():
            opened = self.house.open(*schools)
        return list(opened["case_ids"])

    def opening(self, **typed: Any) -> dict[str, Any]:
        """What the form of opening sends when nobody touches its lists: their first lines."""
        settings = self.look(select(ProcessVersion.settings))
        lists = {
            "act": 0,
            "order": 0,
            "category": "",
            "stage": settings["stages"][0],
            "methodist": self.house.methodist,
        }
        return {**lists, "ground": "words", "words": "Список школ утвердил комитет", **typed}

    def look(self, query: Select[Any]) -> Any:
        self.session.rollback()
        return self.session.execute(query).scalar_one()

    def how_many(self, table: type) -> int:
        found: int = self.look(select(func.count()).select_from(table))
        return found


@pytest.fixture(autouse=True)
def _on_one_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def run_programme(app: Flask, session: Session) -> Callable[[str], Programme]:
    """Loads the file as it lies, opens a school year, and signs the methodist in."""

    def begin(code: str) -> Programme:
        with app.app_context():
            house = make_house(code, session)
        client = app.test_client()
        sign_in(client, session.get_one(Person, house.methodist))
        return Programme(app, code, house, client, session)

    return begin


@pytest.fixture
def kirovsk(run_programme: Callable[[str], Programme]) -> Programme:
    return run_programme("kirovsk")


@pytest.fixture
def gatchina(run_programme: Callable[[str], Programme]) -> Programme:
    return run_programme("gatchina")


def file_of(code: str) -> str:
    return (FILES / f"{code}.yaml").read_text("utf-8")
