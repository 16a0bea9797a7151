"""Programmes as data: read a file, refuse it with its lines, find what its document leaves open.

Pure: no Flask, no database, no clock. Everything here may be used without a data folder or a server.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workflow.programmes.loading import canonical, load, load_file, sha256
    from workflow.programmes.schema import SCHEMA, Programme
    from workflow.programmes.wording import BrokenProgramme, Problem, in_russian

__all__ = [
    "SCHEMA",
    "BrokenProgramme",
    "Problem",
    "Programme",
    "canonical",
    "in_russian",
    "load",
    "load_file",
    "sha256",
]

_STANDS_IN = {
    **dict.fromkeys(("canonical", "load", "load_file", "sha256"), "loading"),
    **dict.fromkeys(("SCHEMA", "Programme"), "schema"),
    **dict.fromkeys(("BrokenProgramme", "Problem", "in_russian"), "wording"),
}


def __getattr__(name: str) -> Any:
    """Asked for each name when it is first imported: facts need a word of ours and no reader of files."""
    if name not in _STANDS_IN:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_STANDS_IN[name]}"), name)
