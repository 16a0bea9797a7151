"""What somebody who owns the database can do to the record: direct SQL, with the triggers taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, bindparam, text
from sqlalchemy.orm import Session

from workflow.audit.canonical import chain_hash
from workflow.models import append_only
from workflow.models.audit import GENESIS

COLUMNS = (
    "id, chain_id, authority_id, seq, at, actor_id, action, case_id, packet_id, order_id, body, prev_hash, hash"
)
REFERRERS = ("audit_texts",)


@contextmanager
def unguarded(session: Session) -> Iterator[None]:
    """Without triggers and, on SQLite, without foreign keys; committed, and the triggers laid again."""
    session.rollback()
    lite = session.get_bind().dialect.name == "sqlite"
    if lite:
        session.execute(text("PRAGMA foreign_keys=OFF"))
    else:
        session.execute(text("SET session_replication_role = replica"))
    append_only.remove(session.connection())
    yield
    append_only.install(session.connection())
    session.execute(text("PRAGMA foreign_keys=ON" if lite else "SET session_replication_role = origin"))
    session.commit()


@dataclass(frozen=True)
class Stored:
    """One row of audit_entries, to be changed and put back."""

    values: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        return self.values[name]

    def but(self, **changed: Any) -> Stored:
        return replace(self, values={**self.values, **changed})

    def rehashed(self, prev: str) -> Stored:
        return self.but(prev_hash=prev, hash=chain_hash(prev, self.body))


def entries(session: Session | Connection, authority_id: int) -> list[Stored]:
    query = text(f"SELECT {COLUMNS} FROM audit_entries WHERE authority_id = :home ORDER BY seq")
    found: list[Row[Any]] = list(session.execute(query, {"home": authority_id}))
    return [Stored(dict(row._mapping)) for row in found]


def change_entries(session: Session | Connection, authority_id: int, rows: list[Stored]) -> None:
    """Exchange the whole chain for these rows. The row of the chain stays as it is."""
    keys = [name.strip() for name in COLUMNS.split(",")]
    session.execute(text("DELETE FROM audit_entries WHERE authority_id = :home"), {"home": authority_id})
    insert = text(
        f"INSERT INTO audit_entries ({COLUMNS}) VALUES ({', '.join(f':{key}' for key in keys)})"
    ).bindparams(*map(bindparam, keys))
    if rows:
        session.execute(insert, [row.values for row in rows])


def follow(session: Session | Connection, authority_id: int) -> None:
    """Bring the chain's own row to whatever the entries say now: a careful attacker does."""
    rows = entries(session, authority_id)
    session.execute(
        text("UPDATE audit_chains SET size = :size, head = :head WHERE authority_id = :home"),
        {"size": len(rows), "head": rows[-1].hash if rows else GENESIS, "home": authority_id},
    )


def rehash(rows: list[Stored], start: int = 0) -> list[Stored]:
    """Link and hash everything anew from a position on."""
    head = rows[start - 1].hash if start else GENESIS
    done = rows[:start]
    for row in rows[start:]:
        done.append(row.rehashed(head))
        head = done[-1].hash
    return done


def renumber(rows: list[Stored]) -> list[Stored]:
    """Give numbers from 1, in the text of the entries too."""
    return [
        row.but(seq=n, body=row.body.replace(f'"seq":{row.seq},', f'"seq":{n},'))
        for n, row in enumerate(rows, start=1)
    ]


def change(session: Session, authority_id: int, how: Callable[[list[Stored]], list[Stored]]) -> None:
    with unguarded(session):
        change_entries(session, authority_id, how(entries(session, authority_id)))


def change_and_follow(session: Session, authority_id: int, how: Callable[[list[Stored]], list[Stored]]) -> None:
    with unguarded(session):
        change_entries(session, authority_id, how(entries(session, authority_id)))
        follow(session, authority_id)
