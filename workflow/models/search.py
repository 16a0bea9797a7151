"""Text as people look for it and expect it sorted, the same on both databases.

Plain SQLite knows no Cyrillic case and sorts Ё first; PostgreSQL sorts as its locale says. So the words are
prepared once, when a row is written, into a `search` and a `sort_key` column.
"""

from __future__ import annotations

import re
import unicodedata

NUMBER_WIDTH = 10
_NOT_WORDS = re.compile(r"[^\w№]+")
_DIGITS = re.compile(r"\d+")
_ABBREVIATED_NUMBER = re.compile(r"№\s*(?=\d)")


def search_text(*words: str | None) -> str:
    """«МБОУ “СОШ № 2”» and «сош №2» meet: no case, no ё, no quotes, one space, the sign beside its number."""
    text = unicodedata.normalize("NFC", " ".join(word for word in words if word)).casefold().replace("ё", "е")
    return _ABBREVIATED_NUMBER.sub("№", _NOT_WORDS.sub(" ", text)).strip()


def sort_key(*words: str | None) -> str:
    """«Школа № 9» before «Школа № 10», Ё beside Е."""
    return _DIGITS.sub(lambda number: number[0].rjust(NUMBER_WIDTH, "0"), search_text(*words))
