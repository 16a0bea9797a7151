"""For the machine that watches: is the process there, and can it do its work."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from workflow import migrating
from workflow.extensions import db
from workflow.logs import log

pages = Blueprint("health", __name__)


@pages.get("/healthz")
def healthz() -> Response:
    return jsonify(up=True)


@pages.get("/readyz")
def readyz() -> tuple[Response, int]:
    """503 while the database is away, half-migrated or refuses to be written; says which."""
    obstacle = _obstacle()
    if obstacle is None:
        return jsonify(ready=True), 200
    log.warning("not ready", obstacle=obstacle)
    return jsonify(ready=False, obstacle=obstacle), 503


def _obstacle() -> str | None:
    try:
        with db.engine.connect() as connection:
            if not migrating.is_of_this_release(connection):
                return "the database is not migrated: ./run opora migrate"
        with db.engine.connect().execution_options(sqlite_immediate=True) as connection:
            if connection.dialect.name == "postgresql":
                if connection.execute(text("SHOW transaction_read_only")).scalar() == "on":
                    return "the database refuses to be written"
            else:
                connection.execute(text("SELECT 1"))  # BEGIN IMMEDIATE is the question
            connection.rollback()
    except SQLAlchemyError as error:
        log.warning("database", error=str(error.__cause__ or error))
        return "the database does not answer or refuses to be written"
    return None
