"""How a person likes to see pages: language, theme, size of type, contrast.

What was chosen in this sign-in, else what the person chose before, else Russian in plain light. Never what the
browser asks for: half of the browsers in an office speak English, their owners do not.
"""

from __future__ import annotations

from flask import current_app, has_request_context, session
from flask_login import current_user

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
