"""How Russian text, dates and numbers look: 17.11.2022, чт · 1 234,5 · № 369 on one line.

Dates keep the Russian order in the English interface too: 03.04 must not be read as the fourth of March by
one of two people who look at the same order.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_day_names, get_timezone_name
from flask import Flask
from flask_babel import get_locale
from markupsafe import Markup

NBSP = "\u00a0"
_NUMBER_SIGN = re.compile(r"([№§]) (?=\S)")
# A word of one or two letters does not stay alone at the end of a line, nor does «для», «над»…
_SHORT_WORD = re.compile(
    r"(?<![^\s(«\"])((?:[а-яёА-ЯЁ]{1,2}|для|над|под|при|про|без|или)) (?=\S)", re.IGNORECASE
)
# «Фестиваль «Учимся вместе»: of two closing marks of one kind a Russian text keeps one.
_TWICE = re.compile("»{2,}")
_ABBREVIATION = re.compile(r"(?<!\w)(п|пп|ст|гл|стр)\. (?=\d)")
_DASH = re.compile(r" (?=[—–] )")
_UNIT = re.compile(r"(?<=\d) (?=(?:%|г\.|гг\.|руб|мин|ч\b|дн|МБ|КБ))")
# «СОШ №1»: the number of a school is a part of its name.
_NUMBERED = re.compile(r"(?<=[А-ЯЁ]{2}) (?=№)")
_GLUED = (
    (_NUMBER_SIGN, rf"\1{NBSP}"),
    (_NUMBERED, NBSP),
    (_ABBREVIATION, rf"\1.{NBSP}"),
    (_DASH, NBSP),
    (_UNIT, NBSP),
)
_NARROW = "\u202f"


def typo(text: object) -> str | Markup:
    """Puts no-break spaces where a line must not end, one mark where two would stand. Markup stays Markup."""
    words = _SHORT_WORD.sub(rf"\1{NBSP}", glued(str(text)))
    # Only spaces were exchanged and marks left out, what was safe still is.
    return Markup(words) if isinstance(text, Markup) else words  # noqa: S704


def glued(words: str) -> str:
    """A number stays with its sign and its unit. Prepositions may end a line: it is filled to both margins."""
    words = _TWICE.sub("»", words)
    for pattern, replacement in _GLUED:
        words = pattern.sub(replacement, words)
    return words


def date(day: dt.date | None) -> str:
    """17.11.2022"""
    return "" if day is None else f"{day:%d.%m.%Y}"


def date_weekday(day: dt.date | None, locale: str | None = None) -> str:
    """17.11.2022, чт"""
    if day is None:
        return ""
    return f"{date(day)},{NBSP}{_weekdays(str(locale or get_locale() or 'ru'))[day.weekday()]}"


@cache
def _weekdays(locale: str) -> tuple[str, ...]:
    """A list says fifty dates, and the library looks for its data at each."""
    names = get_day_names("abbreviated", locale=locale)
    return tuple(names[day] for day in range(7))


def weekday_names(*, short: bool) -> list[str]:
    """понедельник … воскресенье, or пн … вс, as they stand alone."""
    width: Literal["abbreviated", "wide"] = "abbreviated" if short else "wide"
    names = get_day_names(width, "stand-alone", locale=get_locale() or "ru")
    return [names[day] for day in range(7)]


def date_long(day: dt.date | None, locale: str | None = None) -> str:
    """17 ноября 2022 г."""
    if day is None:
        return ""
    return format_date(day, "long", locale=locale or get_locale() or "ru").replace(_NARROW, NBSP)


def day_plain(day: dt.date | None, locale: str | None = None) -> str:
    """25 ноября, пятница: as a school reads a date of this year."""
    if day is None:
        return ""
    tongue = locale or get_locale() or "ru"
    return f"{format_date(day, 'd MMMM', locale=tongue)},{NBSP}{format_date(day, 'EEEE', locale=tongue)}"


def month_year(day: dt.date | None, locale: str | None = None) -> str:
    """ноябрь 2022"""
    return "" if day is None else format_date(day, "LLLL y", locale=locale or get_locale() or "ru")


def month_name(day: dt.date | None, locale: str | None = None) -> str:
    """декабрь, where the year is plain"""
    return "" if day is None else format_date(day, "LLLL", locale=locale or get_locale() or "ru")


def moment(at: dt.datetime | None, zone: str | ZoneInfo) -> str:
    """17.11.2022, 10:20 on the wall clock of that zone."""
    if at is None:
        return ""
    local = at.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)
    return f"{date(local.date())},{NBSP}{local:%H:%M}"


def zone_name(zone: str, locale: str | None = None) -> str:
    """«Москва, стандартное время» for Europe/Moscow."""
    return _zone_name(zone, str(locale or get_locale() or "ru"))


@cache
def _zone_name(zone: str, locale: str) -> str:
    return get_timezone_name(ZoneInfo(zone), locale=locale)


def number(value: float | Decimal | None, places: int | None = None) -> str:
    """1 234,5: decimal comma, thousands apart from four digits on five-digit numbers, a real minus."""
    if value is None:
        return ""
    exact = Decimal(str(value))
    text = f"{exact:.{places}f}" if places is not None else f"{exact:f}"
    sign, text = ("−", text[1:]) if text.startswith("-") else ("", text)
    whole, _, rest = text.partition(".")
    whole = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", NBSP, whole)
    return sign + whole + ("," + rest if rest else "")


def ended(words: object) -> str | Markup:
    """A sentence with its full stop: reasons are kept without one, and stand in a row on a page."""
    text = str(words)
    stop = "" if not text or text[-1] in ".!?…:" else "."
    return Markup(text) + stop if isinstance(words, Markup) else text + stop  # noqa: S704 - it was Markup before


def install(app: Flask) -> None:
    for name, function in FILTERS.items():
        app.add_template_filter(function, name)


FILTERS: dict[str, Callable[..., str]] = {
    "typo": typo,
    "ended": ended,
    "date": date,
    "date_weekday": date_weekday,
    "date_long": date_long,
    "month_year": month_year,
    "month_name": month_name,
    "day_plain": day_plain,
    "moment": moment,
    "number": number,
}
