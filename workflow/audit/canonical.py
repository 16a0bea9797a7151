"""The exact bytes that are hashed, and how. This can never change; docs/audit-format.md says it in words.

    hash = sha256( "opora-audit/1" 0x00 | prev hash as 64 hex characters | body as UTF-8 )

`body` is JSON with sorted keys, no spaces, no floats, text in NFC, times in UTC with six digits and Z.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

DOMAIN = b"opora-audit/1\x00"
VERSION = 1


def canonical_json(value: Mapping[str, Any]) -> str:
    """One text for one value, on every machine and database."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def chain_hash(prev_hash: str, body: str) -> str:
    return hashlib.sha256(DOMAIN + prev_hash.encode("ascii") + body.encode()).hexdigest()


def sha256_text(text: str) -> str:
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()


def salted(salt: str, text: str) -> str:
    """What stands in the chain for a free text: it can be erased and the chain still holds."""
    return hashlib.sha256(f"{salt}|{text}".encode()).hexdigest()


def instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _plain(value: Any) -> Any:
    if isinstance(value, str):  # what is asked most often stands first
        return _composed(value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, dict | Mapping):
        return {_composed(str(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        items = [_plain(item) for item in value]
        return sorted(items) if isinstance(value, set | frozenset) else items
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"not fit for the record: {type(value).__name__}")


def _composed(text: str) -> str:
    return str(text) if text.isascii() else unicodedata.normalize("NFC", text)
