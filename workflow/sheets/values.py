"""Numbers, days and places of a spreadsheet, as people write them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

LAST_DAY = 2_958_465  # 31.12.9999
FIRST_CERTAIN = 61  # before it a spreadsheet counts a day that never was, 29.02.1900
BEGINNINGS = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
LONGEST = 40


def column_of(place: str) -> int:
    """«C7» -> 2"""
    number = 0
    for letter in place.rstrip("0123456789"):
        if not "A" <= letter <= "Z" or number > 20_000:
            raise ValueError(place)
        number = number * 26 + ord(letter) - 64
    if not number:
        raise ValueError(place)
    return number - 1


def column_letters(column: int) -> str:
    """2 -> «C»"""
    letters, rest = "", column + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        letters = chr(65 + place) + letters
    return letters


def shown_number(raw: str, *, is_day: bool, since_1904: bool) -> str:
    """5.0 -> «5», 44882 in a cell of days -> «17.11.2022»; what is no number stays as it is."""
    try:
        value = Decimal(raw.strip())
    except InvalidOperation:
        return raw[:LONGEST]
    if not value.is_finite() or abs(value.adjusted()) > LONGEST // 2:
        return raw[:LONGEST]
    if is_day and (FIRST_CERTAIN <= value <= LAST_DAY or (since_1904 and 0 <= value <= LAST_DAY - 1462)):
        return f"{BEGINNINGS[since_1904] + timedelta(days=int(value)):%d.%m.%Y}"
    if value == value.to_integral_value():
        return f"{value.to_integral_value():f}"
    return f"{value.normalize():f}".replace(".", ",")
