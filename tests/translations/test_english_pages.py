"""Who chose English reads English: Russian on a page is data, never a sentence of ours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale, get_translations
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.databases import Sqlite, file_in, make_sqlite_template, settings
from tests.people import sign_in
from workflow import demo
from workflow.app import create_app
from workflow.config import TRANSLATIONS, redis_settings
from workflow.extensions import babel, db
from workflow.models.person import Person
from workflow.translations.catalogues import read

SHORTEST = 13  # a word or two may stand in data as well
VISITS = 2  # of each kind of page by each person
PLACE = re.compile(r"%\(\w+\)[a-z]|%%")
VOID = {"br", "hr", "img", "input", "link", "meta", "path", "circle", "rect", "line", "use", "source", "wbr"}
SILENT = {"head", "script", "style"}
PEOPLE = (
    "methodist@kirovsk.example",
    "official@kirovsk.example",
    "school@gatchina.example",
    "admin@opora.example",
)


class Page(HTMLParser):
    """Where its links lead, and what the system says on it.

    A paper (`.paper`, an appendix) is said by its document; the notes in its margin by the system.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.links: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            classes = given.get("class", "").split()
            is_document = "paper" in classes or given.get("id", "").startswith("appendix") or tag in SILENT
            self._open.append((tag, "paper__note" not in classes and (is_document or self._is_silent())))
        if tag == "a":
            self.links.append(given.get("href", ""))
        if not self._is_silent():
            self.texts += [plain(given.get(name, "")) for name in ("aria-label", "placeholder", "title")]

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass  # an end tag that may be left out: <li>, <p>

    def handle_data(self, data: str) -> None:
        if not self._is_silent():
            self.texts.append(plain(data))

    def _is_silent(self) -> bool:
        return bool(self._open) and self._open[-1][1]


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def folder(worker_folder: Path) -> Path:
    """Beside the data of the other tests: this app has catalogues, compiled as `./run` compiles them."""
    for path in TRANSLATIONS.glob("*/LC_MESSAGES/*.po"):
        compiled = worker_folder / "english" / path.relative_to(TRANSLATIONS).with_suffix(".mo")
        compiled.parent.mkdir(parents=True, exist_ok=True)
        with path.open("rb") as source, compiled.open("wb") as target:
            write_mo(target, read_po(source, locale=path.parts[-3]))
    return worker_folder / "english"


@pytest.fixture(scope="module")
def translated(folder: Path, redis_url: str, pytestconfig: pytest.Config) -> Iterator[Flask]:
    """The demonstration, every one of whose people chose English."""
    Sqlite(make_sqlite_template(pytestconfig), folder).fresh()
    directories = {
        "BABEL_TRANSLATION_DIRECTORIES": str(folder),
        "SECURITY_I18N_DIRNAME": ["builtin", str(folder)],
    }
    app = create_app(settings(file_in(folder), **redis_settings(redis_url), **directories), data=folder)
    forget_sentences(app)  # of the apps of other tests
    demo.seed(app)
    with app.app_context(), Session(db.engine.execution_options(sqlite_bare=True)) as session:
        for person in session.scalars(select(Person)):
            person.locale = "en"
        session.commit()
    yield app
    forget_sentences(app)
    with app.app_context():
        db.engine.dispose()


def forget_sentences(app: Flask) -> None:
    """All apps of a process share them; only this app has catalogues of its own."""
    with app.app_context():
        babel.domain_instance.cache.clear()


def signed_in(app: Flask, email: str) -> FlaskClient:
    with app.app_context(), Session(db.engine) as session:
        person = session.scalars(select(Person).where(Person.email == email)).one()
        session.expunge(person)
    client = app.test_client()
    sign_in(client, person)
    return client


def walk(app: Flask, client: FlaskClient) -> Iterator[tuple[str, Page]]:
    """From the first page by its links; of each kind of page the first few."""
    routes, visits = app.url_map.bind("localhost"), Counter[str]()
    ahead, known = ["/"], {"/"}
    while ahead:
        address = ahead.pop(0)
        answer = client.get(address, follow_redirects=True)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        page = Page(answer.get_data(as_text=True))
        yield address, page
        for link in page.links:
            parts = urlsplit(link)
            if parts.netloc or not parts.path or link in known:
                continue
            endpoint = str(routes.match(parts.path, method="GET")[0])
            visits[endpoint] += 1
            if visits[endpoint] <= VISITS:
                known.add(link)
                ahead.append(link)


def russian_sentences() -> list[str]:
    """What a page would show if it forgot to translate: the longest part of each between its values.

    Names of roles and categories, in small letters, are not looked for: posts and programmes hold them as data.
    """
    sentences = []
    for message in read("en"):
        text = message.id if isinstance(message.id, str) else message.id[0]
        part = plain(max(PLACE.split(text), key=len))
        in_template = any(str(file).startswith("templates/") for file, _ in message.locations)
        is_ours = part[:1].isupper() or (in_template and " " in part)
        if len(part) >= SHORTEST and text != message.string and is_ours:
            sentences.append(part)
    return sentences


@pytest.mark.parametrize("email", PEOPLE)
def test_no_page_says_a_sentence_of_ours_in_russian(translated: Flask, email: str) -> None:
    sentences = russian_sentences()
    pages = dict(walk(translated, signed_in(translated, email)))
    texts = [(address, text) for address, page in pages.items() for text in page.texts if text]
    assert [(address, text) for address, text in texts if any(one in text for one in sentences)] == []
    assert len(pages) >= 8


@pytest.mark.parametrize("locale", ["ru", "en"])
def test_an_empty_text_stays_empty_in_every_language(translated: Flask, locale: str) -> None:
    with translated.test_request_context(), force_locale(locale):
        assert get_translations().gettext("Очередь") == {"ru": "Очередь", "en": "Queue"}[locale]
        assert get_translations().gettext("") == ""
