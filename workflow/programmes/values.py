"""The kinds of values a programme file holds, each refused with a code that has a Russian sentence."""

from __future__ import annotations

import re
from typing import Annotated, Any, TypeAlias

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, PlainValidator, StringConstraints
from pydantic_core import PydanticCustomError

from workflow.programmes.dates import PartialDate, school_year

_CODE = re.compile(r"[a-z][a-z0-9_]*")
#: As long as what is looked up, sorted or numbered may be.
LONGEST_CODE, LONGEST_NAME, LONGEST_NUMERAL = 64, 500, 50
FIRST_YEAR, LAST_YEAR = 1900, 2100
#: More than any count of a document, and less than a column of the database holds.
MOST = 1_000_000_000
#: A measured number has so many digits before its comma and after it.
_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,6})?")


def _partial_date(value: Any) -> PartialDate:
    try:
        found = PartialDate.parse(value if isinstance(value, str) else "")
    except ValueError:
        raise PydanticCustomError("partial_date", "not a date") from None
    if found.year is not None:
        _year(found.year)
    return found


def _dated(found: PartialDate) -> PartialDate:
    if found.year is None:
        raise PydanticCustomError("date_with_year", "no year")
    return found


def _numeral(value: Any) -> str:
    """«3.1» must be quoted: as a decimal fraction 3.10 and 3.1 would be one number."""
    if isinstance(value, bool) or not isinstance(value, (str, int)) or not str(value).strip():
        raise PydanticCustomError("numeral", "not a number of a row")
    if len(str(value)) > LONGEST_NUMERAL:
        raise PydanticCustomError("numeral_length", "longer than a number is")
    return str(value)


def _number(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise PydanticCustomError("number", "not a number")
    if not _NUMBER.fullmatch(str(value)):
        raise PydanticCustomError("number_digits", "more digits than are kept")
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
    if not _CODE.fullmatch(value) or len(value) > LONGEST_CODE:
        raise PydanticCustomError("code", "not a code")
    return value


def _year_key(value: Any) -> Any:
    """The keys of a JSON record are texts, and canonical bytes must load back."""
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value


def _year(value: int) -> int:
    if not FIRST_YEAR <= value <= LAST_YEAR:
        raise PydanticCustomError("year", "not a year")
    return value


def _school_year(value: str) -> str:
    try:
        begins_on, _ = school_year(value)
    except ValueError:
        raise PydanticCustomError("school_year", "not a school year") from None
    _year(begins_on.year)
    return value


def _not_negative(value: int) -> int:
    if not 0 <= value <= MOST:
        raise PydanticCustomError("count", "less than nothing, or more than there may be")
    return value


Text: TypeAlias = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]
Name: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME, pattern=r"\S")]
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
