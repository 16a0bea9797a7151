"""Sign-ins live in our own table, so that one can be ended: by its person, by an administrator, by time.

Flask's own sessions live in the cookie and work again after sign-out when somebody has kept a copy. Ours are
read with the page, and write on a connection of their own, each statement for itself: a page that fails keeps
its sign-in, and no commit of theirs can save what a view had changed and refused.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, Response, request, session
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import Connection, Engine, bindparam, delete, insert, select, update
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import CallbackDict

from workflow import clock
from workflow.extensions import db
from workflow.models.person import People, Person
from workflow.models.web_session import WebSession

SEEN_EVERY = dt.timedelta(minutes=1)
# Pages that must answer when the table does not, or that show nothing to anybody in particular.
WITHOUT_SESSION = ("/healthz", "/readyz")
READ = (
    select(
        WebSession.id,
        WebSession.data,
        WebSession.person_id,
        WebSession.created_at,
        WebSession.seen_at,
        Person,
    )
    .select_from(WebSession)
    .outerjoin(Person, Person.id == WebSession.person_id)
    .where(WebSession.token_hash == bindparam("token_hash"))
)
SIGNED_IN_AS = "_user_id"  # flask_login's key: the fs_uniquifier of the person

_json = TaggedJSONSerializer()


@dataclass
class Stored:
    """What the table held when the request began."""

    row_id: int
    signed_in_as: str | None
    seen_at: dt.datetime


class WebSessionData(CallbackDict[str, Any], SessionMixin):
    """A dictionary that remembers where it came from. `ended`: somebody was signed in, and is no more.
    `person`: who was signed in when it was read, for PeopleOfSessions, which is asked right after."""

    def __init__(
        self,
        initial: dict[str, Any] | None = None,
        stored: Stored | None = None,
        person: Person | None = None,
    ) -> None:
        super().__init__(initial, WebSessionData._touched)
        self.stored = stored
        self.person = person
        self.new = stored is None
        self.modified = False
        self.accessed = True
        self.ended = False
        self.broken: Exception | None = None

    def _touched(self) -> None:
        self.modified = True


@dataclass(frozen=True)
class Limits:
    idle: dt.timedelta
    longest: dt.timedelta

    def over(self, row: Any, now: dt.datetime) -> bool:
        """Somebody who only looks at the sign-in page may do so all night; a signed-in one may not."""
        rested = now - row.seen_at > self.idle if row.person_id is not None else False
        return rested or now - row.created_at > self.longest


class DatabaseSessions(SessionInterface):
    def __init__(self, limits: Limits) -> None:
        self.limits = limits

    def open_session(self, app: Flask, request: Request) -> WebSessionData:
        token = request.cookies.get(self.get_cookie_name(app))
        if token is None or request.path in WITHOUT_SESSION:
            return WebSessionData()
        try:
            return self._read(token, clock.now())
        except OperationalError as error:
            # Not raised here: the error page is drawn with a session. guard_broken() raises it.
            db.session.rollback()
            unread = WebSessionData()
            unread.broken = error
            return unread

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        assert isinstance(session, WebSessionData)
        if session.broken is not None or request.path in WITHOUT_SESSION:
            return
        if session.stored is None and sent_by_another_site():
            return  # the browser held back its cookie: a new one would take the place of a live sign-in
        response.vary.add("Cookie")
        now = clock.now()
        signed_in_as = session.get(SIGNED_IN_AS)
        stored = session.stored
        if stored is not None and (not session or signed_in_as != stored.signed_in_as):
            # Somebody came, left or changed: a token seen before that moment is worth nothing after it.
            self._forget(stored)
            stored = None
        if stored is None:
            self._begin(app, session, response, now=now)
        elif session.modified or now - stored.seen_at >= SEEN_EVERY:
            self._keep(stored, session, now)

    def _read(self, token: str, now: dt.datetime) -> WebSessionData:
        row = db.session.execute(READ, {"token_hash": _hash(token)}).one_or_none()
        if row is None:
            return WebSessionData()
        person: Person | None = row.Person
        if self.limits.over(row, now) or (person is not None and not person.active):
            with own_connection() as connection:
                connection.execute(delete(WebSession).where(WebSession.id == row.id))
            ended = WebSessionData()
            ended.ended = row.person_id is not None
            return ended
        data = _json.loads(row.data)
        return WebSessionData(data, Stored(row.id, data.get(SIGNED_IN_AS), row.seen_at), person)

    def _begin(self, app: Flask, session: WebSessionData, response: Response, *, now: dt.datetime) -> None:
        name, path = self.get_cookie_name(app), self.get_cookie_path(app)
        if not session:
            if session.modified or session.ended:
                response.delete_cookie(name, path=path)
            return
        token = secrets.token_urlsafe(32)
        with own_connection() as connection:
            connection.execute(delete(WebSession).where(WebSession.created_at < now - self.limits.longest))
            connection.execute(
                insert(WebSession).values(
                    token_hash=_hash(token),
                    data=_json.dumps(dict(session)),
                    person_id=_person_id(connection, session.get(SIGNED_IN_AS)),
                    created_at=now,
                    seen_at=now,
                )
            )
        response.set_cookie(
            name,
            token,
            path=path,
            httponly=self.get_cookie_httponly(app),
            secure=self.get_cookie_secure(app),
            samesite=self.get_cookie_samesite(app),
        )

    def _keep(self, stored: Stored, session: WebSessionData, now: dt.datetime) -> None:
        values: dict[str, Any] = {"seen_at": now}
        if session.modified:
            values["data"] = _json.dumps(dict(session))
        with own_connection() as connection:
            connection.execute(update(WebSession).where(WebSession.id == stored.row_id).values(values))

    def _forget(self, stored: Stored) -> None:
        with own_connection() as connection:
            connection.execute(delete(WebSession).where(WebSession.id == stored.row_id))


@contextmanager
def own_connection() -> Iterator[Connection]:
    """Each statement commits itself. On SQLite by no BEGIN: the driver's AUTOCOMMIT would undo our hooks."""
    with _own_engine(db.engine).connect() as connection:
        yield connection


@lru_cache(maxsize=8)
def _own_engine(engine: Engine) -> Engine:
    """Asked for by every request; an engine with options of its own shares the pool of the other."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(sqlite_bare=True)
    return engine.execution_options(isolation_level="AUTOCOMMIT")


class PeopleOfSessions(People):
    """Who is signed in came with the sign-in itself, and need not be asked for."""

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> Person | None:
        read: Person | None = getattr(session, "person", None)
        if read is not None and read in db.session and kwargs == {"fs_uniquifier": read.fs_uniquifier}:
            return read
        return super().find_user(case_insensitive, **kwargs)


def install(app: Flask) -> None:
    app.session_interface = DatabaseSessions(Limits(app.config["SESSION_IDLE"], app.config["SESSION_LONGEST"]))

    @app.before_request
    def guard_broken() -> None:
        broken: Exception | None = getattr(session, "broken", None)
        if broken is not None:
            raise broken


def sent_by_another_site() -> bool:
    """A form that stood on a page of somebody else."""
    asks = request.method in ("GET", "HEAD", "OPTIONS")
    return not asks and request.origin is not None and urlsplit(request.origin).netloc != request.host


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _person_id(connection: Connection, signed_in_as: str | None) -> int | None:
    if signed_in_as is None:
        return None
    return connection.execute(select(Person.id).where(Person.fs_uniquifier == signed_in_as)).scalar()
