"""Someone to sign in as, without the slow hashing of a password; and a form's token as a page draws it."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import Session

from workflow.models.person import Person


def make_person(session: Session, email: str = "methodist@kirovsk.example", **columns: Any) -> Person:
    """Committed, so that the app sees them on both databases."""
    person = Person(email=email, **{"post": "Методист", **columns})
    session.add(person)
    session.commit()
    return person


def sign_in(client: FlaskClient, person: Person) -> None:
    with client.session_transaction() as signed:
        signed["_user_id"] = person.fs_uniquifier
        signed["_fresh"] = False


def csrf_token(client: FlaskClient) -> str:
    """Goes into a form as `csrf_token`. The client must have a session: sign in or open a page first."""
    with client.session_transaction() as held:
        held.setdefault("csrf_token", "0" * 40)
        raw: str = held["csrf_token"]
    signer = URLSafeTimedSerializer(client.application.config["SECRET_KEY"], salt="wtf-csrf-token")
    token = signer.dumps(raw)
    return token.decode() if isinstance(token, bytes) else token
