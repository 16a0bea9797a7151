"""The application of a background process: made once, entered for the length of a job."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from workflow.app import create_app
from workflow.extensions import db

_app: Flask | None = None


def use(app: Flask) -> None:
    """A process that has made its application already hands it in, a test its own."""
    global _app
    _app = app


def application() -> Flask:
    global _app
    if _app is None:
        _app = create_app()
    return _app


def data() -> Path:
    folder: Path = application().config["DATA"]
    return folder


@contextmanager
def entered() -> Iterator[None]:
    """Nothing of one job's session reaches the next."""
    with application().app_context():
        try:
            yield
        finally:
            db.session.remove()
