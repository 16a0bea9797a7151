"""Witnesses of the record outside the database: who rewrites the database cannot rewrite what was seen before.

A file beside the data, one line a checkpoint:
`authority:3 1287 <hash of entry 1287> 2026-11-22T09:05:00.000000Z`.
A witness never takes back what it said: a chain that is shorter than before, or has another hash where one was
written down, is refused and told (the rule of C2SP's witness).
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, select
from sqlalchemy.orm import Session

from workflow.audit.canonical import instant
from workflow.models.audit import AuditChain, AuditEntry

CHECKPOINTS = "checkpoints.txt"  # seen: written after every order and once a minute
VERIFIED = "verified.txt"  # proven: the last entry of each chain that a check found in order
SYSTEM = "system"
TAIL = 256 * 1024  # bytes read each minute; the file itself grows for years
_LINE = re.compile(r"(system|authority:[0-9]+) ([0-9]+) ([0-9a-f]{64}) ([0-9T:.\-]+Z)")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    chain: str
    size: int
    head: str
    at: str

    @property
    def line(self) -> str:
        return f"{self.chain} {self.size} {self.head} {self.at}\n"


class CheckpointRefused(Exception):
    """A chain no longer continues what was written down: an alarm, never an everyday thing."""

    def __init__(self, refused: Sequence[tuple[Checkpoint, Checkpoint]]) -> None:
        self.refused = tuple(refused)
        super().__init__(
            "; ".join(f"{now.chain}: {before.size} were seen, now {now.size}" for before, now in refused)
        )


def chain_name(authority_id: int | None) -> str:
    return SYSTEM if authority_id is None else f"authority:{authority_id}"


def read_checkpoints(path: Path) -> list[Checkpoint]:
    """In the order of writing. A line torn by a power cut is no checkpoint and is passed over."""
    return _parse(path.read_text("utf-8", errors="replace")) if path.exists() else []


def write_checkpoints(session: Session, path: Path, now: datetime) -> list[Checkpoint]:
    """Put down every chain that has grown. Raises CheckpointRefused, after the others are written.

    Reads what is committed, on a connection of its own: an older snapshot would look like a chain that shrank.
    """
    with _locked(path) as file, _connect(session) as connection:
        recent = _last_by_chain(_tail(file, TAIL))
        heads = _heads(connection, instant(now))
        every = recent if all(one.chain in recent for _, one in heads) else _last_by_chain(_tail(file))
        written, refused = [], []
        for chain_id, found in heads:
            last = every.get(found.chain)
            if last is not None and not _continues(connection, chain_id, last, found):
                refused.append((last, found))
            elif found.size and (found.chain not in recent or found.size > recent[found.chain].size):
                written.append(found)  # an idle chain is said again, so that the end of the file knows it
        _append(file, written)
    if refused:
        raise CheckpointRefused(refused)
    return written


def write_verified(path: Path, checkpoints: Iterable[Checkpoint]) -> None:
    with _locked(path) as file:
        _append(file, checkpoints)


def _last_by_chain(checkpoints: Iterable[Checkpoint]) -> dict[str, Checkpoint]:
    return {one.chain: one for one in checkpoints}


def last_of(checkpoints: Iterable[Checkpoint], chain: str) -> Checkpoint | None:
    return _last_by_chain(checkpoints).get(chain)


def _heads(connection: Connection, at: str) -> list[tuple[int, Checkpoint]]:
    rows = connection.execute(
        select(AuditChain.id, AuditChain.authority_id, AuditChain.size, AuditChain.head).order_by(AuditChain.id)
    )
    return [
        (chain_id, Checkpoint(chain_name(authority_id), size, head, at))
        for chain_id, authority_id, size, head in rows
    ]


def _continues(connection: Connection, chain_id: int, last: Checkpoint, found: Checkpoint) -> bool:
    if found.size <= last.size:
        return (found.size, found.head) == (last.size, last.head)
    there = connection.scalar(
        select(AuditEntry.hash).where(AuditEntry.chain_id == chain_id, AuditEntry.seq == last.size)
    )
    return there == last.head


@contextmanager
def _connect(session: Session) -> Iterator[Connection]:
    bind = session.get_bind()
    engine: Engine = bind if isinstance(bind, Engine) else bind.engine
    with engine.connect() as connection:
        yield connection


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """The open file, alone in it. O_APPEND: nothing before its end is ever written."""
    is_new = not path.exists()
    file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        if is_new:
            _sync_folder(path.parent)
        size = os.fstat(file).st_size
        if size and os.pread(file, 1, size - 1) != b"\n":
            os.write(file, b"\n")  # what a power cut tore stands alone on its line
        yield file
    finally:
        os.close(file)


def _tail(file: int, most: int | None = None) -> list[Checkpoint]:
    size = os.fstat(file).st_size
    length = size if most is None else min(size, most)
    return _parse(os.pread(file, length, size - length).decode("utf-8", "replace"))


def _append(file: int, checkpoints: Iterable[Checkpoint]) -> None:
    if lines := "".join(one.line for one in checkpoints):
        os.write(file, lines.encode())
        os.fsync(file)


def _sync_folder(folder: Path) -> None:
    """The file's name survives a power cut too."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _parse(text: str) -> list[Checkpoint]:
    found = (_LINE.fullmatch(line) for line in text.splitlines())
    return [Checkpoint(one[1], int(one[2]), one[3], one[4]) for one in found if one]
