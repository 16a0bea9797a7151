"""The tables of the database and the release that they are of.

The one door to Alembic: only who changes the tables imports it. Whether they are of this release every probe of
the server asks, so that is answered without it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from flask import Flask
from sqlalchemy import Connection, column, inspect, select, table

from workflow.config import ROOT
from workflow.extensions import db

FOLDER = ROOT / "migrations"
_NAMED = re.compile(r"^(down_revision|revision)\b[^=\n]*=(.*)$", re.MULTILINE)
_QUOTED = re.compile(r"[\"'](\w+)[\"']")
_APPLIED = table("alembic_version", column("version_num"))


def upgrade(app: Flask, folder: Path = FOLDER) -> None:
    """Brings the database to this release, or leaves it as it was."""
    import flask_migrate

    join_alembic(app)
    with app.app_context():
        flask_migrate.upgrade(directory=str(folder))


def join_alembic(app: Flask) -> None:
    """What `flask_migrate`'s own functions and `migrations/env.py` ask the app for."""
    from flask_migrate import Migrate

    Migrate(app, db, directory=str(FOLDER), render_as_batch=True, compare_type=True)


def is_of_this_release(connection: Connection) -> bool:
    return applied(connection) == heads()


def applied(connection: Connection) -> frozenset[str]:
    if not inspect(connection).has_table(_APPLIED.name):
        return frozenset()
    return frozenset(connection.scalars(select(_APPLIED.c.version_num)))


@cache
def heads(folder: Path = FOLDER) -> frozenset[str]:
    """The migrations that no other stands on, by the first lines of each file."""
    names: dict[str, set[str]] = {"revision": set(), "down_revision": set()}
    for file in (folder / "versions").glob("*.py"):
        for what, said in _NAMED.findall(file.read_text("utf-8")):
            names[what].update(_QUOTED.findall(said))
    return frozenset(names["revision"] - names["down_revision"])
