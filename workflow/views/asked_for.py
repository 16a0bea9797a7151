"""Views that are imported when somebody first asks for one of their pages."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any


class ViewsOf:
    """The views of one module of this package, by name.

    Behind them stand nearly all commands and pages of the product. A process starts without them and holds only
    those that it was asked for; a name that its module does not have is found by a test, not by a start.
    """

    def __init__(self, module: str) -> None:
        self._module = f"{__package__}.{module}"

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def view(**values: Any) -> Any:
            return getattr(import_module(self._module), name)(**values)

        view.__module__, view.__name__, view.__qualname__ = self._module, name, name
        return view
