"""Every list of a file is on its programme's page, row by row and word by word; of an unknown file too."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.acceptance.conftest import TABS, Programme, file_of, words_of
from tests.people import sign_in
from tests.queue.conftest import NOW, House, add_person, load_programme
from workflow.commands import run
from workflow.commands.runs import OpenRun
from workflow.models.authority import Authority
from workflow.models.person import Person, RoleName
from workflow.models.programme import Programme as ProgrammeRow
from workflow.programmes.labels import INCONSISTENCY_KINDS, WORDS

SIXTH = Path(__file__).parents[1] / "programmes" / "sixth.yaml"
ALL = ("kirovsk", "gatchina", "kirishi", "tbilissky", "sosva")
#: Dates are shown as people write them; «номер» with a stray year too.
DATE = re.compile(r"(\d{4}|\d\d)(-\d\d){0,2}")
#: Words that are codes of the schema: the page says them in Russian.
SPOKEN = ("case_stage", "system_role", "listed_in", "kind", "role")


def lists(document: dict[str, Any]) -> dict[str, list[Any]]:
    """Name of a section -> its records, wherever a list of records stands."""
    inside = document.get("participants", {})
    found = {name: value for name, value in {**document, **inside}.items() if isinstance(value, list)}
    return {name: rows for name, rows in found.items() if rows and isinstance(rows[0], dict)}


def ids(value: Any) -> Iterator[str]:
    """What ties records together; on the page names stand in its place."""
    if isinstance(value, dict):
        yield from (str(value[name]) for name in ("id", "code") if name in value)
        for inside in value.values():
            yield from ids(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from ids(inside)


def leaves(value: Any, key: str = "") -> Iterator[str]:
    """Words and figures of a record; not dates, not codes."""
    if isinstance(value, dict):
        for name, inside in value.items():
            if key != "timing" or name in ("as_given", "schedule_source", "note"):
                yield from leaves(inside, str(name))
    elif isinstance(value, list):
        for inside in value:
            yield from leaves(inside, key)
    elif key == "set":  # the heading of a group of indicators
        yield f"Из раздела {value[7:]}" if value.startswith("section") else "Из паспорта программы"
    elif isinstance(value, (bool, date)) or value is None or key in ("id", "code"):
        return
    elif isinstance(value, (int, float)):
        yield str(value).replace(".", ",")
    elif not DATE.fullmatch(value) and not (key in SPOKEN and value in {**WORDS, **INCONSISTENCY_KINDS}):
        yield value


def squeezed(words: str) -> str:
    return " ".join(words.split())


def assert_all_is_shown(document: dict[str, Any], tabs: dict[str, str]) -> None:
    html = "".join(tabs.values())
    shown = squeezed(" ".join(map(words_of, tabs.values())))
    known = set(ids(document)) | {"authority"}
    for name, records in lists(document).items():
        rows = set(re.findall(rf'<tr id="{name}-([^"]*)"', html))
        assert len(rows) == len(records), name
        for record in records:
            lost = [
                one
                for one in leaves(record)
                if squeezed(one) not in shown and one not in known and one.removeprefix("№ ") not in known
            ]
            assert lost == [], f"{name}: {record.get('id') or record.get('number') or record.get('title')}"


@pytest.mark.parametrize("code", ALL)
def test_every_list_of_a_file_is_on_its_page_word_by_word(
    code: str, run_programme: Callable[[str], Programme]
) -> None:
    programme = run_programme(code)
    assert_all_is_shown(yaml.safe_load(file_of(code)), {tab: programme.tab(tab) for tab in TABS})


def test_a_file_that_nobody_has_seen_is_shown_as_whole(app: Flask, session: Session) -> None:
    document = yaml.safe_load(SIXTH.read_text("utf-8"))
    code = document["programme"]["id"]
    with app.app_context():
        load_programme(code, content=SIXTH.read_bytes())
        authority_id = session.scalars(select(Authority.id)).one()
        programme_id = session.scalars(select(ProgrammeRow.id)).one()
        methodist = add_person("methodist", RoleName.METHODIST, authority_id)
        opened = OpenRun(programme_id=programme_id, from_on=NOW.date(), to_on=NOW.date().replace(year=2027))
        run_id = run(opened, actor_id=None, now=NOW, system=True)["run_id"]
    client = app.test_client()
    session.rollback()
    sign_in(client, session.get_one(Person, methodist))
    house = House(authority_id, run_id, methodist, methodist, {})
    programme = Programme(app, code, house, client, session)
    assert_all_is_shown(document, {tab: programme.tab(tab) for tab in TABS})


@pytest.mark.parametrize("code", ALL)
def test_what_a_part_of_the_document_lacks_is_said_in_that_part(
    code: str, run_programme: Callable[[str], Programme]
) -> None:
    programme = run_programme(code)
    has = set(lists(yaml.safe_load(file_of(code))))
    for tab, key, title in (
        ("acts", "protocols", "Протоколы"),
        ("people", "contracts", "Договоры"),
        ("events", "event_cycle", "Цикл события"),
        ("indicators", "statistics", "Исходные цифры"),
    ):
        page = words_of(programme.tab(tab))
        lacks = "В документе этого нет" in page and title in page.rpartition("В документе этого нет")[2]
        assert lacks is (key not in has), (tab, key)
