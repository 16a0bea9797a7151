"""The whole package, for whoever asks what its modules have registered of themselves."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import workflow.commands


@cache
def read_whole() -> None:
    """A stage that nobody has asked for in this process has not yet told what its packets show and do."""
    for module in iter_modules(workflow.commands.__path__):
        import_module(f"{workflow.commands.__name__}.{module.name}")
