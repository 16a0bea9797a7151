"""Outbox message -> function. A job is a name, ids in, None out, safe to run twice."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

#: Where each job lives; imported when it is first asked for, so that rendering is not loaded by a sweep.
JOBS = {
    "deadlines.sweep": "jobs.deadlines:sweep",
    "documents.render": "jobs.documents:render",
    "notices.tell": "jobs.notices:tell",
    "series.sweep": "jobs.event_series:sweep",
}


class UnknownJob(LookupError):
    """A message of a newer release, or of none: kept as dead with this as its error, not lost."""


def job_named(name: str) -> Callable[..., None]:
    if name not in JOBS:
        raise UnknownJob(name)
    module, function = JOBS[name].split(":")
    job: Callable[..., Any] = getattr(import_module(module), function)
    return job
