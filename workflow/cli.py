"""`./run opora ...`: what an administrator does from the command line. Exit code 0 means that it was done."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import click

from workflow.cli_app import data_option, open_app
from workflow.cli_people import user
from workflow.cli_programmes import programme
from workflow.cli_record import export, verify


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Опора: сопровождение школ."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # whatever the terminal's locale says, the words are Russian


main.add_command(user)
main.add_command(programme)
main.add_command(verify)
main.add_command(export)


@main.command()
@data_option
def migrate(data: Path | None) -> None:
    """Привести базу данных к этой версии."""
    from workflow import migrating

    migrating.upgrade(open_app(data))
    click.echo("База данных готова.")


@main.command()
@data_option
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="Сколько процессов.")
@click.option("--threads", default=4, show_default=True, help="Сколько потоков в каждом.")
def serve(data: Path | None, host: str, port: int, workers: int, threads: int) -> None:
    """Привести базу данных к этой версии и открыть сайт."""
    from workflow import migrating, serving

    migrating.upgrade(open_app(data))
    command = serving.command(host=host, port=port, workers=workers, threads=threads)
    os.execv(sys.executable, command)  # noqa: S606 - no shell; signals go straight to the server


@main.command()
@data_option
def worker(data: Path | None) -> None:
    """Исполнять задания из очереди."""
    from jobs import worker as process

    process.main(open_app(data))


@main.command()
@data_option
def tick(data: Path | None) -> None:
    """Передавать задания в очередь и раз в минуту брать те, которым пришло время. Работает и без Redis."""
    from jobs import tick as process

    process.main(open_app(data))


@main.command()
@data_option
@click.option("--port", default=8000, show_default=True)
@click.option("--empty", is_flag=True, help="Без примеров: только программы и люди.")
def demo(data: Path | None, port: int, empty: bool) -> None:
    """Показать всё на этой машине: сайт, исполнитель, часы и встроенный Valkey. Остановить: Ctrl-C."""
    os.environ["OPORA_DEMO"] = "1"  # read when the app is made
    from workflow import launcher

    sys.exit(launcher.main(data, port=port, empty=empty))


if __name__ == "__main__":
    main(prog_name="./run opora")
