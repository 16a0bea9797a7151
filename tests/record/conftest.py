"""A small record, whole and verified, on a database of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.record.world import World, build
from workflow.audit.checkpoint import Checkpoint, read_checkpoints, write_checkpoints


@pytest.fixture
def engine(session: Session) -> Engine:
    return session.get_bind().engine


@pytest.fixture
def world(session: Session) -> World:
    world = build(session)
    session.commit()
    return world


@pytest.fixture
def witnesses(world: World, session: Session, tmp_path: Path) -> list[Checkpoint]:
    """Checkpoints of the whole world, taken after its last entry."""
    write_checkpoints(session, tmp_path / "checkpoints.txt", world.now)
    return read_checkpoints(tmp_path / "checkpoints.txt")
