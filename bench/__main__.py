"""./run bench [--quick] [--scale N]: one line a goal; docs/performance.md says what each means."""

from __future__ import annotations

import argparse
import gc
import logging
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from flask import Flask

from bench import approvals, background, lists, machine, pages, processes, record
from bench.places import app_on, databases, folder
from bench.report import Line, say
from workflow import logs

SCALE = 20_000  # cases; a hundred and five times as many rows in all
TIMES_LESS = 10  # the lists of the small place are so many times shorter, but not below this:
SMALLEST = 2_000


@dataclass(frozen=True, slots=True)
class Size:
    """How often and how much: enough to tell a pass from a short, or only to see that all of it runs."""

    each: int  # approvals a round
    cases: int  # in one order
    crowd: int  # approvals an official
    entries: int  # of the record
    rounds: int  # of a page
    rows: int  # through the relay
    commits: int
    scale: int
    small: int


def main() -> int:
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few rounds of little: to see that it runs")
    parser.add_argument("--scale", type=int, metavar="N", help=f"cases in the large place, {SCALE} unless told")
    parser.add_argument("--only", metavar="GOALS", help="numbers of goals, as «1,5,12»")
    asked = parser.parse_args()
    logs.configure()
    logging.getLogger().setLevel(logging.WARNING)  # a line a request would be measured too
    logging.getLogger("opora").setLevel(logging.WARNING)
    scale = asked.scale or (2_000 if asked.quick else SCALE)
    small = min(max(SMALLEST, scale // 100), scale // TIMES_LESS)
    size = (
        Size(5, 50, 3, 5_000, 3, 2_000, 5, scale, small)
        if asked.quick
        else Size(30, 500, 20, 50_000, 20, 10_000, 30, scale, small)
    )
    wanted = {int(number) for number in asked.only.split(",")} if asked.only else set(range(1, 15))
    for line in _lines(size, wanted):
        say(line)
    return 0


def _lines(size: Size, wanted: set[int]) -> Iterator[Line]:
    if 12 in wanted:
        yield from machine.lines()
    for name, number in (("SQLite", 2), ("PostgreSQL", 1)):
        with databases(name) as address:
            with _app(address()) as app:
                yield from _of_one(app, name, number, size, wanted)
            if 11 in wanted:
                with _app(address()) as app:  # of its own: the background would draw the orders of the other
                    yield background.rows_a_second(app, rows=size.rows, on=name)
                    yield background.commit_to_job(app, commits=size.commits, on=name)
            if wanted & {6, 7}:
                with _app(address()) as small, _app(address()) as big:
                    yield from _lists(small, big, name, size, wanted)


def _of_one(app: Flask, name: str, number: int, size: Size, wanted: set[int]) -> Iterable[Line]:
    goal = {1: 0.25, 2: 0.15}[number]
    if number in wanted:
        yield approvals.one_against_raw(
            app, number=number, name=f"approve one, {name}", goal=goal, each=size.each
        )
    if 3 in wanted:
        title = f"one order for {size.cases} cases, {name}"
        yield approvals.many_by_one_order(name=title, cases=size.cases, goal=10)
    if 4 in wanted and name == "PostgreSQL":
        yield from approvals.at_once(app, officials=16, each=size.crowd, goal=0.8)
    if 5 in wanted and name == "SQLite":
        yield from pages.queue_against_floor(app)
    if 10 in wanted:
        yield record.rows_a_second(name=f"verify the record, {name}", entries=size.entries, goal=50_000)
    if wanted & {13, 14} and name == "SQLite":
        yield from processes.lines(app)


def _lists(small: Flask, big: Flask, name: str, size: Size, wanted: set[int]) -> Iterator[Line]:
    few, many = lists.Place(small, size.small), lists.Place(big, size.scale)
    if 6 in wanted:
        yield from lists.against_each_other(few, many, on=name, rounds=size.rounds)
    if 7 in wanted:
        yield lists.far_against_first(many, on=name, rounds=size.rounds)


@contextmanager
def _app(address: str) -> Iterator[Flask]:
    """A place of its own; the collector does not look through what the places before it left behind."""
    gc.collect()
    gc.freeze()
    with ExitStack() as stack:
        data = stack.enter_context(folder())
        redis = stack.enter_context(background.valkey(data))
        yield stack.enter_context(app_on(address or f"sqlite:///{data / 'opora.sqlite3'}", data, redis=redis))


if __name__ == "__main__":
    raise SystemExit(main())
