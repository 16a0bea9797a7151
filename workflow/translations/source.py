"""Every message of the product, found in its source: calls in Python, texts in templates."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from jinja2.ext import babel_extract

ROOT = Path(__file__).resolve().parent.parent.parent
CODE = ("workflow", "jobs")
TEMPLATES = "templates"
SINGULAR = {"_", "N_", "gettext", "lazy_gettext", "_l"}
PLURAL = {"ngettext", "lazy_ngettext", "count"}
JINJA = {"trimmed": "true", "extensions": "jinja2.ext.i18n", "silent": "false"}


@dataclass(frozen=True, slots=True)
class Found:
    """A message and, when it counts something, its plural; `file` is where it stands."""

    text: str
    plural: str
    file: str


def messages() -> Iterator[Found]:
    for folder in CODE:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield from in_code(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT)))
    for path in sorted((ROOT / TEMPLATES).rglob("*.html")):
        yield from in_template(path)


def in_code(text: str, file: str) -> Iterator[Found]:
    """`count(N_("…"), N_("…"), n)` is one message with its plural, not two."""
    inner: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call) or id(node) in inner:
            continue
        name = _name(node.func)
        if name in PLURAL and len(node.args) >= 2:
            one, many = (_words(argument) for argument in node.args[:2])
            if one and many:
                inner |= {id(argument) for argument in node.args[:2]}
                yield Found(one, many, file)
        elif name in SINGULAR and node.args and (words := _words(node.args[0])):
            yield Found(words, "", file)


def in_template(path: Path) -> Iterator[Found]:
    with path.open("rb") as file:
        rows = babel_extract(cast(BinaryIO, file), ("_", "gettext", "ngettext"), [], JINJA)
        for _, function, words, _ in rows:
            texts = (words,) if isinstance(words, str) else words or ("",)
            plural = texts[1] if function == "ngettext" else ""
            yield Found(texts[0] or "", plural or "", str(path.relative_to(ROOT)))


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


def _words(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Call) and _name(node.func) == "N_" and node.args:
        return _words(node.args[0])
    return ""
