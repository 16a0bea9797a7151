"""A name in quotation marks: those inside of it are of the second kind, as Russian papers have them."""

from __future__ import annotations

from typing import Final

_INSIDE: Final = str.maketrans({"«": "„", "»": "“"})


def in_quotes(name: str) -> str:
    """«Фестиваль „Знаю как!“», and not «Фестиваль «Знаю как!»»."""
    return f"«{name.strip().translate(_INSIDE)}»"
