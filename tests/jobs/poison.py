"""Jobs that no release has: for the tests that look at what a bad one does to the others."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

JOBS = {f"poison.{name}": f"tests.jobs.poison:{name}" for name in ("fail", "hang", "kill_its_worker")}


def fail() -> None:
    raise ZeroDivisionError("no use")


def hang() -> None:
    time.sleep(60)


def kill_its_worker(marks: str) -> None:
    """Leaves a mark each time, so that the tries can be counted."""
    with Path(marks).open("a") as file:
        file.write("x")
    os.kill(os.getpid(), signal.SIGKILL)
