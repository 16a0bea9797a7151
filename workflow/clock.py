"""The one place that asks the computer for the time.

The clock may be moved for a demonstration or a test, so that a year of deadlines can be seen in a minute.
Web, worker and tick read the same setting, so they agree. Outside a demonstration a moved clock would date
real orders falsely.
"""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

_DURATION = re.compile(
    r"(?P<sign>[+-]?)P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)
_SECONDS = re.compile(r"[+-]?\d+(?:\.\d+)?")

_shift = dt.timedelta(0)


class ClockShiftError(ValueError):
    """OPORA_CLOCK_SHIFT cannot be read, or is set where real orders are dated."""


def now() -> dt.datetime:
    """This moment, aware, in UTC, moved by OPORA_CLOCK_SHIFT."""
    return dt.datetime.now(dt.UTC) + _shift


def local_date(moment: dt.datetime, zone: str | ZoneInfo) -> dt.date:
    """The date on the wall calendar of that zone: an order of 22:30 UTC belongs to the next day in Moscow."""
    return moment.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone).date()


def parse_shift(words: str | None) -> dt.timedelta:
    """`86400`, `-3600` or an ISO duration: `P30D`, `-PT2H`. No months: they have no fixed length."""
    words = (words or "").strip()
    if not words:
        return dt.timedelta(0)
    if _SECONDS.fullmatch(words):
        return dt.timedelta(seconds=float(words))
    match = _DURATION.fullmatch(words)
    parts = {name: int(n) for name, n in match.groupdict().items() if n and name != "sign"} if match else {}
    if match is None or not parts:
        raise ClockShiftError(f"OPORA_CLOCK_SHIFT={words!r}: write seconds (86400) or a duration (P30D)")
    length = dt.timedelta(**parts)
    return -length if match["sign"] == "-" else length


def set_shift(shift: dt.timedelta, *, allowed: bool) -> None:
    global _shift
    if shift and not allowed:
        raise ClockShiftError("OPORA_CLOCK_SHIFT is only for a demonstration (OPORA_DEMO=1) or for tests")
    _shift = shift
