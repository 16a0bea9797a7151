"""The URL table: every page of the product stands here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask

from workflow.views import door, guard, health, home, kept_form, opening, people, programme, queue, shell

GET = ("GET",)
POST = ("POST",)


@dataclass(frozen=True, slots=True)
class Url:
    """One address. Its audience stands in access.PERMISSIONS under (endpoint, method)."""

    rule: str
    endpoint: str
    view: Callable[..., Any]
    methods: tuple[str, ...] = GET


TABLE: tuple[Url, ...] = (
    Url("/", "home.show", home.show),
    Url("/preferences", "preferences.save", home.save_preferences, POST),
    # the queue, opening, programmes
    Url("/queue", "queue.show", queue.show),
    Url("/runs/<int:run_id>/open", "opening.new", opening.new),
    Url("/runs/<int:run_id>/open/change", "opening.change", opening.change, POST),
    Url("/runs/<int:run_id>/open/preview", "opening.preview", opening.preview, POST),
    Url("/runs/<int:run_id>/open", "opening.create", opening.create, POST),
    Url("/programmes", "programme.list", programme.show_list),
    Url("/programmes/<code>", "programme.show", programme.show),
    Url("/programmes/<code>/runs/new", "run.new", programme.new_run),
    Url("/programmes/<code>/runs", "run.create", programme.create_run, POST),
    # people
    Url("/people", "people.list", people.show_list),
    Url("/authorities/<int:authority_id>/people/new", "people.new", people.new),
    Url("/authorities/<int:authority_id>/people", "people.add", people.add, POST),
    Url("/people/<int:person_id>", "people.show", people.show),
    Url("/authorities/<int:authority_id>/people/<int:person_id>/roles/new", "people.new_role", people.new_role),
    Url("/authorities/<int:authority_id>/people/<int:person_id>/roles", "people.grant", people.grant, POST),
    Url("/people/<int:person_id>/roles/<int:assignment_id>/end", "people.confirm_end", people.confirm_end),
    Url("/people/<int:person_id>/roles/<int:assignment_id>/end", "people.end_role", people.end_role, POST),
    Url("/people/<int:person_id>/disable", "people.confirm_disable", people.confirm_disable),
    Url("/people/<int:person_id>/disable", "people.disable", people.disable, POST),
    Url("/people/<int:person_id>/enable", "people.enable", people.enable, POST),
    Url("/people/<int:person_id>/password", "people.confirm_password", people.confirm_password),
    Url("/people/<int:person_id>/password", "people.set_password", people.set_password, POST),
)


def register(app: Flask) -> None:
    app.register_blueprint(health.pages)
    app.register_blueprint(kept_form.pages)
    for url in TABLE:
        app.add_url_rule(url.rule, url.endpoint, url.view, methods=list(url.methods))
    guard.install(app)
    door.install(app)
    shell.install(app)
