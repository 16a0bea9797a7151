"""The URL table: every page of the product is registered here and nowhere else."""

from __future__ import annotations

from flask import Flask

from workflow.views import health, kept_form


def register(app: Flask) -> None:
    app.register_blueprint(health.pages)
    app.register_blueprint(kept_form.pages)
