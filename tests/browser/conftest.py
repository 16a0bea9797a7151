"""A house for each journey, and people who come to it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser

from tests.browser.house import House, house_in
from tests.browser.person import Person


class SignIn(Protocol):
    """`afresh`: a new sign-in, when the old one has ended with its clock."""

    def __call__(self, email: str, *, afresh: bool = False) -> Person: ...


@pytest.fixture
def house() -> Iterator[House]:
    with tempfile.TemporaryDirectory(prefix="opora-house-") as folder, house_in(Path(folder)) as one:
        yield one


@pytest.fixture
def sign_in(browser: Browser, house: House) -> Iterator[SignIn]:
    """One browser context a person, kept open, so that several people work side by side."""
    people: dict[str, Person] = {}
    everybody: list[Person] = []

    def come(email: str, *, afresh: bool = False) -> Person:
        if afresh or email not in people:
            people[email] = Person(browser, house, email)
            everybody.append(people[email])
        return people[email]

    yield come
    for person in everybody:
        person.leave()
