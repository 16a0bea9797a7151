"""What the browser is told not to do. The one place that knows Talisman."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, request
from flask_talisman import Talisman

POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",  # bootstrap draws its check marks by data:
    "object-src": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
    "base-uri": "'none'",
}


# Asked by a watchdog on the same machine, which has no certificate.
OVER_PLAIN_HTTP = ("health.healthz", "health.readyz")


#: Pages of these hold names and addresses of people: no copy of them stays at a shared computer.
PERSONAL = ("people",)


def install(app: Flask) -> None:
    app.after_request(keep_private)
    https = not (app.config["DEMO"] or app.testing)
    Talisman(
        app,
        force_https=https,
        session_cookie_secure=app.config["SESSION_COOKIE_SECURE"],
        strict_transport_security=https,
        strict_transport_security_include_subdomains=False,  # the domain's other sites are not ours
        frame_options="DENY",
        content_security_policy=POLICY,
        referrer_policy="same-origin",
    )


def allow_plain_http(app: Flask) -> None:
    """Once the pages are registered."""
    for endpoint in OVER_PLAIN_HTTP:
        view: Any = app.view_functions[endpoint]
        view.talisman_view_options = {"force_https": False}


def keep_private(response: Response) -> Response:
    """Other pages may be shown again by «back», with what was typed in them; no proxy keeps any."""
    if "Cache-Control" not in response.headers:
        personal = (request.endpoint or "").split(".")[0] in PERSONAL
        response.headers["Cache-Control"] = "private, no-store" if personal else "private, no-cache"
    return response
