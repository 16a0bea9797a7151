"""A title that names its year reads on in the next one: «на 2026/27» becomes «на 2027/28»."""

from __future__ import annotations

import re

from workflow.deadlines.rule import Period

#: «2026/27», «2026/2027», «2026–2027», «2026-2027».
_SCHOOL_YEAR = re.compile(r"(?<!\d)(\d{4})(\s?[/–—-]\s?)(\d{4}|\d{2})(?![\d.])")
_YEAR = re.compile(r"(?<![\d./–—-])(\d{4})(?![\d./–—-])")


def title_in(title: str, former: Period, following: Period) -> str:
    """Only the years of the former term are renamed, as they are written; whatever else it says stays."""
    first, last = former.from_on.year, former.to_on.year

    def both(found: re.Match[str]) -> str:
        if (int(found[1]), int(found[3]) % 100) != (first, last % 100):
            return found[0]
        return f"{following.from_on.year}{found[2]}{str(following.to_on.year)[-len(found[3]) :]}"

    def alone(found: re.Match[str]) -> str:
        return str(following.from_on.year) if int(found[1]) == first else found[0]

    if first != last:
        return _SCHOOL_YEAR.sub(both, title)
    return _YEAR.sub(alone, title) if following.from_on.year == following.to_on.year else title
