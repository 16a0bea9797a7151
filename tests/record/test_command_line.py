"""The administrator's two commands, on the database that the tests have."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.record.world import World
from workflow import cli_record
from workflow.audit import verify_log
from workflow.cli import main


@pytest.fixture
def opora(app: Flask, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command line, opening the app of this test: another one would open another database."""
    monkeypatch.setattr(cli_record, "open_app", lambda _: app)
    return CliRunner()


def called(opora: CliRunner, *words: str) -> Result:
    return opora.invoke(main, list(words))


def test_verify_ends_with_nought_on_a_whole_record(world: World, opora: CliRunner) -> None:
    result = called(opora, "verify")
    assert result.exit_code == 0
    assert result.output.endswith("Журнал сходится.\n")


def test_verify_ends_with_one_when_an_order_was_changed(
    world: World, session: Session, opora: CliRunner
) -> None:
    session.execute(text("UPDATE cases SET state = 'closure.closed' WHERE id = 1"))
    session.commit()
    result = called(opora, "verify")
    assert result.exit_code == 1
    assert "cases 1: сопровождение не там или не то, что по журналу" in result.output


@pytest.mark.parametrize("words", [(), ("--words",)])
def test_what_is_exported_can_be_checked_elsewhere(
    world: World, opora: CliRunner, tmp_path: Path, words: tuple[str, ...]
) -> None:
    file = tmp_path / "record.jsonl"
    result = called(opora, "export-record", "kirovsk", str(file), *words)
    assert (result.exit_code, result.output) == (0, "Записей: 18.\n")
    assert ("слабых" in file.read_text("utf-8")) is bool(words)
    assert verify_log.main([str(file)]) == 0


def test_an_unknown_authority_is_told(world: World, opora: CliRunner, tmp_path: Path) -> None:
    result = called(opora, "export-record", "nowhere", str(tmp_path / "record.jsonl"))
    assert result.exit_code == 1
    assert "Нет управления с кодом «nowhere»" in result.output
    assert not (tmp_path / "record.jsonl").exists()
