"""`opora verify` and `opora export-record`: prove the record here, or hand it to somebody who does."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TextIO

import click

from workflow.cli_app import data_option, open_app

SYSTEM = "system"


@click.command()
@data_option
def verify(data: Path | None) -> None:
    """Проверить журнал, распоряжения и документы. Код 1, если что-то не сходится."""
    app = open_app(data)
    from workflow import clock
    from workflow.audit.canonical import instant
    from workflow.audit.verify import run
    from workflow.extensions import db

    with app.app_context():
        sys.exit(run(db.engine, sys.stdout, app.config["DATA"], at=instant(clock.now())))


@click.command("export-record")
@data_option
@click.option("--words", is_flag=True, help="И слова, которые вводили люди: в них могут быть имена.")
@click.argument("authority")
@click.argument("file", type=click.File("w", encoding="utf-8", lazy=True))
def export(data: Path | None, words: bool, authority: str, file: TextIO) -> None:
    """Выписать журнал управления (его код или system) в FILE. Проверяется файлом verify_log.py без Опоры."""
    app = open_app(data)
    from sqlalchemy import select

    from workflow import clock
    from workflow.audit import export as exporting
    from workflow.audit.stream import snapshot
    from workflow.extensions import db
    from workflow.models.authority import Authority

    with app.app_context(), snapshot(db.engine) as connection:
        home = None
        if authority != SYSTEM:
            home = connection.scalar(select(Authority.id).where(Authority.code == authority))
            if home is None:
                raise click.ClickException(f"Нет управления с кодом «{authority}».")
        write = exporting.export_chain_with_words if words else exporting.export_chain
        written = write(connection, home, file, now=clock.now())
    click.echo(f"Записей: {written}.")
