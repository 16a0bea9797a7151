"""Whoever guesses passwords is slowed down: the attempts are counted in the Redis of the queue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits.storage import RedisStorage
from packaging.version import Version

from workflow.models.person import email_key

View = Callable[..., Any]


class Counters(RedisStorage):
    """Joins Redis at the first attempt, not at the start: a process that nobody signs in by goes without it.

    Takes the addresses over from the library's own, which imports the client of another server as well.
    """

    STORAGE_SCHEME = ["redis", "rediss", "redis+unix"]  # noqa: RUF012 - the library asks whether it is a list
    DEPENDENCIES = {"redis": Version("3.0")}  # noqa: RUF012 - the library's own

    def __init__(self, uri: str, **options: Any) -> None:
        self._address = (uri, options)

    def __getattr__(self, name: str) -> Any:
        """Asked only for what is not there, which is the connection and its scripts until they are made."""
        uri, options = self.__dict__["_address"]
        super().__init__(uri, **options)
        return object.__getattribute__(self, name)


def install(app: Flask) -> None:
    """By address, for many accounts tried from one place; by account, for one tried from many."""
    limiter = Limiter(get_remote_address, app=app)
    by_address = limiter.limit(lambda: app.config["RATELIMIT_ADDRESS"], methods=["POST"])
    by_account = limiter.limit(
        lambda: app.config["RATELIMIT_ACCOUNT"],
        key_func=lambda: email_key(request.form.get("email", "")),
        methods=["POST"],
    )
    login = cast(View, app.view_functions["security.login"])
    app.view_functions["security.login"] = by_address(by_account(login))
    links = limiter.limit(lambda: app.config["RATELIMIT_ADDRESS"])
    for endpoint in ("invitation.show", "invitation.accept"):
        app.view_functions[endpoint] = links(cast(View, app.view_functions[endpoint]))
