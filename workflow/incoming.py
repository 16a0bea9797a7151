"""What a request brings, before any page reads it: text as people mean it, ids as rows have them.

Both databases then see the same: PostgreSQL stores no NUL, SQLite no number over 63 bits, and a letter that
is written in two ways would be two letters. Marks that turn the direction of writing are taken out: a name
with one of them shows another name than it holds. So is what has no width: a reason of nothing but that would
be an empty one, and a word with it is not found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, abort, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import IntegerConverter

#: Controls but tab and the ends of lines, marks of direction, halves of letters, what is no character at all,
#: what has no width, and what joins two signs where none stands before it (inside an emoji it belongs there).
_NOT_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff"
    "\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u2060-\u2065\u206a-\u206f\u2800\u3164\uffa0\ufff0-\ufffb]"
)
_JOINS_NOTHING = re.compile(r"(?<!\S)[\u200c\u200d\ufe00-\ufe0f]+")
_NUMBER = re.compile("-?[0-9]{1,18}")


def text(typed: str) -> str:
    return unicodedata.normalize("NFC", _JOINS_NOTHING.sub("", _NOT_TEXT.sub("", typed)))


def in_the_house(address: str | None, *, host: str) -> str:
    """The path and the query of an address that somebody handed in; the first page, where it leads away.

    Read as a browser reads it: a backslash is a slash there, and two slashes begin the name of a host.
    """
    read = re.sub("[\t\n]", "", text(address or "/")).strip().replace("\\", "/")
    try:
        parts = urlsplit(read)
    except ValueError:
        return "/"
    leads_away = parts.netloc not in ("", host) or parts.scheme not in ("", "http", "https")
    if leads_away or not parts.path.startswith("/") or parts.path.startswith("//"):
        return "/"
    return parts.path + (f"?{parts.query}" if parts.query else "")


class Typed(ImmutableMultiDict[str, Any]):
    """Fields of a form or of an address; files pass as they are."""

    def __init__(self, mapping: Any = None) -> None:
        super().__init__([(text(name), _value(value)) for name, value in _pairs(mapping)])

    def get(self, key: str, default: Any = None, type: Any = None) -> Any:  # type: ignore[override]  # of overloads
        return super().get(key, default, whole_number if type is int else type)

    def getlist(self, key: str, type: Any = None) -> Any:
        return super().getlist(key, whole_number if type is int else type)


def whole_number(typed: str) -> int:
    """As an id or a count is written; raises ValueError, so that the default is taken."""
    if not _NUMBER.fullmatch(typed):
        raise ValueError(typed)
    return int(typed)


class Incoming(Request):
    parameter_storage_class = Typed


class RowId(IntegerConverter):
    """Figures of ours alone, and no more of them than a column holds: anything else is no page."""

    regex = "[1-9][0-9]{0,17}"


def install(app: Flask) -> None:
    app.request_class = Incoming
    app.url_map.converters["int"] = RowId

    @app.before_request
    def address_is_text() -> None:
        if text(request.path) != request.path:
            abort(404)


def _pairs(mapping: Any) -> Iterable[tuple[str, Any]]:
    if mapping is None:
        return ()
    if hasattr(mapping, "items"):
        pairs: Iterable[tuple[str, Any]] = (
            mapping.items(multi=True) if hasattr(mapping, "getlist") else mapping.items()
        )
        return pairs
    return list(mapping)


def _value(value: Any) -> Any:
    return text(value) if isinstance(value, str) else value
