"""The second opinion: an exported record is checked by one file that knows nothing of the product."""

from __future__ import annotations

import ast
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.record.world import World
from workflow.audit import verify_log
from workflow.audit.canonical import chain_hash
from workflow.audit.checkpoint import write_checkpoints
from workflow.audit.export import export_chain, export_chain_with_words

Lines = list[dict[str, Any]]


@pytest.fixture
def exported(world: World, engine: Engine) -> Lines:
    """The heading and the entries, with their words."""
    out = io.StringIO()
    with engine.connect() as connection:
        assert export_chain_with_words(connection, world.authority_id, out, now=world.now) == 18
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.fixture
def checkpoints(world: World, session: Session, tmp_path: Path) -> Path:
    write_checkpoints(session, tmp_path / "checkpoints.txt", world.now)
    return tmp_path / "checkpoints.txt"


def written(lines: Lines, folder: Path) -> Path:
    path = folder / "export.jsonl"
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    return path


def alone(*arguments: Path) -> subprocess.CompletedProcess[str]:
    """In an isolated interpreter: neither our packages nor the installed ones can be imported."""
    script = Path(verify_log.__file__)
    command = [sys.executable, "-I", "-S", str(script), *map(str, arguments)]
    return subprocess.run(command, cwd="/", capture_output=True, text=True, timeout=30, check=False)


def test_a_whole_export_holds(exported: Lines, checkpoints: Path, tmp_path: Path) -> None:
    result = alone(written(exported, tmp_path), checkpoints)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("authority:1 18 ")
    assert result.stdout.endswith(": OK\n")


def test_without_words_it_names_nobody_and_holds(world: World, engine: Engine, tmp_path: Path) -> None:
    out = io.StringIO()
    with engine.connect() as connection:
        export_chain(connection, world.authority_id, out, now=world.now)
    assert "слабых" not in out.getvalue()
    assert alone(written([json.loads(line) for line in out.getvalue().splitlines()], tmp_path)).returncode == 0


def test_the_systems_own_chain_is_exported_too(world: World, engine: Engine, tmp_path: Path) -> None:
    out = io.StringIO()
    with engine.connect() as connection:
        assert export_chain(connection, None, out, now=world.now) == 1
    assert json.loads(out.getvalue().splitlines()[0])["chain"] == "system"


def edit(lines: Lines) -> None:
    lines[4]["body"] = lines[4]["body"].replace('"round":1', '"round":2')


def edit_and_hash(lines: Lines) -> None:
    edit(lines)
    lines[4]["hash"] = chain_hash(lines[4]["prev"], lines[4]["body"])


def delete(lines: Lines) -> None:
    del lines[7]


def swap(lines: Lines) -> None:
    lines[5], lines[6] = lines[6], lines[5]


def repeat(lines: Lines) -> None:
    lines.insert(9, lines[9])


def other_words(lines: Lines) -> None:
    [line] = [line for line in lines if line.get("words")][:1]
    line["words"] += "!"


def cut_and_say_so(lines: Lines) -> None:
    del lines[12:]
    lines[0].update(size=11, head=lines[11]["hash"])


def rehash(lines: Lines) -> None:
    edit(lines)
    head = lines[3]["hash"]
    for line in lines[4:]:
        line["prev"], line["hash"] = head, chain_hash(head, line["body"])
        head = line["hash"]
    lines[0]["head"] = head


@pytest.mark.parametrize(
    ("attack", "place"),
    [
        (edit, "No 4 (line 5): changed"),
        (edit_and_hash, "No 5 (line 6): does not continue"),
        (delete, "No 8 (line 8): No 7 was expected"),
        (swap, "No 6 (line 6): No 5 was expected"),
        (repeat, "No 9 (line 11): No 10 was expected"),
        (other_words, "the words beside it"),
        (cut_and_say_so, "No 12: missing, a checkpoint saw 18 entries"),
        (rehash, "No 18: a checkpoint saw another hash"),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_a_falsified_export_is_found(
    exported: Lines, checkpoints: Path, tmp_path: Path, attack: Callable[[Lines], None], place: str
) -> None:
    attack(exported)
    result = alone(written(exported, tmp_path), checkpoints)
    assert result.returncode == 1
    assert place in result.stdout.splitlines()[0]
    assert result.stdout.endswith("WRONG\n")


def test_what_is_no_export_is_told_apart_from_what_is_wrong(tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text("{", "utf-8")
    assert alone(broken).returncode == 2
    assert alone(tmp_path / "absent.jsonl").returncode == 2
    assert alone().returncode == 2


def test_it_is_written_for_an_old_python() -> None:
    """Python 3.8 must be able to read it: ten years from now it may be what somebody has."""
    source = Path(verify_log.__file__).read_text("utf-8")
    assert ast.parse(source, feature_version=(3, 8)).body
