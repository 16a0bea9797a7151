"""The product's own files, parsed once, for the tests that read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def python_files() -> tuple[str, ...]:
    """What runs in production, relative to the root."""
    files = [*ROOT.glob("workflow/**/*.py"), *ROOT.glob("jobs/**/*.py"), *ROOT.glob("*.py")]
    return tuple(sorted(str(file.relative_to(ROOT)) for file in files))


@cache
def all_python_files() -> tuple[str, ...]:
    """The same with tests, bench and migrations."""
    others = [file for folder in ("tests", "bench", "migrations") for file in ROOT.glob(f"{folder}/**/*.py")]
    return tuple(sorted({*python_files(), *(str(file.relative_to(ROOT)) for file in others)}))


@cache
def templates() -> tuple[str, ...]:
    return tuple(sorted(str(file.relative_to(ROOT)) for file in ROOT.glob("templates/**/*") if file.is_file()))


@cache
def text_of(file: str) -> str:
    return (ROOT / file).read_text(encoding="utf-8")


@cache
def tree_of(file: str) -> ast.Module:
    return ast.parse(text_of(file), file)


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str, str]]:
    """(call, what it is called on, name): `session.commit()` gives "session" and "commit"."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node, ast.unparse(node.func.value), node.func.attr
            elif isinstance(node.func, ast.Name):
                yield node, "", node.func.id
