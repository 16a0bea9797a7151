"""./run bench [--quick]: one line a goal."""

from __future__ import annotations

import argparse
import logging

from bench import approvals, pages, record
from bench.places import postgresql_app, sqlite_app
from bench.report import say
from workflow import logs


def main() -> int:
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds: to see that it runs")
    logs.configure()
    logging.getLogger().setLevel(logging.WARNING)  # a line a request would be measured too
    logging.getLogger("opora").setLevel(logging.WARNING)
    quick = parser.parse_args().quick
    each, cases, crowd, entries = (5, 50, 3, 5_000) if quick else (40, 500, 20, 50_000)
    with sqlite_app() as app:
        for line in approvals.one_against_raw(app, number=2, name="approve one, SQLite", goal=0.15, each=each):
            say(line)
        say(approvals.many_by_one_order(name=f"one order for {cases} cases, SQLite", cases=cases, goal=10))
        for line in pages.queue_against_floor(app):
            say(line)
        say(record.rows_a_second(name="verify the record, SQLite", entries=entries, goal=50_000))
    with postgresql_app() as app:
        for line in approvals.one_against_raw(
            app, number=1, name="approve one, PostgreSQL", goal=0.25, each=each
        ):
            say(line)
        say(approvals.many_by_one_order(name=f"one order for {cases} cases, PostgreSQL", cases=cases, goal=10))
        for line in approvals.at_once(app, officials=16, each=crowd, goal=0.8):
            say(line)
        say(record.rows_a_second(name="verify the record, PostgreSQL", entries=entries, goal=50_000))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
