"""How a message is said: by a voice per language; and Russian itself, the source, which needs no catalogue.

Russian has three plural forms and gettext's source only two: the third stands in RUSSIAN_MANY, from which the
Russian catalogue takes it as well. Documents, the console and the tests speak by `in_russian`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, Protocol

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


#: The form for five and more of every plural message of this package, by its first form; other packages word
#: theirs so that the second form serves for both («Не хватает согласований: 5»).
RUSSIAN_MANY: Final[Mapping[str, str]] = {
    "осталось %(num)d раб. день": "осталось %(num)d раб. дней",
    "на %(num)d раб. день": "на %(num)d раб. дней",
    "осталось %(num)d календ. день, производственного календаря нет": (
        "осталось %(num)d календ. дней, производственного календаря нет"
    ),
    "на %(num)d календ. день, производственного календаря нет": (
        "на %(num)d календ. дней, производственного календаря нет"
    ),
    "%(num)d рабочий день": "%(num)d рабочих дней",
    "%(num)d календарный день": "%(num)d календарных дней",
    "%(num)d неделя": "%(num)d недель",
    "%(num)d месяц": "%(num)d месяцев",
    "на %(num)d рабочий день, новый срок: %(to)s": "на %(num)d рабочих дней, новый срок: %(to)s",
}
