"""The fourteen ways to falsify a log (RELIABILITY.md 4) for an owner of the database: each is found."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.record.attacks import Stored, change, change_and_follow, rehash, renumber
from tests.record.world import World
from workflow.audit.checkpoint import Checkpoint, chain_name
from workflow.audit.report import Finding
from workflow.audit.verify import verify

Witnesses = list[Checkpoint]
OTHER_WORDS = ('"round":1', '"round":2')  # one letter of an entry's text


def found(engine: Engine, witnesses: Witnesses) -> list[Finding]:
    report = verify(engine, witnesses)
    assert not report.ok
    return list(report.findings)


def first(engine: Engine, world: World, witnesses: Witnesses) -> tuple[str, int | None]:
    """What the first finding is and which entry it names."""
    finding = found(engine, witnesses)[0]
    assert finding.chain == chain_name(world.authority_id)
    return finding.code, finding.seq


def edited(rows: list[Stored], at: int) -> list[Stored]:
    """The entry at a position says something else; nothing is hashed anew."""
    changed = rows[at].but(body=rows[at].body.replace(*OTHER_WORDS))
    assert changed.body != rows[at].body
    return [*rows[:at], changed, *rows[at + 1 :]]


def test_1_an_edited_entry(world: World, session: Session, engine: Engine, witnesses: Witnesses) -> None:
    change(session, world.authority_id, lambda rows: edited(rows, 3))
    assert first(engine, world, witnesses) == ("edited", 4)


def test_2_an_edited_entry_with_its_own_hash_made_anew(
    world: World, session: Session, engine: Engine, witnesses: Witnesses
) -> None:
    def attack(rows: list[Stored]) -> list[Stored]:
        rows = edited(rows, 3)
        rows[3] = rows[3].rehashed(rows[3].prev_hash)
        return rows

    change(session, world.authority_id, attack)
    assert first(engine, world, witnesses) == ("unlinked", 5)


def test_3_a_deleted_entry(world: World, session: Session, engine: Engine, witnesses: Witnesses) -> None:
    change(session, world.authority_id, lambda rows: rows[:6] + rows[7:])
    assert first(engine, world, witnesses) == ("missing", 7)


def test_4_two_entries_in_each_others_place(
    world: World, session: Session, engine: Engine, witnesses: Witnesses
) -> None:
    def attack(rows: list[Stored]) -> list[Stored]:
        rows[4], rows[5] = rows[5].but(seq=5), rows[4].but(seq=6)
        return rows

    change(session, world.authority_id, attack)
    assert first(engine, world, witnesses) == ("unlinked", 5)


def test_5_a_forged_entry_with_links_of_its_own(
    world: World, session: Session, engine: Engine, witnesses: Witnesses
) -> None:
    def attack(rows: list[Stored]) -> list[Stored]:
        forged = rows[6].but(id=90, body=rows[6].body.replace(*OTHER_WORDS)).rehashed(rows[5].hash)
        later = [row.but(seq=row.seq + 1) for row in rows[6:]]
        later[0] = later[0].but(prev_hash=forged.hash)
        return [*rows[:6], forged, *later]

    change(session, world.authority_id, attack)
    assert first(engine, world, witnesses) == ("edited", 8)


def test_6_an_entry_twice(world: World, session: Session, engine: Engine, witnesses: Witnesses) -> None:
    def attack(rows: list[Stored]) -> list[Stored]:
        return [*rows, rows[8].but(id=90, seq=len(rows) + 1, prev_hash="f" * 64)]

    change(session, world.authority_id, attack)
    assert first(engine, world, witnesses) == ("edited", 19)


def test_7_only_the_link_to_the_entry_before(
    world: World, session: Session, engine: Engine, witnesses: Witnesses
) -> None:
    def attack(rows: list[Stored]) -> list[Stored]:
        rows[9] = rows[9].but(prev_hash="a" * 64)
        return rows

    change(session, world.authority_id, attack)
    assert first(engine, world, witnesses) == ("edited", 10)


@pytest.mark.parametrize("keep", [16, 9, 1])
def test_8_the_tail_cut_off_and_the_chains_row_made_to_fit(
    world: World, session: Session, engine: Engine, witnesses: Witnesses, keep: int
) -> None:
    change_and_follow(session, world.authority_id, lambda rows: rows[:keep])
    assert first(engine, world, witnesses) == ("truncated", keep + 1)


def test_8_the_tail_cut_off_and_the_chains_row_forgotten(
    world: World, session: Session, engine: Engine
) -> None:
    change(session, world.authority_id, lambda rows: rows[:12])
    assert first(engine, world, []) == ("truncated", 13)


def test_9_everything_wiped(world: World, session: Session, engine: Engine, witnesses: Witnesses) -> None:
    change_and_follow(session, world.authority_id, lambda rows: [])
    assert first(engine, world, witnesses) == ("truncated", 1)


def test_10_the_head_cut_off_and_the_rest_made_anew(
    world: World, session: Session, engine: Engine, witnesses: Witnesses
) -> None:
    change_and_follow(session, world.authority_id, lambda rows: rehash(renumber(rows[4:])))
    assert first(engine, world, witnesses) == ("truncated", 15)


def test_11_an_edited_entry_and_everything_after_it_made_anew(
    world: World, session: Session, engine: Engine, witnesses: Witnesses
) -> None:
    """No link is broken any more: only what was seen outside the database tells."""
    change_and_follow(session, world.authority_id, lambda rows: rehash(edited(rows, 3), 3))
    assert first(engine, world, witnesses) == ("witness", 18)


def test_12_an_old_copy_that_went_on_otherwise(
    world: World, session: Session, engine: Engine, witnesses: Witnesses
) -> None:
    def attack(rows: list[Stored]) -> list[Stored]:
        rows = rows[:9]
        for n in range(9, 26):
            entry = rows[4].but(id=100 + n, seq=n + 1, body=rows[4].body.replace('"seq":5,', f'"seq":{n + 1},'))
            rows.append(entry.rehashed(rows[-1].hash))
        return rows

    change_and_follow(session, world.authority_id, attack)
    assert first(engine, world, witnesses) == ("witness", 18)


def test_13_the_tail_cut_off_behind_the_last_witness(
    world: World, session: Session, engine: Engine, witnesses: Witnesses
) -> None:
    """The order that the lost entry announced stands there without it."""
    order = world.order(5)
    session.commit()
    change_and_follow(session, world.authority_id, lambda rows: rows[:18])
    [finding] = found(engine, witnesses)
    assert (finding.code, finding.table, finding.row) == ("order_unrecorded", "orders", str(order.id))


def test_14_the_end_rewritten_behind_the_last_witness(
    world: World, session: Session, engine: Engine, witnesses: Witnesses
) -> None:
    """The chain is whole and continues what was seen; the order beside it says another number."""
    order = world.order(5)
    session.commit()

    def attack(rows: list[Stored]) -> list[Stored]:
        rows[18] = rows[18].but(body=rows[18].body.replace('"number":"5-о"', '"number":"6-о"'))
        return rehash(rows, 18)

    change_and_follow(session, world.authority_id, attack)
    [finding] = found(engine, witnesses)
    assert (finding.code, finding.seq, finding.row) == ("order_differs", 19, str(order.id))
