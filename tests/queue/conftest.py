"""Programmes loaded by their own command: what the queue, opening and the programme's page stand on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from workflow import config
from workflow.commands import Result, run
from workflow.commands.load_programme import LoadProgramme

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
FILES = config.ROOT / "programmes"


def load_programme(code: str, *, content: bytes | None = None, now: datetime = NOW) -> Result:
    path = FILES / f"{code}.yaml"
    command = LoadProgramme(file_name=path.name, content=content or path.read_bytes())
    return run(command, actor_id=None, now=now, system=True)


@pytest.fixture
def loaded(app_context: None) -> Callable[..., Result]:
    return load_programme
