"""Whatever an owner of the database changes before a checkpoint is found. Seeded: it can be repeated."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from tests.record.mutations import KINDS, Mutation, mutate, owned
from tests.record.world import World
from workflow.audit.checkpoint import Checkpoint
from workflow.audit.verify import verify_within

HOW_MANY = {"sqlite": 1000, "postgresql": 300}


def test_no_falsification_is_missed(world: World, engine: Engine, witnesses: list[Checkpoint]) -> None:
    chance = random.Random(20261122)
    done: list[Mutation] = []
    missed: list[Mutation] = []
    misplaced: list[tuple[Mutation, str]] = []
    with owned(engine) as connection:
        assert verify_within(connection, witnesses).ok
        connection.rollback()
        while len(done) < HOW_MANY[engine.dialect.name]:
            connection.begin()
            try:
                mutation = mutate(chance, connection, world.authority_id)
            except DBAPIError:  # a constraint of the table refused it: nothing was changed
                connection.rollback()
                continue
            report = verify_within(connection, witnesses)
            connection.rollback()
            done.append(mutation)
            if report.ok:
                missed.append(mutation)
            elif not report.findings[0].place:
                misplaced.append((mutation, report.findings[0].code))
            elif mutation.seq is not None and report.findings[0].seq not in (mutation.seq, mutation.seq + 1):
                misplaced.append((mutation, report.findings[0].place))
        assert verify_within(connection, witnesses).ok
    assert missed == []
    assert misplaced == []
    assert len(KINDS) == 6


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("column", ["body", "hash", "action", "at"])
def test_a_byte_that_is_no_letter_is_named_and_does_not_end_the_check(
    world: World, engine: Engine, witnesses: list[Checkpoint], column: str
) -> None:
    with owned(engine) as connection:
        connection.exec_driver_sql(
            f"UPDATE audit_entries SET {column} = CAST(x'ff' || substr({column}, 2) AS TEXT)"
            " WHERE authority_id = 1 AND seq = 5"
        )
        [finding, *_] = verify_within(connection, witnesses).findings
        connection.rollback()
    assert finding.seq == 5


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("table", "column"),
    [("orders", "title"), ("orders", "dated_on"), ("decision_records", "decided_at"), ("blobs", "content")],
)
def test_a_damaged_row_beside_the_record_is_named(
    world: World, engine: Engine, witnesses: list[Checkpoint], table: str, column: str
) -> None:
    with owned(engine) as connection:
        connection.exec_driver_sql(f"UPDATE {table} SET {column} = CAST(x'fffe' AS TEXT)")
        findings = verify_within(connection, witnesses).findings
        connection.rollback()
    assert table in {finding.table for finding in findings}
