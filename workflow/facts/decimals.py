"""Numbers as people write them and as they are kept: «83,3» is typed and shown, «83.3» is stored, exactly."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

#: Digits of a whole number may be grouped by spaces; a minus may be a typographic one.
_NUMBER = re.compile(r"[-\u2212\u2013]?[0-9]{1,12}(?:[.,][0-9]{1,6})?", re.ASCII)
_TENTH = Decimal("0.1")


def read_decimal(typed: str) -> str | None:
    """The stored form of a typed number; None when it is none."""
    text = re.sub(r"[ \u00a0\u202f]+", "", typed.strip())
    if not _NUMBER.fullmatch(text):
        return None
    return plain(Decimal(re.sub(r"[\u2212\u2013]", "-", text).replace(",", ".")))


def plain(number: Decimal) -> str:
    """Without an exponent and without empty tail digits: 62, not 62.0 and not 6E+1."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def decimal_comma(stored: str | None) -> str:
    """For a page and a document: a comma, and a minus as wide as a plus. Nothing for nothing."""
    return (stored or "").replace(".", ",").replace("-", "\u2212")


def per_cent(numerator: str, denominator: str) -> str:
    """A share in per cent, to a tenth, half away from zero. The denominator is not zero."""
    share = Decimal(numerator) * 100 / Decimal(denominator)
    return plain(share.quantize(_TENTH, rounding=ROUND_HALF_UP))


def deviation(fact: str, target: str) -> str:
    """Fact less target, in the indicator's own unit."""
    return plain(Decimal(fact) - Decimal(target))


def signed(stored: str) -> str:
    """A difference says its side: «+3», «−2,5», «0»."""
    return decimal_comma(stored) if stored.startswith("-") or stored == "0" else f"+{decimal_comma(stored)}"
