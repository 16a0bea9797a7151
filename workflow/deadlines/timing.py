"""The `timing` of a programme file -> a rule: six kinds, months without a year, yearly dates.

The file's analyst has already read the words; `as_given` is kept beside. Dates are ГГГГ-ММ-ДД, ГГГГ-ММ, ГГГГ,
and without a year ММ-ДД or ММ.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from workflow.deadlines.rule import (
    Bound,
    Continuous,
    Day,
    Gives,
    Month,
    Monthly,
    NoSuchDay,
    Point,
    Rule,
    Scope,
    Shape,
    Waiting,
    Window,
    Within,
    Year,
    Yearly,
)
from workflow.deadlines.wording import Unclear, read_wording
from workflow.states.definition import N_, say

STAMP = re.compile(
    r"(?:(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?|(?P<mm>\d\d)(?:-(?P<dd>\d\d))?)"
)


def read_timing(timing: Mapping[str, object]) -> Rule | Unclear:
    """The rule of one `timing`; words alone are read as words, and what fits nothing is said."""
    as_given = str(timing.get("as_given") or "")
    try:
        shape = _shape(timing, as_given)
    except (NoSuchDay, ValueError):
        shape = None
    if shape is not None:
        return Rule(as_given, shape)
    if as_given:
        return read_wording(as_given)
    words = ", ".join(f"{name}: {value}" for name, value in timing.items())
    return Unclear("", words, say(N_("Срок не понят: «%(words)s». Назовите дату."), words=words))


def _shape(timing: Mapping[str, object], as_given: str) -> Shape | None:
    match timing.get("kind"):
        case "monthly":
            return _monthly(as_given)
        case "continuous":
            return _continuous(timing)
        case "by_schedule":
            agreed = "договор" in f"{timing.get('schedule_source', '')} {as_given}".lower()
            return Waiting(Gives.AGREEMENT if agreed else Gives.SCHEDULE, _scope(timing))
        case "by_request":
            return Waiting(Gives.REQUEST)
        case "within":
            return _within(timing, _scope(timing) or Scope.YEAR)
        case "window" | "once" | "yearly":
            return _dated(timing, as_given)
        case _:
            return None


def _monthly(as_given: str) -> Shape:
    """The words may name the day of the month; otherwise a month is a month."""
    read = read_wording(as_given)
    return read.shape if isinstance(read, Rule) and isinstance(read.shape, Monthly) else Monthly()


def _continuous(timing: Mapping[str, object]) -> Shape:
    scope = _scope(timing)
    if scope is not None:
        return _within(timing, scope)
    since = timing.get("from")
    return Continuous(_point(since) if since else None)


def _within(timing: Mapping[str, object], scope: Scope) -> Within:
    """The year stands beside the words, where the document names it."""
    if "school_year" in timing:
        return Within(Scope.SCHOOL_YEAR, int(str(timing["school_year"])[:4]))
    return Within(scope, int(str(timing["year"])) if "year" in timing else None)


def _dated(timing: Mapping[str, object], as_given: str) -> Shape | None:
    yearly = bool(timing.get("yearly")) or timing.get("kind") == "yearly"
    if "deadline" in timing:
        return _deadline(str(timing["deadline"]), as_given, yearly=yearly)
    if "year" in timing:
        return Year(int(str(timing["year"])))
    if "school_year" in timing:
        return _within(timing, Scope.SCHOOL_YEAR)
    if "from" not in timing:
        return None
    opens = _point(timing["from"])
    closes = _point(timing.get("to", timing["from"]))
    if yearly:
        return Yearly(closes=closes, opens=opens)
    if opens != closes:
        return Window(opens, closes)
    return Day(opens) if opens.day else Month(opens)


def _deadline(stamp: str, as_given: str, *, yearly: bool) -> Shape:
    if re.fullmatch(r"\d{4}", stamp):
        return Year(int(stamp))
    point, bound = _point(stamp), _bound(as_given)
    if yearly:
        return Yearly(closes=point, bound=bound)
    return Day(point, bound) if point.day else Month(point)


def _bound(as_given: str) -> Bound:
    """A deadline is «до», unless its words say «не позднее»."""
    read = read_wording(as_given)
    shape = read.shape if isinstance(read, Rule) else None
    return shape.bound if isinstance(shape, Day | Yearly) and shape.bound is not Bound.ON else Bound.UNTIL


def _scope(timing: Mapping[str, object]) -> Scope | None:
    scope = timing.get("scope")
    return Scope(str(scope)) if scope else None


def _point(stamp: object) -> Point:
    found = STAMP.fullmatch(str(stamp))
    if found is None:
        raise ValueError(stamp)
    month, day = found["month"] or found["mm"], found["day"] or found["dd"]
    if month is None:
        raise ValueError(stamp)
    return Point(int(month), int(day) if day else None, int(found["year"]) if found["year"] else None)
