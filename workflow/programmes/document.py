"""A loaded file read once a process: the same words are the same programme."""

from __future__ import annotations

from functools import lru_cache

from workflow.programmes.loading import load
from workflow.programmes.schema import Programme


@lru_cache(maxsize=16)
def document_of(text: str, name: str) -> Programme | None:
    """None where no file was loaded: a run may be led without one."""
    return load(text.encode(), name=name) if text.strip() else None
