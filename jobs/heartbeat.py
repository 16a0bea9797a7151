"""A process says that it lives. Health is read from the database: an emptied Redis shows no worker at all."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite

from workflow.models.job import Heartbeat
from workflow.uow import unit_of_work


def heartbeat(process: str, now: datetime) -> None:
    """Two workers say it under one name: somebody of that name lives."""
    with unit_of_work() as session:
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        session.execute(
            dialect.insert(Heartbeat)
            .values(process=process, at=now)
            .on_conflict_do_update(index_elements=[Heartbeat.process], set_={"at": now})
        )
