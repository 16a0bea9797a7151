"""Giving back what people uploaded: always as a file to be saved, never as a page of ours."""

from __future__ import annotations

import io

from flask import Response, send_file


def download(name: str, content: bytes) -> Response:
    response = send_file(
        io.BytesIO(content),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=name,
        max_age=0,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
