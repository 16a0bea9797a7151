"""What is due and has no notice yet? A late run catches up, an early one does nothing."""

from __future__ import annotations

from workflow import clock
from workflow.commands import run
from workflow.commands.sweep import BATCH, SweepDeadlines


def sweep(authority_id: int) -> None:
    """Batches of one authority until nothing is due; a batch that fails is repeated row by row."""
    now = clock.now()
    for kind in ("task", "case", "packet"):
        while (
            run(
                SweepDeadlines(authority_id=authority_id, kind=kind),
                actor_id=None,
                now=now,
                system=True,
            )["seen"]
            == BATCH
        ):
            continue
