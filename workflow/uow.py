"""The only commit of the project (the relay of the outbox has the other).

Inside, the order of locks is always the same (DESIGN.md 5.4): write lock, idempotency row, drafts, cases by
id, register row, the run that somebody joins, chain row last. Any other order deadlocks or forks the chain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from workflow.crashpoint import crashpoint
from workflow.extensions import db

#: Rung after a commit that left messages in the outbox. app.py sets it; a failure is the relay's to mend.
_bell: Callable[[], None] | None = None


class LostWrites(RuntimeError):
    """Something was changed outside a unit of work and would have been lost or committed unseen."""


class Nested(RuntimeError):
    """A unit of work was opened inside another: one command is one transaction."""


def hang_bell(bell: Callable[[], None] | None) -> None:
    global _bell
    _bell = bell


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """One transaction with the write lock taken first; rolled back unless its body ends well."""
    session = db.session()
    if session.info.get("in_unit_of_work"):
        raise Nested
    if session.new or session.dirty or session.deleted:
        raise LostWrites
    session.expunge_all()  # what was read before the lock may be stale, above all rows with a version
    # Ends the reading transaction that loaded the person: SQLite ignores the option else. After the line above,
    # so that the page can still read whom it is drawn for.
    session.rollback()
    session.info["in_unit_of_work"] = True
    try:
        session.connection(execution_options={"sqlite_immediate": True})
        yield session
        crashpoint("commit.before")
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("in_unit_of_work", None)
        rings = session.info.pop("rings", False)
        session.autoflush = True  # a command may have turned it off for its length
    crashpoint("commit.after")
    if rings and _bell is not None:
        _bell()
