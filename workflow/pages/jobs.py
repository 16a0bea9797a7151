"""The background as an administrator sees it: who lives, what waits, what was given up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from workflow import access
from workflow.access import RoleName
from workflow.models.authority import Authority
from workflow.models.job import Heartbeat, OutboxMessage
from workflow.states.definition import N_

MOST = 50
#: A process of ours speaks up once a minute at the least.
SILENT_AFTER = timedelta(minutes=3)
PROCESSES: Final[Mapping[str, str]] = {"tick": N_("Часы и отправка"), "worker": N_("Исполнитель")}
TITLES: Final[Mapping[str, str]] = {
    "deadlines.sweep": N_("Напоминания о сроках"),
    "series.sweep": N_("Месяцы без повторяющегося дня"),
    "documents.render": N_("Изготовление документа акта"),
    "notices.tell": N_("Уведомления"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    title: str
    seen_at: datetime | None
    is_silent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadMessage:
    id: int
    title: str
    authority: str
    created_at: datetime
    dead_at: datetime
    tries: int
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobsPage:
    processes: tuple[Process, ...]
    waiting: int
    oldest_at: datetime | None  # of those that wait
    dead: tuple[DeadMessage, ...]  # the newest of them
    dead_count: int
    zone: str

    @property
    def someone_is_silent(self) -> bool:
        return any(one.is_silent for one in self.processes)


def jobs_page(session: Session, memberships: access.Memberships, *, now: datetime) -> JobsPage:
    """Four statements. Messages of no authority are for those who administer all."""
    theirs = _theirs(memberships)
    beats = {row.process: row.at for row in session.scalars(select(Heartbeat))}
    waits = theirs & OutboxMessage.done_at.is_(None) & OutboxMessage.dead_at.is_(None)
    waiting, oldest_at = session.execute(
        select(func.count(OutboxMessage.id), func.min(OutboxMessage.created_at)).where(waits)
    ).one()
    dead = theirs & OutboxMessage.done_at.is_(None) & OutboxMessage.dead_at.is_not(None)
    rows = session.execute(
        select(OutboxMessage, Authority.short_name)
        .outerjoin(Authority, Authority.id == OutboxMessage.authority_id)
        .where(dead)
        .order_by(OutboxMessage.id.desc())
        .limit(MOST)
    ).all()
    return JobsPage(
        processes=tuple(_process(title, beats.get(name), now) for name, title in PROCESSES.items()),
        waiting=waiting,
        oldest_at=oldest_at,
        dead=tuple(_dead(message, authority or "") for message, authority in rows),
        dead_count=session.scalar(select(func.count(OutboxMessage.id)).where(dead)) or 0,
        zone=access.zone_of(memberships),
    )


def _theirs(memberships: access.Memberships) -> ColumnElement[bool]:
    if access.administers_all(memberships):
        return true()
    own = {one.authority_id for one in memberships if one.role is RoleName.ADMIN}
    return OutboxMessage.authority_id.in_(own)


def _process(title: str, seen_at: datetime | None, now: datetime) -> Process:
    silent = seen_at is None or now - seen_at > SILENT_AFTER
    return Process(title=title, seen_at=seen_at, is_silent=silent)


def _dead(message: OutboxMessage, authority: str) -> DeadMessage:
    assert message.dead_at is not None  # the query asked for it
    return DeadMessage(
        id=message.id,
        title=TITLES.get(message.job, message.job),
        authority=authority,
        created_at=message.created_at,
        dead_at=message.dead_at,
        tries=message.tries,
        error=message.error,
    )
