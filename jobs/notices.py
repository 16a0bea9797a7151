"""Tell people what happened."""

from __future__ import annotations

from workflow import clock
from workflow.commands import run
from workflow.commands.tell import TellNotices


def tell(kind: str, event: str, **ids: int) -> None:
    run(TellNotices(kind=kind, event=event, ids=ids), actor_id=None, now=clock.now(), system=True)
