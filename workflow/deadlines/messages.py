"""How a message is said: by a voice per language; and Russian itself, the source, which needs no catalogue.

Russian has three plural forms and gettext's source only two: the third stands in plurals.py. Documents, the
console and the tests speak by `in_russian`.
"""

from __future__ import annotations

from datetime import date
from typing import Final, Protocol

from workflow.deadlines.plurals import RUSSIAN_MANY
from workflow.states.definition import Message


class Voice(Protocol):
    """One language: the two gettext calls, and how it writes a day."""

    def gettext(self, text: str, /) -> str: ...
    def ngettext(self, one: str, few: str, n: int, /) -> str: ...
    def day(self, day: date, /) -> str: ...


def render(message: Message, voice: Voice) -> str:
    """The sentence in one language; dates and messages among its values are said in it as well."""
    values: dict[str, str | int] = {}
    for name, value in message.values:
        if isinstance(value, date):
            values[name] = voice.day(value)
        elif isinstance(value, Message):
            values[name] = render(value, voice)
        else:
            values[name] = value
    if message.plural and message.n is not None:
        return voice.ngettext(message.text, message.plural, message.n) % {"num": message.n, **values}
    return voice.gettext(message.text) % values


WEEKDAYS: Final = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")


def plural_form(n: int) -> int:
    """Which of the three Russian forms a count takes: 0 день, 1 дня, 2 дней."""
    if n % 10 == 1 and n % 100 != 11:
        return 0
    if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14):
        return 1
    return 2


class Russian:
    """The source language."""

    def gettext(self, text: str, /) -> str:
        return text

    def ngettext(self, one: str, few: str, n: int, /) -> str:
        return (one, few, RUSSIAN_MANY.get(one, few))[plural_form(n)]

    def day(self, day: date, /) -> str:
        return f"{day:%d.%m.%Y}, {WEEKDAYS[day.weekday()]}"


def in_russian(message: Message) -> str:
    return render(message, Russian())
