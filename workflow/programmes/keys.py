"""Keys that the schema does not know: refused in strict records, and wherever they look like a slip."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from workflow.programmes.record import Described, Record, keys_of, record_under
from workflow.programmes.tree import Node, Path

_KEY = re.compile(r"[a-z][a-z0-9_]*")


def nearest(key: str, known: tuple[str, ...]) -> str | None:
    """The known key this one was probably meant to be: a suggestion for a key that is refused anyway."""
    close = get_close_matches(key.casefold(), known, n=1, cutoff=0.75)
    return close[0] if close else None


def is_slip_of(key: str, known: str) -> bool:
    """One letter lost, doubled, changed or swapped; in long keys two. Cuts finer than `nearest`."""
    return _edits(key.casefold(), known) <= (1 if len(known) <= 6 else 2)


def _edits(one: str, other: str) -> int:
    """Optimal string alignment: the fewest edits, a swap of neighbours being one."""
    if abs(len(one) - len(other)) > 2:
        return 3
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, left in enumerate(one, start=1):
        here = [row]
        for column, right in enumerate(other, start=1):
            best = min(above[column] + 1, here[-1] + 1, above[column - 1] + (left != right))
            if row > 1 and column > 1 and left == other[column - 2] and right == one[row - 2]:
                best = min(best, before[column - 2] + 1)
            here.append(best)
        before, above = above, here
    return above[-1]


def model_at(model: type[Record], path: Path) -> type[Record] | None:
    """The kind of record at a path, list positions included."""
    here: type[Record] | None = model
    for step in path:
        if isinstance(step, str) and here is not None:
            here = record_under(here, step)
    return here


def unknown_keys(model: type[Record], node: Node, path: Path = ()) -> Iterator[tuple[Path, type[Record]]]:
    """Every key of a freely described record that cannot stand there: misspelt, or of a strange shape."""
    if isinstance(node.value, tuple):
        for position, below in enumerate(node.value):
            yield from unknown_keys(model, below, (*path, position))
    if not isinstance(node.value, dict):
        return
    known = keys_of(model)
    for key, below in node.value.items():
        if not isinstance(key, str):
            continue
        if key in known:
            if under := record_under(model, key):
                yield from unknown_keys(under, below, (*path, key))
        elif model.model_config.get("extra") == "allow" and not _may_stand(key, below, known):
            yield (*path, key), model


def _may_stand(key: str, value: Node, known: tuple[str, ...]) -> bool:
    is_slip = any(is_slip_of(key, one) for one in known)
    return bool(_KEY.fullmatch(key)) and not is_slip and _is_detail(value, 2)


def _is_detail(node: Node, depth: int) -> bool:
    """A value, or a short list or record of values: what can be shown in one line."""
    if not isinstance(node.value, (tuple, dict)):
        return node.value is not None
    below = node.value.values() if isinstance(node.value, dict) else node.value
    return depth > 0 and all(_is_detail(one, depth - 1) for one in below)


def described_freely(model: type[Record]) -> bool:
    return issubclass(model, Described) or model.model_config.get("extra") == "allow"
