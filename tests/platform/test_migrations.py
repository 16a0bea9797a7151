import shutil
from datetime import UTC, datetime
from pathlib import Path

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from tests.people import make_person
from workflow import migrating
from workflow.config import ROOT
from workflow.extensions import db
from workflow.models.base import Base
from workflow.models.web_session import WebSession

sqlite_only = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_the_migrated_database_is_what_the_models_say(app_context):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "target_metadata": Base.metadata}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_every_migration_goes_down_and_up_again(app, app_context):
    heads = ScriptDirectory(str(ROOT / "migrations")).get_heads()
    assert migrating.heads() == {*heads}
    assert len(heads) == 1
    migrating.join_alembic(app)
    flask_migrate.downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    migrating.upgrade(app)
    assert {table.name for table in Base.metadata.sorted_tables} <= set(inspect(db.engine).get_table_names())


@pytest.fixture
def hanging_row(app_context, session):
    """A person and a sign-in that hangs on it with ON DELETE CASCADE."""
    person = make_person(session)
    moment = datetime(2026, 11, 17, 9, 5, tzinfo=UTC)
    session.add(WebSession(token_hash="x", data="{}", person_id=person.id, created_at=moment, seen_at=moment))
    session.commit()


def counts(session):
    return [session.scalar(text(f"SELECT count(*) FROM {table}")) for table in ("people", "web_sessions")]


def upgrade_with(app: Flask, folder: Path, body: str) -> None:
    """The product's own migrations with one more at the end."""
    shutil.copytree(ROOT / "migrations", folder)
    head = ScriptDirectory(str(folder)).get_current_head()
    lines = ["from alembic import op", f"revision, down_revision = 'more', '{head}'", "def upgrade():", body]
    (folder / "versions" / "more.py").write_text("\n".join(lines))
    migrating.upgrade(app, folder)


@sqlite_only
def test_a_table_that_is_copied_keeps_the_rows_that_hang_on_it(hanging_row, app, session, tmp_path):
    """SQLite drops the old table on the way: with foreign keys on, the cascade would empty the other one."""
    upgrade_with(
        app,
        tmp_path / "m",
        "    with op.batch_alter_table('people', recreate='always') as people:\n"
        "        people.create_index('ix_people_post', ['post'])",
    )
    assert counts(session) == [1, 1]
    assert db.session.scalar(text("PRAGMA foreign_keys")) == 1


@sqlite_only
def test_a_migration_that_leaves_orphans_changes_nothing(hanging_row, app, session, tmp_path):
    with pytest.raises(Exception, match="point to nothing"):
        upgrade_with(app, tmp_path / "m", "    op.execute('DELETE FROM people')")
    assert counts(session) == [1, 1]


def test_a_migration_that_fails_half_way_leaves_nothing_behind(app_context, app, session, tmp_path):
    body = "    op.execute('CREATE TABLE half (id INTEGER)')\n    op.execute('INSERT INTO nowhere VALUES (1)')"
    with pytest.raises(DBAPIError):
        upgrade_with(app, tmp_path / "m", body)
    assert "half" not in inspect(db.engine).get_table_names()
    assert session.scalar(text("SELECT version_num FROM alembic_version")) != "more"
