"""The house: what is joined to what, and in which order."""

from __future__ import annotations

from workflow import collector  # before all the rest

# isort: split
from collections.abc import Mapping, MutableMapping
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask, request
from flask.templating import Environment
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from workflow import (
    assets,
    clock,
    config,
    errors,
    guessing,
    headers,
    incoming,
    language,
    logs,
    models,
    sessions,
    typography,
    uow,
    views,
)
from workflow.extensions import babel, bare_session, csrf, db, ring
from workflow.models.person import init_security

collector.go_on()


class Templates(Environment):
    """What all templates know is one plain dictionary; the library's chain is walked at each import of a macro.

    It is laid down when a template is first read, and nothing is added once the app stands.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


class House(Flask):
    jinja_environment = Templates


def create_app(settings: Mapping[str, Any] | None = None, *, data: Path | str | None = None) -> Flask:
    """`settings` go over what the environment says; `data` is the folder that holds all that must be kept."""
    app = House(
        "workflow",
        root_path=str(config.ROOT / "workflow"),
        template_folder=str(config.ROOT / "templates"),
        static_folder=str(config.ROOT / "static"),
        static_url_path="/static",
    )
    app.config.from_mapping(config.load(data=data))
    app.config.from_mapping(settings or {})
    clock.set_shift(app.config["CLOCK_SHIFT"], allowed=app.config["DEMO"] or app.testing)

    logs.install(app)
    incoming.install(app)
    assert models.__all__  # every table is known before the first query: foreign keys name each other by words
    db.init_app(app)
    babel.init_app(app, locale_selector=language.chosen)
    language.install(app)
    sessions.install(app)
    csrf.init_app(app)
    install_security(app)
    headers.install(app)
    errors.install(app)
    install_templates(app)
    views.install(app)
    guessing.install(app)
    headers.allow_plain_http(app)
    assets.install(app)
    behind_proxies(app)
    hang_bell(app)
    return app


def install_security(app: Flask) -> None:
    init_security(app, db, sessions.PeopleOfSessions)

    @app.before_request
    def write_bare() -> None:
        if request.blueprint == "security" and db.engine.dialect.name == "sqlite":
            bare_session()


def install_templates(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined  # a misspelt name is a fault, not an empty place
    typography.install(app)


def hang_bell(app: Flask) -> None:
    """After a commit `tick` is woken; when Redis is away it looks by itself two seconds later."""
    uow.hang_bell(partial(ring, app.config["REDIS_URL"]))


def behind_proxies(app: Flask) -> None:
    """Believes X-Forwarded-* of so many proxies and no more: anybody can send such a header."""
    count = app.config["TRUSTED_PROXIES"]
    if count:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # so does Flask's own documentation
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )
