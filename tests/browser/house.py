"""The whole house as a user starts it: web, worker, tick and Valkey, on a data folder of its own."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
UP_SECONDS = 120
DOWN_SECONDS = 40


class House:
    """Started and stopped like `./run demo`; may be started again on its data with the clock moved."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def password(self) -> str:
        return (self.folder / "demo-password.txt").read_text().strip()

    def start(self, *, empty: bool = True, shift: str = "") -> None:
        command = [sys.executable, "-m", "workflow.cli", "demo", "--port", str(self.port)]
        command += ["--data", str(self.folder), *(["--empty"] if empty else [])]
        keep = {
            name: text
            for name, text in os.environ.items()
            if not name.startswith(("OPORA_", "DATABASE", "REDIS"))
        }
        with (self.folder / "demo.log").open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**keep, **({"OPORA_CLOCK_SHIFT": shift} if shift else {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        until = time.monotonic() + UP_SECONDS
        while not self._answers():
            assert self.process.poll() is None, (self.folder / "demo.log").read_text()
            assert time.monotonic() < until, (self.folder / "demo.log").read_text()
            time.sleep(0.2)

    def stop(self) -> None:
        """Ctrl-C, and nothing stays behind."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(DOWN_SECONDS) == 0
        self.process = None

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """What stands in the database, read beside the running house."""
        with closing(sqlite3.connect(f"file:{self.folder / 'opora.sqlite3'}?mode=ro", uri=True)) as connection:
            return connection.execute(query, values).fetchall()

    def until(self, query: str, *values: object, seconds: float = 60) -> list[tuple[object, ...]]:
        """Wait for what a background process writes; the answer is what it wrote."""
        end = time.monotonic() + seconds
        while not (found := self.rows(query, *values)):
            assert time.monotonic() < end, f"never came true: {query} {values}\n{self.last_words()}"
            time.sleep(0.2)
        return found

    def opora(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "workflow.cli", *words, "--data", str(self.folder)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def last_words(self) -> str:
        """The ends of the logs and what waits in the outbox, for whoever reads a failure."""
        logs = [(self.folder / f"{name}.log").read_text()[-3000:] for name in ("web", "worker", "tick")]
        undone = self.rows("SELECT id, job, payload, sent_at, tries, error FROM outbox WHERE done_at IS NULL")
        return "\n".join([*logs, *map(str, undone)])

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/readyz", timeout=2) as answer:
                ready: bool = answer.status == 200
                return ready
        except OSError:
            return False


@contextmanager
def house_in(folder: Path) -> Iterator[House]:
    house = House(folder)
    try:
        yield house
    finally:
        house.stop()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
