"""Giving a number: the register's row is locked, so that no number is given twice and none is skipped."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

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


def locked_register(session: Session, register_id: int) -> Register:
    return session.execute(_LOCKED, {"register": register_id}).scalar_one()


_LOCKED = (
    select(Register)
    .where(Register.id == bindparam("register"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)


def next_number(register: Register, today: date) -> tuple[int, date]:
    """The ordinal and date that an own register would give today. A forecast unless the row is locked."""
    dated_on = max(today, register.last_on or today)
    if register.restarts_yearly and register.year is not None and dated_on.year > register.year:
        return 1, dated_on
    return max(register.last_number + 1, register.first_number), dated_on


def give_number(register: Register, today: date) -> Numbered:
    """The next number of an own register. The date never goes back; the year is the date's own.

    `register` must be locked. Source: DOMAIN.md 4, RELIABILITY.md I2 and F27.
    """
    ordinal, dated_on = next_number(register, today)
    if register.restarts_yearly and register.year is not None and dated_on.year > register.year:
        register.first_number = 1
    register.year = dated_on.year
    register.last_number = ordinal
    register.last_on = dated_on
    crashpoint("register.numbered")
    return Numbered(
        year=dated_on.year,
        ordinal=ordinal,
        suffix="",
        text=register.pattern % {"n": ordinal},
        dated_on=dated_on,
    )


def take_number(session: Session, register: Register, text: str, dated_on: date) -> Numbered:
    """The office's own number for an external register: unique, and no claim about gaps."""
    ordinal, suffix = parse_number(text)
    taken = session.scalar(
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
        register.year, register.last_number, register.last_on = dated_on.year, ordinal, dated_on
    return Numbered(
        year=dated_on.year,
        ordinal=ordinal,
        suffix=suffix,
        text=text.strip().removeprefix("№").strip(),
        dated_on=dated_on,
        late=late,
    )
