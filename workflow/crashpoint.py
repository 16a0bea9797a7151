"""Named places where a test may kill, fail or hang this process, to see that nothing is half-done.

`CRASH_AT=commit.after:2` kills the process the second time it comes by; `CRASH_ACTION=raise` raises
instead. Not heard outside tests and demonstrations.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable

_seen: Counter[str] = Counter()
_target, _hit = "", ""
_listener: Callable[[str], None] | None = None


def aim(words: str) -> None:
    """`name:hit`; an empty string takes the aim away. A process that was forked is aimed anew."""
    global _target, _hit
    _target, _, _hit = words.partition(":")
    _seen.clear()


if "1" in (os.environ.get("OPORA_TESTING"), os.environ.get("OPORA_DEMO")):
    aim(os.environ.get("CRASH_AT", ""))


class Crash(BaseException):
    """Stands for a death of the process where the test wants to look at what is left."""


def crashpoint(name: str) -> None:
    if _listener is not None:
        _listener(name)
    if not _target or name != _target:
        return
    _seen[name] += 1
    if _seen[name] != int(_hit or 1):
        return
    if os.environ.get("CRASH_ACTION") == "raise":
        raise Crash(name)
    os.kill(os.getpid(), signal.SIGKILL)


def listen(listener: Callable[[str], None] | None) -> None:
    """Called with each name that is passed; a test raises from it or waits at a barrier."""
    global _listener
    _listener = listener
