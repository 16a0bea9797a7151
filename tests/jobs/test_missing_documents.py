"""Orders that were registered before a format was made get it too, once, and not those that wait already."""

from __future__ import annotations

from datetime import timedelta

from redis import Redis
from sqlalchemy import delete, select

from jobs.missing_documents import RENDER, send_for_missing
from jobs.tick import beat, claim
from tests.jobs.background import change, deliver, messages, work_off
from tests.jobs.stories import issued
from tests.record.mutations import owned
from tests.world import World
from workflow import clock
from workflow.extensions import db
from workflow.models.job import OutboxMessage
from workflow.models.order import OrderDocument


def formats() -> list[str]:
    db.session.rollback()
    return sorted(db.session.scalars(select(OrderDocument.format)))


def sent(*states: str) -> list[OutboxMessage]:
    return [row for row in messages(*states) if row.job == RENDER]


def drawn_by_an_older_release(world: World, redis: Redis) -> int:
    """A registered order with its PDF alone, and its message done."""
    order_id = issued(world, "s1")
    deliver(redis)
    with owned(db.engine) as connection:
        connection.execute(delete(OrderDocument).where(OrderDocument.format == "docx"))
        connection.commit()
    assert formats() == ["pdf"]
    return order_id


def test_an_order_with_its_pdf_alone_gets_the_other_document(world: World, redis: Redis) -> None:
    order_id = drawn_by_an_older_release(world, redis)
    claim(db.session(), clock.now())
    assert [row.payload for row in sent("waiting")] == [{"order_id": order_id}]

    beat(db.session(), redis, now=clock.now())
    work_off(redis)
    assert formats() == ["docx", "pdf"]


def test_nothing_is_sent_for_when_nothing_lacks(world: World, redis: Redis) -> None:
    issued(world, "s1")
    assert send_for_missing(db.session(), clock.now()) == 0  # the order's own message still waits
    deliver(redis)
    claim(db.session(), clock.now() + timedelta(hours=1))
    assert len(sent()) == 1


def test_what_waits_or_was_given_up_is_not_asked_for_again(world: World, redis: Redis) -> None:
    drawn_by_an_older_release(world, redis)
    assert send_for_missing(db.session(), clock.now()) == 1
    assert send_for_missing(db.session(), clock.now()) == 0
    [row] = sent("waiting")
    change(row.id, dead_at=clock.now())
    assert send_for_missing(db.session(), clock.now()) == 0
    change(row.id, done_at=clock.now())
    assert send_for_missing(db.session(), clock.now()) == 1
