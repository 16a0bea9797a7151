"""Controls that several forms share."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import DateField
from wtforms.validators import Optional

DATE = "%d.%m.%Y"
YEARS = range(1990, 2200)
_DAY = re.compile(r"\s*(\d{1,2})[.\s/-]+(\d{1,2})[.\s/-]+(\d{4})(?:\s*г\.?)?\s*")


class MayBeEmpty(Optional):  # type: ignore[misc]  # the library ships no types
    """Lets an empty field pass without a mark «можно не заполнять»: whether it may is said elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.field_flags: dict[str, bool] = {}


class TypedDateField(DateField):  # type: ignore[misc]  # the library ships no types
    """A day as people type it: «14.08.2026», «14. 8. 2026». What was typed stays in the box."""

    data: Any

    def __init__(self, label: Any = None, validators: Any = None, **given: Any) -> None:
        super().__init__(label, validators, format=DATE, **given)

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self.raw_data = valuelist if valuelist[0].strip() else []  # a space that does not break is no day
        self.data = day_of(valuelist[0])
        if self.data is None and valuelist[0].strip():
            raise ValueError(_("Такой даты нет. Напишите число, месяц и год, например 14.08.2026"))


def day_of(text: str) -> date | None:
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    day, month, year = map(int, match.groups())
    try:
        return in_our_time(date(year, month, day))
    except ValueError:
        return None


def in_our_time(day: date) -> date:
    """The year 1 or 9999 is a slip of the hand, and the ends of the calendar have no other day beside them."""
    if day.year not in YEARS:
        raise ValueError(day)
    return day
