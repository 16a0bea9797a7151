"""Processes of their own without the seconds that importing takes: one that has imported everything forks them.

Run as a script it reads a line of JSON a request and answers with one: {"start": ...} with a pid, {"wait": pid,
"seconds": n} with the exit code, or null when it still runs. It ends, and its children with it, at the end of
its input. A child may be killed as any process may.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, NoReturn

from sqlalchemy.orm import configure_mappers

from workflow.config import ROOT


def worker() -> None:
    from workflow.cli import main

    main(["worker"])


def tick() -> None:
    from workflow.cli import main

    main(["tick"])


def worker_with_poison() -> None:
    from jobs import registry
    from tests.jobs import poison

    registry.JOBS.update(poison.JOBS)
    worker()


def press(packet_id: int, version: int, person_id: int) -> None:
    """One press of the button that approves, signs and registers."""
    from tests.world import NOW
    from workflow.app import create_app
    from workflow.commands import run
    from workflow.commands.orders import IssueOrder

    with create_app().app_context():
        run(IssueOrder(packet_id=packet_id, version=version, key="press"), actor_id=person_id, now=NOW)


CALLS: Mapping[str, Callable[..., None]] = {
    "worker": worker,
    "tick": tick,
    "worker_with_poison": worker_with_poison,
    "press": press,
}


#: What a process of ours needs, imported once for all children.
MODULES = (
    "workflow.cli_app",
    "workflow.app",
    "jobs.worker",
    "jobs.tick",
    "jobs.work",
    "jobs.documents",
    "tests.world",
)


def main() -> None:
    for name in (*MODULES, "jobs.notices", "jobs.deadlines", "sqlalchemy.dialects.postgresql", "psycopg"):
        import_module(name)
    configure_mappers()
    children: dict[int, int] = {}
    for line in sys.stdin:
        request: dict[str, Any] = json.loads(line)
        answer = wait(children, **request) if "pid" in request else start(**request)
        print(json.dumps(answer), flush=True)


def start(call: str, arguments: list[Any], environ: dict[str, str], log: str) -> int:
    pid = os.fork()
    return pid if pid else child(call, arguments, environ, log)


def child(call: str, arguments: list[Any], environ: dict[str, str], log: str) -> NoReturn:
    from workflow import crashpoint, embedded_valkey

    embedded_valkey.die_with_parent()
    with open(os.devnull) as nothing, open(log, "ab") as file:
        os.dup2(nothing.fileno(), 0)
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.environ.update(environ)
    crashpoint.aim(environ.get("CRASH_AT", ""))
    code: Any = 0
    try:
        CALLS[call](*arguments)
    except SystemExit as end:
        code = end.code or 0
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stderr.flush()
    os._exit(code)


def wait(children: dict[int, int], pid: int, seconds: float) -> int | None:
    until = time.monotonic() + seconds
    while pid not in children:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            children[pid] = os.waitstatus_to_exitcode(status)
        elif time.monotonic() >= until:
            return None
        else:
            time.sleep(0.02)
    return children[pid]


class Nursery:
    """The test's side."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.jobs.nursery"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, call: str, *arguments: Any, environ: Mapping[str, str], log: str) -> Child:
        asked = {"call": call, "arguments": arguments, "environ": dict(environ), "log": log}
        return Child(self, self.ask(asked))

    def ask(self, request: Mapping[str, Any]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()


class Child:
    """A process of the nursery, with what the tests need of subprocess.Popen."""

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self._nursery = nursery
        self.pid = pid

    def wait(self, seconds: float) -> int | None:
        """Its exit code, negative for a signal; None when it still runs."""
        code: int | None = self._nursery.ask({"pid": self.pid, "seconds": seconds})
        return code

    def poll(self) -> int | None:
        return self.wait(0)

    def signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)


if __name__ == "__main__":
    main()
