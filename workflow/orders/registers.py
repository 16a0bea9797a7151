"""Giving a number: the register's row is locked, so that no number is given twice and none is skipped."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import Connection, Row, Table, bindparam, select, update

from workflow.crashpoint import crashpoint
from workflow.models.order import Order, Register, RegisterKind

_NUMBER = re.compile(r"\s*(?:№\s*)?(\d{1,9})(\D.*)?\s*\Z", re.DOTALL)


class NumberTaken(ValueError):
    """The office's number stands in this register already."""


class NumberUnreadable(ValueError):
    """A number begins with digits: «237», «14-а», «02-Д», «133/6–ОД»."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """`late`: dated before the register's last one; told, not refused, for an external register."""

    year: int
    ordinal: int
    suffix: str
    text: str
    dated_on: date
    late: bool = False


def parse_number(text: str) -> tuple[int, str]:
    """«14-а» is (14, «-а»): text is shown, the ordinal sorts."""
    match = _NUMBER.match(text)
    if match is None:
        raise NumberUnreadable(text)
    return int(match[1]), (match[2] or "").strip()


def locked_register(connection: Connection, register_id: int) -> Row[Any]:
    """Its columns as they are now, the row locked until the end of the transaction."""
    return connection.execute(_LOCKED, {"register": register_id}).one()


_REGISTERS = cast(Table, Register.__table__)
_LOCKED = select(_REGISTERS).where(_REGISTERS.c.id == bindparam("register")).with_for_update(key_share=True)
_KEEP = (
    update(_REGISTERS)
    .where(_REGISTERS.c.id == bindparam("register"))
    .values({name: bindparam(f"new_{name}") for name in ("year", "first_number", "last_number", "last_on")})
)


def _keep(
    connection: Connection, register: Row[Any], *, first_number: int, last_number: int, last_on: date
) -> None:
    values = {
        "register": register.id,
        "new_year": last_on.year,
        "new_first_number": first_number,
        "new_last_number": last_number,
        "new_last_on": last_on,
    }
    connection.execute(_KEEP, values)


def next_number(register: Register | Row[Any], today: date) -> tuple[int, date]:
    """The ordinal and date that an own register would give today. A forecast unless the row is locked."""
    dated_on = max(today, register.last_on or today)
    if _new_year(register, dated_on):
        return 1, dated_on
    return max(register.last_number + 1, register.first_number), dated_on


def _new_year(register: Register | Row[Any], dated_on: date) -> bool:
    return bool(register.restarts_yearly and register.year is not None and dated_on.year > register.year)


def give_number(connection: Connection, register: Row[Any], today: date) -> Numbered:
    """The next number of an own register. The date never goes back; the year is the date's own.

    `register` is what `locked_register` answered. Source: DOMAIN.md 4, RELIABILITY.md I2 and F27.
    """
    ordinal, dated_on = next_number(register, today)
    first = 1 if _new_year(register, dated_on) else register.first_number
    _keep(connection, register, first_number=first, last_number=ordinal, last_on=dated_on)
    crashpoint("register.numbered")
    return Numbered(
        year=dated_on.year,
        ordinal=ordinal,
        suffix="",
        text=register.pattern % {"n": ordinal},
        dated_on=dated_on,
    )


def take_number(connection: Connection, register: Row[Any], text: str, dated_on: date) -> Numbered:
    """The office's own number for an external register: unique, and no claim about gaps."""
    ordinal, suffix = parse_number(text)
    taken = connection.scalar(
        select(Order.id).where(
            Order.register_id == register.id,
            Order.year == dated_on.year,
            Order.ordinal == ordinal,
            Order.suffix == suffix,
        )
    )
    if taken is not None and register.kind is not RegisterKind.IMPORTED:
        raise NumberTaken(text)
    late = register.last_on is not None and dated_on < register.last_on
    if not late:
        first = register.first_number
        _keep(connection, register, first_number=first, last_number=ordinal, last_on=dated_on)
    return Numbered(
        year=dated_on.year,
        ordinal=ordinal,
        suffix=suffix,
        text=text.strip().removeprefix("№").strip(),
        dated_on=dated_on,
        late=late,
    )
