"""What every command of the command line shares: the data folder and the app on it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from flask import Flask

Command = TypeVar("Command", bound=Callable[..., Any])


def data_option(command: Command) -> Command:
    return click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        envvar="OPORA_DATA",
        help="Папка, где лежит всё, что нужно хранить; если не названа, data рядом с программой.",
    )(command)


def open_app(data: Path | None) -> Flask:
    """The app is imported here, not above: to check a programme file needs neither it nor a data folder."""
    from workflow import config, logs
    from workflow.app import create_app

    folder = config.data_folder(data)
    os.environ["OPORA_DATA"] = str(folder)  # for the processes that we start or become
    logs.configure()
    return create_app(data=folder)


def app_with_alembic() -> Flask:
    """For a developer: `flask --app workflow.cli_app:app_with_alembic db revision --autogenerate -m ...`."""
    from workflow import migrating

    app = open_app(None)
    migrating.join_alembic(app)
    return app
