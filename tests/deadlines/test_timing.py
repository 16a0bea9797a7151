"""The `timing` of programme files as rules."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from workflow.deadlines.rule import (
    Bound,
    Continuous,
    Day,
    Gives,
    Month,
    Monthly,
    Point,
    Rule,
    Scope,
    Waiting,
    Window,
    Within,
    Year,
    Yearly,
)
from workflow.deadlines.timing import read_timing
from workflow.deadlines.wording import Unclear


@pytest.mark.parametrize(
    ("timing", "shape"),
    [
        (
            {"kind": "once", "from": "2021-11", "to": "2021-11", "as_given": "ноябрь 2021"},
            Month(Point(11, year=2021)),
        ),
        ({"kind": "once", "from": "11", "to": "11", "as_given": "ноябрь"}, Month(Point(11))),
        ({"kind": "once", "from": "2022-03-31", "to": "2022-03-31"}, Day(Point(3, 31, 2022))),
        ({"kind": "once", "year": 2022}, Year(2022)),
        ({"kind": "once", "school_year": "2021-2022"}, Within(Scope.SCHOOL_YEAR, 2021)),
        ({"kind": "once", "deadline": "2023-08-31"}, Day(Point(8, 31, 2023), Bound.UNTIL)),
        ({"kind": "once", "deadline": "2023", "as_given": "в 2023 году"}, Year(2023)),
        (
            {
                "kind": "once",
                "deadline": "09-10",
                "yearly": True,
                "as_given": "ежегодно в срок до 10 сентября",
            },
            Yearly(Point(9, 10), bound=Bound.UNTIL),
        ),
        (
            {"kind": "once", "deadline": "09-15", "yearly": True, "as_given": "не позднее 15 сентября"},
            Yearly(Point(9, 15), bound=Bound.BY),
        ),
        ({"kind": "window", "from": "05", "to": "06", "as_given": "май - июнь"}, Window(Point(5), Point(6))),
        (
            {"kind": "window", "from": "2022-09-26", "to": "2022-09-30"},
            Window(Point(9, 26, 2022), Point(9, 30, 2022)),
        ),
        ({"kind": "monthly", "as_given": "ежемесячный"}, Monthly()),
        ({"kind": "continuous", "as_given": "постоянно"}, Continuous()),
        ({"kind": "continuous", "from": "2022-01", "as_given": "…"}, Continuous(Point(1, year=2022))),
        ({"kind": "continuous", "scope": "year", "as_given": "в течение года"}, Within(Scope.YEAR)),
        ({"kind": "continuous", "scope": "school_year"}, Within(Scope.SCHOOL_YEAR)),
        ({"kind": "within", "scope": "year", "year": 2027}, Within(Scope.YEAR, 2027)),
        ({"kind": "continuous", "scope": "year", "year": 2027}, Within(Scope.YEAR, 2027)),
        ({"kind": "within", "school_year": "2026/27"}, Within(Scope.SCHOOL_YEAR, 2026)),
        ({"kind": "by_schedule", "as_given": "по графику"}, Waiting(Gives.SCHEDULE)),
        ({"kind": "by_schedule", "scope": "year"}, Waiting(Gives.SCHEDULE, Scope.YEAR)),
        (
            {"kind": "by_schedule", "schedule_source": "договор о партнёрстве", "as_given": "по договору"},
            Waiting(Gives.AGREEMENT),
        ),
        ({"kind": "by_request", "as_given": "по запросам"}, Waiting(Gives.REQUEST)),
    ],
    ids=str,
)
def test_a_timing_of_a_file_is_a_rule(timing, shape):
    rule = read_timing(timing)
    assert isinstance(rule, Rule)
    assert rule.shape == shape
    assert rule.as_given == timing.get("as_given", "")


@pytest.mark.parametrize(
    "timing",
    [
        {"kind": "once", "as_given": "завершающий этап"},
        {"kind": "once"},
        {"kind": "sometimes"},
        {"kind": "once", "deadline": "2023-02-31"},
        {"kind": "window", "from": "soon", "to": "2023-10"},
        {"kind": "continuous", "scope": "century"},
    ],
    ids=str,
)
def test_a_timing_that_fits_nothing_is_said(timing):
    assert isinstance(read_timing(timing), Unclear)


PROGRAMMES = Path(__file__).parents[2] / "programmes"


def timings_in(node: object) -> Iterator[dict[str, object]]:
    if isinstance(node, dict):
        if isinstance(node.get("timing"), dict):
            yield node["timing"]
        node = list(node.values())
    if isinstance(node, list):
        for item in node:
            yield from timings_in(item)


def test_every_timing_of_the_five_programmes_is_read_or_said():
    timings = [
        timing
        for path in sorted(PROGRAMMES.glob("*.yaml"))
        for timing in timings_in(yaml.safe_load(path.read_text(encoding="utf-8")))
    ]
    assert len(timings) > 60
    read = [read_timing(timing) for timing in timings]
    assert [one.words for one in read if isinstance(one, Unclear)] == ["завершающий этап"]
    assert {type(one.shape) for one in read if isinstance(one, Rule)} == {
        Day, Month, Window, Year, Within, Continuous, Monthly, Yearly, Waiting
    }  # fmt: skip
