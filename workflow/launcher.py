"""The demonstration: everything on this machine, one press to start, Ctrl-C to stop, no process left.

A supervisor as well: a worker ends when its Redis does, and is started again.
"""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Any

import click
from flask import Flask

from workflow import config, demo, embedded_valkey, migrating, serving
from workflow.app import create_app
from workflow.demo import Login
from workflow.extensions import db

MOST_RESTARTS = 5  # of one process within a minute; then the fault is not a passing one
STOP_SECONDS = 15
READY_SECONDS = 90
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopAsked(BaseException):
    """Ctrl-C, or the terminal was closed."""


class DemoRefusedError(RuntimeError):
    """The demonstration cannot start here; the message says what to do about it."""


@dataclass
class Child:
    """One process and how to start it again."""

    name: str
    start: Callable[[], subprocess.Popen[bytes]]
    process: subprocess.Popen[bytes] | None = None
    started: list[float] = field(default_factory=list)

    def run(self) -> None:
        now = time.monotonic()
        self.started = [one for one in self.started if now - one < 60] + [now]
        self.process = self.start()

    @property
    def is_dead(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    @property
    def keeps_dying(self) -> bool:
        return len(self.started) > MOST_RESTARTS

    def ask_to_stop(self) -> None:
        if self.process is not None and not self.is_dead:
            self.process.terminate()

    def see_it_stopped(self) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def main(data: Path | None, *, port: int, empty: bool) -> int:
    """The exit code: 0 after Ctrl-C, 1 when a part would not stay up, 2 when it could not begin."""
    os.environ.update(OPORA_DEMO="1", TZ="UTC")
    folder = config.data_folder(data)
    os.environ["OPORA_DATA"] = str(folder)
    listen_for_stop()
    children: list[Child] = []
    try:
        with only_one(folder):
            try:
                refuse_taken_port(port)
                logins = bring_up(folder, children, port=port, empty=empty)
                return watch(folder, children, logins, port=port)
            finally:
                stop_all(children)
    except StopAsked:
        return 0
    except (DemoRefusedError, embedded_valkey.ValkeyRefusedError) as refusal:
        click.echo(f"Не запущено: {refusal}", err=True)
        return 2


def bring_up(folder: Path, children: list[Child], *, port: int, empty: bool) -> list[Login]:
    click.echo(f"Папка данных: {folder}")
    if "REDIS_URL" not in os.environ:
        click.echo("1/4 Запускаю очередь (Valkey)…")
        begin(children, Child("valkey", lambda: embedded_valkey.start(config.socket_path(folder), folder)))
    click.echo("2/4 Готовлю базу данных…")
    app = migrated_app(folder)
    click.echo("3/4 Загружаю программы и людей…" if empty else "3/4 Загружаю программы, людей и примеры…")
    logins = demo.seed(app, empty=empty)
    click.echo("4/4 Запускаю сайт, исполнителя заданий и часы…")
    disconnect(app)
    opora = [sys.executable, "-m", "workflow.cli"]
    commands = {
        "web": serving.command(host="127.0.0.1", port=port, workers=2, threads=4),
        "worker": [*opora, "worker"],
        "tick": [*opora, "tick"],
    }
    for name, command in commands.items():
        begin(children, Child(name, partial(start, command, folder / f"{name}.log")))
    return logins


def watch(folder: Path, children: list[Child], logins: Sequence[Login], *, port: int) -> int:
    address = f"http://127.0.0.1:{port}/"
    until = time.monotonic() + READY_SECONDS
    announced = False
    while True:
        time.sleep(0.25)
        if lost := mend(children):
            return gave_up(lost, folder)
        if announced:
            continue
        if announced := answers(address):
            announce(address, folder, logins)
        elif time.monotonic() > until:
            return gave_up("web", folder)


def mend(children: list[Child]) -> str | None:
    """Starts again what has ended; the name of one that will not stay up."""
    for child in children:
        if child.is_dead:
            if child.keeps_dying:
                return child.name
            click.echo(f"Процесс {child.name} остановился, запускаю снова", err=True)
            child.run()
    return None


def begin(children: list[Child], child: Child) -> None:
    children.append(child)
    child.run()


def stop_all(children: list[Child]) -> None:
    """The queue last: nobody is left without it while still at work."""
    for number in STOPS:
        signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave half of them running
    with suppress(OSError):  # the terminal that it was said to may be gone
        click.echo("\nОстанавливаю…")
    users = [child for child in children if child.name != "valkey"]
    for group in (users, [child for child in children if child.name == "valkey"]):
        for child in group:
            child.ask_to_stop()
        for child in group:
            child.see_it_stopped()


def gave_up(name: str, folder: Path) -> int:
    click.echo(f"Процесс {name} не работает. Что случилось, записано в {folder / (name + '.log')}", err=True)
    return 1


def start(command: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as file:
        return subprocess.Popen(  # noqa: S603 - our own commands, no shell
            command,
            cwd=config.ROOT,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            start_new_session=True,  # Ctrl-C is for us; we stop them in order
            preexec_fn=embedded_valkey.die_with_parent,
        )


def migrated_app(folder: Path) -> Flask:
    app = create_app(data=folder)
    migrating.upgrade(app)
    return app


def answers(address: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # this machine needs no proxy
    try:
        with opener.open(address + "readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def announce(address: str, folder: Path, logins: Sequence[Login]) -> None:
    width = max(len(login.email) for login in logins)
    click.echo(f"\nОпора работает: {address}\n\nВход (пароль у всех один: {demo.password_in(folder)}):")
    for login in logins:
        click.echo(f"  {login.email:<{width}}  {login.post}")
    click.echo(f"\nЖурналы работы: {folder}/web.log, worker.log, tick.log\nОстановить: Ctrl-C")


def disconnect(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


def listen_for_stop() -> None:
    def stop(_number: int, _frame: Any) -> None:
        raise StopAsked

    for number in STOPS:
        signal.signal(number, stop)


@contextmanager
def only_one(folder: Path) -> Iterator[IO[str]]:
    """A lock that ends with the process, however that ends."""
    with (folder / "demo.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DemoRefusedError(f"с папкой {folder} уже работает другая демонстрация") from None
        yield file


def refuse_taken_port(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise DemoRefusedError(f"порт {port} занят; выберите другой: ./run demo --port 8080") from None
