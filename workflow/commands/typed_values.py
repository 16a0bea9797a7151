"""One typed value of an indicator, judged: what is stored of it, or what is wrong at which field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workflow.commands.errors import BadInput
from workflow.facts.decimals import decimal_comma, per_cent, read_decimal
from workflow.models.monitoring import Indicator, IndicatorKind, Measurement
from workflow.states.definition import N_, say

LONGEST = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedValue:
    """`at` begins the names of its fields on the page («m7-12-0»): a fault is said at «m7-12-0-numerator»."""

    at: str
    indicator_id: int
    case_id: int | None = None
    component: str = ""
    value: str = ""
    numerator: str = ""
    denominator: str = ""
    words: str = ""
    rests_on: str = ""
    why_not: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(one.strip() for one in self._said) and not self.why_not.strip()

    @property
    def _said(self) -> tuple[str, ...]:
        return (self.value, self.numerator, self.denominator, self.words, self.rests_on)


#: Columns of a measurement that a person fills in.
COLUMNS = ("value", "numerator", "denominator", "words", "rests_on", "why_not")


def judged(typed: TypedValue, indicator: Indicator, *, attended: int | None = None) -> dict[str, Any]:
    """Values of the columns. Raises BadInput. `attended`: people of the sheets, if the share is of them."""
    for name in COLUMNS:
        if len(getattr(typed, name)) > LONGEST:
            raise _bad(typed, name, N_("Слишком длинно: помещается %(longest)d знаков"), longest=LONGEST)
    if typed.why_not.strip():
        return _not_measured(typed)
    if indicator.kind is IndicatorKind.WORDS:
        return _in_words(typed)
    if indicator.kind is IndicatorKind.SHARE:
        return _share(typed, attended)
    stored = read_decimal(typed.value)
    if stored is None:
        raise _bad(
            typed, "value", N_("«%(given)s» — не число. Напишите, например: 83,3"), given=typed.value[:40]
        )
    return _columns(value=stored)


def same_as(row: Measurement | None, values: dict[str, Any]) -> bool:
    return row is not None and all(getattr(row, name) == values[name] for name in COLUMNS)


def _not_measured(typed: TypedValue) -> dict[str, Any]:
    if any(one.strip() for one in typed._said):
        raise _bad(typed, "why_not", N_("Здесь и значение, и причина, почему его нет. Оставьте одно"))
    return _columns(why_not=typed.why_not.strip())


def _in_words(typed: TypedValue) -> dict[str, Any]:
    if not typed.words.strip():
        raise _bad(typed, "words", N_("Напишите уровень словами, например: «согласованы частично»"))
    if not typed.rests_on.strip():
        raise _bad(typed, "rests_on", N_("Напишите, на чём это основано: документ или наблюдение"))
    return _columns(words=typed.words.strip(), rests_on=typed.rests_on.strip())


def _share(typed: TypedValue, attended: int | None) -> dict[str, Any]:
    counted = str(attended) if attended is not None and not typed.numerator.strip() else typed.numerator
    above, below = _count(typed, "numerator", counted), _count(typed, "denominator", typed.denominator)
    if below == 0:
        raise _bad(
            typed, "denominator", N_("Доля от нуля не считается. Напишите, почему показатель не измерен")
        )
    if above > below:
        raise _bad(
            typed,
            "numerator",
            N_(
                "%(above)d из %(below)d: часть больше целого. Каждого считают один раз, и в числителе только"
                " те, кто есть в знаменателе"
            ),
            above=above,
            below=below,
        )
    return _columns(value=per_cent(str(above), str(below)), numerator=str(above), denominator=str(below))


def _count(typed: TypedValue, name: str, text: str) -> int:
    stored = read_decimal(text)
    if stored is None or not stored.isdigit():
        if not text.strip():
            raise _bad(typed, name, N_("Долю считают из двух чисел: сколько и от скольких"))
        raise _bad(
            typed, name, N_("«%(given)s» — не количество. Напишите целое число"), given=decimal_comma(text)[:40]
        )
    return int(stored)


def _columns(**values: str) -> dict[str, Any]:
    empty: dict[str, Any] = {"value": None, "numerator": None, "denominator": None}
    return {**empty, "words": "", "rests_on": "", "why_not": "", **values}


def _bad(typed: TypedValue, name: str, text: str, **values: str | int) -> BadInput:
    return BadInput(f"{typed.at}-{name}", say(text, **values))
