"""What the sign-in library says on our pages is said in our words."""

from __future__ import annotations

import flask_security
import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po
from flask import Flask

from workflow.translations.catalogues import path_of

OURS = path_of("ru").with_name("flask_security.po")
SAID = (
    "ANONYMOUS_USER_REQUIRED",
    "DISABLED_ACCOUNT",
    "EMAIL_NOT_PROVIDED",
    "GENERIC_AUTHN_FAILED",
    "INVALID_EMAIL_ADDRESS",
    "INVALID_PASSWORD",
    "LOGIN",
    "PASSWORD_CHANGE",
    "PASSWORD_INVALID_LENGTH",
    "PASSWORD_IS_THE_SAME",
    "PASSWORD_NOT_PROVIDED",
    "REAUTHENTICATION_REQUIRED",
    "REAUTHENTICATION_SUCCESSFUL",
    "REFRESH",
    "RETYPE_PASSWORD_MISMATCH",
    "UNAUTHENTICATED",
    "UNAUTHORIZED",
)


def ours() -> Catalog:
    with OURS.open("rb") as file:
        return read_po(file, locale="ru")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_message_of_signing_in_and_changing_a_password_is_in_russian(app: Flask) -> None:
    catalogue = ours()
    for name in SAID:
        message = catalogue.get(str(app.config[f"SECURITY_MSG_{name}"][0]))
        assert message is not None, name
        assert message.string, name


def test_the_library_still_says_every_sentence_that_we_translate() -> None:
    path = flask_security.__path__[0] + "/translations/flask_security.pot"
    with open(path, "rb") as file:
        known = {message.id for message in read_po(file)}
    assert {message.id for message in ours()} <= known
