"""One clock, and it is looked at only at the doors: views, jobs and commands of the shell."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source import calls, python_files, tree_of

INSIDE = (
    "workflow/states/",
    "workflow/programmes/",
    "workflow/models/",
    "workflow/commands/",
    "workflow/pages/",
    "workflow/orders/",
    "workflow/audit/",
    "workflow/deadlines/",
    "workflow/forms/",
    "workflow/queues",
    "workflow/access",
    "workflow/facts",
    "workflow/uow",
)


def looks_at_another_clock(tree: ast.AST) -> Iterator[int]:
    for call, on, name in calls(tree):
        if name in {"utcnow", "today", "utcfromtimestamp"} or (name == "now" and on != "clock"):
            yield call.lineno
        if (on, name) in {("time", "time"), ("time", "localtime"), ("time", "gmtime")}:
            yield call.lineno


@pytest.mark.parametrize(
    "code",
    [
        "datetime.now()",
        "dt.datetime.now(dt.UTC)",
        "datetime.datetime.utcnow()",
        "date.today()",
        "dt.date.today()",
        "func.now()",
        "time.time()",
    ],
)
def test_every_other_clock_is_found(code: str) -> None:
    assert list(looks_at_another_clock(ast.parse(code))) == [1]


@pytest.mark.parametrize("code", ["clock.now()", "time.perf_counter()", "time.monotonic()"])
def test_the_clock_itself_and_stopwatches_are_let_through(code: str) -> None:
    assert list(looks_at_another_clock(ast.parse(code))) == []


def test_there_is_one_clock() -> None:
    found = {
        file: list(looks_at_another_clock(tree_of(file)))
        for file in python_files()
        if file != "workflow/clock.py"
    }
    assert {file: lines for file, lines in found.items() if lines} == {}


def test_inside_the_house_now_is_an_argument() -> None:
    found = [
        f"{file}:{call.lineno}"
        for file in python_files()
        if file.startswith(INSIDE)
        for call, on, name in calls(tree_of(file))
        if (on, name) == ("clock", "now")
    ]
    assert found == []
