"""One class per real form. Labels and errors are sentences that a person can act on; choices are handed in."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from flask_wtf import FlaskForm


def every_form() -> list[type[FlaskForm]]:
    """Those of this package, read now if nobody has asked for them yet, and those of sign-in."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return list(_descendants(FlaskForm))


def _descendants(form: type[FlaskForm]) -> Iterator[type[FlaskForm]]:
    for child in form.__subclasses__():
        yield child
        yield from _descendants(child)
