"""How a migration runs: all of it in one transaction, on both databases, or not at all."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from flask import current_app
from sqlalchemy import Connection

from workflow.models.base import Utc

MIGRATION_LOCK = 7_305_001  # PostgreSQL advisory lock: two processes that start together migrate in turn


class OrphanedRowsError(Exception):
    """Not a RuntimeError: flask_migrate would end the process without a word to its caller."""


def render_item(kind: str, item: Any, autogenerate: Any) -> str | Literal[False]:
    """A migration says what is stored; it must not change its meaning when an enum of the code grows."""
    if kind == "type" and isinstance(item, Utc):
        autogenerate.imports.add("from workflow.models.base import Utc")
        return "Utc()"
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    return False


def leave_out_empty(migration_context: Any, revision: Any, directives: list[Any]) -> None:
    options = context.config.cmd_opts
    if getattr(options, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives.clear()


def migrate(connection: Connection) -> None:
    migrate_extension = current_app.extensions["migrate"]
    context.configure(
        connection=connection,
        target_metadata=migrate_extension.db.metadata,
        render_item=render_item,
        process_revision_directives=leave_out_empty,
        transactional_ddl=True,  # SQLite can, once BEGIN is ours; Alembic believes that it cannot
        **migrate_extension.configure_args,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATION_LOCK)))
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            refuse_orphans(connection)


def refuse_orphans(connection: Connection) -> None:
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if orphans:
        raise OrphanedRowsError(f"the migration would leave rows that point to nothing: {orphans[:5]}")


def main() -> None:
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            migrate(connection)
            return
        # SQLite changes a table by copying and dropping it: with foreign keys on, the drop would delete the
        # rows of other tables that cascade from it. The switch works only outside a transaction.
        driver = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            migrate(connection.execution_options(sqlite_immediate=True))
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


main()
