"""Stylesheets, icons and fonts: our own folder and those of three packages, nothing from another host."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from flask import Flask, request, url_for
from whitenoise import WhiteNoise

ONE_DAY = 86400


def package_folder(package: str, inside: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{package} is not installed")
    return Path(spec.origin).parent / inside


def folders(app: Flask) -> dict[str, Path]:
    """Where the browser asks -> what is on the disk."""
    assert app.static_folder is not None
    return {
        "static/": Path(app.static_folder),
        "assets/bootstrap/": package_folder("flask_bootstrap", "static/bootstrap5"),
        "assets/fonts/sans/": package_folder("fontpkg_ibm_plex_sans", "files"),
        "assets/fonts/serif/": package_folder("fontpkg_ibm_plex_serif", "files"),
    }


def install(app: Flask) -> None:
    whitenoise = WhiteNoise(
        app.wsgi_app,
        max_age=ONE_DAY,
        allow_all_origins=False,
        mimetypes={".ttf": "font/ttf"},
        add_headers_function=_headers,
    )
    for prefix, folder in folders(app).items():
        whitenoise.add_files(str(folder), prefix=prefix)
    app.wsgi_app = whitenoise  # type: ignore[method-assign]  # so does Flask's own documentation
    app.url_defaults(_stamp(app))
    app.add_template_global(asset, "asset")


def asset(filename: str) -> str:
    """The address of a file of ours: the head of every page names five, and they stay what they are."""
    return _asset(filename, request.script_root)


@cache
def _asset(filename: str, _script_root: str) -> str:
    return url_for("static", filename=filename)


def _headers(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"


def _stamp(app: Flask) -> Callable[[str, dict[str, Any]], None]:
    """Adds the file's fingerprint to its address: yesterday's stylesheet never dresses today's page."""

    @cache
    def fingerprint(filename: str) -> str | None:
        path = Path(str(app.static_folder)) / filename
        return hashlib.sha256(path.read_bytes()).hexdigest()[:8] if path.is_file() else None

    def stamp(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "v" not in values:
            values["v"] = fingerprint(values["filename"])

    return stamp
