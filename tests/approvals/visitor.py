"""Somebody at a browser without scripts: opens pages, fills in the form that a button stands in, presses it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from workflow.extensions import db
from workflow.models.person import Person

VOID = {"input", "meta", "link", "br", "img", "hr", "use"}


@dataclass
class PageForm:
    action: str
    method: str
    name: str = ""  # its id, for a button that stands outside of it
    values: MultiDict[str, str] = field(default_factory=MultiDict)
    names: set[str] = field(default_factory=set)
    #: Words of a button -> what it sends and where to, when it differs from the form.
    buttons: dict[str, tuple[str, str, str]] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.words: list[str] = []
        self._form: PageForm | None = None
        self._pressed: PageForm | None = None
        self._button: tuple[str, str, str] | None = None
        self._caught: list[str] = []
        self._area = self._select = ""
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("script", "style", "head"):
            self._silent += 1
        if tag == "form":
            self._form = PageForm(given.get("action", ""), given.get("method", "get"), given.get("id", ""))
            self.forms.append(self._form)
        if tag == "button":
            self._pressed = next((one for one in self.forms if one.name == given.get("form")), self._form)
            self._button, self._caught = (
                (given.get("name", ""), given.get("value", ""), given.get("formaction", "")),
                [],
            )
        if self._form is None:
            return
        name = given.get("name", "")
        if tag == "input" and name and "disabled" not in given:
            self._form.names.add(name)
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self._form.values.add(name, given.get("value", ""))
        elif tag == "textarea":
            self._area, self._caught = name, []
        elif tag == "select":
            self._select = name
            self._form.names.add(name)
        elif tag == "option" and self._select:
            untouched = self._select not in self._form.values  # then its first line is sent
            if "selected" in given or untouched:
                self._form.values.setlist(self._select, [given.get("value", "")])

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "head"):
            self._silent -= 1
        if tag == "button" and self._button is not None and self._pressed is not None:
            self._pressed.buttons[squeezed("".join(self._caught))] = self._button
            self._button = None
        if self._form is None:
            return
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._form.names.add(self._area)
            self._form.values.add(self._area, "".join(self._caught))
            self._area = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        self._caught.append(data)
        if not self._silent:
            self.words.append(data)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip()


class Visitor:
    def __init__(self, app: Flask, person_id: int) -> None:
        self.client: FlaskClient = app.test_client()
        with app.app_context():
            token = db.session.get_one(Person, person_id).fs_uniquifier
        with self.client.session_transaction() as signed:
            signed["_user_id"], signed["_fresh"] = token, True
        self.answer: TestResponse

    def open(self, address: str) -> Visitor:
        return self._arrive(self.client.get(address, follow_redirects=True))

    def press(self, button: str, *, nth: int = 0, **typed: Any) -> Visitor:
        """`nth` of the forms that hold such a button. Typing into a field that is not there is a fault."""
        form = [one for one in self.forms if button in one.buttons][nth]
        name, value, elsewhere = form.buttons[button]
        values = form.values.copy()
        for what, words in typed.items():
            assert what in form.names, f"no field {what} beside «{button}»: {sorted(form.names)}"
            values.setlist(what, words if isinstance(words, list) else [str(words)])
        if name:
            values.setlist(name, [value])
        address = elsewhere or form.action or self.address
        headers = {"Referer": f"http://localhost{self.address}"}
        if form.method == "get":
            return self._arrive(self.client.get(address, query_string=values, follow_redirects=True))
        sent = self.client.post(address, data=values, headers=headers, follow_redirects=True)
        return self._arrive(sent)

    def _arrive(self, answer: TestResponse) -> Visitor:
        self.answer, self.address = answer, answer.request.full_path.rstrip("?")
        self.status = answer.status_code
        reader = _Reader()
        if answer.mimetype == "text/html":
            reader.feed(answer.text)
        self.html = answer.text
        self.forms, self.text = reader.forms, squeezed(" ".join(reader.words))
        return self

    @property
    def buttons(self) -> set[str]:
        return {button for form in self.forms for button in form.buttons}
