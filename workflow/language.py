"""Which language a page speaks: the one chosen in this sign-in, else the person's own, else Russian.

Never the browser's: half of the browsers in an office speak English, their owners do not.
"""

from __future__ import annotations

from flask import current_app, has_request_context, session
from flask_login import current_user


def chosen() -> str:
    if not has_request_context():
        return str(current_app.config["BABEL_DEFAULT_LOCALE"])
    wanted = session.get("locale") or getattr(current_user, "locale", None)
    languages: tuple[str, ...] = current_app.config["LANGUAGES"]
    return wanted if wanted in languages else languages[0]
