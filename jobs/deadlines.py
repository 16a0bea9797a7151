"""What is due and has no notice yet? A late run catches up, an early one does nothing."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy.exc import OperationalError

from workflow import clock
from workflow.commands import run
from workflow.commands.due_rows import BATCH, due_ids
from workflow.commands.sweep import SweepDeadlines, SweepOn
from workflow.extensions import db

log = structlog.get_logger()


def sweep(authority_id: int, kind: str, after: int = 0) -> None:
    """One batch of one authority; a full one leaves the rest to a message that another worker may take."""
    now = clock.now()
    ids = due_ids(db.session(), authority_id, kind, after=after, now=now)
    if len(ids) == BATCH:
        on = SweepOn(authority_id=authority_id, kind=kind, after=ids[-1])
        run(on, actor_id=None, now=now, system=True)
    if ids:
        _remind(authority_id, kind, ids, now)


def _remind(authority_id: int, kind: str, ids: list[int], now: datetime) -> None:
    """A batch that fails is repeated row by row: a bad row is left alone, stays due and is tried again."""
    try:
        _sweep(authority_id, kind, tuple(ids), now)
    except OperationalError:
        raise  # the database is away or locked: that is no row's fault
    except Exception:
        log.exception("sweep of a batch failed", kind=kind, rows=len(ids))
        for row_id in ids:
            try:
                _sweep(authority_id, kind, (row_id,), now)
            except OperationalError:
                raise
            except Exception:
                log.exception("sweep of a row failed", kind=kind, row=row_id)


def _sweep(authority_id: int, kind: str, ids: tuple[int, ...], now: datetime) -> None:
    command = SweepDeadlines(authority_id=authority_id, kind=kind, ids=ids)
    run(command, actor_id=None, now=now, system=True)
