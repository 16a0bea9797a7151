"""The witness outside the database: it says what it saw, and never takes it back."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from jobs.record import witness
from tests.record.attacks import change_and_follow, rehash
from tests.record.test_attacks import edited
from tests.record.world import World
from workflow.audit import checkpoint
from workflow.audit.checkpoint import CheckpointRefused, chain_name, read_checkpoints, write_checkpoints


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "checkpoints.txt"


def test_every_chain_is_put_down_in_one_line(world: World, session: Session, path: Path) -> None:
    written = write_checkpoints(session, path, world.now)
    home = chain_name(world.authority_id)
    assert [(one.chain, one.size) for one in written] == [
        (home, 18),
        (chain_name(world.other_id), 1),
        ("system", 1),
    ]
    first = path.read_text().splitlines()[0]
    assert first == f"{home} 18 {written[0].head} 2026-09-01T08:20:00.000000Z"
    assert read_checkpoints(path) == written


def test_only_what_has_grown_is_written_again(world: World, session: Session, path: Path) -> None:
    write_checkpoints(session, path, world.now)
    assert write_checkpoints(session, path, world.now) == []
    world.order(5)
    session.commit()
    assert [one.size for one in write_checkpoints(session, path, world.now)] == [19]
    assert len(path.read_text().splitlines()) == 4


def test_a_chain_that_shrank_is_refused(world: World, session: Session, path: Path) -> None:
    write_checkpoints(session, path, world.now)
    change_and_follow(session, world.authority_id, lambda rows: rows[:10])
    with pytest.raises(CheckpointRefused) as refused:
        write_checkpoints(session, path, world.now)
    [(before, found)] = refused.value.refused
    assert (before.size, found.size) == (18, 10)
    assert len(read_checkpoints(path)) == 3


def test_another_head_at_the_same_size_is_refused(world: World, session: Session, path: Path) -> None:
    write_checkpoints(session, path, world.now)
    change_and_follow(session, world.authority_id, lambda rows: rehash(edited(rows, 3), 3))
    with pytest.raises(CheckpointRefused, match="18 were seen, now 18"):
        write_checkpoints(session, path, world.now)


def test_a_chain_that_grew_on_another_past_is_refused(world: World, session: Session, path: Path) -> None:
    write_checkpoints(session, path, world.now)
    world.order(5)
    session.commit()
    change_and_follow(session, world.authority_id, lambda rows: rehash(edited(rows, 3), 3))
    with pytest.raises(CheckpointRefused, match="18 were seen, now 19"):
        write_checkpoints(session, path, world.now)


def test_one_bad_chain_does_not_silence_the_others(world: World, session: Session, path: Path) -> None:
    write_checkpoints(session, path, world.now)
    change_and_follow(session, world.other_id, lambda rows: [])
    world.order(5)
    session.commit()
    with pytest.raises(CheckpointRefused, match=chain_name(world.other_id)):
        write_checkpoints(session, path, world.now)
    assert read_checkpoints(path)[-1].size == 19


def test_a_line_torn_by_a_power_cut_costs_only_itself(world: World, session: Session, path: Path) -> None:
    write_checkpoints(session, path, world.now)
    whole = path.read_text()
    path.write_text(whole + "authority:1 19 ab12")
    world.order(5)
    session.commit()
    [written] = write_checkpoints(session, path, world.now)
    assert read_checkpoints(path)[-1] == written
    assert len(read_checkpoints(path)) == 4


def test_a_chain_idle_for_years_is_still_remembered(
    world: World, session: Session, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the end of the file is read each minute; what it does not name is looked for in all of it."""
    write_checkpoints(session, path, world.now)
    monkeypatch.setattr(checkpoint, "TAIL", 120)
    said_again = [one.chain for one in write_checkpoints(session, path, world.now)]
    assert said_again == [chain_name(world.authority_id), chain_name(world.other_id)]
    change_and_follow(session, world.authority_id, lambda rows: rows[:10])
    with pytest.raises(CheckpointRefused):
        write_checkpoints(session, path, world.now)


def test_the_alarm_is_told_and_the_work_goes_on(world: World, session: Session, path: Path) -> None:
    write_checkpoints(session, path, world.now)
    change_and_follow(session, world.authority_id, lambda rows: rows[:10])
    with capture_logs() as logs:
        witness(session, path, now=world.now)
    [alarm] = logs
    assert (alarm["log_level"], alarm["event"], alarm["seen"], alarm["size"]) == (
        "critical",
        "record rewritten",
        18,
        10,
    )
