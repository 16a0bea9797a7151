"""What the browser is told not to do. The one place that knows Talisman."""

from __future__ import annotations

from flask import Flask
from flask_talisman import Talisman

POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",  # bootstrap draws its check marks by data:
    "object-src": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
    "base-uri": "'none'",
}


def install(app: Flask) -> None:
    https = not (app.config["DEMO"] or app.testing)
    Talisman(
        app,
        force_https=https,
        session_cookie_secure=app.config["SESSION_COOKIE_SECURE"],
        strict_transport_security=https,
        frame_options="DENY",
        content_security_policy=POLICY,
        referrer_policy="same-origin",
    )
