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
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from workflow import config, embedded_valkey

if TYPE_CHECKING:
    from flask import Flask

MOST_RESTARTS = 5  # of one process within a minute; then the fault is not a passing one
STOP_SECONDS = 15
READY_SECONDS = 90


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

    def stop(self) -> None:
        if self.process is None or self.is_dead:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def main(data: Path | None, *, port: int, seeded: bool) -> int:
    """The exit code: 0 after Ctrl-C, 1 when a part would not stay up, 2 when it could not begin."""
    os.environ.update(OPORA_DEMO="1", TZ="UTC")
    folder = config.data_folder(data)
    os.environ["OPORA_DATA"] = str(folder)
    try:
        with only_one(folder), ExitStack() as stack:
            refuse_taken_port(port)
            stopping = stop_signals()
            children: list[Child] = []
            stack.callback(stop_all, children)
            return bring_up(folder, children, stopping, port=port, seeded=seeded)
    except (DemoRefusedError, embedded_valkey.ValkeyRefusedError) as refusal:
        click.echo(f"Не запущено: {refusal}", err=True)
        return 2


def bring_up(folder: Path, children: list[Child], stopping: threading.Event, *, port: int, seeded: bool) -> int:
    click.echo(f"Папка данных: {folder}")
    if "REDIS_URL" not in os.environ:
        click.echo("1/4 Запускаю очередь (Valkey)…")
        begin(children, Child("valkey", lambda: embedded_valkey.start(config.socket_path(folder), folder)))
    click.echo("2/4 Готовлю базу данных…")
    app = migrated_app(folder)
    if seeded:
        click.echo("3/4 Загружаю программы, людей и примеры…")
        from workflow import demo

        demo.seed(app)
    click.echo("4/4 Запускаю сайт, исполнителя заданий и часы…")
    serve = ("serve", "--port", str(port))
    for name, words in (("web", serve), ("worker", ("worker",)), ("tick", ("tick",))):
        begin(children, Child(name, partial(opora, words, folder / f"{name}.log")))
    address = f"http://127.0.0.1:{port}/"
    if not wait_until_ready(address, children, stopping):
        return 0 if stopping.is_set() else gave_up("web", folder)
    announce(app, address, folder)
    return watch(children, stopping, folder)


def watch(children: list[Child], stopping: threading.Event, folder: Path) -> int:
    while not stopping.wait(0.5):
        for child in children:
            if child.is_dead:
                if child.keeps_dying:
                    return gave_up(child.name, folder)
                click.echo(f"Процесс {child.name} остановился, запускаю снова", err=True)
                child.run()
    click.echo("\nОстанавливаю…")
    return 0


def begin(children: list[Child], child: Child) -> None:
    child.run()
    children.append(child)


def stop_all(children: list[Child]) -> None:
    """In the order of need: nobody is left without the queue while still at work."""
    for child in sorted(children, key=lambda one: one.name == "valkey"):
        child.stop()


def gave_up(name: str, folder: Path) -> int:
    click.echo(f"Процесс {name} не работает. Что случилось, записано в {folder / (name + '.log')}", err=True)
    return 1


def opora(words: tuple[str, ...], log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as file:
        return subprocess.Popen(  # noqa: S603 - our own command line
            [sys.executable, "-m", "workflow.cli", *words],
            cwd=config.ROOT,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            start_new_session=True,  # Ctrl-C is for us; we stop them in order
            preexec_fn=embedded_valkey.die_with_parent,
        )


def migrated_app(folder: Path) -> Flask:
    import flask_migrate

    from workflow.app import create_app

    app = create_app(data=folder)
    with app.app_context():
        flask_migrate.upgrade()
    return app


def wait_until_ready(address: str, children: list[Child], stopping: threading.Event) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # this machine needs no proxy
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and not stopping.is_set():
        if any(child.is_dead for child in children):
            return False
        try:
            with opener.open(address + "readyz", timeout=2) as answer:
                if answer.status == 200:
                    return True
        except (urllib.error.URLError, OSError):
            stopping.wait(0.25)
    return False


def announce(app: Flask, address: str, folder: Path) -> None:
    logins = logins_of(app)
    click.echo(f"\nОпора работает: {address}")
    if logins:
        from workflow import demo

        width = max(len(email) for email, _ in logins)
        click.echo("Вход:")
        for email, post in logins:
            click.echo(f"  {email:<{width}}  {post}")
        click.echo(f"Пароль у всех один: {demo.PASSWORD}")
    click.echo(f"Журналы работы: {folder}/web.log, worker.log, tick.log. Остановить: Ctrl-C")


def logins_of(app: Flask) -> list[tuple[str, str]]:
    from sqlalchemy import select

    from workflow.extensions import db
    from workflow.models.person import Person

    with app.app_context():
        rows = db.session.execute(select(Person.email, Person.post).where(Person.active).order_by(Person.id))
        logins = [(email, post) for email, post in rows]
        db.session.remove()
        db.engine.dispose()
    return logins


def stop_signals() -> threading.Event:
    stopping = threading.Event()

    def ask(_number: int, _frame: Any) -> None:
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask)
    return stopping


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
