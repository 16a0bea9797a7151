"""Tell people what happened."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from workflow import clock
from workflow.commands import run
from workflow.commands.tell import TellNotices


def tell(kind: str, event: str, at: str = "", by_id: int | None = None, **ids: Any) -> None:
    """What is beside the ids is kept with the notice for its sentence: the side that answered."""
    happened = datetime.fromisoformat(at) if at else None
    command = TellNotices(kind=kind, event=event, ids=ids, by_id=by_id, at=happened)
    run(command, actor_id=None, now=clock.now(), system=True)
