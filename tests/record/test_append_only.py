"""The triggers: what is registered or recorded cannot be changed by a slip, on either database."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.record.world import World, build
from workflow.models import append_only

RECORDED = ("audit_entries", "orders", "order_documents", "decision_records")


@pytest.fixture
def world(session: Session) -> World:
    world = build(session, cases=1, orders=2)
    session.commit()
    return world


def refused(session: Session, statement: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"):
        session.execute(text(statement))
    session.rollback()


@pytest.mark.parametrize("table", RECORDED)
def test_what_is_recorded_is_not_changed(world: World, table: str) -> None:
    refused(world.session, f"UPDATE {table} SET authority_id = authority_id")


@pytest.mark.parametrize("table", RECORDED)
def test_what_is_recorded_is_not_deleted(world: World, table: str) -> None:
    refused(world.session, f"DELETE FROM {table}")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_replace_does_not_walk_past_the_triggers(world: World) -> None:
    refused(world.session, "REPLACE INTO audit_entries SELECT * FROM audit_entries WHERE seq = 1")
    refused(world.session, "REPLACE INTO orders SELECT * FROM orders")


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize("table", [guarded.table for guarded in append_only.GUARDED])
def test_no_table_of_the_record_is_emptied_at_once(world: World, table: str) -> None:
    refused(world.session, f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_the_role_of_a_replica_does_not_switch_the_triggers_off(world: World) -> None:
    world.session.execute(text("SET LOCAL session_replication_role = replica"))
    refused(world.session, "DELETE FROM audit_entries")


def test_a_chain_neither_shrinks_nor_goes(world: World) -> None:
    refused(world.session, "UPDATE audit_chains SET size = size - 1")
    refused(
        world.session, f"UPDATE audit_chains SET authority_id = {world.other_id} WHERE authority_id IS NULL"
    )
    refused(world.session, "DELETE FROM audit_chains")


def test_words_are_erased_but_not_exchanged(session: Session) -> None:
    build(session, cases=2)
    session.commit()
    refused(session, "UPDATE audit_texts SET text = 'other words'")
    session.execute(text("DELETE FROM audit_texts"))
    session.commit()
    assert session.scalar(text("SELECT count(*) FROM audit_texts")) == 0


def test_the_bytes_of_a_printed_order_stay(world: World) -> None:
    refused(world.session, "UPDATE blobs SET size = size + 1")
    refused(world.session, "DELETE FROM blobs WHERE sha256 IN (SELECT sha256 FROM order_documents)")


def test_a_file_that_no_order_printed_may_go(world: World) -> None:
    world.session.execute(
        text("INSERT INTO blobs (sha256, size, content, stored_at) VALUES ('00', 0, :content, :at)"),
        {"content": b"", "at": "2026-09-01T06:00:00.000000Z"},
    )
    world.session.execute(text("DELETE FROM blobs WHERE sha256 = '00'"))
    world.session.commit()
    assert world.session.scalar(text("SELECT count(*) FROM blobs WHERE sha256 = '00'")) == 0


def test_what_is_not_on_record_goes_on_changing(world: World) -> None:
    world.session.execute(text("UPDATE registers SET title = 'Журнал'"))
    world.session.execute(text("UPDATE audit_chains SET size = size + 1"))
    world.session.commit()


def test_the_triggers_can_be_laid_again_and_taken_away(world: World) -> None:
    connection = world.session.connection()
    append_only.install(connection)
    append_only.remove(connection)
    world.session.execute(text("DELETE FROM audit_texts"))
    world.session.execute(text("DELETE FROM audit_entries"))
    append_only.install(connection)
    world.session.commit()
    refused(world.session, "DELETE FROM orders")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_triggers_stand_in_the_file_itself(world: World) -> None:
    """Another program that opens the file meets them too."""
    file = world.session.connection().engine.url.database
    world.session.rollback()
    with sqlite3.connect(str(file)) as other, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        other.execute("DELETE FROM orders")
    other.close()
