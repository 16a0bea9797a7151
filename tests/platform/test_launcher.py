"""The demonstration as people start it: processes, a second start, Ctrl-C, a kill."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import pytest

from workflow.config import ROOT, socket_path

LONG_ENOUGH = 120  # seconds; a busy machine starts four processes and migrates


class Demo:
    """`opora demo` in a process of its own, with everything it starts."""

    def __init__(self, data: Path, port: int) -> None:
        self.data, self.port = data, port
        self.environ = {name: value for name, value in os.environ.items() if not name.startswith("OPORA_")}
        self.output = data.with_suffix(".txt").open("a+")
        self.process = self.start()

    def start(self) -> subprocess.Popen[str]:
        words = ["demo", "--empty", "--port", str(self.port), "--data", str(self.data)]
        return subprocess.Popen(
            [sys.executable, "-m", "workflow.cli", *words],
            cwd=ROOT,
            env=self.environ,
            stdout=self.output,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def said(self) -> str:
        return Path(self.output.name).read_text("utf-8")

    def wait_until_said(self, words: str, times: int = 1) -> None:
        until = time.monotonic() + LONG_ENOUGH
        while self.said().count(words) < times:
            assert time.monotonic() < until, self.said()
            assert self.process.poll() is None, self.said()
            time.sleep(0.1)

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(LONG_ENOUGH)


@pytest.fixture
def demo(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    demo = Demo(tmp_path / "d", port)
    yield demo
    family = demo.family() if demo.process.poll() is None else []
    for process in (*family, demo.process):
        process.kill()
    demo.process.wait()
    demo.output.close()


def all_gone(family: list[psutil.Process]) -> bool:
    _gone, alive = psutil.wait_procs(family, timeout=30)
    return alive == []


def page(demo: Demo, path: str) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{demo.port}{path}") as answer:
        return answer.status


def test_it_stops_leaving_nothing_starts_on_the_same_data_and_mends_itself(demo):
    demo.wait_until_said("Опора работает")
    assert page(demo, "/readyz") == 200
    assert page(demo, "/login") == 200
    assert "methodist@kirovsk.example" in demo.said()
    family = demo.family()
    assert any("valkey-server" in process.name() for process in family)
    second = subprocess.run(
        demo.process.args, cwd=ROOT, env=demo.environ, capture_output=True, text=True, check=False
    )
    assert second.returncode == 2
    assert "уже работает другая" in second.stderr
    assert demo.stop() == 0
    assert all_gone(family)
    assert not socket_path(demo.data).exists()
    demo.process = demo.start()
    demo.wait_until_said("Опора работает", times=2)
    next(process for process in demo.family() if process.cmdline()[-1:] == ["worker"]).kill()
    demo.wait_until_said("Процесс worker остановился, запускаю снова")
    family = demo.family()
    demo.process.kill()
    demo.process.wait()
    assert all_gone(family), "a killed demonstration left orphans"


def test_a_taken_port_is_said_before_anything_is_started(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        words = ["demo", "--port", str(taken.getsockname()[1]), "--data", str(tmp_path / "d")]
        done = subprocess.run(
            [sys.executable, "-m", "workflow.cli", *words],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert "занят" in done.stderr
    assert not (tmp_path / "d" / "opora.sqlite3").exists()
