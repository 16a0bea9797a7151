"""One line of JSON per thing that happened, each with the number that the person sees on the page."""

from __future__ import annotations

import logging
import secrets
import time

import structlog
from flask import Flask, Response, g, request

log = structlog.stdlib.get_logger("opora")


def configure() -> None:
    """Once per process, for web, worker and tick alike. Goes to stderr."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for noisy in ("transitions", "rq", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def request_number() -> str:
    """Short enough to be read over the telephone: 7F31-04AB."""
    digits = secrets.token_hex(4).upper()
    return f"{digits[:4]}-{digits[4:]}"


def install(app: Flask) -> None:
    @app.before_request
    def begin() -> None:
        g.request_number = request_number()
        g.request_began = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_number)

    @app.after_request
    def end(response: Response) -> Response:
        # The first hook may have been stopped by an unreadable request; the answer has a number nevertheless.
        number = g.setdefault("request_number", request_number())
        response.headers["X-Request-Id"] = number
        took = time.perf_counter() - g.setdefault("request_began", time.perf_counter())
        # The path without its query: what people look for is not for the log.
        log.info(
            "request",
            method=request.method,
            path=_shown_path(),
            status=response.status_code,
            milliseconds=round(took * 1000),
        )
        return response


def _shown_path() -> str:
    """Whoever reads the log must not be able to open somebody's link."""
    token = (request.view_args or {}).get("token")
    return request.path.replace(token, "…") if token else request.path
