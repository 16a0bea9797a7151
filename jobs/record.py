"""Bearing witness of the record outside the database: after every order, and once a minute."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy.orm import Session

from workflow.audit.checkpoint import CheckpointRefused, write_checkpoints

log = structlog.get_logger()


def witness(session: Session, path: Path, *, now: datetime) -> None:
    """A rewritten record is an alarm in the log each minute. It stops nothing: notices and documents go on."""
    try:
        write_checkpoints(session, path, now)
    except CheckpointRefused as alarm:
        for before, found in alarm.refused:
            log.critical("record rewritten", chain=found.chain, seen=before.size, size=found.size)
    except OSError as error:
        log.error("checkpoints not written", error=str(error))
