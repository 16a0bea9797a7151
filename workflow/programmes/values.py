"""The kinds of values a programme file holds, each refused with a code that has a Russian sentence."""

from __future__ import annotations

import re
from typing import Annotated, Any, TypeAlias

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, PlainValidator, StringConstraints
from pydantic_core import PydanticCustomError

from workflow.programmes.dates import PartialDate, school_year

_CODE = re.compile(r"[a-z][a-z0-9_]*")


def _partial_date(value: Any) -> PartialDate:
    try:
        if isinstance(value, str):
            return PartialDate.parse(value)
    except ValueError:
        pass
    raise PydanticCustomError("partial_date", "not a date")


def _dated(found: PartialDate) -> PartialDate:
    if found.year is None:
        raise PydanticCustomError("date_with_year", "no year")
    return found


def _numeral(value: Any) -> str:
    """«3.1» must be quoted: as a decimal fraction 3.10 and 3.1 would be one number."""
    if isinstance(value, bool) or not isinstance(value, (str, int)) or not str(value).strip():
        raise PydanticCustomError("numeral", "not a number of a row")
    return str(value)


def _number(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise PydanticCustomError("number", "not a number")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    """A text or a list of texts."""
    found = (value,) if isinstance(value, str) else value
    if not isinstance(found, tuple) or not all(isinstance(one, str) and one.strip() for one in found):
        raise PydanticCustomError("texts", "neither a text nor texts")
    return found


def _loose(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise PydanticCustomError("loose", "neither a text nor a number")
    return str(value)


def _code(value: str) -> str:
    if not _CODE.fullmatch(value):
        raise PydanticCustomError("code", "not a code")
    return value


def _year_key(value: Any) -> Any:
    """The keys of a JSON record are texts, and canonical bytes must load back."""
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value


def _year(value: int) -> int:
    if not 1900 <= value <= 2100:
        raise PydanticCustomError("year", "not a year")
    return value


def _school_year(value: str) -> str:
    try:
        school_year(value)
    except ValueError:
        raise PydanticCustomError("school_year", "not a school year") from None
    return value


def _not_negative(value: int) -> int:
    if value < 0:
        raise PydanticCustomError("count", "less than nothing")
    return value


Text: TypeAlias = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]
Texts: TypeAlias = Annotated[tuple[str, ...], BeforeValidator(_texts)]
Loose: TypeAlias = Annotated[str, BeforeValidator(_loose)]
Code: TypeAlias = Annotated[str, AfterValidator(_code)]
#: The number of a row or an act: kept as text, so that «1», «1.10» and «б.» are all themselves.
Numeral: TypeAlias = Annotated[str, BeforeValidator(_numeral)]
Number: TypeAlias = Annotated[int | float, PlainValidator(_number)]
Count: TypeAlias = Annotated[int, AfterValidator(_not_negative)]
Year: TypeAlias = Annotated[int, AfterValidator(_year)]
YearKey: TypeAlias = Annotated[int, BeforeValidator(_year_key), AfterValidator(_year)]
SchoolYear: TypeAlias = Annotated[str, AfterValidator(_school_year)]
When: TypeAlias = Annotated[PartialDate, PlainValidator(_partial_date), PlainSerializer(str)]
DatedWhen: TypeAlias = Annotated[
    PartialDate, PlainValidator(_partial_date), AfterValidator(_dated), PlainSerializer(str)
]
