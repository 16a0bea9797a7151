"""`opora programme`: look a programme file over, or load it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from workflow.cli_app import data_option, open_app

FILES = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def programme() -> None:
    """Файлы программ."""


@programme.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Проверить файлы и файл настроек рядом с каждым. Ничего не записывает, папка данных не нужна."""
    from workflow import config
    from workflow.programmes.check import run

    ours = config.ROOT / "programmes" / "process"
    if worst := max(run(path, sys.stdout, ours=ours) for path in files):
        raise SystemExit(worst)


@programme.command()
@data_option
@click.argument("files", nargs=-1, required=True, type=FILES)
def load(data: Path | None, files: tuple[Path, ...]) -> None:
    """Загрузить файлы и настройки рядом с каждым: целиком или никак. То же второй раз ничего не меняет."""
    app = open_app(data)
    from workflow import clock
    from workflow.commands.load_programme import LoadProgramme
    from workflow.commands.work import run
    from workflow.programmes import BrokenProgramme
    from workflow.programmes.loading import bytes_of
    from workflow.programmes.loading import load as read
    from workflow.programmes.process import settings_beside

    broken = 0
    with app.app_context():
        for path in files:
            content = bytes_of(path)
            try:
                settings = settings_beside(path, read(content, name=path.name))
                command = LoadProgramme(file_name=path.name, content=content, settings=settings)
                done = run(command, actor_id=None, now=clock.now(), system=True)
            except BrokenProgramme as refusal:
                broken += 1
                click.echo(_said(refusal), err=True)
            else:
                state = "загружен" if done["is_new"] else "уже загружен"
                versions = f"версия {done['version']}, версия настроек {done['process_version']}"
                click.echo(f"{path.name}: {state}, {versions}")
    if broken:
        raise SystemExit(1)


def _said(refusal: Exception) -> str:
    more = getattr(refusal, "more", 0)
    return f"{refusal}" + (f"\n…и ещё замечаний: {more}" if more else "")
