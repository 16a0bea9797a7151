"""A record that nobody touched is proven, and the proof is told in words."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from tests.record.attacks import change_and_follow
from tests.record.world import World
from workflow.audit.checkpoint import Checkpoint, chain_name, read_checkpoints
from workflow.audit.verify import run, verify, verify_new

AT = "2026-11-22T09:05:00.000000Z"


def test_a_whole_record_holds(world: World, engine: Engine, witnesses: list[Checkpoint]) -> None:
    report = verify(engine, witnesses)
    assert report.findings == ()
    assert report.ok
    sizes = {one.chain: one.size for one in report.chains}
    assert sizes == {chain_name(world.authority_id): 18, chain_name(world.other_id): 1, "system": 1}


def test_it_holds_without_witnesses_too(world: World, engine: Engine) -> None:
    assert verify(engine).ok


def test_erased_words_leave_a_record_that_holds(
    world: World, session: Session, engine: Engine, witnesses: list[Checkpoint]
) -> None:
    assert session.execute(text("DELETE FROM audit_texts")).rowcount == 2
    session.commit()
    assert verify(engine, witnesses).ok


def test_the_command_prints_every_chain_and_answers_nought(
    world: World, engine: Engine, tmp_path: Path
) -> None:
    out = io.StringIO()
    assert run(engine, out, tmp_path, at=AT) == 0
    lines = out.getvalue().splitlines()
    assert [line.split()[0] for line in lines[:3]] == [
        chain_name(world.authority_id),
        chain_name(world.other_id),
        "system",
    ]
    assert all(line.endswith("OK") for line in lines[:3])
    assert lines[3] == "Журнал сходится."


def test_the_command_names_the_bad_place_and_answers_one(
    world: World, session: Session, engine: Engine, tmp_path: Path
) -> None:
    session.execute(text("UPDATE registers SET last_number = 7"))
    session.commit()
    out = io.StringIO()
    assert run(engine, out, tmp_path, at=AT) == 1
    assert f"!! registers {world.register_id}: журнал помнит" in out.getvalue()
    assert not (tmp_path / "verified.txt").exists()


def test_the_next_check_of_a_chain_begins_where_the_last_one_ended(
    world: World, session: Session, engine: Engine, tmp_path: Path
) -> None:
    first = verify_new(engine, world.authority_id, tmp_path, at=AT)
    assert (first.ok, first.size) == (True, 18)
    world.order(5)
    session.commit()
    second = verify_new(engine, world.authority_id, tmp_path, at=AT)
    assert (second.ok, second.size) == (True, 19)
    assert [one.size for one in read_checkpoints(tmp_path / "verified.txt")] == [18, 19]


@pytest.mark.parametrize("cut", [1, 5, 18])
def test_a_chain_cut_before_the_proven_entry_is_found_by_the_short_check(
    world: World, session: Session, engine: Engine, tmp_path: Path, cut: int
) -> None:
    verify_new(engine, world.authority_id, tmp_path, at=AT)
    change_and_follow(session, world.authority_id, lambda rows: rows[: 18 - cut])
    report = verify_new(engine, world.authority_id, tmp_path, at=AT)
    assert [one.code for one in report.findings] == ["truncated"]
