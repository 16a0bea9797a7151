"""A small record, whole and verified, on a database of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.record.world import World, build
from workflow.audit.checkpoint import Checkpoint, read_checkpoints, write_checkpoints
from workflow.extensions import db


@pytest.fixture
def engine(app: Flask) -> Engine:
    """The app's own: the arranging session's one does not begin transactions."""
    with app.app_context():
        return db.engine


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
