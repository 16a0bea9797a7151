"""How a person likes to see pages: language, theme, size of type, contrast.

What was chosen in this sign-in, else what the person chose before, else Russian in plain light. Never what the
browser asks for: half of the browsers in an office speak English, their owners do not.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, g, has_request_context, session
from flask_babel import get_translations
from flask_login import current_user
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from workflow.models.person import PREFERENCES

CHOICES = PREFERENCES


def preferred(name: str) -> str:
    """One of CHOICES[name]; the first of them for somebody who never chose."""
    wanted = session[name] if name in session else getattr(current_user, name, None)
    return str(wanted) if wanted in CHOICES[name] else CHOICES[name][0]


def chosen() -> str:
    """For Flask-Babel. A job speaks the default language."""
    if not has_request_context():
        return str(current_app.config["BABEL_DEFAULT_LOCALE"])
    return preferred("locale")


def sentences() -> Any:
    """The catalogue of the reader's language: found once a request, and asked some hundreds of times a page."""
    try:
        return g.sentences
    except AttributeError:
        g.sentences = get_translations()
        return g.sentences


@pass_eval_context
def said(page: EvalContext, text: str, /, **values: Any) -> str:
    """`_("…")` of a template. The values are escaped, the sentence is a template's own."""
    sentence = sentences().gettext(text)
    words: str = Markup(sentence) if page.autoescape else sentence  # noqa: S704  # from a catalogue of ours
    return words % values if "%" in words else words


def install(app: Flask) -> None:
    """Templates read from the catalogue at hand; the library's own way looks for it at every word."""
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of the i18n extension
        gettext=lambda text: sentences().gettext(text),
        ngettext=lambda one, many, n: sentences().ngettext(one, many, n),
        newstyle=True,
    )
    app.jinja_env.globals["_"] = said  # a page says a hundred of them; the library's way takes three calls each
