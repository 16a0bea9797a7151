"""Statements that hold for each of the five programmes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.acceptance.conftest import Programme, file_of, words_of
from tests.people import csrf_token, make_person, sign_in
from tests.queue.conftest import NOW, load_programme
from workflow.commands import run
from workflow.commands.people import GrantRole
from workflow.models.authority import Authority
from workflow.models.case import Case, Pair
from workflow.models.person import Person, RoleName
from workflow.models.programme import ProgrammeVersion

Run = Callable[[str], Programme]
ALL = ("kirovsk", "gatchina", "kirishi", "tbilissky", "sosva")
#: What each document does not give, in the words of its page.
LACKS = {
    "kirovsk": ("Показателей в документе нет", "Плана мероприятий в документе нет", "О деньгах документ не"),
    "gatchina": ("Пары школ не заданы", "Актов органа в документе нет", "Показателей в документе нет"),
    "kirishi": ("Пары школ не заданы", "Актов органа в документе нет"),
    "tbilissky": ("Пары школ не заданы",),
    "sosva": ("Пары школ не заданы",),
}
#: «И. О. Фамилия» or «Фамилия И. О.»
SURNAME = re.compile(r"[А-ЯЁ]\.\s?[А-ЯЁ]\.\s?[А-ЯЁ][а-яё]{2,}|[А-ЯЁ][а-яё]{2,}\s[А-ЯЁ]\.\s?[А-ЯЁ]\.")
every_programme = pytest.mark.parametrize("code", ALL)


def sources(value: Any) -> Iterator[str]:
    """What stands under `source` anywhere in a file."""
    if isinstance(value, dict):
        for key, inside in value.items():
            yield from [inside] if key == "source" and isinstance(inside, str) else sources(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from sources(inside)


def squeezed(words: object) -> str:
    return " ".join(str(words).split())


@every_programme
def test_common_1_a_file_is_loaded_as_it_lies_and_shown_with_the_source_of_every_record(
    code: str, run_programme: Run
) -> None:
    """Файл принимается без правки; на страницах стоят орган, территория, срок и источник каждой записи."""
    programme = run_programme(code)
    document = yaml.safe_load(file_of(code))

    assert programme.look(select(ProgrammeVersion.text)) == file_of(code)
    passport = programme.words("passport")
    assert document["authority"]["name"] in passport
    assert f"территория: {document['programme']['territory']}" in passport
    years = [str(document["programme"]["period"][end])[:4] for end in ("from", "to")]
    [term] = re.findall(r"срок программы .*? с: (.*?) · по: (.*?\d{4})", passport)
    assert [words[-4:] for words in term] == years
    for tab in ("passport", "people", "acts", "plan", "events", "indicators", "findings"):
        assert [row for row in programme.section(tab, r"\w+") if not re.search(r"\b\d{3} ", row[-1])] == []
    shown = programme.words()
    assert [one for one in set(sources(document)) if squeezed(one) not in shown] == []


@every_programme
def test_common_2_what_a_programme_lacks_is_said_and_a_year_begins_without_it(
    code: str, run_programme: Run
) -> None:
    """Чего в документе нет, то названо; ни загрузке, ни первому сопровождению это не мешает."""
    programme = run_programme(code)
    missing = programme.words("missing")
    assert "Для запуска ничего из этого не нужно" in missing
    for sentence in LACKS[code]:
        assert sentence in missing

    assert programme.how_many(Pair) == 0
    if programme.house.schools:  # two documents name no school: those are typed when cases are opened
        programme.open_cases(next(iter(programme.house.schools)))
        assert programme.how_many(Case) == 1
    assert "Открыть сопровождение школ" in words_of(programme.open(f"/programmes/{code}"))


@every_programme
def test_common_3_both_versions_of_a_fact_stand_side_by_side_under_their_number(
    code: str, run_programme: Run
) -> None:
    """Спорный факт хранится в обеих версиях; список противоречий идёт с номерами документа."""
    programme = run_programme(code)
    recorded = {one["id"]: one for one in yaml.safe_load(file_of(code)).get("inconsistencies", ())}
    rows = {row[0]: row[1] for row in programme.section("findings", "inconsistencies")}
    assert list(rows) == list(recorded)
    for number, one in recorded.items():
        for version in one.get("values", ()):
            assert squeezed(version) in rows[number], number


@every_programme
def test_common_4_a_file_brings_posts_and_a_person_is_put_on_a_role_in_the_system(
    code: str, app: Flask, session: Session
) -> None:
    """Фамилий в данных нет: исполнитель — должность, а человека на роль ставит администратор."""
    with app.app_context():
        load_programme(code)
    assert session.scalars(select(Person)).all() == []
    authority_id = session.scalars(select(Authority.id)).one()
    client = app.test_client()
    administrator = make_person(session, email="admin@opora.example", post="администратор Опоры")
    with app.app_context():
        grant = GrantRole(person_id=administrator.id, role=RoleName.ADMIN, from_on=NOW.date())
        run(grant, actor_id=None, now=NOW, system=True)
    sign_in(client, administrator)
    page = words_of(client.get(f"/programmes/{code}").text)
    assert "Должности и органы" in page
    assert "роль в системе:" in page
    assert SURNAME.findall(page) == []

    answer = client.post(
        f"/authorities/{authority_id}/people",
        data={
            "csrf_token": csrf_token(client),
            "key": "first",
            "email": "methodist@new.example",
            "post": "методист",
            "role": "methodist",
            "school": "0",
            "acting_for": "0",
            "from_on": "23.11.2026",
        },
        follow_redirects=True,
    )
    assert answer.status_code == 200, words_of(answer.text)
    assert "methodist@new.example" in words_of(client.get("/people").text)
